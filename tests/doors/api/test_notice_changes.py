"""The system that announced a notice changes it or takes it back, as long as it waits."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from anbelo.accounts.models import Staff
from anbelo.audit.models import AuditEntry
from anbelo.callbacks.models import Callback
from anbelo.callbacks.planning import book
from anbelo.callbacks.rules import CallState
from anbelo.cases.models import Case
from anbelo.core.clock import now
from anbelo.notices.models import Notice
from tests.doors.api.test_notices import LAST_DAY, NOTICE, PATH, TODAY, outcome

FACTS = {name: value for name, value in NOTICE.items() if name != "external_ref"}
LATER = {**FACTS, "send_no_later_than": (LAST_DAY + timedelta(days=7)).isoformat()}
NO_PHONE = {name: value for name, value in FACTS.items() if name != "phone"}
TALK = {"identity": "two_facts", "understood": "yes"}


@pytest.fixture(autouse=True)
def announced(machine):
    answer = machine.post("/notices", NOTICE)
    assert answer.status_code == 201, answer.text
    return answer.json


def stored(office) -> Notice:
    with office.reading() as session:
        return session.scalars(select(Notice)).one()


def planned(office) -> Callback:
    """The call gets a time in two days, as the planner gives it."""
    with office.unit_of_work() as session:
        callback = session.scalars(select(Callback)).one()
        staff_id = session.scalars(select(Staff.id)).first()
        book(callback, staff_id, now().replace(microsecond=0) + timedelta(days=2))
    return callback


def trail(office) -> list[str]:
    with office.reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_the_facts_of_a_waiting_notice_change(machine, office):
    facts = {**FACTS, "summary": "Nur noch 80 Euro", "amount_lower": True, "dispositions": []}
    changed = machine.put(PATH, facts)
    assert (changed.status_code, changed.json["state"]) == (200, "held"), changed.text
    notice = stored(office)
    assert (notice.summary, notice.amount_lower) == ("Nur noch 80 Euro", True)
    assert machine.get(PATH).json == changed.json
    assert machine.put(PATH, {**FACTS, "language": "ar"}).status_code == 200
    assert stored(office).amount_lower is None  # what is left out is not known any more


def test_the_same_facts_again_write_nothing(machine, office, announced):
    version, entries = stored(office).version, trail(office)
    again = machine.put(PATH, FACTS)
    assert (again.status_code, again.json) == (200, announced)
    unsaid = {name: value for name, value in FACTS.items() if name != "send_no_later_than"}
    assert machine.put(PATH, unsaid).json["last_sending_day"] == announced["last_sending_day"]
    assert (stored(office).version, trail(office)) == (version, entries)


def test_a_change_sent_twice_is_one_change_with_one_answer(machine, office):
    facts = {**FACTS, "summary": "Anders"}
    first = machine.put(PATH, facts, repeat="c-1")
    again = machine.put(PATH, facts, repeat="c-1")
    assert (again.status_code, again.json) == (first.status_code, first.json)
    assert again.headers["Idempotent-Replay"] == "true"
    other = machine.put(PATH, {**FACTS, "summary": "Noch anders"}, repeat="c-1")
    assert (other.status_code, other.json["code"]) == (422, "key_reused")
    assert trail(office).count("notice_changed") == 1


def test_the_last_sending_day_becomes_earlier(machine, office):
    planned(office)
    day = LAST_DAY - timedelta(days=3)
    told = machine.put(PATH, {**FACTS, "send_no_later_than": day.isoformat()})
    assert told.status_code == 200, told.text
    found = told.json["last_sending_day"]
    assert TODAY.isoformat() < found <= day.isoformat()
    # Its time is given back: the planner finds one before the new day.
    assert told.json["call"] == {
        "state": "owed", "starts_at": None, "ends_at": None, "why": None,
        "explanation": "Anruf offen",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        (LATER, "send_no_later_than", "last_day_later"),
        (
            {**FACTS, "send_no_later_than": TODAY.isoformat()},
            "send_no_later_than",
            "no_time_for_a_talk",
        ),
        ({**FACTS, "kind": "grant"}, "kind", "kind_fixed"),
        (NO_PHONE, "phone", "phone_kept"),
        ({**FACTS, "team": "NOBODY"}, "team", "unknown_team"),
        ({**FACTS, "case_reference": "AAAAAAAA"}, "case_reference", "unknown_case"),
        (NOTICE, "external_ref", "unknown_field"),
        ({**FACTS, "state": "released"}, "state", "unknown_field"),
        ({**FACTS, "call_wanted": False}, "call_wanted", "unknown_field"),
    ],
)
def test_a_change_that_the_rules_forbid_stores_nothing(machine, office, facts, field, code):
    before = machine.get(PATH).json, stored(office).version
    refused = machine.put(PATH, facts)
    assert refused.status_code == 422, refused.text
    assert [(e["field"], e["code"]) for e in refused.json["errors"]] == [(field, code)]
    assert (machine.get(PATH).json, stored(office).version) == before


def test_no_change_makes_the_talk_unneeded(machine):
    """Saying afterwards that nothing is lower and all is clear frees no notice."""
    told = machine.put(PATH, {**FACTS, "amount_lower": False, "facts_unclear": False})
    assert told.json["held_because"] == "call_owed"
    assert machine.post(f"{PATH}/release").json["code"] == "call_owed"


def test_a_notice_that_left_is_neither_changed_nor_withdrawn(machine, office):
    talk = outcome("erreicht_geklaert", **TALK)
    assert machine.post(f"{PATH}/outcomes", talk).json["release"]["state"] == "released"
    before = stored(office).version
    for refused in (
        machine.put(PATH, {**FACTS, "summary": "Anders"}),
        machine.post(f"{PATH}/withdrawal"),
    ):
        assert (refused.status_code, refused.json["code"]) == (409, "notice_not_held")
        assert refused.json["facts"] == {"state": "released"}
    assert stored(office).version == before
    # The retry of a change that was made before changes nothing and is no error.
    assert machine.put(PATH, FACTS).json["state"] == "released"


def test_new_facts_decided_anew_are_talked_about_anew(machine):
    with time_machine.travel(now(), tick=False) as clock:
        talk = outcome("erreicht_neue_tatsachen", **TALK)
        assert machine.post(f"{PATH}/outcomes", talk).json["release"]["state"] == "stopped"
        clock.shift(timedelta(hours=1))
        told = machine.put(PATH, {**FACTS, "summary": "Neu entschieden"}).json
        assert (told["state"], told["held_because"]) == ("held", "call_owed")
        clock.shift(timedelta(minutes=2))
        before = outcome("erreicht_geklaert", at=now() - timedelta(minutes=4), **TALK)
        refused = machine.post(f"{PATH}/outcomes", before)
        assert (refused.status_code, refused.json["code"]) == (422, "outcome_too_early")
        early = machine.post(f"{PATH}/release").json
        assert (early["code"], early["facts"]["unanswered_attempts"]) == ("call_owed", 0)
        talked = machine.post(f"{PATH}/outcomes", outcome("erreicht_geklaert", **TALK))
        assert talked.json["release"]["reason"] == "spoken"


def test_a_call_just_before_by_a_clock_that_is_behind_counts(machine):
    talk = outcome("erreicht_geklaert", at=now() - timedelta(minutes=3), **TALK)
    assert machine.post(f"{PATH}/outcomes", talk).json["release"]["reason"] == "spoken"


def test_a_withdrawn_notice_never_leaves_and_nobody_calls(machine, office):
    planned(office)
    told = machine.post(f"{PATH}/withdrawal")
    assert (told.status_code, told.json["state"]) == (200, "withdrawn"), told.text
    assert told.json["call"]["state"] == "cancelled"
    assert told.json["call"]["starts_at"] is None
    assert (told.json["held_because"], told.json["explanation"]) == (None, "zurückgenommen")
    with office.reading() as session:
        callback = session.scalars(select(Callback)).one()
    assert (callback.state, callback.staff_id) == (CallState.CANCELLED, None)
    for act, code in (
        (machine.post(f"{PATH}/release"), "notice_not_held"),
        (machine.put(PATH, {**FACTS, "summary": "Anders"}), "notice_not_held"),
        (machine.post(f"{PATH}/outcomes", outcome("nicht_erreicht")), "call_settled"),
    ):
        assert (act.status_code, act.json["code"]) == (409, code)
    with time_machine.travel(now() + timedelta(days=30), tick=False):
        assert machine.post(f"{PATH}/release").status_code == 409


def test_withdrawing_once_more_changes_nothing(machine, office):
    first = machine.post(f"{PATH}/withdrawal", {})
    before = stored(office).version
    again = machine.post(f"{PATH}/withdrawal")
    assert (again.status_code, again.json) == (200, first.json)
    assert "Idempotent-Replay" not in again.headers
    assert stored(office).version == before
    assert trail(office).count("notice_withdrawn") == 1


def test_a_withdrawn_reference_is_not_announced_anew_with_other_facts(machine):
    machine.post(f"{PATH}/withdrawal")
    assert machine.post("/notices", NOTICE).json["state"] == "withdrawn"
    other = machine.post("/notices", {**NOTICE, "summary": "Anders"})
    assert (other.status_code, other.json["code"]) == (409, "already_announced")


def test_the_call_tells_its_time_or_why_it_has_none(machine, office):
    assert machine.get(PATH).json["call"]["why"] is None
    for why, told in (
        ("no_speaker", "no_speaker"),
        ("wrong_times", "no_common_time"),
        ("wrong_days", "no_common_time"),
        ("busy", "no_common_time"),
        ("team_first_free", None),
        ("a_code_of_another_version", None),
    ):
        with office.unit_of_work() as session:
            session.execute(update(Callback).values(why=why))
        assert machine.get(PATH).json["call"]["why"] == told
    starts_at = planned(office).starts_at
    call = machine.get(PATH).json["call"]
    assert call == {
        "state": "planned",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(minutes=20)).isoformat(),
        "why": None,
        "explanation": "Anruf geplant",
    }


def test_a_case_that_became_confidential_changes_no_answer(machine, office):
    contact = {"text": "Frage zum Bescheid.", "language": "de", "channel": "api"}
    case = machine.post("/contacts", contact).json["reference"]
    tied = {**NOTICE, "external_ref": "TIED", "case_reference": case}
    facts = {name: value for name, value in tied.items() if name != "external_ref"}

    def told() -> list[tuple[int, object]]:
        answers = (
            machine.post("/notices", tied),
            machine.put("/notices/TIED", facts),
            machine.put("/notices/TIED", {**facts, "summary": "Anders"}),
            machine.put("/notices/TIED", {**facts, "case_reference": case.lower()}),
            machine.get("/notices/TIED"),
        )
        return [(answer.status_code, answer.json) for answer in answers]

    open_ = told()
    with office.unit_of_work() as session:
        session.execute(update(Case).where(Case.reference == case).values(confidential=True))
    assert told() == open_
    assert [status for status, _ in open_] == [201, 200, 200, 200, 200]
