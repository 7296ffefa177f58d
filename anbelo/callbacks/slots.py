"""The first free time at which somebody who can hold the talk can call. Pure.

Wall clock in Berlin; a slot lies wholly inside one working time of the caller and one window of the
person called, on a grid of twenty minutes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from anbelo.callbacks.rules import CALL_MINUTES, FIRST_CALL, LAST_CALL_ENDS
from anbelo.cases.rules import Window
from anbelo.core.calendar import WorkCalendar, at, local

GRID = timedelta(minutes=CALL_MINUTES)
EVERY_DAY = tuple(Window(weekday, FIRST_CALL, LAST_CALL_ENDS) for weekday in range(7))


@dataclass(frozen=True)
class Caller:
    """Somebody who could call: hours kept free, days away, times taken (aware, half-open)."""

    staff_id: int
    backup: bool
    hours: tuple[Window, ...]
    away: tuple[tuple[date, date], ...] = ()
    taken: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True)
class Wanted:
    """The call to place: not before `earliest`, over before `due_by` (both aware)."""

    earliest: datetime
    due_by: datetime
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True, order=True)
class Slot:
    """A time with a caller; the earlier first, then own team before backup, then a stable order."""

    starts_at: datetime
    backup: bool
    staff_id: int
    ends_at: datetime = field(compare=False)


def free_slots(callers: Sequence[Caller], wanted: Wanted, calendar: WorkCalendar) -> Iterator[Slot]:
    """All possible slots, best first: earliest time, own team before backup.

    Empty when nobody who speaks the language has time before `due_by`.
    """
    day = local(wanted.earliest).date()
    while day <= local(wanted.due_by).date():
        if calendar.is_working_day(day):
            yield from sorted(
                slot for caller in callers for slot in _slots_of_day(caller, wanted, day)
            )
        day += timedelta(days=1)


def _slots_of_day(caller: Caller, wanted: Wanted, day: date) -> Iterator[Slot]:
    if any(first <= day <= last for first, last in caller.away):
        return
    for hours in caller.hours:
        for reachable in wanted.windows or EVERY_DAY:
            if hours.weekday != day.weekday() or reachable.weekday != day.weekday():
                continue
            starts = max(hours.starts, reachable.starts, FIRST_CALL)
            ends = min(hours.ends, reachable.ends, LAST_CALL_ENDS)
            yield from _grid(caller, wanted, day, starts, ends)


def _grid(caller: Caller, wanted: Wanted, day: date, starts: time, ends: time) -> Iterator[Slot]:
    start, last = at(day, _on_grid(starts)), at(day, ends)
    while start + GRID <= last:
        end = start + GRID
        inside = start >= wanted.earliest and end <= wanted.due_by
        if inside and not any(start < b and a < end for a, b in caller.taken):
            yield Slot(start, caller.backup, caller.staff_id, end)
        start = end


def _on_grid(moment: time) -> time:
    """The next full twenty minutes at or after this time."""
    minutes = -(-(moment.hour * 60 + moment.minute) // CALL_MINUTES) * CALL_MINUTES
    return time(minutes // 60, minutes % 60)
