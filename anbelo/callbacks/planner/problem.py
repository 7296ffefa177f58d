"""What is to be planned and what a plan is. Pure; days and times are the wall clock in Berlin.

A call counts when it lies wholly inside one of its caller's hours and one of the person's reachable
windows; begins at or after `earliest`; is on a day strictly before `latest_send`; is on no weekend,
public holiday of the whole Land, closing day, absence or unreachable day; its caller speaks the
language ("de" does not cover "de-easy") and serves the team, as own member or backup. Nobody
holds two calls at once, nobody is called twice. Calls begin on the grid, counted from midnight.
"""

from dataclasses import dataclass, field
from datetime import date, time

from anbelo.cases.rules import Window
from anbelo.core.calendar import Land, WorkCalendar

Days = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A stretch of time in which a caller is busy with something the planner does not move."""

    day: date
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who could call: own teams, teams helped out, languages, hours kept free."""

    id: str
    teams: frozenset[str]
    backup_for: frozenset[str]
    languages: frozenset[str]
    hours: tuple[Window, ...]
    absences: tuple[Days, ...] = ()
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A call owed. `priority` 1 goes before 2 and 3. No `reachable` windows: never reachable."""

    id: str
    team: str
    language: str
    earliest: tuple[date, time]
    latest_send: date
    reachable: tuple[Window, ...]
    unreachable: frozenset[date] = frozenset()
    priority: int = 2
    minutes: int = 20


@dataclass(frozen=True, slots=True, order=True)
class Placed:
    """One call of a plan: whom (`call`), who calls (`caller`), when it begins."""

    call: str
    caller: str
    day: date
    starts: time


@dataclass(frozen=True, slots=True)
class Promised:
    """A call whose time the person has been told; `fixed` ones may not be touched at all.

    The promise is the time: another caller at the same time breaks no promise.
    """

    placed: Placed
    fixed: bool = False


@dataclass(frozen=True)
class Problem:
    """Everything a plan depends on. Two equal problems have the same plan."""

    land: Land
    first_day: date
    last_day: date
    callers: tuple[Caller, ...]
    calls: tuple[Call, ...]
    grid: int = 20
    closed: frozenset[date] = frozenset()
    promised: tuple[Promised, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The calls that are held, in the order of the problem's calls.

    `impossible`: calls that nobody could hold even if nobody else were called. `upper_bound`: no
    plan at all holds more calls; a plan that reaches it is an optimum. `moved` and `dropped`: the
    promised calls that got another time or none. `exact`: the whole order of aims is met (most
    calls, best priorities, fewest broken promises, own team before backup, earliest), not only the
    first ones. For calls of several lengths it says so of the count alone (`plan_mixed`).
    """

    placed: tuple[Placed, ...]
    impossible: tuple[str, ...]
    upper_bound: int
    exact: bool
    moved: tuple[Placed, ...] = field(default=())
    dropped: tuple[str, ...] = field(default=())


def fits(problem: Problem, call: Call, caller: Caller, day: date, starts: time) -> bool:
    """Whether this caller could hold this call then, if nobody else were called at all."""
    first, last = _minutes(starts), _minutes(starts) + call.minutes
    return (
        _may_call(call, caller)
        and _day_counts(problem, call, caller, day)
        and (day, starts) >= call.earliest
        and first % problem.grid == 0
        and any(_covers(window, day, first, last) for window in caller.hours)
        and any(_covers(window, day, first, last) for window in call.reachable)
        and not any(
            taken.day == day and first < _minutes(taken.ends) and _minutes(taken.starts) < last
            for taken in caller.taken
        )
    )


def _may_call(call: Call, caller: Caller) -> bool:
    serves = call.team in caller.teams or call.team in caller.backup_for
    return serves and call.language in caller.languages


def _day_counts(problem: Problem, call: Call, caller: Caller, day: date) -> bool:
    return (
        problem.first_day <= day <= problem.last_day
        and day < call.latest_send
        and day not in call.unreachable
        and WorkCalendar(problem.land, problem.closed).is_working_day(day)
        and not any(away <= day <= back for away, back in caller.absences)
    )


def _covers(window: Window, day: date, first: int, last: int) -> bool:
    inside = _minutes(window.starts) <= first and last <= _minutes(window.ends)
    return window.weekday == day.weekday() and inside


def _minutes(moment: time) -> int:
    return 60 * moment.hour + moment.minute
