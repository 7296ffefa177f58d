"""The planning pages before people who hurry, click twice and see only a part of the house."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from anbelo.accounts.models import Absence, Staff
from anbelo.callbacks.house_plan import plan_house, propose_moves
from anbelo.callbacks.models import Callback, Replanning
from anbelo.callbacks.planning import WHOLE_HOUSE
from anbelo.core.calendar import local
from anbelo.core.clock import now
from tests.browsing import Person
from tests.scenes import notice


@pytest.fixture
def lead(signed_in) -> Person:
    return signed_in("teamleitung")


def planned(office, number=3, **more):
    with office.unit_of_work() as session:
        for n in range(number):
            notice(session, f"N-{n}", person_name=f"Probe Person {n}", **more)
        session.flush()
        plan_house(session, WHOLE_HOUSE, now=now())
        for callback in session.scalars(select(Callback)):
            callback.promised_at = now()


def ask(office, lead, login="leistung") -> int:
    with office.reading() as session:
        staff_id = session.scalar(select(Staff.id).where(Staff.login == login))
    first = local(now()).date()
    lead.visit("/desk/planning")
    lead.send("staff", staff=str(staff_id), first_day=first.isoformat(),
              last_day=(first + timedelta(days=3)).isoformat())  # fmt: skip
    with office.reading() as session:
        number = session.scalars(select(Replanning.id)).one()
    compute(office, number)
    lead.visit(f"/desk/planning/{number}")
    return number


def compute(office, number):
    with office.unit_of_work() as session:
        propose_moves(session, number, now=now())


def test_only_what_was_shown_is_applied(office, lead):
    planned(office)
    number = ask(office, lead)
    with office.unit_of_work() as session:  # another lead's answer made it be computed anew
        session.get(Replanning, number).ready_at = None
        session.scalars(select(Callback)).first().priority = 1
    compute(office, number)
    lead.send("decision", decision="apply")
    assert lead.status == 409
    assert "Inzwischen hat sich ein Anruf geändert." in lead.page
    with office.reading() as session:
        assert not session.scalars(select(Absence)).all()
    lead.send("decision", decision="apply")
    assert "Die Anrufe sind verschoben." in lead.page


def test_two_clicks_store_one_absence(office, lead):
    planned(office)
    number = ask(office, lead)
    lead.send("decision", decision="apply")
    lead.visit(f"/desk/planning/{number}")
    assert "So verschieben" not in lead.page
    with office.reading() as session:
        assert len(session.scalars(select(Absence)).all()) == 1


def test_the_person_nobody_can_call_any_more_is_named(office, lead):
    planned(office, 1, send_no_later_than=local(now()).date() + timedelta(days=3))
    ask(office, lead)
    assert "1 versprochener Anruf hat keine Zeit mehr." in lead.page
    assert "Probe Person 0" in lead.page
    assert "keine Zeit" in lead.page


def test_people_of_other_teams_have_no_names_here(office, lead, signed_in):
    planned(office, team="VERMITTLUNG", language="de")
    with office.reading() as session:
        staff_id = session.scalars(select(Callback.staff_id)).first()
        login = session.get(Staff, staff_id).login
    member = signed_in(login)
    number = ask(office, member, login)
    with (
        office.unit_of_work() as session
    ):  # as if the planner had found it: leads of all teams see it
        session.get(Replanning, number).staff_id = None
    lead.visit(f"/desk/planning/{number}")
    assert lead.status == 200
    assert "Ein Anruf eines anderen Teams" in lead.page
    assert "Probe Person" not in lead.page
