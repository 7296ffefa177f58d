"""One transaction: everything or nothing; looking never writes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError, OperationalError

from anbelo.core import throttle
from anbelo.core.clock import now
from anbelo.core.db import AlreadyTaken, before_end, first_come
from anbelo.core.errors import TooMany
from anbelo.offices.models import Team


def test_an_error_inside_stores_nothing(office):
    with pytest.raises(RuntimeError), office.unit_of_work() as session:
        session.add(Team(code="NEW", name="Neu"))
        session.flush()
        raise RuntimeError("in the middle")
    with office.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM team WHERE code = 'NEW'")) == 0


def test_reading_cannot_write(office):
    with pytest.raises(InternalError, match="read-only"), office.reading() as session:
        session.execute(text("UPDATE team SET name = 'x'"))


def test_endings_run_once_and_last(office):
    order = []
    with office.unit_of_work() as session:
        before_end(session, "a", lambda _: order.append("ending"))
        before_end(session, "a", lambda _: order.append("never"))
        order.append("body")
    assert order == ["body", "ending"]


def test_waiting_for_a_lock_is_bounded(office):
    with office.unit_of_work() as first, office.unit_of_work() as second:
        first.execute(text("SELECT 1 FROM team WHERE code = 'KDU' FOR UPDATE"))
        second.execute(text("SET LOCAL lock_timeout = '50ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            second.execute(text("SELECT 1 FROM team WHERE code = 'KDU' FOR UPDATE"))
        second.rollback()


def test_failures_slow_down_but_never_lock_for_ever(session):
    moment = now()
    for _ in range(4):
        throttle.note_failure(session, "x", now=moment)
        throttle.check(session, "x", now=moment)
    throttle.note_failure(session, "x", now=moment)
    with pytest.raises(TooMany) as wait:
        throttle.check(session, "x", now=moment)
    assert wait.value.facts["seconds"] >= 1
    throttle.check(session, "y", now=moment)
    throttle.check(session, "x", now=moment + throttle.WINDOW)
    throttle.forget(session, "x")
    throttle.check(session, "x", now=moment)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 1), (7, 4), (11, 60), (999, 60)]
)
def test_waits_double_up_to_a_minute(failures, seconds):
    assert throttle.wait_seconds(failures) == seconds


LOCK = text("SELECT pg_advisory_xact_lock(:key)")


def test_of_two_who_wait_for_each_other_one_was_not_first_and_goes_on(office):
    both_hold = Barrier(2)

    def try_both(own: int, other: int) -> str:
        with office.unit_of_work() as session:
            session.execute(LOCK, {"key": own})
            both_hold.wait()
            try:
                with first_come(session):
                    session.execute(LOCK, {"key": other})
            except AlreadyTaken:
                return f"taken, {session.scalar(text('SELECT 1'))}"
            return "got"

    with ThreadPoolExecutor(2) as people:
        told = sorted(people.map(try_both, (1, 2), (2, 1)))
    assert told == ["got", "taken, 1"]


def test_other_trouble_of_the_database_is_no_question_of_who_came_first(office):
    with pytest.raises(OperationalError), office.unit_of_work() as session, first_come(session):
        session.execute(text("SET LOCAL statement_timeout = 1"))
        session.execute(text("SELECT pg_sleep(5)"))
