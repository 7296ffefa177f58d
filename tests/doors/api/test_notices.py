"""The benefits system holds a notice here until the person was called."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update

from anbelo.cases.models import Case
from anbelo.core.calendar import local
from anbelo.core.clock import now
from anbelo.notices.models import Notice

TODAY = local(now()).date()
LAST_DAY = TODAY + timedelta(days=10)
NOTICE = {
    "external_ref": "BSC-2026.1:a_b",
    "kind": "withdrawal_refund",
    "team": "LEISTUNG",
    "person_name": "Karim Muster",
    "phone": "+4922025550112",
    "language": "de",
    "printed_on": TODAY.isoformat(),
    "send_no_later_than": LAST_DAY.isoformat(),
    "summary": "Aufhebung und Erstattung",
    "dispositions": [
        {"kind": "withdrawal", "objection_suspends": False},
        {"kind": "refund", "amount": "120.50", "objection_suspends": True},
    ],
}
PATH = f"/notices/{NOTICE['external_ref']}"


@pytest.fixture
def announced(machine):
    answer = machine.post("/notices", NOTICE)
    assert answer.status_code == 201, answer.text
    return answer


def outcome(code: str, *, at=None, **more):
    return {"outcome": code, "at": (at or now()).isoformat(), **more}


def count(office, table=Notice) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_what_is_known_beforehand_decides_whether_a_talk_is_wanted(machine, office):
    clear = {"amount_lower": False, "facts_unclear": False}
    for ref, facts in (("CLEAR", clear), ("LOWER", clear | {"amount_lower": True}), ("OPEN", {})):
        body = {**NOTICE, "external_ref": ref, "kind": "grant_lower", **facts}
        assert machine.post("/notices", body).status_code == 201
    with office.reading() as session:
        found = session.execute(
            select(Notice.external_ref, Notice.call_wanted, Notice.amount_lower)
        ).all()
    assert sorted(map(tuple, found)) == [
        ("CLEAR", False, False), ("LOWER", True, True), ("OPEN", True, None)
    ]  # fmt: skip


def test_without_a_last_sending_day_the_rule_of_its_kind_gives_one(machine):
    body = {name: value for name, value in NOTICE.items() if name != "send_no_later_than"}
    told = machine.post("/notices", body)
    assert told.status_code == 201, told.text
    assert told.json["last_sending_day"] > (TODAY + timedelta(days=6)).isoformat()


def test_too_late_for_a_talk_needs_a_reason(machine, office):
    late = {**NOTICE, "send_no_later_than": TODAY.isoformat()}
    refused = machine.post("/notices", late)
    assert (refused.status_code, refused.json["code"]) == (422, "no_time_for_a_talk")
    reason = {"urgent_reason": "Die Frist für die Rückforderung endet morgen."}
    assert machine.post("/notices", {**late, **reason}).status_code == 201
    with office.reading() as session:
        assert session.scalars(select(Notice.urgent_reason)).one() == reason["urgent_reason"]


def test_an_announced_notice_is_held_and_says_why(announced, office):
    body = announced.json
    assert (body["state"], body["held_because"], body["reason"]) == ("held", "call_owed", None)
    assert body["last_sending_day"] == LAST_DAY.isoformat()
    assert announced.headers["Location"] == f"/api/v1{PATH}"
    with office.reading() as session:
        notice = session.scalars(select(Notice)).one()
        rulings = [(d.kind, str(d.amount), d.objection_suspends) for d in notice.dispositions]
    assert rulings == [("withdrawal", "None", False), ("refund", "120.50", True)]


def test_a_notice_that_needs_no_call_says_that_it_may_go(machine):
    body = machine.post("/notices", {**NOTICE, "kind": "grant"}).json
    assert (body["state"], body["held_because"]) == ("held", "release_not_asked")
    released = machine.post(f"{PATH}/release").json
    assert (released["state"], released["reason"]) == ("released", "no_call_needed")


@pytest.mark.usefixtures("announced")
def test_announcing_other_facts_under_the_same_reference_is_refused(machine, office):
    again = machine.post("/notices", {**NOTICE, "summary": "Anders"})
    assert (again.status_code, again.json["code"]) == (409, "already_announced")
    assert count(office) == 1


@pytest.mark.usefixtures("announced")
def test_announcing_the_same_facts_twice_gives_the_same_notice(machine, office):
    with office.reading() as session:
        before = session.scalars(select(Notice.version)).one()
    again = machine.post("/notices", NOTICE)
    assert (again.status_code, again.json["state"]) == (201, "held")
    assert count(office) == 1
    with office.reading() as session:
        assert session.scalars(select(Notice.version)).one() == before


def test_announcing_with_the_same_key_brings_the_same_answer(machine, office):
    first = machine.post("/notices", NOTICE, repeat="n-1")
    again = machine.post("/notices", NOTICE, repeat="n-1")
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotent-Replay"] == "true"
    assert count(office) == 1


def at_one_moment(app, machine, bodies) -> list[int]:
    """The statuses of announcements that arrive together, each with a key of its own."""

    def send(numbered) -> int:
        number, body = numbered
        return (
            app.test_client()
            .post("/api/v1/notices", json=body, headers=machine.headers(f"race-{number}"))
            .status_code
        )

    with ThreadPoolExecutor(6) as pool:
        return sorted(pool.map(send, enumerate(bodies)))


def test_of_many_announcements_at_one_moment_one_counts(app, machine, office):
    assert at_one_moment(app, machine, [NOTICE] * 6) == [201] * 6
    assert count(office) == 1


def test_of_many_announcements_that_differ_the_first_counts(app, machine, office):
    bodies = [{**NOTICE, "summary": f"Fassung {number}"} for number in range(6)]
    assert at_one_moment(app, machine, bodies) == [201] + [409] * 5
    assert count(office) == 1


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"external_ref": "a/b"}, "external_ref", "wrong_shape"),
        ({"external_ref": "ä"}, "external_ref", "wrong_shape"),
        ({"external_ref": ".."}, "external_ref", "wrong_shape"),
        ({"external_ref": "x\n"}, "external_ref", "wrong_shape"),
        ({"external_ref": "x" * 65}, "external_ref", "wrong_shape"),
        ({"kind": "nonsense"}, "kind", "unknown_kind"),
        ({"team": "NOBODY"}, "team", "unknown_team"),
        ({"case_reference": "AAAAAAAA"}, "case_reference", "unknown_case"),
        ({"send_no_later_than": "2020-01-01"}, "send_no_later_than", "last_day_passed"),
        ({"send_no_later_than": "2026-02-30"}, "send_no_later_than", "not_a_date"),
        ({"dispositions": [{"kind": "refund"}]}, "dispositions.0.objection_suspends", "required"),
        (
            {"dispositions": [{"kind": "refund", "amount": "1e9", "objection_suspends": True}]},
            "dispositions.0.amount",
            "not_an_amount",
        ),
        (
            {"dispositions": [{"kind": "refund", "amount": 120.5, "objection_suspends": True}]},
            "dispositions.0.amount",
            "not_text",
        ),
        ({"dispositions": {"kind": "refund"}}, "dispositions", "not_valid"),
        ({"posted_on": "2026-01-01"}, "posted_on", "unknown_field"),
        ({"state": "released"}, "state", "unknown_field"),
    ],
)
def test_what_cannot_be_held_is_refused_and_not_stored(machine, office, change, field, code):
    answer = machine.post("/notices", {**NOTICE, **change})
    assert answer.status_code == 422, answer.text
    assert [(e["field"], e["code"]) for e in answer.json["errors"]] == [(field, code)]
    assert count(office) == 0


@pytest.mark.usefixtures("announced")
def test_an_early_release_is_refused_and_says_what_is_missing(machine):
    answer = machine.post(f"{PATH}/release")
    assert (answer.status_code, answer.json["code"]) == (409, "call_owed")
    assert answer.json["facts"] == {
        "last_day": LAST_DAY.isoformat(),
        "unanswered_attempts": 0,
        "attempts_needed": 3,
    }
    assert machine.get(PATH).json["state"] == "held"


@pytest.mark.usefixtures("announced")
@pytest.mark.parametrize("word", ["reason", "lead_reason", "note"])
def test_a_system_can_give_no_reason_for_an_early_release(machine, word):
    answer = machine.post(f"{PATH}/release", {word: "Die Teamleitung hat es so gesagt."})
    assert (answer.status_code, answer.json["code"]) == (422, "unknown_field")
    assert machine.get(PATH).json["state"] == "held"


@pytest.mark.usefixtures("announced")
def test_a_talk_releases_the_notice_with_its_reason(machine):
    first = machine.post(f"{PATH}/outcomes", outcome("nicht_erreicht"))
    assert first.status_code == 201
    assert first.json["release"]["held_because"] == "call_owed"
    talk = outcome("erreicht_geklaert", identity="two_facts", understood="yes",
                   rights_explained=True)  # fmt: skip
    second = machine.post(f"{PATH}/outcomes", talk)
    assert second.status_code == 201, second.text
    release = second.json["release"]
    assert (release["state"], release["reason"]) == ("released", "spoken")
    assert release["explanation"] == "Wir haben mit der Person gesprochen."
    state = machine.get(PATH).json
    assert (state["state"], state["reason"], state["held_because"]) == ("released", "spoken", None)
    assert state["released_at"]
    assert machine.post(f"{PATH}/release").json["code"] == "notice_not_held"
    assert machine.post(f"{PATH}/outcomes", talk).json["code"] == "call_settled"


@pytest.mark.usefixtures("announced")
def test_the_same_outcome_sent_twice_counts_once(machine):
    body = outcome("nicht_erreicht")
    first = machine.post(f"{PATH}/outcomes", body, repeat="o-1")
    again = machine.post(f"{PATH}/outcomes", body, repeat="o-1")
    assert (again.status_code, again.json) == (201, first.json)
    assert machine.post(f"{PATH}/release").json["facts"]["unanswered_attempts"] == 1


@pytest.mark.usefixtures("announced")
def test_one_key_may_serve_two_notices_but_not_as_one_act(machine):
    machine.post("/notices", {**NOTICE, "external_ref": "OTHER"})
    body = outcome("nicht_erreicht")
    machine.post(f"{PATH}/outcomes", body, repeat="o-1")
    other = machine.post("/notices/OTHER/outcomes", body, repeat="o-1")
    assert (other.status_code, other.json["code"]) == (422, "key_reused")


@pytest.mark.usefixtures("announced")
def test_new_facts_stop_the_notice_and_no_further_call_is_asked_for(machine):
    talk = outcome("erreicht_neue_tatsachen", identity="two_facts")
    release = machine.post(f"{PATH}/outcomes", talk).json["release"]
    assert (release["state"], release["held_because"]) == ("stopped", "new_facts")
    refused = machine.post(f"{PATH}/release")
    assert (refused.status_code, refused.json["code"]) == (409, "notice_not_held")
    assert machine.get(PATH).json["held_because"] == "new_facts"


@pytest.mark.usefixtures("announced")
@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"at": (now() + timedelta(hours=1)).isoformat()}, "at", "outcome_in_future"),
        ({"at": (now() - timedelta(days=1)).isoformat()}, "at", "outcome_too_early"),
        ({"at": now().replace(tzinfo=None).isoformat()}, "at", "not_a_moment"),
        ({"at": "2026-11-24"}, "at", "not_a_moment"),
        ({"outcome": "reached"}, "outcome", "not_a_choice"),
        ({"outcome": {"a": []}}, "outcome", "not_a_choice"),
        ({"interpreter": 1}, "interpreter", "not_a_boolean"),
        ({"understood": "maybe"}, "understood", "not_a_choice"),
        ({"note": "x" * 501}, "note", "too_long"),
        ({"staff_id": 1}, "staff_id", "unknown_field"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(machine, change, field, code):
    answer = machine.post(f"{PATH}/outcomes", {**outcome("nicht_erreicht"), **change})
    assert answer.status_code == 422, answer.text
    assert [(e["field"], e["code"]) for e in answer.json["errors"]] == [(field, code)]
    assert machine.post(f"{PATH}/release").json["facts"]["unanswered_attempts"] == 0


@pytest.mark.parametrize("ref", ["UNKNOWN", "a%2Fb", "..", "%00", "ä", "%FF", "a%20b", "x" * 65, "a/b", "/", ""])  # fmt: skip
def test_there_is_no_notice_under_a_strange_reference(machine, ref):
    for answer in (
        machine.get(f"/notices/{ref}"),
        machine.post(f"/notices/{ref}/release"),
        machine.post(f"/notices/{ref}/outcomes", outcome("nicht_erreicht")),
    ):
        assert answer.status_code in {404, 405}, answer.text
        assert answer.mimetype == "application/problem+json"


def tie(office, machine, *, confidential: bool, ref: str) -> str:
    """A notice tied to a case, which may then become confidential; gives the case's reference."""
    contact = {"text": "Frage zum Bescheid.", "language": "de", "channel": "api"}
    reference = machine.post("/contacts", contact).json["reference"]
    machine.post("/notices", {**NOTICE, "external_ref": ref, "case_reference": reference})
    with office.unit_of_work() as session:
        session.execute(
            update(Case).where(Case.reference == reference).values(confidential=confidential)
        )
    return reference


def scrubbed(text: str, *words: str) -> str:
    for word in words:
        text = text.replace(word, "")
    return text


def test_a_confidential_case_counts_as_no_case(machine, office):
    reference = tie(office, machine, confidential=True, ref="TIED")
    for wanted in (reference, reference.lower()):
        answer = machine.post("/notices", {**NOTICE, "case_reference": wanted})
        unknown = machine.post("/notices", {**NOTICE, "case_reference": "ZZZZZZZZ"})
        assert answer.status_code == unknown.status_code == 422
        assert answer.data == unknown.data
    assert count(office) == 1


def test_a_notice_tells_nothing_of_its_case_whatever_becomes_of_it(machine, office):
    """With a case, without one, with one that was made confidential: the same bytes."""
    with time_machine.travel(now(), tick=False) as clock:
        machine.post("/notices", {**NOTICE, "external_ref": "FREE"})
        tie(office, machine, confidential=False, ref="OPEN")
        tie(office, machine, confidential=True, ref="SHUT")

        def told(act) -> set[str]:
            answers = {ref: act(ref) for ref in ("FREE", "OPEN", "SHUT")}
            return {f"{a.status_code} {scrubbed(a.text, ref)}" for ref, a in answers.items()}

        attempt = outcome("nicht_erreicht")
        assert len(told(lambda ref: machine.get(f"/notices/{ref}"))) == 1
        assert len(told(lambda ref: machine.post(f"/notices/{ref}/release"))) == 1
        assert len(told(lambda ref: machine.post(f"/notices/{ref}/outcomes", attempt))) == 1
        clock.shift(timedelta(days=10))
        released = told(lambda ref: machine.post(f"/notices/{ref}/release"))
    assert len(released) == 1
    assert '"last_day"' in released.pop()
