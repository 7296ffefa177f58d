"""The first free slot, exactly."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from anbelo.callbacks.slots import GRID, Caller, Wanted, free_slots
from anbelo.cases.rules import Window
from anbelo.core.calendar import BERLIN, Land, WorkCalendar, local

HOUSE = WorkCalendar(Land.NW)
MONDAY = date(2026, 11, 23)
MORNINGS = tuple(Window(day, time(9), time(12)) for day in range(5))


def moment(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), BERLIN)


def wanted(**more) -> Wanted:
    base = {"earliest": moment(MONDAY, "08:00"), "due_by": moment(date(2026, 12, 4), "18:00")}
    return Wanted(**{**base, **more})


def first(callers, want, house=HOUSE):
    return next(free_slots(callers, want, house), None)


def test_the_earliest_time_wins():
    slot = first([Caller(1, backup=False, hours=MORNINGS)], wanted())
    assert local(slot.starts_at) == moment(MONDAY, "09:00")
    assert slot.ends_at - slot.starts_at == GRID


def test_own_team_comes_before_backup_at_the_same_time():
    slot = first([Caller(1, True, MORNINGS), Caller(2, False, MORNINGS)], wanted())
    assert slot.staff_id == 2


def test_a_taken_time_is_not_offered():
    taken = ((moment(MONDAY, "09:00"), moment(MONDAY, "10:10")),)
    slot = first([Caller(1, False, MORNINGS, taken=taken)], wanted())
    assert local(slot.starts_at) == moment(MONDAY, "10:20")


def test_the_persons_window_binds():
    windows = (Window(2, time(10), time(10, 30)),)
    slot = first([Caller(1, False, MORNINGS)], wanted(windows=windows))
    assert local(slot.starts_at) == moment(date(2026, 11, 25), "10:00")


def test_absences_closing_days_and_holidays_are_skipped():
    away = ((MONDAY, MONDAY),)
    house = WorkCalendar(Land.NW, frozenset({date(2026, 11, 24)}))
    slot = first([Caller(1, False, MORNINGS, away=away)], wanted(), house)
    assert local(slot.starts_at).date() == date(2026, 11, 25)
    christmas = wanted(
        earliest=moment(date(2026, 12, 24), "13:00"), due_by=moment(date(2026, 12, 29), "18:00")
    )
    slot = first([Caller(1, False, MORNINGS)], christmas)
    assert local(slot.starts_at).date() == date(2026, 12, 28)


def test_nothing_is_offered_that_ends_too_late():
    assert first([Caller(1, False, MORNINGS)], wanted(due_by=moment(MONDAY, "09:19"))) is None
    assert first([Caller(1, False, MORNINGS)], wanted(due_by=moment(MONDAY, "09:20"))) is not None


def test_nobody_is_called_before_eight_or_after_eighteen():
    always = tuple(Window(day, time(0), time(23, 59)) for day in range(7))
    slots = list(free_slots([Caller(1, False, always)], wanted(), HOUSE))
    assert min(local(s.starts_at).time() for s in slots) == time(8)
    assert max(local(s.ends_at).time() for s in slots) == time(18)


@given(st.integers(0, 400), st.integers(0, 600))
def test_every_offered_slot_is_valid_whatever_day_it_is(days, minutes):
    start = moment(date(2026, 3, 1) + timedelta(days=days), "00:00") + timedelta(minutes=minutes)
    want = Wanted(start, start + timedelta(days=4), (Window(0, time(8), time(18)),))
    for slot in free_slots([Caller(1, False, MORNINGS)], want, HOUSE):
        assert want.earliest <= slot.starts_at < slot.ends_at <= want.due_by
        assert local(slot.starts_at).weekday() == 0
        assert time(9) <= local(slot.starts_at).time() < local(slot.ends_at).time() <= time(12)
        assert HOUSE.is_working_day(local(slot.starts_at).date())
