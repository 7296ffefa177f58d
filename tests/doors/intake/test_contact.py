"""Telling us something: what is accepted, what is refused, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from anbelo.callbacks.models import Callback
from anbelo.cases.models import Case, ContactPerson
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.triage.proposal import Kind

LONG = "a" * 20_001
TOMORROW = (local_day(now()) + timedelta(days=1)).isoformat()

BAD = [
    ("kind", "anger", "Bitte wählen Sie eine der Antworten aus."),
    ("category", "XYZ", "Dieses Thema gibt es nicht."),
    ("text", "", "Bitte füllen Sie dieses Feld aus."),
    ("text", "   ", "Bitte füllen Sie dieses Feld aus."),
    ("text", "a\x00b", "unsichtbare Zeichen"),
    ("text", LONG, "Der Text ist zu lang: 20001 Zeichen."),
    ("letter_date", "31.02.2026", "Das ist kein Datum."),
    ("letter_date", "gestern", "Das ist kein Datum."),
    ("letter_date", "1.1.1999", "Dieses Datum kann nicht stimmen."),
    ("letter_date", TOMORROW, "Dieses Datum kann nicht stimmen."),
    ("call", "maybe", "Bitte wählen Sie eine der Antworten aus."),
    ("call_language", "xx", "Diese Sprache kennen wir nicht."),
    ("weekdays", "9", "Bitte wählen Sie eine der Antworten aus."),
    ("parts", "night", "Bitte wählen Sie eine der Antworten aus."),
    ("others_may_answer", "perhaps", "Diese Angabe können wir nicht lesen."),
    ("safe_word", "x" * 61, "Der Text ist zu lang"),
    ("name", "x" * 201, "Der Text ist zu lang"),
    ("email", "niemand", "Das ist keine E-Mail-Adresse."),
    ("address", "x" * 501, "Der Text ist zu lang"),
    ("site", "NOWHERE", "Diesen Standort gibt es nicht."),
    ("confidential", "perhaps", "Diese Angabe können wir nicht lesen."),
]


@pytest.mark.parametrize(("field", "value", "sentence"), BAD)
def test_bad_input_is_explained_next_to_its_field_and_nothing_is_stored(
    anybody, rows, field, value, sentence
):
    anybody.visit("/de/contact")
    before = rows()
    page = anybody.send("text", **{"text": "Mein Text bleibt stehen.", field: value})
    assert anybody.status == 422
    assert sentence in page.split('class="ab-errors__list"')[1].split("</ul>")[0]
    assert sentence in page.split(f'id="f-{field}-error"')[1]
    assert field == "text" or "Mein Text bleibt stehen." in page
    assert "<title>Fehler:" in page
    assert rows() == before


def test_a_bad_phone_number_is_refused_and_shown_again(anybody, rows):
    anybody.visit("/de/contact")
    before = rows()
    page = anybody.send("text", text="Bitte melden.", call="yes", phone="keine Nummer")
    assert anybody.status == 422
    assert "Das ist keine Telefonnummer." in page.split('id="f-phone-error"')[1]
    assert 'value="keine Nummer"' in page
    assert rows() == before


def test_a_call_needs_a_number_or_a_no(anybody):
    anybody.visit("/de/contact")
    page = anybody.send("text", text="Bitte melden.", call="yes")
    assert anybody.status == 422
    assert "Oder wählen Sie: Nein, bitte nicht anrufen." in page


def test_a_number_alone_is_no_consent(anybody):
    anybody.visit("/de/contact")
    page = anybody.send("text", text="Bitte melden.", phone="0170 1234567")
    assert anybody.status == 422
    assert "Dürfen wir Sie unter dieser Nummer anrufen?" in page.split('id="f-call-error"')[1]


def test_several_mistakes_are_told_at_once(anybody):
    anybody.visit("/de/contact")
    page = anybody.send("text", text="", email="x", call="yes", category="QQ")
    assert "Bitte prüfen Sie 4 Angaben." in page


def test_text_alone_is_enough(told, office):
    told()
    with office.reading() as session:
        case = session.scalars(select(Case)).one()
        assert (case.language, case.channel, case.confidential) == ("de", "form", False)
        assert case.person is None


def test_everything_somebody_says_is_kept(anybody, office):
    anybody.visit("/ar/contact")
    anybody.send(
        "text",
        text="أنا أنتظر منذ أسابيع.",
        kind="praise",
        category="KDU",
        letter_date="2.11.2026",
        call="yes",
        phone="٠١٧٠ ١٢٣٤٥٦٧",
        call_language="ar",
        weekdays=["1", "3"],
        parts=["morning"],
        others_may_answer="1",
        safe_word="Kirsche",
        name="Amal Beispiel",
        email="amal@beispiel.example",
        address="Musterweg 2",
        site="OVE",
    )
    assert anybody.status == 200
    with office.reading() as session:
        case = session.scalars(select(Case)).one()
        person = session.scalars(select(ContactPerson)).one()
        call = session.scalars(select(Callback)).one()
        assert (case.language, case.kind, case.site.code) == ("ar", Kind.PRAISE, "OVE")
        assert case.letter_date.isoformat() == "2026-11-02"
        assert case.concerns[0].proposed_category == "KDU"
        assert (person.phone, person.safe_word) == ("+491701234567", "Kirsche")
        assert person.others_may_answer
        assert person.call_windows == [[1, "08:00", "12:00"], [3, "08:00", "12:00"]]
        assert (person.name, person.email) == ("Amal Beispiel", "amal@beispiel.example")
        assert call.language == "ar"


def test_a_no_to_calls_owes_none(told, office):
    told(call="no", phone="0170 1234567")
    with office.reading() as session:
        assert session.scalars(select(Callback)).all() == []
        assert session.scalars(select(ContactPerson)).all() == []


def test_a_confidential_wish_gets_no_team(anybody, told, office):
    told(confidential="1")
    with office.reading() as session:
        case = session.scalars(select(Case)).one()
        assert case.confidential
        assert case.concerns[0].proposed_team_id is None
    assert "Nur die Ombudsstelle liest Ihren Text." in anybody.page


def test_i_do_not_know_is_a_topic(told, office):
    told(category="unknown")
    with office.reading() as session:
        assert session.scalars(select(Case)).one().concerns[0].proposal["chosen_by_person"] is None


def test_a_link_answers_questions_before(anybody):
    page = anybody.visit("/de/contact?kind=praise&topic=kdu&site=OVE")
    form = anybody.form("text")
    assert (form.values["kind"], form.values["category"]) == ("praise", "KDU")
    assert form.values["site"] == "OVE"
    assert "checked" in page


def test_a_link_with_nonsense_answers_nothing(anybody):
    anybody.visit("/de/contact?kind=<b>&topic=NOPE&site=NOPE")
    form = anybody.form("text")
    assert "kind" not in form.values
    assert "category" not in form.values


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("phone", "", "Bitte schreiben Sie Ihre Telefonnummer."),
        ("phone", "abc", "Das ist keine Telefonnummer."),
        ("text", LONG, "Der Text ist zu lang: 20001 Zeichen."),
        ("call_language", "xx", "Diese Sprache kennen wir nicht."),
        ("weekdays", "7", "Bitte wählen Sie eine der Antworten aus."),
        ("parts", "night", "Bitte wählen Sie eine der Antworten aus."),
        ("others_may_answer", "perhaps", "Diese Angabe können wir nicht lesen."),
        ("safe_word", "x" * 61, "Der Text ist zu lang"),
    ],
)
def test_the_short_form_explains_bad_input_and_stores_nothing(
    anybody, rows, field, value, sentence
):
    anybody.visit("/de/call")
    before = rows()
    good = {"phone": "0170 1234567", "text": "Es ist eilig."}
    page = anybody.send("phone", **{**good, field: value})
    assert anybody.status == 422
    assert sentence in page.split(f'id="f-{field}-error"')[1]
    assert field == "text" or "Es ist eilig." in page
    assert rows() == before


def test_a_number_is_enough_for_a_call(anybody, office, code_on):
    anybody.visit("/de/call")
    page = anybody.send("phone", phone="0170 1234567")
    assert len(code_on(page)) == 20
    assert "Ihre Nummer endet auf 67." in page
    with office.reading() as session:
        assert session.scalars(select(Case)).one().text == "Bitte rufen Sie mich an."
        assert session.scalars(select(Callback)).one().language == "de"


def test_the_form_costs_few_queries_however_many_sites(anybody, queries):
    with queries() as sent:
        anybody.visit("/de/contact")
    assert len(sent) <= 3, sent
