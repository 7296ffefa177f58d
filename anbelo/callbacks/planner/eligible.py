"""Who could hold which call when, as bitmaps: one bit for each start in the weeks to plan. Pure.

Only for calls of one length that fits into one place of the grid: then two starts never get in each
other's way. Bits ascend with time, so that the lowest bit is the earliest start.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from anbelo.callbacks.planner.problem import Call, Caller, Placed, Problem
from anbelo.cases.rules import Window
from anbelo.core.calendar import WorkCalendar

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ground:
    """Everything about a problem that searching needs, in an order that no input order changes.

    `calls` are the open ones (not fixed) by id, `callers` by id. `cells[n]` is the moment of bit n.
    `starts[k]`: the free starts of caller k, without what fixed calls fill. `times[c]`: the starts
    call c allows. `own[c]`, `backup[c]`: the callers who speak its language and serve its team.
    `impossible`: calls that nobody could hold even if nobody else were called.
    """

    callers: tuple[Caller, ...]
    calls: tuple[Call, ...]
    cells: tuple[tuple[date, time], ...]
    starts: tuple[int, ...]
    times: tuple[int, ...]
    own: tuple[tuple[int, ...], ...]
    backup: tuple[tuple[int, ...], ...]
    impossible: frozenset[str]


def survey(problem: Problem) -> Ground:
    """Look at every caller and call once. The open calls must all have the same length."""
    fixed = {one.placed.call: one.placed for one in problem.promised if one.fixed}
    calls = tuple(
        sorted((one for one in problem.calls if one.id not in fixed), key=lambda one: one.id)
    )
    callers = tuple(sorted(problem.callers, key=lambda one: one.id))
    map_ = _Map(problem, calls[0].minutes if calls else problem.grid)
    every = [map_.starts_of(one) for one in callers]
    filled = _filled(problem, fixed.values())
    starts = [
        bits & ~map_.touching(filled.get(one.id, ()))
        for one, bits in zip(callers, every, strict=True)
    ]
    serving = _Serving(callers)
    pairs = [serving.of(one) for one in calls]
    times = tuple(map(map_.times_of, calls))
    impossible = frozenset(
        call.id
        for call, (own, backup), allowed in zip(calls, pairs, times, strict=True)
        if not any(allowed & every[k] for k in (*own, *backup))
    )
    return Ground(
        callers, calls, tuple(map_.cells), tuple(starts), times,
        tuple(own for own, _ in pairs), tuple(backup for _, backup in pairs), impossible,
    )  # fmt: skip


Stretch = tuple[date, int, int]
"""Day, first minute and the minute after the last one."""


def _filled(problem: Problem, fixed: Iterable[Placed]) -> dict[str, list[Stretch]]:
    minutes = {one.id: one.minutes for one in problem.calls}
    found: dict[str, list[Stretch]] = {}
    for one in fixed:
        first = _minutes(one.starts)
        last = first + minutes.get(one.call, problem.grid)
        found.setdefault(one.caller, []).append((one.day, first, last))
    return found


class _Serving:
    """Own and backup callers of a team and language; many calls share the same answer."""

    def __init__(self, callers: tuple[Caller, ...]) -> None:
        self._callers = callers
        self._known: dict[tuple[str, str], tuple[tuple[int, ...], tuple[int, ...]]] = {}

    def of(self, call: Call) -> tuple[tuple[int, ...], tuple[int, ...]]:
        key = (call.team, call.language)
        if key not in self._known:
            speak = [k for k, one in enumerate(self._callers) if call.language in one.languages]
            own = tuple(k for k in speak if call.team in self._callers[k].teams)
            helping = (k for k in speak if call.team in self._callers[k].backup_for)
            self._known[key] = own, tuple(k for k in helping if k not in own)
        return self._known[key]


class _Map:
    """The starts on the working days of a problem, numbered; only those in anybody's hours."""

    def __init__(self, problem: Problem, minutes: int) -> None:
        self._minutes, self._grid = minutes, problem.grid
        calendar = WorkCalendar(problem.land, problem.closed)
        span = range((problem.last_day - problem.first_day).days + 1)
        days = [problem.first_day + n * _DAY for n in span]
        self._days = [day for day in days if calendar.is_working_day(day)]
        hours = [window for one in problem.callers for window in one.hours]
        by_weekday = [sorted(self._in_windows(weekday, hours)) for weekday in range(7)]
        self._day_bits: dict[date, tuple[int, list[int]]] = {}
        self.cells: list[tuple[date, time]] = []
        for day in self._days:
            minutes_ = by_weekday[day.weekday()]
            self._day_bits[day] = len(self.cells), minutes_
            self.cells += [(day, time(*divmod(minute, 60))) for minute in minutes_]
        self._by_weekday = by_weekday
        self._week_bits: dict[tuple[Window, ...], int] = {}
        self._after: dict[date, int] = {}

    def _in_windows(self, weekday: int, windows: Iterable[Window]) -> set[int]:
        return {
            minute
            for window in windows
            if window.weekday == weekday
            for minute in range(
                -(-_minutes(window.starts) // self._grid) * self._grid,
                _minutes(window.ends) - self._minutes + 1,
                self._grid,
            )
        }

    def starts_of(self, caller: Caller) -> int:
        """When this caller could begin a call if none were planned."""
        bits = self._in_week(caller.hours)
        for away, back in caller.absences:
            bits &= ~self._between(away, back + _DAY)
        taken = ((one.day, _minutes(one.starts), _minutes(one.ends)) for one in caller.taken)
        return bits & ~self.touching(taken)

    def times_of(self, call: Call) -> int:
        """When this call may begin, whoever holds it."""
        bits = self._in_week(call.reachable)
        day, moment = call.earliest
        bits &= self._between(day, call.latest_send)
        for barred in call.unreachable:
            bits &= ~self._between(barred, barred + _DAY)
        if day in self._day_bits:
            first, minutes = self._day_bits[day]
            early = sum(minute < _minutes(moment) for minute in minutes)
            bits &= ~(((1 << early) - 1) << first)
        return bits

    def touching(self, stretches: Iterable[Stretch]) -> int:
        """The starts of calls that would overlap one of the stretches."""
        bits = 0
        for day, begins, ends in stretches:
            first, minutes = self._day_bits.get(day, (0, []))
            for n, minute in enumerate(minutes):
                if minute < ends and begins < minute + self._minutes:
                    bits |= 1 << (first + n)
        return bits

    def _in_week(self, windows: tuple[Window, ...]) -> int:
        if windows not in self._week_bits:
            inside = [self._in_windows(weekday, windows) for weekday in range(7)]
            flags = "".join(
                "1" if minute in inside[day.weekday()] else "0"
                for day in reversed(self._days)
                for minute in reversed(self._by_weekday[day.weekday()])
            )
            self._week_bits[windows] = int(flags or "0", 2)
        return self._week_bits[windows]

    def _between(self, first: date, after: date) -> int:
        """All starts from one day up to another, which is not included."""
        low, high = self._bit_after(first), self._bit_after(after)
        return (1 << high) - (1 << low) if high > low else 0

    def _bit_after(self, day: date) -> int:
        """The first bit on or after the day."""
        if day not in self._after:
            later = next((one for one in self._days if one >= day), None)
            self._after[day] = len(self.cells) if later is None else self._day_bits[later][0]
        return self._after[day]


def bits_of(bits: int) -> Iterator[int]:
    """The places of the bits, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _minutes(moment: time) -> int:
    return 60 * moment.hour + moment.minute
