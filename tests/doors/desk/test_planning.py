"""Absences, proposals to move calls, and calls nobody can make, as the pages show them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from anbelo.accounts.models import Absence, Staff
from anbelo.callbacks.house_plan import plan_house, propose_moves
from anbelo.callbacks.models import Callback, Replanning
from anbelo.callbacks.planning import WHOLE_HOUSE
from anbelo.core.calendar import local
from anbelo.core.clock import now
from anbelo.notices.models import Notice
from tests.browsing import Person
from tests.counting import statements
from tests.scenes import callback_of, notice


@pytest.fixture
def lead(signed_in) -> Person:
    return signed_in("teamleitung")


def planned(office, number=3, language="ar"):
    with office.unit_of_work() as session:
        for n in range(number):
            notice(session, f"N-{n}", language=language, person_name=f"Probe Person {n}")
        session.flush()
        plan_house(session, WHOLE_HOUSE, now=now())
        for callback in session.scalars(select(Callback)):
            callback.promised_at = now()


def ask(office, lead, login="leistung", days=4) -> int:
    """The lead reports an absence; the worker computes what it means."""
    with office.reading() as session:
        staff_id = session.scalar(select(Staff.id).where(Staff.login == login))
    first = local(now()).date()
    lead.visit("/desk/planning")
    lead.send("staff", staff=str(staff_id), first_day=first.isoformat(),
              last_day=(first + timedelta(days=days - 1)).isoformat())  # fmt: skip
    assert "Wir rechnen noch." in lead.page
    with office.unit_of_work() as session:
        number = session.scalars(select(Replanning.id)).one()
        assert asks_itself(lead, number) == (204, None)
        propose_moves(session, number, now=now())
    assert asks_itself(lead, number) == (204, "true")
    lead.visit(f"/desk/planning/{number}")
    return number


def asks_itself(lead, number) -> tuple[int, str | None]:
    """What the waiting page asks every two seconds: nothing yet, or load me anew."""
    answer = lead.client.get(f"/desk/planning/{number}", headers={"HX-Request": "true"})
    return answer.status_code, answer.headers.get("HX-Refresh")


def starts(office):
    with office.reading() as session:
        return dict(session.execute(select(Callback.id, Callback.starts_at)).all())


def test_the_page_asks_who_is_away_and_shows_calls_without_a_time(office, lead):
    with office.unit_of_work() as session:
        notice(session, language="ku", team="VERMITTLUNG")
        notice(session, "N-2", language="so")
        plan_house(session, WHOLE_HOUSE, now=now())
    page = lead.visit("/desk/planning")
    assert "Anrufe ohne Zeit (1)" in page, "the other team's call is not this lead's"
    assert "Niemand im Team Leistung" in page
    assert "Das würde helfen" in page


def test_nothing_changes_before_somebody_has_seen_it(office, lead):
    planned(office)
    before = starts(office)
    ask(office, lead)
    assert "Noch ist nichts geändert." in lead.page
    assert "3 Anrufe bekommen eine andere Zeit." in lead.page
    assert lead.page.count("Probe Person") == 3
    assert starts(office) == before
    lead.send("decision", decision="apply")
    assert "Die Anrufe sind verschoben." in lead.page
    assert lead.page.count("Bitte selbst Bescheid sagen") == 3, "no sender is configured here"
    assert all(starts(office)[n] != was for n, was in before.items())
    with office.reading() as session:
        assert session.scalars(select(Absence)).one()


def test_turning_it_down_leaves_everything(office, lead):
    planned(office)
    before = starts(office)
    ask(office, lead)
    lead.send("decision", decision="leave")
    assert "Bitte entscheiden Sie" not in lead.page
    assert starts(office) == before
    with office.reading() as session:
        assert not session.scalars(select(Absence)).all()


def test_what_changed_meanwhile_is_shown_again_before_it_is_applied(office, lead):
    planned(office)
    ask(office, lead)
    with office.unit_of_work() as session:
        callback_of(session, session.scalars(select(Notice)).first()).priority = 3
    lead.send("decision", decision="apply")
    assert lead.status == 409
    assert "Inzwischen hat sich ein Anruf geändert." in lead.page
    with office.reading() as session:
        assert not session.scalars(select(Absence)).all()


def test_wrong_days_keep_what_was_typed(lead):
    lead.visit("/desk/planning")
    lead.send("staff", staff="999999", first_day="2026-12-10", last_day="2026-12-01")
    assert lead.status == 422
    assert "2026-12-10" in lead.page


def test_a_team_member_reports_only_their_own_absence(signed_in):
    member = signed_in("leistung")
    page = member.visit("/desk/planning")
    assert "Said Beispiel" in page
    assert "Olena Exempel" not in page


def test_nobody_sees_the_proposal_about_a_stranger(office, lead, signed_in):
    planned(office)
    number = ask(office, lead)
    stranger = signed_in("recht")
    stranger.visit(f"/desk/planning/{number}")
    assert stranger.status == 404


def test_the_call_page_says_why_this_time(office, lead):
    planned(office, 1)
    with office.reading() as session:
        number = session.scalars(select(Callback.id)).one()
    assert "Warum diese Zeit" in lead.visit(f"/desk/calls/{number}")


def test_the_pages_ask_the_database_as_often_for_twelve_calls_as_for_three(office, app, lead):
    planned(office, 12)
    number = ask(office, lead)
    for path, most in (("/desk/planning", 14), (f"/desk/planning/{number}", 14)):
        with statements(app) as sent:
            lead.visit(path)
        assert len(sent) <= most, sent
