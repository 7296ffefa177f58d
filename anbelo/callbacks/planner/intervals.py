"""The ground a plan with calls of several lengths stands on: free grid slots and possible places.

A *slot* is one step of the grid in the hours of one caller on one day. A call *covers* as many
slots in a row as it is long and is named by its first slot, its *place*. Slots are numbered by
caller, day and minute, so a call at place `s` covers `s`, `s + 1`, … Pure.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

import numpy as np
from numpy.typing import NDArray

from anbelo.callbacks.planner.problem import Call, Caller, Placed, Problem, Taken
from anbelo.cases.rules import Window
from anbelo.core.calendar import WorkCalendar

Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]
Stretch = tuple[int, int]
"""From and to, in minutes since midnight, the end not included."""

_DAY = 24 * 60


@dataclass(frozen=True)
class Ground:
    """Slots and places of one problem. All arrays are indexed by slot unless they say otherwise.

    `caller` is the position of the caller in `callers`, `day` counts from the first day of the
    problem, `minute` from midnight. Of each call (in the order of `calls`): `length` in slots,
    `places` (earliest first, then by caller) and, beside them, `own`: whether the caller at that
    place is of the call's own team.
    """

    first_day: date
    callers: tuple[Caller, ...]
    calls: tuple[Call, ...]
    caller: Numbers
    day: Numbers
    minute: Numbers
    length: Numbers
    places: tuple[Numbers, ...]
    own: tuple[Truths, ...]

    def placed(self, call: int, place: int) -> Placed:
        """The call at this place in the words of a plan."""
        minute = int(self.minute[place])
        return Placed(
            call=self.calls[call].id,
            caller=self.callers[int(self.caller[place])].id,
            day=self.first_day + timedelta(days=int(self.day[place])),
            starts=time(minute // 60, minute % 60),
        )

    def when(self, place: int) -> int:
        """Wall-clock minutes between the start of the first day and the place."""
        return int(self.day[place]) * _DAY + int(self.minute[place])


def survey(problem: Problem) -> Ground:
    """Find every slot and every possible place of every call, as if nobody else were called.

    Callers and calls are taken in the order of their ids, so that the order of the input has no
    influence on anything that is built on it. Says nothing about `problem.promised`.
    """
    callers = tuple(sorted(problem.callers, key=lambda caller: caller.id))
    calls = tuple(sorted(problem.calls, key=lambda call: call.id))
    rows = list(_slots(problem, callers))
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
    finder = _Finder(problem, callers, table)
    found = [finder.places(call) for call in calls]
    return Ground(
        first_day=problem.first_day,
        callers=callers,
        calls=calls,
        caller=table[:, 0],
        day=table[:, 1],
        minute=table[:, 2],
        length=np.array([-(-call.minutes // problem.grid) for call in calls], dtype=np.int64),
        places=tuple(places for places, _ in found),
        own=tuple(own for _, own in found),
    )


def _slots(problem: Problem, callers: tuple[Caller, ...]) -> Iterator[tuple[int, int, int]]:
    """Give caller, day and minute of each slot, sorted; a slot begins inside some hours."""
    days = _working_days(problem)
    for number, caller in enumerate(callers):
        for offset, day in days:
            if any(away <= day <= back for away, back in caller.absences):
                continue
            hours = [_stretch(window) for window in caller.hours if window.weekday == day.weekday()]
            for minute in sorted({m for start, end in hours for m in _grid(start, end, problem)}):
                yield number, offset, minute


def _grid(start: int, end: int, problem: Problem) -> range:
    return range(-(-start // problem.grid) * problem.grid, end, problem.grid)


def _working_days(problem: Problem) -> list[tuple[int, date]]:
    calendar = WorkCalendar(problem.land, problem.closed)
    span = (problem.last_day - problem.first_day).days
    days = [(n, problem.first_day + timedelta(days=n)) for n in range(span + 1)]
    return [(n, day) for n, day in days if calendar.is_working_day(day)]


class _Finder:
    """Looks up places; remembers what many calls have in common."""

    def __init__(self, problem: Problem, callers: tuple[Caller, ...], table: Numbers) -> None:
        self._problem = problem
        self._callers = callers
        self._table = table
        self._span = (problem.last_day - problem.first_day).days + 1
        self._starts: dict[int, Truths] = {}
        self._offers: dict[tuple[str, str, int], tuple[Numbers, Truths]] = {}
        self._reaches: dict[tuple[tuple[Window, ...], int], Truths] = {}

    def places(self, call: Call) -> tuple[Numbers, Truths]:
        """Give the places of the call, and for each whether the caller is of the own team."""
        slots, own = self._offered(call)
        days, minutes = self._table[slots, 1], self._table[slots, 2]
        earliest = (call.earliest[0] - self._problem.first_day).days * _DAY
        earliest += 60 * call.earliest[1].hour + call.earliest[1].minute
        weekdays = (days + self._problem.first_day.weekday()) % 7
        good = (days * _DAY + minutes >= earliest) & self._days(call)[days]
        good &= self._reached(call)[weekdays, minutes]
        return slots[good], own[good]

    def _days(self, call: Call) -> Truths:
        """Say of each day whether it is before the last sending day and not ruled out."""
        first = self._problem.first_day
        good = np.zeros(self._span, dtype=np.bool_)
        good[: max(0, (call.latest_send - first).days)] = True
        for day in call.unreachable:
            if 0 <= (day - first).days < self._span:
                good[(day - first).days] = False
        return good

    def _reached(self, call: Call) -> Truths:
        """Say for weekday and minute whether a call begun then ends in the same window."""
        key = (call.reachable, call.minutes)
        if key not in self._reaches:
            reach = np.zeros((7, _DAY), dtype=np.bool_)
            for window in call.reachable:
                start, end = _stretch(window)
                reach[window.weekday, start : max(start, end - call.minutes + 1)] = True
            self._reaches[key] = reach
        return self._reaches[key]

    def _offered(self, call: Call) -> tuple[Numbers, Truths]:
        """Give the places of all who may hold such a call, earliest first."""
        key = (call.team, call.language, call.minutes)
        if key not in self._offers:
            speaks = [call.language in caller.languages for caller in self._callers]
            own = np.array([call.team in c.teams for c in self._callers], dtype=np.bool_)
            helps = np.array([call.team in c.backup_for for c in self._callers], dtype=np.bool_)
            may = np.array(speaks, dtype=np.bool_) & (own | helps)
            good = self._begins(call.minutes)
            slots = np.flatnonzero(may[self._table[:, 0]] & good) if len(good) else np.arange(0)
            order = np.lexsort((slots, self._table[slots, 2], self._table[slots, 1]))
            slots = slots[order]
            self._offers[key] = slots, own[self._table[slots, 0]]
        return self._offers[key]

    def _begins(self, minutes: int) -> Truths:
        """Say of each slot whether its caller could hold so long a call from there on."""
        if minutes not in self._starts:
            fits = (self._fits(int(c), int(d), int(m), minutes) for c, d, m in self._table)
            self._starts[minutes] = np.fromiter(fits, dtype=np.bool_, count=len(self._table))
        return self._starts[minutes]

    def _fits(self, number: int, offset: int, begin: int, minutes: int) -> bool:
        caller = self._callers[number]
        day = self._problem.first_day + timedelta(days=offset)
        hours = (_stretch(w) for w in caller.hours if w.weekday == day.weekday())
        busy = (t for t in caller.taken if t.day == day)
        return any(start <= begin and begin + minutes <= end for start, end in hours) and not any(
            begin < _minutes(t.ends) and _minutes(t.starts) < begin + minutes for t in busy
        )


def with_fixed(problem: Problem) -> Problem:
    """Give the same problem with the fixed promises as time taken, and without their calls."""
    fixed = {p.placed.call: p.placed for p in problem.promised if p.fixed}
    if not fixed:
        return problem
    minutes = {call.id: call.minutes for call in problem.calls}
    busy: dict[str, list[Taken]] = defaultdict(list)
    for name, placed in fixed.items():
        end = min(_minutes(placed.starts) + minutes.get(name, problem.grid), _DAY - 1)
        until = time(end // 60, end % 60)
        busy[placed.caller].append(Taken(placed.day, placed.starts, until))
    callers = (replace(c, taken=(*c.taken, *busy[c.id])) for c in problem.callers)
    calls = (call for call in problem.calls if call.id not in fixed)
    return replace(problem, callers=tuple(callers), calls=tuple(calls))


def _stretch(window: Window) -> Stretch:
    return _minutes(window.starts), _minutes(window.ends)


def _minutes(moment: time) -> int:
    return 60 * moment.hour + moment.minute
