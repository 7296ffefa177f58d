"""A colleague falls ill: forty promised calls are planned anew, and nothing happens unseen."""

from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, select

from anbelo.accounts.models import Absence, Staff, WorkingTime
from anbelo.callbacks.house_plan import plan_house
from anbelo.callbacks.models import Callback
from anbelo.callbacks.planning import WHOLE_HOUSE
from anbelo.callbacks.rules import CallState
from anbelo.core.calendar import Land, WorkCalendar, at, local
from anbelo.core.clock import now
from anbelo.core.db import Database
from anbelo.demo.office import PASSWORD
from anbelo.offices.models import Team, TeamMember
from tests.scenes import notice

pytestmark = pytest.mark.story

CALLS = 40
PATIENCE = 45_000
# Twenty slots a day each: two people hold forty calls on the first day, one alone only twenty.
HOURS = (time(9), time(15, 40))


@pytest.fixture
def first_day() -> datetime:
    """The beginning of the next working day."""
    return at(WorkCalendar(Land.NW).add_working_days(local(now()).date(), 1), time(0))


@pytest.fixture
def forty(running, first_day) -> Database:
    """A team of two with a lead, and forty people who were told when we call them."""
    database = Database(running.environment["DATABASE_URL"])
    day = local(first_day).date()
    with database.unit_of_work() as session:
        team = Team(code="PROBE", name="Probe")
        for login in ("krank", "gesund"):
            staff = Staff(login=login, name=f"{login.title()} Beispiel", password_hash="-",
                          role_values=["team_member"], languages=["de"])  # fmt: skip
            staff.working_times = [WorkingTime(weekday=n, starts=HOURS[0], ends=HOURS[1])
                                   for n in range(5)]  # fmt: skip
            session.add(TeamMember(team=team, staff=staff))
        lead = session.scalars(select(Staff).where(Staff.login == "teamleitung")).one()
        session.add(TeamMember(team=team, staff=lead))
        session.flush()
        session.execute(delete(WorkingTime).where(WorkingTime.staff_id == lead.id))
        for number in range(CALLS):
            notice(session, f"K-{number}", team="PROBE", language="de",
                   person_name=f"Person {number}", phone=f"+49220255501{number:02}",
                   send_no_later_than=day + timedelta(days=14))  # fmt: skip
        session.flush()
        plan_house(session, WHOLE_HOUSE, now=first_day)
        for callback in session.scalars(select(Callback)):
            assert callback.state is CallState.PLANNED
            callback.promised_at = now()
    yield database
    database.close()


def sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/staff/login")
    page.fill("[name=login]", "teamleitung")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("nav")).to_be_visible()


def times(database: Database) -> dict[int, datetime]:
    with database.reading() as session:
        return dict(session.execute(select(Callback.id, Callback.starts_at)).all())


def test_a_sick_day_is_planned_anew_and_shows_first_who_must_hear_of_it(
    running, forty, first_day, page: Page
):
    page.set_viewport_size({"width": 1280, "height": 900})
    before = times(forty)
    with forty.reading() as session:
        sick = session.scalars(select(Staff).where(Staff.login == "krank")).one()
        theirs = len(
            session.scalars(
                select(Callback).where(
                    Callback.staff_id == sick.id, Callback.starts_at < first_day + timedelta(days=1)
                )
            ).all()
        )
    assert theirs == CALLS // 2

    sign_in(page, running.url)
    page.get_by_role("link", name="Planung").click()
    page.select_option("[name=staff]", str(sick.id))
    page.fill("[name=first_day]", local(first_day).date().isoformat())
    page.get_by_role("button", name="Vorschlag ansehen").click()

    expect(page.get_by_text("Noch ist nichts geändert.")).to_be_visible(timeout=PATIENCE)
    assert times(forty) == before
    # The other one is taken on that day: each of these twenty must hear another time, nobody else.
    rows = page.locator("table tbody tr")
    expect(rows).to_have_count(theirs)
    named = rows.all_inner_texts()
    assert all("Gesund Beispiel" in row or "Krank Beispiel" in row for row in named)

    page.get_by_role("button", name="So verschieben").click()
    expect(page.get_by_text("Die Anrufe sind verschoben.")).to_be_visible()
    after = times(forty)
    moved = {number for number in before if before[number] != after[number]}
    assert len(moved) == theirs
    with forty.reading() as session:
        absence = session.scalars(select(Absence)).one()
        assert (absence.staff_id, absence.first_day) == (sick.id, local(first_day).date())
        calls = session.scalars(select(Callback)).all()
        assert {call.state for call in calls} == {CallState.PLANNED}
        assert not [
            call for call in calls
            if call.staff_id == sick.id and local(call.starts_at).date() == absence.first_day
        ]  # fmt: skip
