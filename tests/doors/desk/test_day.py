"""The calls of a day on paper: one's own, in order; the whole team's for its lead."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from anbelo.accounts.models import Staff
from anbelo.audit.models import AuditEntry
from anbelo.callbacks.models import Callback
from anbelo.callbacks.rules import CallState

NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SHEET = "/desk/calls/day?date=2026-11-24"


@pytest.fixture
def planned(office):
    """Give a call to somebody at this moment."""

    def place(callback_id, moment, *, login="leistung"):
        with office.unit_of_work() as session:
            callback = session.get_one(Callback, callback_id)
            callback.staff_id = session.scalars(select(Staff.id).where(Staff.login == login)).one()
            callback.state = CallState.PLANNED
            callback.starts_at, callback.ends_at = moment, moment + timedelta(minutes=20)

    return place


@pytest.fixture
def three(make_notice, planned):
    """Two calls of one person in a wrong order of making, and one of a colleague."""
    planned(make_notice("B-2", person_name="Zweite Person"), NINE + timedelta(hours=1))
    planned(make_notice("B-1", person_name="Erste Person"), NINE)
    planned(make_notice("B-3", person_name="Dritte Person"), NINE, login="leistung2")


@pytest.mark.usefixtures("three")
def test_my_calls_stand_in_their_order_with_all_that_a_talk_needs(signed_in):
    page = signed_in("leistung").visit(SHEET)
    assert "Anrufe am Di., 24. Nov. 2026" in page
    places = [page.index(word) for word in ("09:00", "Erste Person", "10:00", "Zweite Person")]
    assert places == sorted(places)
    for word in ('href="tel:+491515550199"', "Deutsch", "Ablehnung", "B-1", "Versuch 1"):
        assert word in page
    assert page.count("&nbsp;") == 2 * 3
    assert "Dritte Person" not in page


@pytest.mark.usefixtures("three")
def test_only_a_lead_takes_the_sheets_of_the_whole_team(signed_in):
    lead = signed_in("teamleitung")
    assert "Erste Person" not in lead.visit(SHEET)
    page = lead.visit(f"{SHEET}&who=team")
    for word in ("Said Beispiel", "Erste Person", "Olena Exempel", "Dritte Person"):
        assert word in page
    assert "Dritte Person" not in signed_in("leistung").visit(f"{SHEET}&who=team")
    assert "Anrufe meiner Teams" not in signed_in("leistung").visit(SHEET)


def test_a_confidential_call_is_on_the_ombudspersons_sheet_only(
    signed_in, make_case, office, planned
):
    make_case(name="Vertrauliche Person", confidential=True, call=True)
    with office.reading() as session:
        call = session.scalars(select(Callback.id)).one()
    planned(call, NINE, login="ombuds")
    assert "Vertrauliche Person" in signed_in("ombuds").visit(SHEET)
    with office.reading() as session:
        assert "case_read" in session.scalars(select(AuditEntry.action)).all()
    planned(call, NINE, login="leistung")  # a mistake in the plan must not show it either
    for login in ("leistung", "teamleitung"):
        assert "Vertrauliche Person" not in signed_in(login).visit(f"{SHEET}&who=team")


@pytest.mark.usefixtures("three")
def test_another_day_is_chosen_on_the_page_and_a_wrong_one_is_told(signed_in):
    person = signed_in("leistung")
    assert "An diesem Tag ist kein Anruf geplant." in person.visit("/desk/calls/day")
    assert person.form("date").method == "get"
    assert "Erste Person" in person.visit("/desk/calls/day?date=24.11.2026")
    person.visit("/desk/calls/day?date=31.02.2026")
    assert person.status == 422
    assert "31.02.2026" in person.page
    assert "Erste Person" not in person.page


def test_the_list_of_calls_leads_to_sheet_and_calendar(signed_in):
    page = signed_in("leistung").visit("/desk/calls")
    assert 'href="/desk/calls/day"' in page
    assert 'href="/desk/calendar"' in page


@pytest.mark.usefixtures("three")
def test_many_calls_need_no_more_questions_to_the_database(
    signed_in, counting, make_notice, planned
):
    person = signed_in("leistung")
    with counting() as few:
        person.visit(SHEET)
    for n in range(6):
        planned(make_notice(f"M-{n}"), NINE + timedelta(hours=2, minutes=30 * n))
    with counting() as many:
        person.visit(SHEET)
    assert len(many) == len(few)
