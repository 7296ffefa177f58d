"""A person's own system asks for the state of a case with the receipt code."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from anbelo.cases.models import Case, ClaimantSession
from anbelo.cases.receipts import check_digit
from anbelo.core.clock import now

CONTACT = {"text": "Die Heizung wird nicht bezahlt.", "language": "de", "channel": "api"}


def test_the_code_opens_the_state_in_words_and_codes(machine, office):
    code = machine.post("/contacts", CONTACT).json["receipt_code"]
    machine.key = None  # the code is the right to it
    answer = machine.post("/status", {"code": f" {code[:4]}-{code[4:]} "}, repeat=None)
    assert answer.status_code == 200, answer.text
    assert answer.json["status"] == "new"
    assert answer.json["status_text"] == "neu"
    assert [(s["act"], s["text"]) for s in answer.json["steps"]] == [("opened", "eingegangen")]
    assert answer.json["next_call"] is None
    assert answer.json["notices"] == []
    with office.reading() as session:
        assert session.scalars(select(ClaimantSession)).all() == []


def test_a_confidential_case_opens_with_its_code_as_any_other(machine):
    code = machine.post("/contacts", {**CONTACT, "confidential": True}).json["receipt_code"]
    assert machine.post("/status", {"code": code}, repeat=None).json["status"] == "new"


def test_the_state_tells_of_a_waiting_notice_and_its_last_day(machine):
    registered = machine.post("/contacts", CONTACT).json
    machine.post(
        "/notices",
        {
            "external_ref": "N-1",
            "kind": "refusal",
            "team": "LEISTUNG",
            "person_name": "Nadia Beispiel",
            "phone": "+4922025550111",
            "language": "de",
            "printed_on": "2090-01-02",
            "send_no_later_than": "2090-01-09",
            "summary": "Ablehnung",
            "case_reference": registered["reference"],
        },
    )
    state = machine.post("/status", {"code": registered["receipt_code"]}, repeat=None).json
    assert [(n["state"], n["last_sending_day"]) for n in state["notices"]] == [
        ("held", "2090-01-09")
    ]
    assert "N-1" not in str(state)


def test_wrong_codes_all_look_alike(machine, office):
    code = machine.post("/contacts", CONTACT).json["receipt_code"]
    with office.reading() as session:
        locator = session.scalars(select(Case.locator)).one()
    assert code.startswith(locator)
    known = machine.post("/status", {"code": wrong_secret(code)}, repeat=None)
    unknown = machine.post("/status", {"code": with_check_digit("1" * 19)}, repeat=None)
    assert known.status_code == unknown.status_code == 404
    assert known.data == unknown.data
    assert known.json["code"] == "receipt_wrong"


def test_a_slip_is_told_as_a_slip(machine):
    answer = machine.post("/status", {"code": "1" * 20}, repeat=None)
    assert (answer.status_code, answer.json["code"]) == (422, "receipt_mistyped")


@pytest.mark.parametrize("value", ["\0", "", None, 12345678901234567890, ["1"], "1" * 61])
def test_what_is_no_code_is_refused(machine, value):
    answer = machine.post("/status", {"code": value}, repeat=None)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "code"


def test_guessing_is_slowed_down_but_never_locks_the_owner_out(machine):
    code = machine.post("/contacts", CONTACT).json["receipt_code"]
    wrong = wrong_secret(code)
    answers = [machine.post("/status", {"code": wrong}, repeat=None) for _ in range(6)]
    assert [a.status_code for a in answers] == [404] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    with time_machine.travel(now() + timedelta(seconds=61), tick=False):
        assert machine.post("/status", {"code": code}, repeat=None).status_code == 200


def wrong_secret(code: str) -> str:
    digit = "1" if code[10] == "0" else "0"
    return with_check_digit(f"{code[:10]}{digit}{code[11:19]}")


def with_check_digit(digits: str) -> str:
    return digits + check_digit(digits)
