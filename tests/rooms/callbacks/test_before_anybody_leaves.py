"""Free times named before a contact is stored, and calls that vanish with their case."""

import secrets
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from anbelo.accounts.models import Staff
from anbelo.accounts.rules import Viewer
from anbelo.callbacks.models import Callback
from anbelo.callbacks.planning import free_times, plan
from anbelo.callbacks.queries import calls_of_day, work_list
from anbelo.callbacks.rules import CallState
from anbelo.callbacks.service import hide_case, take_contact
from anbelo.cases.rules import CallWish, Channel, NewContact
from anbelo.cases.service import likely_team
from anbelo.offices.queries import team_by_code
from anbelo.triage.rules import propose

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
TOMORROW = datetime(2026, 11, 24, 23, tzinfo=UTC)
TEXT = "Die Miete ist falsch berechnet. Das Geld für die Wohnung reicht nicht."


def viewer(session, login):
    staff = session.scalars(select(Staff).where(Staff.login == login)).one()
    return Viewer(staff.id, staff.name, staff.roles)


def contact(**more):
    return NewContact(text=TEXT, channel=Channel.COUNTER, language="de", **more)


def times(session, team, language="de"):
    found = team_by_code(session, team)
    return free_times(
        session, language=language, team_id=found.id, confidential=False, now=NOW, limit=2
    )


def test_the_named_times_belong_to_the_team_that_would_answer(office):
    with office.reading() as session:
        team_id = likely_team(session, contact(), propose(TEXT))
        assert team_id == team_by_code(session, "KDU").id
        assert likely_team(session, contact(confidential=True), propose(TEXT)) is None
        first, second = times(session, "KDU")
    assert first == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert second == datetime(2026, 11, 23, 8, 20, tzinfo=UTC)


def test_nobody_with_the_language_means_no_time(office):
    with office.reading() as session:
        assert times(session, "RECHT", "ku") == []


@pytest.fixture
def stored(office):
    with office.unit_of_work() as session:
        wish = CallWish("+4915155501234", "de")
        case = take_contact(
            session, contact(call=wish), key=secrets.token_hex(8), pepper=b"p", actor="test",
            now=NOW,
        ).case  # fmt: skip
        callback = session.scalars(select(Callback)).one()
        plan(session, callback, now=NOW)
        yield session, case, callback


def test_a_hidden_case_takes_its_planned_call_with_it(stored):
    session, case, callback = stored
    member, desk = viewer(session, "kdu"), viewer(session, "schalter")
    assert callback.state is CallState.PLANNED
    assert [c.id for c in work_list(session, member)] == [callback.id]
    assert calls_of_day(session, desk, starts=NOW, ends=TOMORROW)
    hide_case(session, desk, case, now=NOW)
    session.flush()
    assert (callback.team_id, callback.staff_id, callback.starts_at) == (None, None, None)
    assert not work_list(session, member)
    assert not calls_of_day(session, desk, starts=NOW, ends=TOMORROW)
    assert [c.id for c in work_list(session, viewer(session, "ombuds"))] == [callback.id]


def test_even_a_call_that_was_not_handed_over_is_not_seen(stored):
    session, case, callback = stored
    case.confidential = True
    session.flush()
    assert not callback.confidential
    for login in ("kdu", "schalter", "teamleitung"):
        assert not work_list(session, viewer(session, login))
        assert not calls_of_day(session, viewer(session, login), starts=NOW, ends=TOMORROW)


def test_teams_see_todays_calls_of_their_own_only(stored):
    session, _case, _callback = stored
    assert calls_of_day(session, viewer(session, "kdu"), starts=NOW, ends=TOMORROW)
    assert not calls_of_day(session, viewer(session, "recht"), starts=NOW, ends=TOMORROW)
