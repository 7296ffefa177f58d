"""Whether the call helps: on a page and to take away, true and about nobody in particular."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import select

from anbelo.audit.models import AuditDetail, AuditEntry
from anbelo.callbacks.rules import Outcome
from anbelo.notices.models import NoticeKind
from tests import scenes
from tests.counting import statements
from tests.released import released, without_guards

PATH = "/management/figures/effect"
DAY = date(2025, 3, 3)
OBJECTED = date(2025, 3, 20)


@pytest.fixture
def left(office):
    """So many notices left, so many of them with an objection."""

    def leave(count, objections, *, day=DAY, **more):
        with office.unit_of_work() as session, without_guards(session):
            for number in range(count):
                released(
                    session, day, objected_on=OBJECTED if number < objections else None, **more
                )

    return leave


@pytest.fixture
def year(left):
    left(100, 10, outcomes=[Outcome.CLEARED])
    left(60, 12)
    left(40, 8, outcomes=[Outcome.NOT_REACHED], kind="loan")


@pytest.fixture
def leitung(signed_in):
    return signed_in("leitung")


@pytest.mark.usefixtures("year")
def test_the_page_says_how_often_people_object_and_claims_no_cause(leitung):
    page = leitung.visit(f"{PATH}?year=2025")
    assert "Nach einem Gespräch kam bei 10,0" in page
    assert "Ohne Anruf bei 20,0" in page
    assert "Das beweist nicht, dass der Anruf hilft." in page
    assert "style=" not in page
    assert page.count("<table") == 8  # groups, the lot's need, and kinds and months of three groups
    assert 'role="img"' in page


def test_few_objections_in_one_group_hide_what_would_give_them_away(left, leitung):
    left(100, 10, outcomes=[Outcome.CLEARED])
    left(60, 12)
    left(40, 2, outcomes=[Outcome.NOT_REACHED])
    page = leitung.visit(f"{PATH}?year=2025")
    cohorts = {
        line["code"]: line["objections"]
        for line in leitung.client.get(f"{PATH}.json?year=2025").get_json()["lines"]
        if line["table"] == "cohorts"
    }
    # 24 of all are known: the hidden ones have 14 together, and no page tells 12 from 2.
    assert cohorts == {"talked": 10, "attempted": None, "not_called": None, "rest": 14, "all": 24}
    assert "nicht gezeigte Gruppen zusammen" in page
    assert "Ohne Gespräch bei 14,0" in page


def test_the_lot_shows_a_difference_with_its_uncertainty(left, leitung, office):
    from_kind = {"kind": "grant_lower", "amount_lower": True}
    with office.unit_of_work() as session:
        session.get(NoticeKind, "grant_lower").holdout_percent = 20
    left(400, 40, **from_kind)
    left(100, 20, holdout=True, **from_kind)
    page = leitung.visit(f"{PATH}?year=2025")
    assert "Los mit 20 von hundert" in page
    # Newcombe: 20/100 against 40/400.
    assert "10 Prozentpunkte mehr Widersprüche" in page
    assert "zwischen 2,6 und 19,2" in page
    assert "Das ist kaum Zufall: Es liegt am Anruf." in page
    assert "geht nie hinaus und zählt nicht mit" in page


def test_a_share_nobody_counted_is_called_an_example(left, leitung):
    page = leitung.visit(f"{PATH}?year=2025")
    assert "Ein Beispiel: Bei 10,0" in page
    assert "Heute kommt bei" not in page
    assert "Dieser Vergleich ist gerecht" not in page
    left(80, 12)
    page = leitung.visit(f"{PATH}?year=2025")
    assert "Heute kommt bei 15,0" in page
    assert "Ein Beispiel" not in page


def test_fresh_notices_are_counted_apart(left, leitung):
    left(30, 6)
    with_fresh = scenes.in_days(-3)
    left(9, 0, day=with_fresh)
    page = leitung.visit(f"{PATH}?year={with_fresh.year}")
    assert "9 Bescheide sind noch zu frisch." in page
    assert "noch keine Zahlen" in page


def test_a_year_with_very_few_notices_says_why_it_shows_nothing(left, leitung):
    left(3, 1)
    page = leitung.visit(f"{PATH}?year=2025")
    assert "gibt es zu wenige Bescheide" in page
    lines = leitung.client.get(f"{PATH}.json?year=2025").get_json()["lines"]
    assert {line["notices"] for line in lines} == {None}


@pytest.mark.usefixtures("year")
def test_the_table_to_take_away_says_what_the_page_says(leitung):
    answer = leitung.client.get(f"{PATH}.csv?year=2025")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    assert "anbelo-effect-2025.csv" in answer.headers["Content-Disposition"]
    whole = next(row for row in rows if row[1] == "alle zusammen")
    assert whole[:6] == ["Gruppen", "alle zusammen", "alle zusammen", "200", "30", "15"]
    assert {len(row) for row in rows} == {8}


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("ending", ["csv", "json"])
def test_who_takes_figures_away_stands_in_the_trail(leitung, office, ending):
    leitung.client.get(f"{PATH}.{ending}?year=2025")
    with office.reading() as session:
        told = session.execute(
            select(AuditEntry.actor, AuditEntry.subject, AuditDetail.detail)
            .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
            .where(AuditEntry.action == "figures_taken")
        ).one()
    assert told.actor == told.subject
    assert told.detail == {"year": 2025, "form": ending}


@pytest.mark.parametrize("year", ["abc", "20255", "1989"])
@pytest.mark.parametrize("ending", ["", ".csv", ".json"])
def test_a_year_that_is_none_is_told_and_nothing_taken(leitung, office, year, ending):
    answer = leitung.client.get(f"{PATH}{ending}", query_string={"year": year})
    assert answer.status_code == 422
    with office.reading() as session:
        assert session.scalars(select(AuditEntry)).all() == []


@pytest.mark.parametrize("login", ["schalter", "leistung", "admin", "datenschutz"])
@pytest.mark.parametrize("ending", ["", ".csv", ".json"])
def test_nobody_else_sees_the_effect(signed_in, login, ending):
    person = signed_in(login)
    person.visit(f"{PATH}{ending}?year=2025")
    assert person.status == 403


def test_the_page_costs_the_same_however_many_notices_there_are(app, leitung, left):
    left(20, 5)
    with statements(app) as few:
        leitung.visit(f"{PATH}?year=2025")
    left(60, 20, kind="loan", outcomes=[Outcome.CLEARED])
    with statements(app) as many:
        leitung.visit(f"{PATH}?year=2025")
    assert len(many) == len(few) <= 12


def test_management_finds_it_from_the_figures(leitung, arrived):
    arrived(6)
    assert f'href="{PATH}?year=2025"' in leitung.visit("/management/figures?year=2025")
