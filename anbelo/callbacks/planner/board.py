"""Who could call whom when, and who does: one bit for each start on the grid. Pure Python.

Web pages and explanations ask many small questions about one plan; with whole numbers as bitmaps
each of them is a few additions, and nothing numeric has to be loaded.
"""

from collections.abc import Collection, Iterator
from datetime import date, time, timedelta
from functools import cached_property

from anbelo.callbacks.planner.problem import Call, Caller, Placed, Problem, Taken
from anbelo.cases.rules import Window
from anbelo.core.calendar import WorkCalendar

Starts = dict[int, int]
"""Starts by caller (the place in `Board.callers`), as bits; callers without a start are left out.
"""

LOOK_AHEAD = 60
"""How many days past the plan a cure or the next free day is looked for."""

_DAY = timedelta(days=1)
_WHOLE_DAY = tuple(Window(weekday, time(0), time(23, 59)) for weekday in range(7))


class Board:
    """A problem and a plan of it, ready for questions. The plan must hold no caller twice at once.

    `matching`: every call fills one place of the grid, so that "may somebody else move aside?" has
    an exact answer; with longer calls only free places are counted.
    """

    def __init__(self, problem: Problem, placed: Collection[Placed]) -> None:
        self.problem = problem
        self.callers = sorted(problem.callers, key=lambda caller: caller.id)
        self.calls = {call.id: call for call in problem.calls}
        self.places = {one.call: one for one in placed}
        self.promised = {one.placed.call for one in problem.promised}
        self.matching = all(call.minutes <= problem.grid for call in problem.calls)
        self.per_day = -(-24 * 60 // problem.grid)
        span = (problem.last_day - problem.first_day).days + 1 + LOOK_AHEAD
        self.days = [problem.first_day + n * _DAY for n in range(span)]
        calendar = WorkCalendar(problem.land, problem.closed)
        self._works = [calendar.is_working_day(day) for day in self.days]
        self._fixed = {one.placed.call for one in problem.promised if one.fixed}
        self._index = {caller.id: n for n, caller in enumerate(self.callers)}
        self._starts: dict[tuple[int, int, bool, bool], int] = {}
        self._edges: dict[str, Starts] = {}

    @cached_property
    def held_by(self) -> dict[tuple[int, int], str]:
        """Which call fills a place: by caller and bit."""
        return {(index, bit): call for call, index, bits in self._filled() for bit in bits_of(bits)}

    @cached_property
    def _taken(self) -> dict[int, int]:
        filled = dict.fromkeys(range(len(self.callers)), 0)
        for _call, index, bits in self._filled():
            filled[index] |= bits
        return filled

    def _filled(self) -> Iterator[tuple[str, int, int]]:
        for one in sorted(self.places.values()):
            index, day = self._index.get(one.caller), (one.day - self.problem.first_day).days
            if index is None or not 0 <= day < len(self.days):
                continue
            first = minutes_of(one.starts)
            last = first + self.calls[one.call].minutes if one.call in self.calls else first + 1
            lowest, highest = first // self.problem.grid, -(-last // self.problem.grid)
            yield one.call, index, run(day * self.per_day + lowest, day * self.per_day + highest)

    @cached_property
    def held_as(self) -> dict[int, dict[int, int]]:
        """The filled places of each caller by the priority of the call; 0: promised before."""
        found: dict[int, dict[int, int]] = {}
        for (index, bit), key in self.held_by.items():
            promised = key in self.promised or key not in self.calls
            kind = 0 if promised else self.calls[key].priority
            of_caller = found.setdefault(index, {})
            of_caller[kind] = of_caller.get(kind, 0) | 1 << bit
        return found

    def eligible(self, call: Call) -> list[int]:
        """The callers who serve the team and speak the language."""
        return [n for n in self.serving(call) if call.language in self.callers[n].languages]

    def serving(self, call: Call) -> list[int]:
        """The callers who serve the team, as own members or as a backup, in any language."""
        return [n for n, one in enumerate(self.callers) if call.team in one.teams | one.backup_for]

    def is_backup(self, call: Call, index: int) -> bool:
        """Whether this caller only helps out in the team of the call."""
        return call.team not in self.callers[index].teams

    def edges(self, call: Call) -> Starts:
        """Every start at which a caller could hold the call if nobody else were called."""
        if call.id not in self._edges:
            self._edges[call.id] = self.pairs(call, self.eligible(call), self.times(call))
        return self._edges[call.id]

    def pairs(
        self, call: Call, callers: Collection[int], times: int, *,
        hours: bool = True, busy: bool = True,
    ) -> Starts:  # fmt: skip
        """The starts of these callers within `times`; on wish outside their hours or while busy."""
        found = ((n, times & self._possible(n, call.minutes, hours, busy)) for n in callers)
        return {n: starts for n, starts in found if starts}

    def _possible(self, index: int, minutes: int, hours: bool, busy: bool) -> int:  # noqa: FBT001
        key = (index, minutes, hours, busy)
        if key not in self._starts:
            caller = self.callers[index]
            week = self._week(caller.hours if hours else _WHOLE_DAY, minutes)
            there = (is_there(caller, day) for day in self.days)
            days = (n for n, is_in in enumerate(there) if is_in and self._works[n])
            starts = self._spread(week, days)
            for taken in caller.taken if busy else ():
                starts &= ~self._hit(taken, minutes)
            self._starts[key] = starts
        return self._starts[key]

    def times(
        self, call: Call, *, windows: bool = True, days: bool = True, until: date | None = None
    ) -> int:
        """The starts the call allows, without asking who calls; `until` is not included.

        Without `windows`: at any time of the day. Without `days`: also on unreachable days.
        """
        first = max(0, (call.earliest[0] - self.problem.first_day).days)
        last = (min(until or self.limit(call), self.days[-1] + _DAY) - self.problem.first_day).days
        counted = (
            n
            for n in range(first, last)
            if self._works[n] and not (days and self.days[n] in call.unreachable)
        )
        starts = self._spread(
            self._week(call.reachable if windows else _WHOLE_DAY, call.minutes), counted
        )
        if call.earliest[0] < self.problem.first_day:
            return starts
        too_early = -(-minutes_of(call.earliest[1]) // self.problem.grid)
        return starts >> (first * self.per_day + too_early) << (first * self.per_day + too_early)

    def limit(self, call: Call) -> date:
        """The first day that is too late for the call in this plan."""
        return min(call.latest_send, self.problem.last_day + _DAY)

    def _week(self, windows: tuple[Window, ...], minutes: int) -> list[int]:
        week = [0] * 7
        for window in windows:
            first = -(-minutes_of(window.starts) // self.problem.grid)
            last = (minutes_of(window.ends) - minutes) // self.problem.grid
            week[window.weekday] |= run(first, last + 1)
        return week

    def _spread(self, week: list[int], days: Iterator[int]) -> int:
        return sum(week[self.days[n].weekday()] << (n * self.per_day) for n in days)

    def _hit(self, taken: Taken, minutes: int) -> int:
        """The starts of a call of that length that would touch the taken stretch."""
        day = (taken.day - self.problem.first_day).days
        first = max(0, (minutes_of(taken.starts) - minutes) // self.problem.grid + 1)
        after = -(-minutes_of(taken.ends) // self.problem.grid)
        return run(day * self.per_day + first, day * self.per_day + after) if day >= 0 else 0

    def blocked(self, index: int, minutes: int, filled: int | None = None) -> int:
        """The starts at which a call of that length would touch a filled place."""
        places = self._taken[index] if filled is None else filled
        length = -(-minutes // self.problem.grid)
        starts = 0
        for n in range(length):
            starts |= places >> n
        return starts

    @cached_property
    def _levels(self) -> list[dict[int, int]]:
        """Places that can be had after one other call moved, after two, and so on."""
        levels: list[dict[int, int]] = []
        stuck = {
            self.held_by[key]: key
            for key in self.held_by
            if self.matching and self.may_move(self.held_by[key])
        }
        reach = {n: ~bits for n, bits in self._taken.items()}
        while stuck:
            moving = {
                key: place
                for key, place in stuck.items()
                if any(bits & reach[n] for n, bits in self.edges(self.calls[key]).items())
            }
            if not moving:
                break
            level: dict[int, int] = {}
            for key, (index, bit) in moving.items():
                del stuck[key]
                level[index] = level.get(index, 0) | 1 << bit
            levels.append(level)
            reach = {n: level.get(n, 0) for n in reach}
        return levels

    def free(self, call: Call, starts: Starts) -> Starts:
        """Those of the starts that nobody holds."""
        left = ((n, bits & ~self.blocked(n, call.minutes)) for n, bits in starts.items())
        return {n: bits for n, bits in left if bits}

    def moves_needed(self, call: Call, starts: Starts) -> int | None:
        """How many other calls would have to move (none loses its place); None: it cannot be had.

        Calls that may not be touched stay. With calls longer than the grid: 0 or None.
        """
        if self.free(call, starts):
            return 0
        for moves, level in enumerate(self._levels, start=1):
            if any(bits & level.get(n, 0) for n, bits in starts.items()):
                return moves
        return None

    def can_be_had(self, call: Call, starts: Starts) -> Starts:
        """Those of the starts the call could get without another call losing its place."""
        found = self.free(call, starts)
        for level in self._levels:
            for n, bits in starts.items():
                if more := bits & level.get(n, 0):
                    found[n] = found.get(n, 0) | more
        return found

    def may_move(self, call: str) -> bool:
        """Whether the planner may move this placed call at all."""
        return call in self.calls and call not in self._fixed and self.place(call) is not None

    def place(self, call: str) -> tuple[int, int] | None:
        """Caller and bit of a placed call; None when it lies nowhere on this board."""
        one = self.places[call]
        day = (one.day - self.problem.first_day).days
        bit, off = divmod(minutes_of(one.starts), self.problem.grid)
        if one.caller not in self._index or off or day < 0:
            return None
        return self._index[one.caller], day * self.per_day + bit

    def moment(self, bit: int) -> tuple[date, time]:
        """Day and time of a start."""
        day, cell = divmod(bit, self.per_day)
        hour, minute = divmod(cell * self.problem.grid, 60)
        return self.days[day], time(hour, minute)


def is_there(caller: Caller, day: date) -> bool:
    """Whether the caller is not absent on that day."""
    return not any(away <= day <= back for away, back in caller.absences)


def minutes_of(moment: time) -> int:
    """Minutes since midnight."""
    return 60 * moment.hour + moment.minute


def run(first: int, after: int) -> int:
    """The bits from `first` up to `after`, which is not included."""
    return (1 << after) - (1 << first) if after > first else 0


def bits_of(bits: int) -> Iterator[int]:
    """The places of the bits, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def lowest_of(starts: Starts) -> int | None:
    """The earliest start of all."""
    return min((next(bits_of(bits)) for bits in starts.values()), default=None)


def count(starts: Starts) -> int:
    """How many starts there are, each caller counted."""
    return sum(bits.bit_count() for bits in starts.values())
