"""What the gate machine plays with: a running house, ways to leak, and its own idea of a reason."""

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text

from anbelo.demo.office import API_KEY
from anbelo.notices.rules import ReleaseReason

BERLIN = ZoneInfo("Europe/Berlin")
HOLIDAYS = {(12, 25), (12, 26), (1, 1), (11, 1), (10, 3)}
TALKED = {"erreicht_geklaert", "erreicht_nicht_einverstanden"}
LEAKS = (
    *(f"UPDATE notice SET state = 'released', released_at = :now, release_reason = '{reason}' "
      "WHERE external_ref = :ref" for reason in ReleaseReason),
    "UPDATE notice SET send_no_later_than = send_no_later_than - 30 WHERE external_ref = :ref",
    "UPDATE notice SET send_no_later_than = send_no_later_than + 30 WHERE external_ref = :ref",
    "UPDATE notice SET phone = '' WHERE external_ref = :ref",
    "UPDATE notice SET call_wanted = false WHERE external_ref = :ref",
    "UPDATE notice SET kind_code = 'grant' WHERE external_ref = :ref",
    "UPDATE notice SET state = 'stopped' WHERE external_ref = :ref AND state = 'released'",
    "UPDATE notice SET held_since = held_since - interval '9 days' WHERE external_ref = :ref",
    "DELETE FROM attempt a USING callback c, notice n WHERE a.callback_id = c.id "
    "AND c.notice_id = n.id AND n.external_ref = :ref",
    "UPDATE attempt a SET outcome = 'erreicht_geklaert' FROM callback c, notice n "
    "WHERE a.callback_id = c.id AND c.notice_id = n.id AND n.external_ref = :ref",
    "DELETE FROM callback USING notice n WHERE notice_id = n.id AND n.external_ref = :ref",
    "DELETE FROM notice WHERE external_ref = :ref",
)  # fmt: skip
numbers = itertools.count()


class House:
    """One running house, its clock, and every way into it."""

    def __init__(self, office, app, signed_in) -> None:
        self.office, self.app, self.signed_in = office, app, signed_in
        with office.engine.begin() as connection:
            connection.execute(text("CREATE TABLE test_clock (at timestamptz)"))
            connection.execute(text("INSERT INTO test_clock VALUES (now())"))
            connection.execute(text(
                "CREATE OR REPLACE FUNCTION house_now() RETURNS timestamptz LANGUAGE sql STABLE "
                "AS $$ SELECT at FROM test_clock $$"))  # fmt: skip

    def set_clock(self, moment: datetime) -> None:
        with self.office.engine.begin() as connection:
            connection.execute(text("UPDATE test_clock SET at = :at"), {"at": moment})

    def api(self, path, body):
        headers = {"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": f"k{next(numbers)}"}
        return self.app.test_client().post(f"/api/v1{path}", json=body, headers=headers)

    def rows(self, query, **facts):
        with self.office.engine.connect() as connection:
            return [dict(row) for row in connection.execute(text(query), facts).mappings()]


def overdue(row, now: datetime) -> bool:
    """Whether a held notice should have left."""
    late = datetime.combine(row["send_no_later_than"], time(23), tzinfo=BERLIN)
    return now > late


def proven(house: "House", row) -> bool:
    """Whether the reason of a released notice is true, counted again from the raw rows."""
    tries = [t for t in house.rows(
        "SELECT a.* FROM attempt a JOIN callback c ON c.id = a.callback_id "
        "WHERE c.notice_id = :id ORDER BY a.at", id=row["id"])
        if t["at"] >= row["held_since"].replace(second=0, microsecond=0)]  # fmt: skip
    outcomes = {t["outcome"] for t in tries}
    day = local(row["released_at"]).date()
    return {
        "spoken": any(t["outcome"] in TALKED and t["identity"] != "none" for t in tries),
        "tried": honest([local(t["at"]) for t in tries
                         if t["outcome"] in {"nicht_erreicht", "mailbox_neutral"}]),
        "no_call_wished": "kein_gespraech_gewuenscht" in outcomes,
        "no_number": row["phone"] == "" or "falsche_nummer" in outcomes,
        "last_day": day >= row["send_no_later_than"],
        "lead_reason": len(row["release_note"].strip()) >= 10 and row["released_by"],
        "no_call_needed": not row["call_wanted"],
    }[row["release_reason"]]  # fmt: skip


def local(moment):
    return moment.astimezone(BERLIN)


def until_nine(now: datetime) -> float:
    """Hours until nine o'clock of the next day in Berlin."""
    nine = datetime.combine(local(now).date() + timedelta(days=1), time(9), tzinfo=BERLIN)
    return (nine.astimezone(UTC) - now).total_seconds() / 3600


def honest(moments) -> bool:
    """Three tries three hours apart, in five working days, on two days and in two parts of one."""
    fair = [m for m in moments if m.weekday() < 5 and 8 <= m.hour < 18
            and (m.month, m.day) not in HOLIDAYS]  # fmt: skip
    for chosen in itertools.combinations(fair, 3):
        first, second, third = chosen
        apart = second - first >= timedelta(hours=3) and third - second >= timedelta(hours=3)
        parts = {0 if m.hour < 12 else 1 if m.hour < 16 else 2 for m in chosen}
        near = third.date() - first.date() <= timedelta(days=9)
        if apart and near and len(parts) > 1 and len({m.date() for m in chosen}) > 1:
            return True
    return False
