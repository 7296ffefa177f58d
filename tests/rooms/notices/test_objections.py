"""An objection is a day and a notice that had left; the trail knows who noted it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from anbelo.audit.models import AuditEntry
from anbelo.core.errors import Invalid, Missing, Refused
from anbelo.notices.objections import objection_to, record_objection, remove_objection
from tests import scenes
from tests.released import released, without_guards

NOW = datetime(2025, 3, 20, 23, 30, tzinfo=UTC)  # in Berlin it is the 21st already
LEFT, CAME = date(2025, 3, 3), date(2025, 3, 20)


@pytest.fixture
def house(office):
    with office.unit_of_work() as session:
        yield session
        session.rollback()


@pytest.fixture
def gone(house):
    with without_guards(house):
        return released(house, LEFT)


def note(house, found, day=CAME, **more):
    return record_objection(house, found, day, actor="staff:1", now=NOW, **more)


def test_the_day_is_kept_and_the_same_day_again_is_nothing_new(house, gone):
    assert note(house, gone) is True
    house.flush()
    assert note(house, gone) is False
    assert objection_to(house, gone).received_on == CAME


def test_another_day_needs_somebody_who_corrects_it(house, gone):
    note(house, gone)
    house.flush()
    with pytest.raises(Refused, match="objection_other_day"):
        note(house, gone, CAME - timedelta(days=1))
    assert note(house, gone, CAME - timedelta(days=1), correct=True) is True
    assert objection_to(house, gone).received_on == CAME - timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2025, 3, 2), "objection_before_release"),
        (date(2025, 3, 22), "objection_in_future"),
    ],
)
def test_a_day_on_which_nothing_can_have_arrived_is_refused(house, gone, day, code):
    with pytest.raises(Invalid, match=code):
        note(house, gone, day)
    assert objection_to(house, gone) is None


@pytest.mark.parametrize("day", [LEFT, date(2025, 3, 21)])
def test_the_day_it_left_and_today_in_berlin_are_possible(house, gone, day):
    assert note(house, gone, day)


def test_nobody_objects_to_a_notice_that_waits(house):
    waits = scenes.notice(house)
    with pytest.raises(Refused, match="notice_not_released"):
        note(house, waits, scenes.in_days(0))


def test_an_entry_for_the_wrong_notice_is_taken_back(house, gone):
    note(house, gone)
    house.flush()
    remove_objection(house, gone, actor="staff:1", now=NOW)
    house.flush()
    assert objection_to(house, gone) is None
    with pytest.raises(Missing, match="no_such_objection"):
        remove_objection(house, gone, actor="staff:1", now=NOW)


def test_the_trail_knows_every_entry_and_no_day(office):
    with office.unit_of_work() as session:
        with without_guards(session):
            gone = released(session, LEFT)
        note(session, gone)
        session.flush()
        note(session, gone, LEFT, correct=True)
        remove_objection(session, gone, actor="staff:1", now=NOW)
        subject = f"notice:{gone.id}"
    with office.reading() as session:
        found = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
        assert [(entry.action, entry.subject) for entry in found] == [
            ("objection_recorded", subject),
            ("objection_corrected", subject),
            ("objection_removed", subject),
        ]
