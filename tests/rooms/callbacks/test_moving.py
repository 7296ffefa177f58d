"""The claimant's own hand on their call: another time, or none, and what others see of it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from anbelo.accounts.models import Staff
from anbelo.callbacks import moving
from anbelo.callbacks.claimants import look
from anbelo.callbacks.house_plan import plan_house
from anbelo.callbacks.models import Attempt, Callback
from anbelo.callbacks.moving import decline_call, move_call, other_times
from anbelo.callbacks.planning import WHOLE_HOUSE, book, plan
from anbelo.callbacks.queries import callers
from anbelo.callbacks.rules import CallState, Outcome
from anbelo.cases.claimants import enter
from anbelo.cases.models import HistoryEntry
from anbelo.cases.rules import Act, Window
from anbelo.core.errors import Denied, Missing, Refused
from anbelo.notices.rules import NoticeState, ReleaseReason
from anbelo.outbox.models import OutboxMessage
from anbelo.outbox.rules import Topic
from tests.scenes import PEPPER, call_wish, callback_of, contact, notice, viewer

# A Monday, eight o'clock in Berlin.
NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def house(office):
    with office.unit_of_work() as session:
        yield session
        session.rollback()


def token_for(house, opened, *, now=NOW):
    return enter(house, opened.receipt, pepper=PEPPER, address="192.0.2.1", now=now)


def wished(house, **more):
    """A case whose person wants to be called at a planned time; case, call, session token."""
    opened = contact(house, call=call_wish(**more), moment=NOW)
    call = house.scalars(select(Callback).where(Callback.case_id == opened.case.id)).one()
    assert plan(house, call, now=NOW)
    return opened.case, call, token_for(house, opened)


def before_a_notice(house, **more):
    """A held notice of a case, its planned call, and a session token."""
    opened = contact(house, moment=NOW)
    held = notice(house, moment=NOW, case_reference=opened.case.reference, **more)
    call = callback_of(house, held)
    assert plan(house, call, now=NOW)
    return held, call, token_for(house, opened)


def only_call(house, token, now=NOW):
    seen = look(house, token, now=now)
    return [*seen.planned, *seen.owed][0]


def acts(house):
    return list(house.scalars(select(HistoryEntry.act).order_by(HistoryEntry.id)))


def test_a_time_that_was_shown_is_promised(house):
    _case, call, token = wished(house)
    assert call.promised_at is None
    seen = only_call(house, token)
    assert (seen.starts_at, call.promised_at) == (call.starts_at, NOW)
    look(house, token, now=NOW + MINUTE)
    assert call.promised_at == NOW


def test_the_chosen_time_is_taken_and_no_plan_moves_it(house):
    _case, call, token = wished(house)
    seen = only_call(house, token)
    chosen = other_times(house, token, seen.mark, now=NOW).times[-1]
    move_call(house, token, seen.mark, starts_at=chosen, seen=seen.starts_at, now=NOW)
    house.flush()
    assert (call.state, call.starts_at, call.fixed) == (CallState.PLANNED, chosen, True)
    assert call.promised_at == NOW
    assert Act.CALL_MOVED in acts(house)
    assert house.scalars(select(OutboxMessage).where(OutboxMessage.topic == Topic.PLAN_HOUSE)).all()
    plan_house(house, WHOLE_HOUSE, now=NOW + MINUTE)
    assert call.starts_at == chosen


def test_a_time_outside_what_they_once_said_is_kept_too(house):
    mondays = (Window(0, NOW.time().replace(hour=9), NOW.time().replace(hour=10)),)
    _case, call, token = wished(house, windows=mondays)
    seen = only_call(house, token)
    chosen = other_times(house, token, seen.mark, now=NOW).times[-1]
    assert chosen.weekday() != 0
    move_call(house, token, seen.mark, starts_at=chosen, seen=seen.starts_at, now=NOW)
    house.flush()
    plan_house(house, WHOLE_HOUSE, now=NOW + MINUTE)
    assert (call.starts_at, call.state) == (chosen, CallState.PLANNED)


def test_the_offer_is_short_spread_and_stays_the_same(house):
    _case, _call, token = wished(house)
    seen = only_call(house, token)
    times = other_times(house, token, seen.mark, now=NOW).times
    assert times == other_times(house, token, seen.mark, now=NOW + MINUTE).times
    assert len({moment.date() for moment in times}) == 5
    assert 10 < len(times) <= 5 * 4
    assert seen.starts_at not in times
    assert min(times) >= NOW + timedelta(minutes=30)


def test_only_what_was_offered_can_be_taken(house):
    """Or somebody could find out, time by time, when the ombudsperson is not free."""
    _case, call, token = wished(house)
    seen = only_call(house, token)
    offered = set(other_times(house, token, seen.mark, now=NOW).times)
    other = next(
        moment
        for hours in range(1, 40)
        if (moment := seen.starts_at + hours * timedelta(hours=1)) not in offered
    )
    for moment in (other, seen.starts_at + MINUTE, NOW - timedelta(days=1)):
        with pytest.raises(Refused, match="time_taken"):
            move_call(house, token, seen.mark, starts_at=moment, seen=seen.starts_at, now=NOW)
    assert call.starts_at == seen.starts_at


def test_a_call_in_confidence_stays_with_the_ombudsperson(house):
    opened = contact(house, call=call_wish(), confidential=True, moment=NOW)
    call = house.scalars(select(Callback)).one()
    plan(house, call, now=NOW)
    token = token_for(house, opened)
    seen = only_call(house, token)
    chosen = other_times(house, token, seen.mark, now=NOW).times[3]
    move_call(house, token, seen.mark, starts_at=chosen, seen=seen.starts_at, now=NOW)
    assert call.staff_id == viewer(house, "ombuds").staff_id


def test_a_call_without_a_time_can_be_given_one(house):
    opened = contact(house, call=call_wish(), moment=NOW)
    token = token_for(house, opened)
    owed = only_call(house, token)
    chosen = other_times(house, token, owed.mark, now=NOW).times[0]
    move_call(house, token, owed.mark, starts_at=chosen, seen=None, now=NOW)
    assert only_call(house, token).starts_at == chosen
    assert acts(house)[-1] is Act.CALL_PLANNED


def test_nobody_is_offered_a_time_at_which_we_call_them_anyway(house):
    case, _call, token = wished(house)
    seen = only_call(house, token)
    chosen = other_times(house, token, seen.mark, now=NOW).times[0]
    other = callback_of(house, notice(house, moment=NOW, case_reference=case.reference))
    far = viewer(house, "recht").staff_id  # in no way a caller of the wished call
    book(other, far, chosen)
    house.flush()
    assert chosen not in other_times(house, token, seen.mark, now=NOW).times


def test_when_everybody_is_taken_nothing_is_lost(house):
    _case, call, token = wished(house)
    seen = only_call(house, token)
    chosen = other_times(house, token, seen.mark, now=NOW).times[0]
    for number, staff_id in enumerate(house.scalars(select(Staff.id))):
        other = callback_of(house, notice(house, f"B-{number}", moment=NOW))
        book(other, staff_id, chosen)
    house.flush()
    with pytest.raises(Refused, match="time_taken"):
        move_call(house, token, seen.mark, starts_at=chosen, seen=seen.starts_at, now=NOW)
    assert (call.starts_at, call.fixed) == (seen.starts_at, False)
    assert chosen not in other_times(house, token, seen.mark, now=NOW).times


def test_two_who_choose_at_the_same_moment_are_told_apart_by_the_database(house, monkeypatch):
    _case, call, token = wished(house)
    seen = only_call(house, token)
    chosen = other_times(house, token, seen.mark, now=NOW).times[0]
    before = callers(house, call, earliest=NOW)
    for number, staff_id in enumerate(house.scalars(select(Staff.id))):
        book(callback_of(house, notice(house, f"B-{number}", moment=NOW)), staff_id, chosen)
    house.flush()
    monkeypatch.setattr(moving, "callers", lambda *_, **__: before)
    with pytest.raises(Refused, match="time_taken"):
        move_call(house, token, seen.mark, starts_at=chosen, seen=seen.starts_at, now=NOW)
    assert (call.starts_at, call.fixed) == (seen.starts_at, False)


def test_a_second_page_that_knows_an_old_time_is_told(house):
    _case, call, token = wished(house)
    seen = only_call(house, token)
    first, second = other_times(house, token, seen.mark, now=NOW).times[:2]
    move_call(house, token, seen.mark, starts_at=first, seen=seen.starts_at, now=NOW)
    move_call(house, token, seen.mark, starts_at=first, seen=seen.starts_at, now=NOW)
    with pytest.raises(Refused, match="call_moved_meanwhile"):
        move_call(house, token, seen.mark, starts_at=second, seen=seen.starts_at, now=NOW)
    assert call.starts_at == first
    assert acts(house).count(Act.CALL_MOVED) == 1


def test_nobody_changes_a_call_once_it_rings(house):
    opened = contact(house, call=call_wish(), moment=NOW)
    call = house.scalars(select(Callback)).one()
    plan(house, call, now=NOW)
    token = token_for(house, opened, now=call.starts_at)
    seen = only_call(house, token, now=call.starts_at)
    with pytest.raises(Refused, match="call_begun"):
        other_times(house, token, seen.mark, now=call.starts_at)
    with pytest.raises(Refused, match="call_begun"):
        decline_call(house, token, seen.mark, now=call.starts_at)


def test_the_mark_of_another_session_opens_nothing(house):
    _case, _call, token = wished(house)
    mark = only_call(house, token).mark
    stranger = token_for(house, contact(house, "Etwas anderes.", moment=NOW))
    for foreign in (mark, "ü", ""):
        with pytest.raises(Missing, match="call_gone"):
            other_times(house, stranger, foreign, now=NOW)
    with pytest.raises(Denied, match="code_session_over"):
        other_times(house, token, mark, now=NOW + timedelta(hours=1))


def test_a_wished_call_is_cancelled_and_its_time_is_free(house):
    _case, call, token = wished(house)
    seen = only_call(house, token)
    decline_call(house, token, seen.mark, now=NOW)
    house.flush()
    assert call.state is CallState.CANCELLED
    assert acts(house)[-1] is Act.CALL_CANCELLED
    another = callback_of(house, notice(house, moment=NOW, language="de"))
    book(another, call.staff_id, seen.starts_at)
    house.flush()  # the database would refuse a caller with two calls
    with pytest.raises(Missing, match="call_gone"):
        decline_call(house, token, seen.mark, now=NOW)


def test_without_a_talk_the_notice_leaves_with_the_wish_as_its_evidence(house):
    held, call, token = before_a_notice(house)
    decline_call(house, token, only_call(house, token).mark, now=NOW)
    house.flush()
    attempt = house.scalars(select(Attempt)).one()
    assert (attempt.outcome, attempt.staff_id) == (Outcome.REFUSED, None)
    assert (held.state, held.release_reason) == (
        NoticeState.RELEASED,
        ReleaseReason.NO_CALL_WISHED,
    )
    assert call.state is CallState.SETTLED


def test_times_before_a_notice_end_before_it_must_leave(house):
    held, _call, token = before_a_notice(house, send_no_later_than=(NOW + timedelta(days=3)).date())
    offer = other_times(house, token, only_call(house, token).mark, now=NOW)
    assert offer.last_day == held.send_no_later_than
    assert offer.times
    assert max(offer.times).date() < held.send_no_later_than
