"""The figures of a year: true, readable, and about nobody in particular."""

import csv
import io
import re

import pytest

from anbelo.cases.rules import Channel
from anbelo.offices.models import Site
from tests import scenes
from tests.counting import statements
from tests.doors.management.conftest import RUDE

FIGURES = "/management/figures?year=2025"


@pytest.fixture
def year(arrived):
    arrived(12)
    arrived(8, RUDE, channel=Channel.PHONE, language="ar")


@pytest.fixture
def leitung(signed_in):
    return signed_in("leitung")


def rows(answer) -> list[list[str]]:
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.usefixtures("year")
def test_the_headline_is_counted_from_the_stored_cases(leitung):
    page = leitung.visit(FIGURES)
    assert "20 Anfragen, 12 davon zu Leistungen." in page


@pytest.mark.usefixtures("year")
def test_every_group_is_a_table_with_a_chart_that_has_words(leitung):
    page = leitung.visit(FIGURES)
    assert page.count("<table") == page.count("<svg") == 6
    assert page.count('role="img"') == 6
    assert page.count("aria-label=") >= 6
    assert "style=" not in page
    assert re.search(r'<rect class="ab-chart__bar" x="0%"[^>]* width="100\.0%"', page)


@pytest.mark.usefixtures("year")
def test_a_small_group_is_hidden_with_one_that_would_give_it_away(leitung, arrived):
    arrived(3, RUDE, channel=Channel.LETTER)
    page = leitung.visit(FIGURES)
    assert "weniger als 5" in page
    assert "nicht gezeigt" in page
    channels = leitung.client.get("/management/figures.json?year=2025").get_json()["channels"]
    assert {c["code"]: c["count"] for c in channels} == {"form": 12, "phone": None, "letter": None}


def test_a_year_of_fewer_than_five_says_only_that(leitung, arrived):
    arrived(3)
    page = leitung.visit(FIGURES)
    assert "Weniger als 5 Anfragen." in page
    answer = leitung.client.get("/management/figures.json?year=2025").get_json()
    assert (answer["enquiries"], answer["benefits"]) == (None, None)


def test_few_outside_benefits_are_not_given_away_by_the_difference(leitung, arrived):
    arrived(10)
    arrived(2, RUDE)
    page = leitung.visit(FIGURES)
    assert "12 Anfragen. Wie viele davon" in page
    assert "10 davon" not in page


def test_a_year_without_anything_says_so_and_names_the_years_there_are(leitung, arrived):
    arrived(6)
    page = leitung.visit("/management/figures?year=1999")
    assert leitung.status == 200
    assert "Im Jahr 1999 gibt es keine Anfragen." in page
    assert "year=2025" in page


def test_without_a_wish_the_latest_year_is_shown(leitung, arrived):
    arrived(6)
    assert "Zahlen 2025" in leitung.visit("/management/figures")


def test_an_office_without_any_contact_still_has_a_page(leitung):
    leitung.visit("/management/figures")
    assert leitung.status == 200


@pytest.mark.parametrize("year", ["abc", "20255", "-1", "0", "1989", "2101", "²⁰²⁵", "2025'--"])
@pytest.mark.parametrize("ending", ["", ".csv", ".json"])
def test_a_year_that_is_none_is_told(leitung, year, ending):
    answer = leitung.client.get(f"/management/figures{ending}", query_string={"year": year})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Zahl" in page or "Datum" in page
    if not ending:
        assert 'aria-invalid="true"' in page


@pytest.mark.usefixtures("year")
def test_the_table_to_take_away_says_what_the_page_says(leitung):
    answer = leitung.client.get("/management/figures.csv?year=2025")
    found = rows(answer)
    assert answer.mimetype == "text/csv"
    assert "anbelo-2025.csv" in answer.headers["Content-Disposition"]
    assert ["Jahr 2025", "Anfragen", "20"] in found
    assert ["Jahr 2025", "davon zu Leistungen", "12"] in found
    assert ["Wege", "Telefon", "8"] in found
    assert {len(row) for row in found} == {3}


def test_the_table_hides_what_the_page_hides(leitung, arrived):
    arrived(9)
    arrived(3, RUDE, channel=Channel.LETTER)
    found = rows(leitung.client.get("/management/figures.csv?year=2025"))
    assert ["Wege", "Brief", "weniger als 5"] in found
    assert ["Jahr 2025", "davon zu Leistungen", "nicht gezeigt"] in found


@pytest.mark.parametrize("name", ["=1+1", "+49", "-x", "@SUM(A1)", " =1", "\t=1"])
def test_no_cell_is_a_formula(leitung, arrived, office, name):
    with office.unit_of_work() as session:
        session.query(Site).filter_by(code="GL").one().name = name
    arrived(6, site_code="GL")
    found = rows(leitung.client.get("/management/figures.csv?year=2025"))
    assert [f"'{name}"] == [row[1] for row in found if row[0] == "Standorte"]


@pytest.mark.usefixtures("year")
def test_how_often_somebody_talked_before_the_notice_left_needs_enough_notices(leitung, office):
    with office.unit_of_work() as session:
        scenes.notice(session)
    page = leitung.visit(FIGURES)
    assert "keinen Bescheid freigegeben" in page


@pytest.mark.parametrize("login", ["leitung", "teamleitung"])
def test_a_confidential_case_changes_no_byte_of_any_figure(signed_in, arrived, plain, login):
    arrived(7)
    person = signed_in(login)

    def everything() -> list[str]:
        paths = ("/management/figures", FIGURES, "/management/figures?year=2019")
        files = ("/management/figures.csv?year=2025", "/management/figures.json?year=2025")
        return [plain(person.client.get(path)) for path in paths + files]

    before = everything()
    arrived(1, "Ganz vertraulich: Es geht um die Miete.", confidential=True, site_code="GL")
    arrived(1, "Noch eine.", confidential=True, since=scenes.now(), language="tr")
    assert everything() == before


@pytest.mark.parametrize("login", ["schalter", "leistung", "admin", "datenschutz"])
@pytest.mark.parametrize("ending", ["", ".csv", ".json"])
def test_nobody_else_sees_figures(signed_in, login, ending):
    person = signed_in(login)
    person.visit(f"/management/figures{ending}?year=2025")
    assert person.status == 403


@pytest.mark.usefixtures("year")
def test_the_page_costs_the_same_however_many_cases_there_are(app, leitung, arrived):
    with statements(app) as few:
        leitung.visit(FIGURES)
    arrived(30, RUDE)
    with statements(app) as many:
        leitung.visit(FIGURES)
    assert len(many) == len(few) <= 18
