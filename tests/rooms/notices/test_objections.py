"""That somebody objected: kept once, on a day that can be, and never changed in silence."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from anbelo.audit.models import AuditEntry
from anbelo.core.db import settle
from anbelo.core.errors import Invalid, Missing, Refused
from anbelo.notices.models import Objection
from anbelo.notices.objections import objection_to, record_objection, remove_objection
from tests import scenes
from tests.released import released, without_guards

NOW = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # half past eleven at night in Berlin
TODAY, LEFT = date(2026, 11, 23), date(2026, 11, 2)
KNOWN = {"actor": "staff:1", "now": NOW}


@pytest.fixture
def house(office):
    with office.unit_of_work() as session:
        yield session
        session.rollback()


@pytest.fixture
def sent(house):
    with without_guards(house):
        return released(house, LEFT)


def acts(house, notice):
    settle(house)  # the trail is written when a transaction ends
    found = select(AuditEntry.action).where(AuditEntry.subject == f"notice:{notice.id}")
    return list(house.scalars(found.order_by(AuditEntry.seq)))


@pytest.mark.parametrize("day", [LEFT, TODAY, LEFT + timedelta(days=9)])
def test_the_day_it_arrived_is_kept_with_the_moment_it_was_noted(house, sent, day):
    assert record_objection(house, sent, day, staff_id=1, **KNOWN)
    house.flush()
    found = objection_to(house, sent)
    assert (found.received_on, found.recorded_at, found.recorded_by) == (day, NOW, 1)
    assert acts(house, sent) == ["objection_recorded"]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (TODAY + timedelta(days=1), "objection_in_future"),
        (LEFT - timedelta(days=1), "objection_before_release"),
    ],
)
def test_a_day_that_cannot_be_is_refused(house, sent, day, code):
    with pytest.raises(Invalid, match=code) as error:
        record_objection(house, sent, day, **KNOWN)
    assert error.value.field == "received_on"
    assert (objection_to(house, sent), acts(house, sent)) == (None, [])


def test_after_midnight_in_berlin_it_is_the_next_day_already(house, sent):
    later = NOW + timedelta(hours=1)  # still the 23rd in London
    assert record_objection(house, sent, TODAY + timedelta(days=1), actor="staff:1", now=later)


def test_nobody_objects_to_what_has_not_left(house):
    held = scenes.notice(house, moment=NOW)
    with pytest.raises(Refused, match="notice_not_released"):
        record_objection(house, held, TODAY, **KNOWN)
    assert objection_to(house, held) is None


def test_the_same_day_again_writes_nothing(house, sent):
    record_objection(house, sent, LEFT, **KNOWN)
    assert not record_objection(house, sent, LEFT, **KNOWN)
    assert not record_objection(house, sent, LEFT, correct=True, **KNOWN)
    assert house.scalar(select(func.count()).select_from(Objection)) == 1
    assert acts(house, sent) == ["objection_recorded"]


def test_another_day_is_a_correction_that_somebody_must_want(house, sent):
    record_objection(house, sent, LEFT, **KNOWN)
    with pytest.raises(Refused, match="objection_other_day"):
        record_objection(house, sent, TODAY, **KNOWN)
    assert objection_to(house, sent).received_on == LEFT
    assert record_objection(house, sent, TODAY, correct=True, **KNOWN)
    assert objection_to(house, sent).received_on == TODAY
    assert acts(house, sent) == ["objection_recorded", "objection_corrected"]


def test_an_entry_on_the_wrong_notice_is_taken_back_once(house, sent):
    record_objection(house, sent, LEFT, **KNOWN)
    remove_objection(house, sent, **KNOWN)
    assert objection_to(house, sent) is None
    with pytest.raises(Missing, match="no_such_objection"):
        remove_objection(house, sent, **KNOWN)
    assert acts(house, sent) == ["objection_recorded", "objection_removed"]
