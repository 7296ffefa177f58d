"""The house as it is, and what would happen to a text."""

import pytest
from sqlalchemy import text

from tests.counting import statements

TEXT = "Ich widerspreche dem Bescheid. <i>Die Heizkosten</i> wurden nicht übernommen."


@pytest.fixture
def admin(signed_in):
    person = signed_in("admin")
    person.visit("/management/house")
    return person


def test_everything_that_is_set_up_can_be_read(admin):
    page = admin.page
    assert "Bergisch Gladbach" in page
    assert "Montag 08:00 bis 12:00" in page
    assert "Unterkunft und Heizung" in page
    assert "Ayşe Probe (Vertretung)" in page
    assert "Alles andere geht an das Team AnBeLo." in page
    assert "Aufhebung und Erstattung" in page


def test_the_rules_are_in_the_order_in_which_they_are_tried(admin):
    first = admin.page.index("Dringlichkeit „Lebensgefahr“")
    assert first < admin.page.index("Thema „Datenschutz") < admin.page.index("Alles andere")


def test_the_bench_shows_the_words_the_proposal_and_the_rule(admin):
    page = admin.send("text", text=TEXT)
    assert admin.status == 200
    assert "Das würde geschehen" in page
    assert "Regel 4:" in page
    assert "Rechtsbehelfsstelle" in page
    assert '<mark class="ab-mark"' in page
    assert "&lt;i&gt;" in page
    assert "<i>" not in page


def counts(office) -> list[int]:
    tables = ("case", "concern", "audit_entry", "outbox_message", "idempotency_key")
    with office.reading() as session:
        return [session.scalar(text(f'SELECT count(*) FROM "{table}"')) for table in tables]


def test_the_bench_stores_nothing(admin, office):
    before = counts(office)
    admin.send("text", text=TEXT, site="GL")
    assert "Das würde geschehen" in admin.page
    assert counts(office) == before


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"text": "x" * 20_001}, "zu lang"),
        ({"text": "a\0b"}, "unsichtbare Zeichen"),
        ({"text": "Miete", "site": "XX"}, "Diesen Standort gibt es nicht."),
    ],
)
def test_bad_input_of_the_bench_is_told_and_kept(admin, fields, sentence):
    page = admin.send("text", **fields)
    assert admin.status == 422
    assert sentence in page
    assert "Das würde geschehen" not in page
    if fields["text"] == "Miete":
        assert "Miete</textarea>" in page


@pytest.mark.parametrize(
    "words", ["xyz", "Ich will nicht mehr leben.", "لا أفهم القرار", "🙂" * 500]
)
def test_any_text_has_an_answer(admin, words):
    admin.send("text", text=words)
    assert admin.status == 200
    assert "geht an das Team" in admin.page


@pytest.mark.parametrize(
    "login", ["schalter", "leistung", "teamleitung", "ombuds", "leitung", "datenschutz"]
)
def test_nobody_else_sees_the_house(signed_in, login):
    person = signed_in(login)
    person.visit("/management/house")
    assert person.status == 403


def test_the_page_asks_the_database_little(app, admin):
    with statements(app) as sent:
        admin.visit("/management/house")
    assert len(sent) <= 8
