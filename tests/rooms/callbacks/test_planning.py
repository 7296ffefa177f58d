"""A call owed gets the first free time of somebody who can hold the talk."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from anbelo.accounts.models import Absence, Staff
from anbelo.callbacks.jobs import plan_callback
from anbelo.callbacks.models import Callback
from anbelo.callbacks.planning import plan
from anbelo.callbacks.queries import work_list
from anbelo.callbacks.rules import CallState
from anbelo.callbacks.service import close_case
from anbelo.cases.rules import Result
from anbelo.core.calendar import local
from anbelo.core.clock import now
from tests.scenes import call_wish, callback_of, contact, decided, notice, viewer


@pytest.fixture
def house(office):
    with office.unit_of_work() as session:
        yield session
        session.rollback()


def login_of(house, callback):
    return house.get(Staff, callback.staff_id).login


def test_somebody_of_the_team_who_speaks_the_language_calls(house):
    callback = callback_of(house, notice(house, language="ar"))
    slot = plan(house, callback, now=now())
    assert slot is not None
    assert callback.state is CallState.PLANNED
    assert login_of(house, callback) == "leistung"
    assert callback.why == "team_first_free"
    assert callback.starts_at >= now() + timedelta(minutes=30)
    assert local(callback.starts_at).weekday() < 5


def test_a_backup_helps_when_the_team_lacks_the_language(house):
    callback = callback_of(house, notice(house, language="tr"))
    plan(house, callback, now=now())
    assert login_of(house, callback) == "kdu"
    assert callback.why == "backup_first_free"


def test_nobody_free_leaves_the_call_owed_and_visible_with_its_reason(house):
    callback = callback_of(house, notice(house, language="ku", team="VERMITTLUNG"))
    assert plan(house, callback, now=now()) is None
    assert (callback.state, callback.why) == (CallState.OWED, "nobody_free")
    house.flush()
    assert callback in work_list(house, viewer(house, "vermittlung"))


def test_an_absence_moves_the_call_behind_it(house):
    staff = house.scalars(select(Staff).where(Staff.login == "leistung")).one()
    today = local(now()).date()
    house.add(Absence(staff=staff, first_day=today, last_day=today + timedelta(days=5)))
    callback = callback_of(house, notice(house, language="ar"))
    plan(house, callback, now=now())
    assert local(callback.starts_at).date() > today + timedelta(days=5)


def test_the_job_run_twice_plans_once(house):
    callback = callback_of(house, notice(house))
    plan_callback(house, callback.id, now=now())
    first = (callback.starts_at, callback.version)
    plan_callback(house, callback.id, now=now())
    assert (callback.starts_at, callback.version) == first


def test_the_person_is_called_when_they_said(house):
    windows = contact(house, "Bitte rufen Sie mich an.", call=call_wish()).case.person
    assert windows.may_call
    callback = house.scalars(select(Callback)).one()
    plan(house, callback, now=now())
    assert callback.state is CallState.PLANNED


def test_forty_planners_at_once_never_book_one_person_twice(office):
    with office.unit_of_work() as session:
        ids = [callback_of(session, notice(session, f"N-{n}")).id for n in range(40)]

    def run(callback_id):
        with office.unit_of_work() as session:
            plan_callback(session, callback_id, now=now())

    with ThreadPoolExecutor(8) as planners:
        list(planners.map(run, ids))
    with office.reading() as session:
        planned = session.scalars(select(Callback).order_by(Callback.starts_at)).all()
        assert all(c.state is CallState.PLANNED for c in planned)
        taken = {(c.staff_id, c.starts_at) for c in planned}
        assert len(taken) == 40


def test_a_closed_case_owes_no_call_any_more_but_its_notice_still_does(house):
    case = contact(house, call=call_wish()).case
    before = callback_of(house, notice(house, case_reference=case.reference))
    decided(house, case)
    member = viewer(house, "leistung")
    close_case(house, member, case, result=Result.EXPLAINED, version=case.version, now=now())
    house.flush()
    wished = house.scalars(select(Callback).where(Callback.case_id == case.id)).one()
    assert wished.state is CallState.CANCELLED
    assert before.state is CallState.OWED


def test_a_missed_call_gets_a_new_time_and_one_that_was_tried_does_not(house):
    callback = callback_of(house, notice(house))
    plan(house, callback, now=now())
    first = callback.starts_at
    plan_callback(house, callback.id, now=callback.ends_at + timedelta(hours=1))
    assert callback.starts_at == first
    later = callback.ends_at + timedelta(hours=3)
    plan_callback(house, callback.id, now=later)
    assert callback.state is CallState.PLANNED
    assert callback.starts_at > later
