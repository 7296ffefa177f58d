"""What a release rests on stays: in the services and in the database itself."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from anbelo.callbacks.changes import change_notice, withdraw_notice
from anbelo.callbacks.gate import may_leave, release_notice
from anbelo.callbacks.rules import CallState, Outcome
from anbelo.callbacks.service import announce_notice, record_attempt
from anbelo.core.calendar import local
from anbelo.core.errors import Invalid, Refused
from anbelo.notices import service
from anbelo.notices.models import NoticeKind
from anbelo.notices.rules import CallPolicy, Hold, NoticeState, Release, ReleaseReason
from anbelo.notices.service import NewNotice
from anbelo.outbox.models import OutboxMessage
from anbelo.outbox.rules import Topic
from tests.scenes import PHONE, attempt, callback_of

MONDAY = datetime(2025, 6, 23, 6, 0, tzinfo=UTC)
DAY = local(MONDAY).date()


@pytest.fixture
def house(office):
    with office.unit_of_work() as session:
        yield session
        session.rollback()


def new(ref="N-1", **more):
    base = {"external_ref": ref, "kind": "withdrawal_refund", "team": "LEISTUNG",
            "person_name": "Probe Person", "phone": PHONE, "printed_on": DAY,
            "send_no_later_than": DAY + timedelta(days=10)}  # fmt: skip
    return NewNotice(**{**base, **more})


def held(house, ref="N-1", **more):
    found = announce_notice(house, new(ref, **more), actor="staff:1", now=MONDAY)
    house.flush()
    return found


def talk(house, found, outcome, moment=MONDAY):
    record_attempt(house, None, callback_of(house, found), attempt(outcome, moment),
                   actor="client:1", now=moment)  # fmt: skip
    house.flush()


def policy(house, code, value, **more):
    kind = house.get(NoticeKind, code)
    kind.call_policy = value
    for name, told in more.items():
        setattr(kind, name, told)
    house.flush()


def test_changing_a_kind_frees_no_notice_that_waits(house):
    found = held(house)
    policy(house, "withdrawal_refund", CallPolicy.OPTIONAL)
    assert may_leave(house, found, today=DAY) == Hold("call_owed")
    later = held(house, "N-2")
    assert may_leave(house, later, today=DAY) == Release(ReleaseReason.NO_CALL_NEEDED)


def test_what_the_announcement_says_decides_about_kinds_in_between(house):
    assert held(house, kind="change_down").call_wanted
    clear = held(house, "N-2", kind="change_down", amount_lower=False, facts_unclear=False)
    assert not clear.call_wanted
    priorities = [callback_of(house, n).priority for n in (held(house, "N-3"), clear)]
    assert priorities == [1, 3]


def test_a_fact_that_turns_up_makes_a_talk_wanted_but_none_makes_it_unwanted(house):
    clear = held(house, kind="change_down", amount_lower=False, facts_unclear=False)
    lower = new(kind="change_down", amount_lower=True, facts_unclear=False)
    change_notice(house, clear, lower, actor="staff:1", now=MONDAY)
    assert clear.call_wanted
    again = new(kind="change_down", amount_lower=False, facts_unclear=False)
    change_notice(house, clear, again, actor="staff:1", now=MONDAY)
    assert clear.call_wanted


def test_the_lot_lets_a_notice_go_at_once_without_a_call(house, monkeypatch):
    policy(house, "grant", CallPolicy.OPTIONAL, holdout_percent=20)
    for number, spared in ((19, True), (20, False)):
        found = service.announce(house, new(f"L-{number}", kind="grant"), actor="x", now=MONDAY,
                                 lot=lambda _most, n=number: n)  # fmt: skip
        assert (found.holdout, found.call_wanted) == (spared, False)
    house.flush()
    policy(house, "grant", CallPolicy.OPTIONAL, holdout_percent=50)
    monkeypatch.setattr(service.announce, "__kwdefaults__",
                        {**service.announce.__kwdefaults__, "lot": lambda _most: 0})  # fmt: skip
    gone = held(house, "L-3", kind="grant")
    assert (gone.state, gone.release_reason) == (
        NoticeState.RELEASED,
        ReleaseReason.NO_CALL_NEEDED,
    )
    assert callback_of(house, gone).state is CallState.CANCELLED


def test_a_last_day_is_a_working_day_because_the_post_must_leave(house):
    sunday = DAY + timedelta(days=6)
    assert held(house, send_no_later_than=sunday).send_no_later_than == DAY + timedelta(days=4)
    assert held(house, send_no_later_than=sunday).id, "the same facts again change nothing"


def test_without_a_named_last_day_the_kind_says_how_long_it_waits(house):
    policy(house, "withdrawal_refund", CallPolicy.ALWAYS, hold_working_days=5)
    assert held(house, send_no_later_than=None).send_no_later_than == DAY + timedelta(days=7)


def test_too_late_for_a_talk_needs_a_reason(house):
    with pytest.raises(Invalid, match="no_time_for_a_talk"):
        held(house, send_no_later_than=DAY)
    urgent = held(house, send_no_later_than=DAY, urgent_reason="Die Jahresfrist endet heute.")
    assert may_leave(house, urgent, today=DAY) == Release(ReleaseReason.LAST_DAY)


def test_a_stopped_notice_waits_again_and_old_talks_do_not_count(house):
    found = held(house)
    for hours in (2, 6):
        talk(house, found, Outcome.NOT_REACHED, MONDAY + timedelta(hours=hours))
    talk(house, found, Outcome.NEW_FACTS, MONDAY + timedelta(hours=7))
    assert found.state is NoticeState.STOPPED
    with pytest.raises(Refused, match="notice_not_held"):
        release_notice(house, found, actor="command", now=MONDAY + timedelta(hours=8))
    anew = MONDAY + timedelta(days=1)
    later = new(send_no_later_than=DAY + timedelta(days=17), summary="Neu entschieden.")
    change_notice(house, found, later, actor="staff:1", now=anew)
    house.flush()
    callback = callback_of(house, found)
    assert (found.state, callback.state) == (NoticeState.HELD, CallState.OWED)
    talk(house, found, Outcome.NOT_REACHED, anew + timedelta(hours=3))
    assert found.state is NoticeState.HELD, "three attempts, but two were about another notice"
    settle = select(OutboxMessage).where(OutboxMessage.topic == Topic.SETTLE_NOTICE)
    assert len(house.scalars(settle).all()) == 2
    talk(house, found, Outcome.CLEARED, anew + timedelta(hours=7))
    assert found.release_reason is ReleaseReason.SPOKEN


def test_a_withdrawn_notice_never_leaves_and_its_call_is_over(house):
    found = held(house)
    for _ in range(2):
        withdraw_notice(house, found, actor="staff:1", now=MONDAY)
    house.flush()
    assert callback_of(house, found).state is CallState.CANCELLED
    with pytest.raises(Refused, match="notice_not_held"):
        release_notice(house, found, actor="job", now=MONDAY + timedelta(days=20))
    refused(house, "UPDATE notice SET state = 'held'")


def refused(house, statement, why=None):
    with pytest.raises(IntegrityError, match=why), house.begin_nested():
        house.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notice SET send_no_later_than = send_no_later_than + 1",
        "UPDATE notice SET phone = ''",
        "UPDATE notice SET call_wanted = false",
        "UPDATE notice SET kind_code = 'grant'",
        "UPDATE notice SET holdout = true",
        "UPDATE notice SET announced_at = announced_at - interval '1 year'",
        "UPDATE notice SET held_since = held_since - interval '1 year'",
        "UPDATE callback SET notice_id = NULL",
        "DELETE FROM attempt",
        "UPDATE attempt SET outcome = 'erreicht_geklaert', identity = 'two_facts'",
        "UPDATE attempt SET at = at - interval '3 days'",
    ],
)
def test_raw_sql_cannot_change_what_a_release_rests_on(house, statement):
    talk(house, held(house), Outcome.NOT_REACHED)
    refused(house, statement)


def test_raw_sql_cannot_send_before_the_day_whatever_moment_it_claims(house):
    last = held(house).send_no_later_than
    house.execute(text(f"SET LOCAL anbelo.test_now = '{MONDAY.isoformat()}'"))
    claim = "UPDATE notice SET state = 'released', release_reason = 'last_day', released_at = "
    refused(house, f"{claim} '{last} 09:00+02'", "reason and its evidence")
    refused(house, f"UPDATE notice SET send_no_later_than = '{DAY}'", "neither later nor at once")
    house.execute(text(f"SET LOCAL anbelo.test_now = '{last} 09:00+02'"))
    house.execute(text(f"{claim} '{last} 09:00+02'"))


def test_raw_sql_cannot_insert_what_needs_a_talk_as_needing_none(house):
    held(house)
    columns = ("kind_code, team_id, person_name, phone, language, summary, printed_on, state, "
               "send_no_later_than, announced_at, held_since, holdout, urgent_reason, "
               "release_note, version")  # fmt: skip
    refused(house, f"INSERT INTO notice (external_ref, call_wanted, {columns}) "
                   f"SELECT 'N-2', false, {columns} FROM notice", "always wants a talk")  # fmt: skip


def test_raw_sql_cannot_make_a_held_notice_vanish(house):
    held(house)
    house.execute(text("DELETE FROM disposition"))
    refused(house, "DELETE FROM notice")
