"""The whole house is planned at once: as many calls as possible, and no promise moved in silence."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import delete, select

from anbelo.accounts.models import Absence, Staff, WorkingTime
from anbelo.callbacks.house_plan import plan_house, propose_moves
from anbelo.callbacks.jobs import plan_callback
from anbelo.callbacks.models import Callback, Replanning
from anbelo.callbacks.planner.problem import fits
from anbelo.callbacks.planning import WHOLE_HOUSE, book, plan
from anbelo.callbacks.replanning import apply, ask_for_absence, changes_of, turn_down
from anbelo.callbacks.rules import CallState, Outcome
from anbelo.callbacks.service import record_attempt
from anbelo.callbacks.timetable import read_house
from anbelo.core.calendar import at, local
from anbelo.core.errors import Missing, Refused
from anbelo.offices.models import Team, TeamMember
from anbelo.outbox.models import OutboxMessage
from tests.scenes import attempt, call_wish, callback_of, contact, notice, viewer

pytestmark = pytest.mark.usefixtures("team")

# A Monday without holidays near; long past, so that nothing depends on today.
MONDAY = datetime(2025, 6, 23, 4, 0, tzinfo=UTC)
DAY = local(MONDAY).date()


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
    lead = house.scalars(select(Staff).where(Staff.login == "teamleitung")).one()
    house.add(TeamMember(team=team, staff=lead))
    house.execute(delete(WorkingTime).where(WorkingTime.staff_id == lead.id))  # only leads
    house.flush()
    return team


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


def login_of(house, callback):
    return house.get(Staff, callback.staff_id).login


def go(house, moment=MONDAY):
    plan_house(house, WHOLE_HOUSE, now=moment)
    house.flush()


def promise_all(calls, moment=MONDAY):
    for callback in calls:
        callback.promised_at = moment


def test_what_came_first_makes_room_for_whom_only_one_person_can_call(house):
    german = owed(house, 3)
    for callback in german:
        plan(house, callback, now=MONDAY)
    assert {login_of(house, c) for c in german} == {"beide", "deutsch"}
    arabic = owed(house, 3, "ar")
    go(house)
    assert {login_of(house, c) for c in arabic} == {"beide"}
    assert {login_of(house, c) for c in german} == {"deutsch"}
    assert all(c.state is CallState.PLANNED for c in german + arabic)


def test_every_time_of_the_plan_can_really_be_held(house):
    calls = owed(house, 9, days=2) + owed(house, 4, "ar", days=3)
    go(house)
    known = read_house(house, now=MONDAY)
    for call in known.problem.calls:
        stored = known.calls[call.id]
        if stored.state is CallState.PLANNED:
            here = local(stored.starts_at)
            caller = next(c for c in known.problem.callers if c.id == str(stored.staff_id))
            assert fits(known.problem, call, caller, here.date(), here.time())
    assert all(c.state is CallState.PLANNED for c in calls)


def test_planning_again_changes_nothing(house):
    calls = owed(house, 7, days=3)
    go(house)
    before = [(c.staff_id, c.starts_at, c.version) for c in calls]
    go(house)
    assert [(c.staff_id, c.starts_at, c.version) for c in calls] == before


def test_a_call_without_a_time_says_why(house):
    (callback,) = owed(house, 1, "ku")
    go(house)
    assert (callback.state, callback.starts_at) == (CallState.OWED, None)
    assert callback.why_facts["code"] == callback.why
    assert callback.why_facts["language"] == "ku"


def test_a_time_says_why(house):
    (callback,) = owed(house, 1, "ar")
    go(house)
    assert callback.why_facts["language"] == "ar"


def test_a_promise_is_not_moved_in_silence_but_proposed(house):
    german = owed(house, 3)
    beide = house.scalars(select(Staff).where(Staff.login == "beide")).one()
    for n, callback in enumerate(german):  # all three with the one who also speaks Arabic
        book(callback, beide.id, at(DAY, time(9, 20 * n)))
    promise_all(german)
    house.flush()
    arabic = owed(house, 2, "ar")
    before = [c.starts_at for c in german]
    go(house)
    assert [c.starts_at for c in german] == before
    proposals = house.scalars(select(Replanning)).all()
    assert all(c.state is CallState.OWED for c in arabic)
    assert len(proposals) == 1
    propose_moves(house, proposals[0].id, now=MONDAY)
    changes = changes_of(house, viewer(house, "teamleitung"), proposals[0])
    # the same time with somebody else breaks no promise
    assert len(changes) == 4
    assert not [c for c in changes if c.breaks_promise]
    assert apply(house, viewer(house, "teamleitung"), proposals[0], now=MONDAY)
    house.flush()
    assert [c.starts_at for c in german] == before
    assert all(c.state is CallState.PLANNED for c in arabic)


def test_a_proposal_turned_down_does_not_come_back_today(house):
    german = owed(house, 6)
    go(house)
    promise_all(german)
    house.flush()
    owed(house, 1, "ar")
    go(house)
    first = house.scalars(select(Replanning)).all()
    turn_down(house, viewer(house, "teamleitung"), first[0], now=MONDAY) if first else None
    go(house, MONDAY + timedelta(minutes=5))
    assert len(house.scalars(select(Replanning)).all()) == len(first)


def absence(house, login="deutsch", who="teamleitung", days=1):
    staff = house.scalars(select(Staff).where(Staff.login == login)).one()
    last = DAY + timedelta(days=days - 1)
    found = ask_for_absence(house, viewer(house, who), staff.id, (DAY, last), now=MONDAY)
    propose_moves(house, found.id, now=MONDAY)
    return found


def test_an_absence_is_shown_before_anything_changes_and_then_applied_whole(house):
    calls = owed(house, 5, days=3)
    go(house)
    promise_all(calls)
    house.flush()
    before = [(c.staff_id, c.starts_at) for c in calls]
    found = absence(house)
    assert [(c.staff_id, c.starts_at) for c in calls] == before
    lead = viewer(house, "teamleitung")
    moved = [c for c in changes_of(house, lead, found) if c.breaks_promise]
    # five calls, three slots left today with the other one: two people must hear another day
    assert len(moved) == 2
    assert apply(house, lead, found, now=MONDAY)
    house.flush()
    assert {login_of(house, c) for c in calls if local(c.starts_at).date() == DAY} == {"beide"}
    assert sum(local(c.starts_at).date() > DAY for c in calls) == 2
    assert house.scalars(select(Absence)).one().first_day == DAY
    with pytest.raises(Refused):
        apply(house, lead, found, now=MONDAY)


def test_what_changed_meanwhile_is_computed_anew(house):
    calls = owed(house, 5, days=3)
    go(house)
    promise_all(calls)
    house.flush()
    found = absence(house)
    moved = changes_of(house, viewer(house, "teamleitung"), found)[0].callback
    record_attempt(house, None, moved, attempt(Outcome.NOT_REACHED, MONDAY), actor="client:1",
                   now=MONDAY)  # fmt: skip
    house.flush()
    assert not apply(house, viewer(house, "teamleitung"), found, now=MONDAY)
    assert found.ready_at is None
    assert not house.scalars(select(Absence)).all()


def test_nobody_reports_the_absence_of_a_stranger(house):
    with pytest.raises(Missing):
        absence(house, "recht", who="leistung")
    assert absence(house, "leistung", who="leistung").staff_id


def test_a_confidential_call_is_in_no_proposal(house):
    contact(house, confidential=True, call=call_wish(), moment=MONDAY)
    secret = house.scalars(select(Callback).where(Callback.confidential)).one()
    go(house)
    assert secret.state is CallState.PLANNED
    promise_all([secret])
    owed(house, 5, days=3)
    house.flush()
    found = absence(house)
    assert secret.id not in {move["call"] for move in found.result["moves"]}


def test_a_broken_promise_keeps_its_time_with_another_caller(house):
    (callback,) = owed(house, 1)
    go(house)
    promise_all([callback])
    first = (callback.staff_id, callback.starts_at)
    house.add(Absence(staff_id=callback.staff_id, first_day=DAY, last_day=DAY))
    house.flush()
    house.expire_all()
    go(house)
    assert callback.starts_at == first[1]
    assert callback.staff_id != first[0]
    assert callback.promised_at


def test_the_third_attempt_brings_another_part_of_the_day_if_there_is_one(house):
    (callback,) = owed(house, 1, days=8)
    deutsch = house.scalars(select(Staff).where(Staff.login == "deutsch")).one()
    house.add(WorkingTime(staff=deutsch, weekday=4, starts=time(14), ends=time(15)))
    for day in (0, 1):
        moment = at(DAY + timedelta(days=day), time(9))
        record_attempt(house, None, callback, attempt(Outcome.NOT_REACHED, moment),
                       actor="client:1", now=moment)  # fmt: skip
    house.flush()
    go(house, at(DAY + timedelta(days=1), time(10)))
    assert local(callback.starts_at).time() == time(14)


def test_a_change_asks_for_one_plan_of_the_house(house):
    for callback in owed(house, 3):
        plan_callback(house, callback.id, now=MONDAY)
    waiting = [m for m in _messages(house) if m.topic.value == "callbacks.plan_house"]
    assert len(waiting) == 1


def _messages(house):
    return house.scalars(select(OutboxMessage)).all()


def test_whoever_expects_another_time_has_a_day_to_hear_the_new_one(house):
    (callback,) = owed(house, 1, days=8)
    book(callback, house.scalars(select(Staff.id).where(Staff.login == "deutsch")).one(),
         at(DAY + timedelta(days=3), time(9)))  # fmt: skip
    promise_all([callback])
    house.flush()
    found = ask_for_absence(
        house, viewer(house, "teamleitung"), callback.staff_id,
        (DAY + timedelta(days=3), DAY + timedelta(days=3)), now=MONDAY,
    )  # fmt: skip
    house.add(Absence(staff_id=other(house), first_day=DAY, last_day=DAY + timedelta(days=4)))
    house.flush()
    house.expire_all()
    propose_moves(house, found.id, now=MONDAY)
    (change,) = changes_of(house, viewer(house, "teamleitung"), found)
    assert local(change.starts_at).date() == DAY + timedelta(days=1), "today would be too sudden"


def other(house):
    return house.scalars(select(Staff.id).where(Staff.login == "beide")).one()
