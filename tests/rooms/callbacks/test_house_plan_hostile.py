"""What could go wrong with the plan of the house: impossible times, silence, secrets told."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import delete, func, select

from anbelo.accounts.models import Absence, Staff, WorkingTime
from anbelo.callbacks.house_plan import PLANNER, plan_house, propose_moves
from anbelo.callbacks.models import Callback, Replanning
from anbelo.callbacks.planning import WHOLE_HOUSE, book, plan
from anbelo.callbacks.replanning import (
    apply,
    ask_for_absence,
    changes_of,
    open_proposals,
    turn_down,
)
from anbelo.callbacks.rules import CallState, Outcome
from anbelo.callbacks.service import hide_case, record_attempt
from anbelo.cases.rules import Window
from anbelo.core.calendar import at, local
from anbelo.offices.models import ClosingDay, Team, TeamMember
from anbelo.outbox.models import OutboxMessage
from anbelo.outbox.rules import Topic
from tests.scenes import attempt, call_wish, callback_of, contact, notice, viewer

pytestmark = pytest.mark.usefixtures("team")

# A Monday without holidays near; long past, so that nothing depends on today.
MONDAY = datetime(2025, 6, 23, 4, 0, tzinfo=UTC)
DAY = local(MONDAY).date()
MINUTES = timedelta(minutes=1)


@pytest.fixture
def house(office):
    with office.unit_of_work() as session:
        yield session
        session.rollback()


@pytest.fixture
def team(house):
    """A team of two: one speaks German and Arabic, the other German; both have one hour a day."""
    team = Team(code="PROBE", name="Probe")
    house.add(team)
    for login, languages in (("beide", ["de", "ar"]), ("deutsch", ["de"])):
        staff = Staff(login=login, name=login, password_hash="-", role_values=["team_member"],
                      languages=languages)  # fmt: skip
        staff.working_times = [WorkingTime(weekday=n, starts=time(9), ends=time(10))
                               for n in range(5)]  # fmt: skip
        house.add(TeamMember(team=team, staff=staff))
    lead = staff_of(house, "teamleitung")
    house.add(TeamMember(team=team, staff=lead))
    house.execute(delete(WorkingTime).where(WorkingTime.staff_id == lead.id))  # only leads
    house.flush()
    return team


def staff_of(house, login):
    return house.scalars(select(Staff).where(Staff.login == login)).one()


def set_hours(house, staff, *hours):
    house.execute(delete(WorkingTime).where(WorkingTime.staff_id == staff.id))
    house.add_all(
        WorkingTime(staff_id=staff.id, weekday=weekday, starts=starts, ends=ends)
        for weekday, starts, ends in hours
    )
    house.flush()
    house.expire_all()


def owed(house, number, language="de", *, days=1, **more):
    """Calls before notices that must leave after `days` days."""
    return [
        callback_of(
            house,
            notice(house, f"{language}-{n}", moment=MONDAY, team="PROBE", language=language,
                   send_no_later_than=DAY + timedelta(days=days), **more),
        )
        for n in range(number)
    ]  # fmt: skip


def go(house, moment=MONDAY):
    house.flush()
    house.expire_all()
    plan_house(house, WHOLE_HOUSE, now=moment)
    house.flush()


def promise_all(house, calls):
    for callback in calls:
        callback.promised_at = MONDAY
    house.flush()


def absence(house, login="deutsch", who="teamleitung", *, moment=MONDAY, days=1):
    last = DAY + timedelta(days=days - 1)
    found = ask_for_absence(
        house, viewer(house, who), staff_of(house, login).id, (DAY, last), now=moment
    )
    propose_moves(house, found.id, now=moment)
    return found


def lead(house):
    return viewer(house, "teamleitung")


# --- times at which nobody can or may be called ---------------------------------------------------


def test_no_call_before_eight_or_after_six_whatever_hours_and_windows_say(house, team):
    deutsch = staff_of(house, "deutsch")
    set_hours(house, deutsch, (0, time(6), time(7)), (0, time(18), time(20)))
    contact(house, moment=MONDAY,
            call=call_wish(windows=(Window(0, time(6), time(22)),)))  # fmt: skip
    callback = house.scalars(select(Callback)).one()
    callback.team_id = team.id
    house.add(Absence(staff_id=staff_of(house, "beide").id, first_day=DAY,
                      last_day=DAY + timedelta(days=30)))  # fmt: skip
    go(house, MONDAY - timedelta(hours=3))
    assert callback.starts_at is None


def test_a_promise_on_a_day_that_has_become_a_closing_day_is_put_to_a_person(house):
    (callback,) = owed(house, 1, days=4)
    go(house)
    promise_all(house, [callback])
    house.add(
        ClosingDay(site_id=None, day=local(callback.starts_at).date(), reason="Betriebsausflug")
    )
    go(house)
    (found,) = house.scalars(select(Replanning)).all()
    propose_moves(house, found.id, now=MONDAY)
    (change,) = changes_of(house, lead(house), found)
    assert change.breaks_promise
    assert change.starts_at > callback.ends_at


def test_a_promise_after_an_earlier_last_day_is_put_to_a_person(house):
    (callback,) = owed(house, 1, days=8)
    go(house)
    callback.starts_at = at(DAY + timedelta(days=4), time(9))
    callback.ends_at = callback.starts_at + 20 * MINUTES
    callback.due_by = at(DAY + timedelta(days=3), time(6))
    promise_all(house, [callback])
    go(house)
    (found,) = house.scalars(select(Replanning)).all()
    propose_moves(house, found.id, now=MONDAY)
    (change,) = changes_of(house, lead(house), found)
    assert local(change.starts_at).date() < DAY + timedelta(days=3)


def test_a_promise_that_must_be_decided_keeps_its_place_from_others(house):
    (held,) = owed(house, 1, "ar", days=8)
    go(house)
    promise_all(house, [held])
    held.language = (
        "ku"  # nobody speaks it: a person decides, until then the time is not given away
    )
    house.flush()
    fresh = owed(house, 6, days=1)
    go(house)
    assert held.state is CallState.PLANNED
    assert sum(c.state is CallState.PLANNED for c in fresh) == 5


def test_somebody_who_leaves_during_a_call_stops_no_plan(house):
    calls = owed(house, 4, days=2)
    go(house)
    gone = house.get(Staff, calls[0].staff_id)
    gone.disabled_at = calls[0].starts_at
    go(house, at(DAY, time(9, 10)))
    running, near = [c for c in calls if c.staff_id == gone.id]
    assert running.starts_at == at(DAY, time(9))
    assert near.starts_at == at(DAY, time(9, 20)), "too near to move without anybody knowing"
    assert house.scalars(select(Replanning)).one().result["gained"] == [str(near.id)]


def test_times_off_the_grid_stop_no_plan(house):
    first, *others = owed(house, 4, "ar", days=2)
    go(house)
    for callback in (first, *others):
        callback.state, callback.starts_at, callback.ends_at = CallState.OWED, None, None
    house.flush()
    book(first, staff_of(house, "beide").id, at(DAY, time(9, 10)))
    first.fixed = True
    promise_all(house, [first])
    go(house)
    assert first.starts_at == at(DAY, time(9, 10))
    assert all(c.state is CallState.PLANNED for c in others)


@pytest.mark.parametrize("language", ["", "xx", "Klingonisch mit Umlauten äöü"])
def test_languages_nobody_knows_and_teams_without_people_stop_no_plan(house, language):
    strange, german = owed(house, 2, days=2)
    strange.language = language
    alone = owed(house, 1, "ar", days=2)[0]
    alone.team = Team(code="LEER", name="Leer")
    house.flush()
    go(house)
    assert german.state is CallState.PLANNED
    assert strange.why_facts["code"] == alone.why_facts["code"] == "no_speaker"


# --- promises -------------------------------------------------------------------------------------


def test_a_sick_day_shows_whom_nobody_can_call_any_more(house):
    (callback,) = owed(house, 1, "ar")
    go(house)
    promise_all(house, [callback])
    found = absence(house, "beide")
    (change,) = changes_of(house, lead(house), found)
    assert change.breaks_promise
    assert change.starts_at is None
    assert apply(house, lead(house), found, now=MONDAY)
    assert callback.state is CallState.OWED


def test_a_promise_that_nobody_can_hold_is_put_to_a_person(house):
    (callback,) = owed(house, 1, "ar")
    go(house)
    promise_all(house, [callback])
    house.add(Absence(staff_id=callback.staff_id, first_day=DAY, last_day=DAY))
    go(house)
    (found,) = house.scalars(select(Replanning)).all()
    propose_moves(house, found.id, now=MONDAY)
    (change,) = changes_of(house, lead(house), found)
    assert change.starts_at is None
    turn_down(house, lead(house), found, now=MONDAY)
    go(house, MONDAY + 5 * MINUTES)
    assert len(house.scalars(select(Replanning)).all()) == 1


def test_an_old_proposal_moves_nobody_into_the_past(house):
    calls = owed(house, 4, days=3)
    go(house)
    promise_all(house, [])
    found = absence(house)
    late = at(DAY + timedelta(days=2), time(12))
    assert not apply(house, lead(house), found, now=late)
    assert all(c.starts_at is None or c.starts_at < late for c in calls)
    assert found.ready_at is None


def test_an_old_proposal_does_not_move_a_call_that_has_begun(house):
    calls = owed(house, 4, days=3)
    go(house)
    promise_all(house, calls)
    found = absence(house)
    begun = [c for c in calls if c.starts_at == at(DAY, time(9))]
    before = [(c.staff_id, c.starts_at) for c in begun]
    apply(house, lead(house), found, now=at(DAY, time(9, 5)))
    assert [(c.staff_id, c.starts_at) for c in begun] == before


def test_two_absences_do_not_hand_the_calls_to_each_other(house):
    calls = owed(house, 2, days=3)
    go(house)
    promise_all(house, calls)
    first, second = absence(house, "deutsch"), absence(house, "beide")
    assert apply(house, lead(house), first, now=MONDAY)
    house.flush()
    house.expire_all()
    if apply(house, lead(house), second, now=MONDAY):
        away = {staff_of(house, "deutsch").id, staff_of(house, "beide").id}
        today = [c for c in calls if c.starts_at and local(c.starts_at).date() == DAY]
        assert not [c for c in today if c.staff_id in away]


def test_nobody_is_given_calls_who_has_left_meanwhile(house):
    calls = owed(house, 2, days=3)
    go(house)
    promise_all(house, calls)
    found = absence(house, "deutsch")
    gone = staff_of(house, "beide")
    gone.disabled_at = MONDAY
    house.flush()
    assert changes_of(house, lead(house), found)
    assert not apply(house, lead(house), found, now=MONDAY)


def test_an_undecided_proposal_of_yesterday_is_not_asked_again(house):
    german = owed(house, 6, days=20)
    (late,) = owed(house, 1, "ar", days=1)
    beide = staff_of(house, "beide")
    for callback in german:
        callback.state = CallState.PLANNED
    for n, callback in enumerate(german[:3]):
        callback.staff_id, callback.starts_at = beide.id, at(DAY, time(9, 20 * n))
        callback.ends_at = callback.starts_at + 20 * MINUTES
    for n, callback in enumerate(german[3:]):
        callback.fixed = True
        callback.staff_id = staff_of(house, "deutsch").id
        callback.starts_at = at(DAY, time(9, 20 * n))
        callback.ends_at = callback.starts_at + 20 * MINUTES
    promise_all(house, german)
    go(house)
    (found,) = house.scalars(select(Replanning)).all()
    found.asked_at = MONDAY - timedelta(days=2)
    go(house, MONDAY + 5 * MINUTES)
    assert late.state is CallState.OWED
    assert len(house.scalars(select(Replanning)).all()) == 1


def test_a_promise_of_a_last_attempt_is_not_moved_in_silence_either(house):
    (callback,) = owed(house, 1, "ar", days=8)
    for day in (-4, -3):
        moment = at(DAY + timedelta(days=day), time(9))
        record_attempt(house, None, callback, attempt(Outcome.NOT_REACHED, moment),
                       actor="client:1", now=moment)  # fmt: skip
    go(house)
    promise_all(house, [callback])
    before = callback.starts_at
    house.add(Absence(staff_id=callback.staff_id, first_day=DAY, last_day=local(before).date()))
    go(house)
    assert callback.starts_at == before


def test_whoever_heard_a_time_is_not_moved_again_before_hearing_the_new_one(house):
    calls = owed(house, 5, days=3)
    go(house)
    promise_all(house, calls)
    found = absence(house)
    assert apply(house, lead(house), found, now=MONDAY)
    moved = {c.id: c.starts_at for c in calls}
    # a time before the promised one becomes free: nobody may be drawn to it in silence
    house.add(TeamMember(team_id=calls[0].team_id, staff_id=staff_of(house, "recht").id))
    go(house, MONDAY + timedelta(seconds=10))
    assert {c.id: c.starts_at for c in calls} == moved


def test_a_new_time_after_an_attempt_is_not_taken_for_the_promised_one(house):
    (callback,) = owed(house, 1, days=8)
    go(house)
    promise_all(house, [callback])
    callback.fixed = True
    record_attempt(house, None, callback, attempt(Outcome.NOT_REACHED, callback.starts_at),
                   actor="client:1", now=callback.ends_at)  # fmt: skip
    plan(house, callback, now=at(DAY, time(13)))
    assert callback.state is CallState.PLANNED
    assert callback.promised_at is None
    assert not callback.fixed


def test_a_second_planner_comes_back_later_instead_of_waiting(house, office):
    calls = owed(house, 1)
    with office.unit_of_work() as other:
        other.execute(select(func.pg_advisory_xact_lock(PLANNER)))
        house.execute(delete(OutboxMessage))
        go(house)
    assert calls[0].state is CallState.OWED
    (again,) = house.scalars(select(OutboxMessage)).all()
    assert again.topic is Topic.PLAN_HOUSE
    assert MONDAY < again.available_at < MONDAY + MINUTES


# --- what must not be known -----------------------------------------------------------------------


@pytest.fixture
def ombuds_helps(house, team):
    """The ombudsperson also answers for the team, in Arabic, alone."""
    ombuds = staff_of(house, "ombuds")
    ombuds.languages = ["de", "ar"]
    set_hours(house, ombuds, *((n, time(9), time(10)) for n in range(5)))
    house.add(TeamMember(team=team, staff=ombuds))
    house.add(Absence(staff_id=staff_of(house, "beide").id, first_day=DAY,
                      last_day=DAY + timedelta(days=60)))  # fmt: skip
    house.flush()
    return ombuds


def secret_call(house):
    contact(house, text="Bitte vertraulich.", confidential=True, call=call_wish(), moment=MONDAY)
    return house.scalars(select(Callback).where(Callback.confidential)).one()


@pytest.mark.usefixtures("ombuds_helps")
def test_reasons_of_team_calls_count_no_confidential_ones(house):
    secret = secret_call(house)
    secret.due_by, secret.priority = at(DAY + timedelta(days=1), time(6)), 1
    calls = owed(house, 3, "ar")
    go(house)
    assert secret.state is CallState.PLANNED
    (left,) = [c for c in calls if c.state is CallState.OWED]
    assert left.why_facts["code"] == "all_taken"
    assert left.why_facts["calls"] == 3, "the team's own calls"
    for callback in calls:
        earlier = callback.why_facts.get("earlier")
        assert not earlier or earlier["more_urgent"] == 0


@pytest.mark.usefixtures("ombuds_helps")
def test_a_lead_sees_no_absence_of_the_ombudsperson_with_its_confidential_calls(house):
    secret = secret_call(house)
    go(house)
    promise_all(house, [secret])
    own = absence(house, "ombuds", who="ombuds")
    assert secret.id in {move["call"] for move in own.result["moves"]}
    assert own.id not in {found.id for found in open_proposals(house, lead(house))}
    other = absence(house, "ombuds", who="teamleitung")
    assert secret.id not in {move["call"] for move in other.result["moves"]}


def test_a_confidential_promise_nobody_can_hold_makes_no_proposal_for_leads(house):
    secret = secret_call(house)
    go(house)
    promise_all(house, [secret])
    house.add(Absence(staff_id=secret.staff_id, first_day=DAY, last_day=DAY + timedelta(days=3)))
    go(house)
    assert not open_proposals(house, lead(house))
    go(house, MONDAY + 5 * MINUTES)
    ombuds = viewer(house, "ombuds")
    (found,) = open_proposals(house, ombuds)
    propose_moves(house, found.id, now=MONDAY)
    (change,) = changes_of(house, ombuds, found)
    assert change.callback is secret
    assert apply(house, ombuds, found, now=MONDAY)
    assert len(house.scalars(select(Absence)).all()) == 1, "nobody reported another absence"


def test_a_confidential_call_that_was_missed_stops_no_proposal(house):
    secret = secret_call(house)
    go(house)
    promise_all(house, [secret])
    owed(house, 2, days=20)
    later = MONDAY + timedelta(days=5)
    go(house, later - timedelta(days=4, hours=12))
    found = absence(house, moment=later)
    assert found.ready_at == later


def test_a_call_that_became_confidential_leaves_the_proposal_at_once(house, team):
    opened = contact(house, call=call_wish(), moment=MONDAY)
    callback = house.scalars(select(Callback)).one()
    callback.team_id = team.id
    go(house)
    promise_all(house, [callback])
    found = absence(house, house.get(Staff, callback.staff_id).login)
    assert changes_of(house, lead(house), found)
    hide_case(house, viewer(house, "ombuds"), opened.case, now=MONDAY)
    go(house)
    assert not changes_of(house, lead(house), found)
    assert not apply(house, lead(house), found, now=MONDAY)
