"""Taking down what somebody says."""

import re
from datetime import datetime

import pytest
from sqlalchemy import select

from anbelo.callbacks.models import Callback
from anbelo.callbacks.rules import CallState
from anbelo.cases.models import Case
from anbelo.cases.receipts import parse

TEXT = "Der Strom ist gesperrt. Ich bin mit dem Bescheid nicht einverstanden."
CODE = re.compile(r'ab-code__group">(\d{4})<')


def code_on(page):
    return "".join(CODE.findall(page)[:5])


def test_words_alone_make_a_case_with_a_receipt(signed_in, office):
    person = signed_in("schalter")
    person.visit("/desk/contacts/new")
    page = person.send("text", text=TEXT)
    assert person.status == 200
    assert parse(code_on(page))
    with office.reading() as session:
        case = session.scalars(select(Case)).one()
        assert (case.text, case.channel, case.language) == (TEXT, "counter", "de")
    assert case.reference in page
    assert "Gruppe 5" in page  # to be read aloud
    assert "Wir antworten bis" in page
    person.visit("/desk/")
    person.send("words", words=code_on(page))
    assert person.answer.request.path == f"/desk/cases/{case.reference}"


def test_the_receipt_page_says_what_to_do_at_once(signed_in):
    person = signed_in("schalter")
    person.visit("/desk/contacts/new")
    page = person.send("text", text=TEXT, letter_date="20.11.2026")
    assert "Notfall: Noch heute muss jemand anrufen." in page
    assert "wahrscheinlich ein Widerspruch" in page
    # printed on 20 November, counts as received on the fourth day after it.
    assert "Letzter sicherer Tag für einen Widerspruch" in page
    assert "24. Dez. 2026" in page
    person.visit("/desk/contacts/new")
    page = person.send("text", text=TEXT, channel="phone", letter_date="2.1.2026")
    assert "So ist ein Widerspruch nicht gültig." in page
    assert "Sagen Sie nie nur „zu spät“." in page


def test_a_wished_call_has_its_time_before_the_person_leaves(signed_in, office):
    person = signed_in("schalter")
    assert "Die Zeiten erscheinen" in person.visit("/desk/contacts/new")
    page = person.send("propose", propose="1", text=TEXT)
    assert "heute, Mo., 23. Nov. 2026, um 09:20" in page  # half an hour to prepare
    person.visit("/desk/contacts/new")
    page = person.send(
        "text", text=TEXT, name="Amira Beispiel", call="1", phone="0171 5550123",
        call_when="afternoon",
    )  # fmt: skip
    assert "Wir rufen die Person an: heute, Mo., 23. Nov. 2026, um 13:00." in page
    with office.reading() as session:
        call = session.scalars(select(Callback)).one()
        assert call.state is CallState.PLANNED
        assert call.starts_at == datetime.fromisoformat("2026-11-23T12:00:00+00:00")


def test_that_no_time_can_be_named_is_said_before_the_person_leaves(signed_in):
    person = signed_in("schalter")
    person.visit("/desk/contacts/new")
    page = person.send("propose", propose="1", language="bg", text="Der Bescheid ist unklar.")
    assert "Wir können jetzt keine Zeit nennen." in page


def test_the_proposal_works_without_a_script_and_stores_nothing(signed_in, stored):
    person = signed_in("schalter")
    person.visit("/desk/contacts/new")
    before = stored()
    page = person.send("propose", propose="1", text=TEXT, name="Amira Beispiel")
    assert person.status == 200
    assert '<mark class="ab-mark">Strom ist gesperrt</mark>' in page
    form = person.form("text")
    assert form.values["category"] == "KDU-5"
    assert form.values["text"] == TEXT
    assert form.values["name"] == "Amira Beispiel"
    assert stored() == before


def test_the_proposal_never_overwrites_a_choice(signed_in):
    person = signed_in("schalter")
    person.visit("/desk/contacts/new")
    person.send("propose", propose="1", text=TEXT)
    person.send("text", propose="1", category="UMG", text=TEXT + " Und unfreundlich.")
    assert person.form("text").values["category"] == "UMG"
    person.visit("/desk/contacts/new")
    person.send("propose", propose="1", text=TEXT)
    person.send("text", propose="1", text="Die Mitarbeiterin war unfreundlich zu mir.")
    assert person.form("text").values["category"].startswith("UMG")


def test_the_proposal_while_typing_is_the_same_piece(signed_in):
    person = signed_in("schalter")
    person.visit("/desk/contacts/new")
    values = person.form("text").values
    values["text"] = TEXT
    piece = person.client.post("/desk/contacts/proposal", data=values)
    assert piece.status_code == 200
    words = piece.get_data(as_text=True)
    assert "<html" not in words
    assert '<option value="KDU-5" selected>' in words


@pytest.mark.parametrize("junk", ["\0", "x" * 25_000, "👩‍👩‍👧" * 50, "   "])
def test_the_proposal_bears_anything(signed_in, junk):
    person = signed_in("schalter")
    person.visit("/desk/contacts/new")
    data = {
        "text": junk, "language": junk, "channel": junk, "kind": junk, "category": junk,
        "site": junk, "csrf_token": person.form("text").values["csrf_token"],
    }  # fmt: skip
    assert person.client.post("/desk/contacts/proposal", data=data).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("text", "", "Bitte füllen Sie dieses Feld aus."),
        ("text", "x" * 20_001, "Der Text ist zu lang"),
        ("text", "Hallo\0", "unsichtbare Zeichen"),
        ("channel", "kiosk", "Bitte wählen Sie eine der Antworten aus."),
        ("channel", "taube", "Bitte wählen Sie eine der Antworten aus."),
        ("kind", "drohung", "Bitte wählen Sie eine der Antworten aus."),
        ("category", "XYZ", "Dieses Thema gibt es nicht."),
        ("language", "tlh", "Diese Sprache kennen wir nicht."),
        ("call_language", "tlh", "Diese Sprache kennen wir nicht."),
        ("call_when", "nachts", "Bitte wählen Sie eine der Antworten aus."),
        ("site", "MOND", "Diesen Standort gibt es nicht."),
        ("letter_date", "31.02.2026", "Das ist kein Datum."),
        ("letter_date", "24.12.1923", "Dieses Datum kann nicht stimmen."),
        ("call", "1", "Bitte schreiben Sie die Telefonnummer der Person."),
        ("phone", "0171 5550123", "Möchte die Person angerufen werden?"),
        ("phone", "keine", "Das ist keine Telefonnummer."),
        ("name", "x" * 201, "Der Text ist zu lang"),
        ("confidential", "vielleicht", "Diese Angabe können wir nicht lesen."),
    ],
)
def test_bad_input_keeps_what_was_typed_and_stores_nothing(
    signed_in, stored, field, value, sentence
):
    person = signed_in("schalter")
    person.visit("/desk/contacts/new")
    before = stored()
    typed = {"text": TEXT, "name": "Amira Beispiel", field: value}
    page = person.send("text", **typed)
    assert person.status == 422
    assert sentence in page
    form = person.form("text")
    kept = "name" if field != "name" else "text"
    assert form.values[kept] == typed[kept]
    assert stored() == before


def test_a_double_tap_makes_one_case_and_one_code(signed_in, stored):
    person = signed_in("schalter")
    person.visit("/desk/contacts/new")
    values = person.form("text").values
    values["text"] = TEXT
    pages = [
        person.client.post("/desk/contacts/new", data=values).get_data(as_text=True)
        for _ in range(2)
    ]
    assert code_on(pages[0]) == code_on(pages[1])
    assert stored()["case"] == 1


def test_a_key_used_for_other_words_is_refused_and_keeps_them(signed_in, stored):
    person = signed_in("schalter")
    person.visit("/desk/contacts/new")
    values = person.form("text").values
    person.client.post("/desk/contacts/new", data={**values, "text": TEXT})
    second = person.client.post("/desk/contacts/new", data={**values, "text": "Anderes."})
    assert second.status_code == 422
    assert "schon mit anderem Inhalt gesendet" in second.get_data(as_text=True)
    assert "Anderes." in second.get_data(as_text=True)
    assert stored()["case"] == 1


def test_after_a_confidential_contact_only_the_receipt_remains(signed_in, office):
    person = signed_in("schalter")
    person.visit("/desk/contacts/new")
    page = person.send(
        "text", text=TEXT, confidential="1", name="Geheime Person", call="1", phone="01715550123"
    )
    assert person.status == 200
    assert parse(code_on(page))
    assert "Ombudsstelle" in page
    with office.reading() as session:
        case = session.scalars(select(Case)).one()
        call = session.scalars(select(Callback)).one()
    assert case.confidential
    assert call.confidential
    assert call.team_id is None
    for secret in (case.reference, "Geheime Person", "Strom", "wahrscheinlich ein Widerspruch"):
        assert secret not in page
    assert "Geheime Person" not in person.visit("/desk/")


def test_the_slip_speaks_the_persons_language(signed_in):
    person = signed_in("schalter")
    person.visit("/desk/contacts/new")
    page = person.send("text", text="لم أفهم الرسالة.", language="ar")
    slip = page[page.index('<section class="ab-slip') :]
    assert 'lang="ar" dir="rtl"' in slip[:120]
    assert "هذا هو رمزكم" in slip
    assert "data:image/svg+xml" in slip
    assert "/ar/status" in slip
    paper = re.sub(r"<[^>]*>|http\S+", "", slip[: slip.index("</section>")])
    assert set(re.findall(r"[A-Za-zÄÖÜäöüß]{4,}", paper)) == {"Widerspruch"}  # in brackets
    assert '<html lang="de" dir="ltr"' in page
