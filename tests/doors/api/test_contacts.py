"""Another system registers a contact; the person reads its status with the code."""

import json

import pytest
from sqlalchemy import func, select

from anbelo.cases.models import Case, ContactPerson
from anbelo.cases.receipts import parse
from anbelo.core.idempotency import IdempotencyKey

CONTACT = {
    "text": "Ich verstehe den Bescheid über die Miete nicht und niemand ruft mich an.",
    "language": "de",
    "channel": "email",
}


def cases(office) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(Case))


def test_a_contact_becomes_a_case_with_a_receipt_and_a_proposal(machine, office):
    answer = machine.post("/contacts", CONTACT)
    assert answer.status_code == 201, answer.text
    body = answer.json
    assert parse(body["receipt_code"]) is not None
    assert body["proposal"]["category"].startswith("BES")
    assert set(body) == {"reference", "receipt_code", "received_at", "proposal"}
    with office.reading() as session:
        case = session.scalars(select(Case)).one()
        assert (case.reference, case.channel, case.text) == (
            body["reference"],
            "email",
            CONTACT["text"],
        )


def test_everything_a_person_may_say_arrives(machine, office):
    answer = machine.post(
        "/contacts",
        {
            **CONTACT,
            "kind": "complaint",
            "category": "KDU",
            "site": "GL",
            "letter_date": "2026-11-02",
            "received_at": "2026-11-20T10:00:00+01:00",
            "person": {"name": "Nadia Beispiel", "email": "nadia@beispiel.de"},
            "call": {
                "phone": "+4922025550111",
                "language": "ar",
                "windows": [{"weekday": "tuesday", "starts": "09:00", "ends": "12:00"}],
                "safe_word": "Apfel",
            },
        },
    )
    assert answer.status_code == 201, answer.text
    with office.reading() as session:
        person = session.scalars(select(ContactPerson)).one()
        assert person.phone == "+4922025550111"
        assert person.call_windows == [[1, "09:00", "12:00"]]
        assert person.case.received_at.isoformat() == "2026-11-20T09:00:00+00:00"
        assert person.case.site.code == "GL"


def test_the_same_key_and_body_bring_the_same_answer_and_one_case(machine, office):
    first = machine.post("/contacts", CONTACT, repeat="k-1")
    # The same content in another order and with other spaces is the same request.
    turned = json.dumps(dict(reversed(CONTACT.items())), indent=3)
    again = machine.client.post(
        "/api/v1/contacts",
        data=turned,
        content_type="application/json",
        headers=machine.headers("k-1"),
    )
    assert (again.status_code, again.json) == (first.status_code, first.json)
    assert "Idempotent-Replay" not in first.headers
    assert again.headers["Idempotent-Replay"] == "true"
    assert cases(office) == 1


def test_the_stored_answer_holds_no_receipt_code(machine, office):
    code = machine.post("/contacts", CONTACT).json["receipt_code"]
    with office.reading() as session:
        stored = json.dumps(session.scalars(select(IdempotencyKey)).one().answer)
    assert code not in stored
    assert code[7:19] not in stored


def test_the_same_key_with_another_body_is_refused(machine, office):
    machine.post("/contacts", CONTACT, repeat="k-1")
    other = machine.post("/contacts", {**CONTACT, "text": "Anders"}, repeat="k-1")
    assert (other.status_code, other.json["code"]) == (422, "key_reused")
    assert cases(office) == 1


@pytest.mark.parametrize(("key", "code"), [(None, "key_missing"), ("a b", "key_malformed")])
def test_without_a_usable_key_nothing_is_stored(machine, office, key, code):
    answer = machine.post("/contacts", CONTACT, repeat=key)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert answer.json["errors"][0]["field"] == "Idempotency-Key"
    assert cases(office) == 0


def test_a_confidential_contact_tells_others_nothing_beyond_the_receipt(machine, office):
    plain = machine.post("/contacts", CONTACT)
    hidden = machine.post("/contacts", {**CONTACT, "confidential": True})
    assert hidden.status_code == 201
    assert set(hidden.json) == set(plain.json)
    assert hidden.json["reference"] is None
    assert hidden.json["proposal"] is None
    assert parse(hidden.json["receipt_code"])
    with office.reading() as session:
        reference = session.scalars(select(Case.reference).where(Case.confidential)).one()
    assert reference not in hidden.text


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"text": "  "}, "text", "required"),
        ({"text": "a\0b"}, "text", "bad_characters"),
        ({"text": "\ud800"}, "text", "bad_characters"),
        ({"text": "x" * 20_001}, "text", "too_long"),
        ({"text": 5}, "text", "not_text"),
        ({"text": None}, "text", "required"),
        ({"language": "xx"}, "language", "not_a_choice"),
        ({"channel": "form"}, "channel", "not_a_choice"),
        ({"channel": ["email"]}, "channel", "not_a_choice"),
        ({"category": "XXX"}, "category", "not_a_choice"),
        ({"site": "NIX"}, "site", "unknown_site"),
        ({"letter_date": "24.11.2026"}, "letter_date", "not_a_date"),
        ({"letter_date": "0000-01-01"}, "letter_date", "not_a_date"),
        ({"letter_date": "9999-12-31"}, "letter_date", "date_out_of_range"),
        ({"received_at": "2026-11-20T10:00:00"}, "received_at", "not_a_moment"),
        ({"received_at": "9999-12-31T23:59:59-23:59"}, "received_at", "date_out_of_range"),
        ({"received_at": "0001-01-01T00:00:00+14:00"}, "received_at", "date_out_of_range"),
        ({"received_at": "2090-01-01T00:00:00Z"}, "received_at", "moment_in_future"),
        ({"confidential": "false"}, "confidential", "not_a_boolean"),
        ({"status": "closed"}, "status", "unknown_field"),
        ({"person": {"emial": "x"}}, "person.emial", "unknown_field"),
        ({"person": {"email": "nadia"}}, "person.email", "not_an_email"),
        ({"person": []}, "person", "not_valid"),
        ({"call": {"language": "de"}}, "call.phone", "required"),
        ({"call": {"language": "de", "phone": "+491"}}, "call.phone", "not_a_phone_number"),
        (
            {
                "call": {
                    "language": "de",
                    "phone": "+4922025550111",
                    "windows": [{"weekday": "monday", "starts": "12:00", "ends": "09:00"}],
                }
            },
            "call.windows.0.ends",
            "window_backwards",
        ),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_stored(machine, office, change, field, code):
    answer = machine.post("/contacts", {**CONTACT, **change})
    assert answer.status_code == 422, answer.text
    assert answer.mimetype == "application/problem+json"
    assert [(e["field"], e["code"]) for e in answer.json["errors"]] == [(field, code)]
    assert answer.json["code"] == code
    assert cases(office) == 0


def test_every_wrong_field_is_named_at_once(machine):
    answer = machine.post("/contacts", {"text": "", "colour": "red"})
    found = {(e["field"], e["code"]) for e in answer.json["errors"]}
    assert found == {
        ("text", "required"),
        ("language", "required"),
        ("channel", "required"),
        ("colour", "unknown_field"),
    }
    assert answer.json["code"] == "not_valid"


def test_errors_speak_the_language_of_the_request(machine):
    german = machine.post("/contacts", {})
    assert german.headers["Content-Language"] == "de"
    assert german.json["errors"][0]["detail"] == "Bitte füllen Sie dieses Feld aus."
    for wish, spoken in (
        ("en-GB,en;q=0.9", "en"),
        ("ar", "ar"),
        ("xx", "de"),
        ("*", "de"),
        ("\xff;q=nan", "de"),
    ):
        machine.language = wish
        answer = machine.post("/contacts", {})
        assert answer.status_code == 422
        assert answer.headers["Content-Language"] == spoken
        assert "Accept-Language" in answer.headers.get_all("Vary")
