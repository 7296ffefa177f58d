"""Small random problems, and their answers by trying everything or by a maximum flow.

What may be called when is asked of `fits`, the definition of a possible slot, one slot at a time.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from random import Random

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow, min_weight_full_bipartite_matching

from anbelo.callbacks.planner.problem import Call, Caller, Placed, Problem, Promised, Taken, fits
from anbelo.cases.rules import Window
from anbelo.core.calendar import Land

# Weeks with a change of the clocks, with Easter, with a holiday of some Länder, and a plain one.
MONDAYS = (
    date(2026, 3, 23),
    date(2026, 3, 30),
    date(2026, 10, 19),
    date(2026, 10, 26),
    date(2026, 2, 2),
)
DAY = timedelta(days=1)


def minutes(moment: time) -> int:
    return 60 * moment.hour + moment.minute


def clock(minute: int) -> time:
    return time(*divmod(minute, 60))


def starts(problem: Problem, call: Call) -> Iterator[Placed]:
    """Every start of the call that fixed calls leave open."""
    for caller in problem.callers:
        for n in range((problem.last_day - problem.first_day).days + 1):
            day = problem.first_day + n * DAY
            for minute in range(
                8 * 60, 12 * 60, problem.grid
            ):  # all hours of random problems lie inside
                spot = Placed(call.id, caller.id, day, clock(minute))
                if fits(problem, call, caller, day, spot.starts) and not fixed_there(
                    problem, spot, call.minutes
                ):
                    yield spot


def fixed_there(problem: Problem, spot: Placed, length: int) -> bool:
    lengths = {one.id: one.minutes for one in problem.calls}
    first = minutes(spot.starts)
    return any(
        (one.placed.caller, one.placed.day) == (spot.caller, spot.day)
        and first < minutes(one.placed.starts) + lengths.get(one.placed.call, problem.grid)
        and minutes(one.placed.starts) < first + length
        for one in problem.promised
        if one.fixed
    )


def open_calls(problem: Problem) -> list[Call]:
    fixed = {one.placed.call for one in problem.promised if one.fixed}
    return [one for one in problem.calls if one.id not in fixed]


def most(problem: Problem) -> int:
    """The most calls that can be held, by a maximum flow; fixed ones included."""
    calls = open_calls(problem)
    edges = {
        call.id: [(one.caller, one.day, one.starts) for one in starts(problem, call)]
        for call in calls
    }
    slots = {
        slot: n
        for n, slot in enumerate(sorted({slot for found in edges.values() for slot in found}))
    }
    source, sink = len(calls) + len(slots), len(calls) + len(slots) + 1
    pairs = [
        (n, len(calls) + slots[slot]) for n, call in enumerate(calls) for slot in edges[call.id]
    ]
    pairs += [(source, n) for n in range(len(calls))]
    pairs += [(len(calls) + n, sink) for n in range(len(slots))]
    tails, heads = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
    network = csr_array((np.ones(len(pairs), np.int32), (tails, heads)), shape=(sink + 1, sink + 1))
    flow = maximum_flow(network, source, sink).flow_value if pairs else 0
    return int(flow) + len(problem.calls) - len(calls)


Score = tuple[int, ...]


def score(problem: Problem, placed: Sequence[Placed]) -> Score:
    """The aims in their order; the smaller the better."""
    held = {one.call: one for one in placed}
    calls = {one.id: one for one in problem.calls}
    callers = {one.id: one for one in problem.callers}
    urgent = Counter(calls[key].priority for key in held)
    promised = {one.placed.call: one.placed for one in problem.promised if not one.fixed}
    fixed = {one.placed.call for one in problem.promised if one.fixed}
    kept = [
        held[key]
        for key, was in promised.items()
        if key in held and (held[key].day, held[key].starts) == (was.day, was.starts)
    ]
    free = [one for one in placed if one.call not in fixed]
    return (
        -len(held),
        *(-urgent[priority] for priority in (1, 2, 3)),
        len(promised) - len(kept),
        sum(one.caller != promised[one.call].caller for one in kept),
        sum(calls[one.call].team not in callers[one.caller].teams for one in free),
        sum((one.day - problem.first_day).days * 1440 + minutes(one.starts) for one in free),
    )


def best(problem: Problem) -> Score:
    """The best score of all plans, by trying every one."""
    calls = open_calls(problem)
    options = [list(starts(problem, call)) for call in calls]
    fixed = [one.placed for one in problem.promised if one.fixed]
    return min(score(problem, [*fixed, *found]) for found in _plans(options, frozenset()))


def assigned(problem: Problem) -> list[Placed]:
    """A best plan by another algorithm: one assignment problem with one weight for each aim."""
    calls = open_calls(problem)
    weights = _weights(problem, len(calls))
    rows: list[tuple[int, int, float]] = []
    slots: dict[tuple[str, date, time], int] = {}
    spots: dict[tuple[int, int], Placed] = {}
    for n, call in enumerate(calls):
        for spot in starts(problem, call):
            slot = slots.setdefault((spot.caller, spot.day, spot.starts), len(slots) + len(calls))
            spots[n, slot] = spot
            rows.append((n, slot, 1 + _dot(score(problem, [spot])[1:], weights)))
        rows.append((n, n, 1 + _dot(score(problem, [])[1:], weights)))  # its own column: not called
    fixed = [one.placed for one in problem.promised if one.fixed]
    if not slots:
        return fixed
    n_, slot_, cost = zip(*rows, strict=True)
    lowest = min(cost) - 1
    table = csr_array(
        (np.array(cost) - lowest, (n_, slot_)), shape=(len(calls), len(calls) + len(slots))
    )
    pairs = zip(*min_weight_full_bipartite_matching(table), strict=True)
    return [*fixed, *(spots[int(n), int(s)] for n, s in pairs if (n, s) in spots)]


def _weights(problem: Problem, calls: int) -> list[int]:
    """For each aim but the count: more than all calls together can gain in the aims after it.

    Of the sets that can be held (a matroid), the one with the largest weight is the largest and has
    the best priorities, whatever the weights are: 3, 2 and 1 will do.
    """
    backup = calls * 1440 * ((problem.last_day - problem.first_day).days + 1) + 1
    other = backup * (calls + 1)
    broken = other * (calls + 1)
    urgent = broken * (calls + 1)
    assert 3 * urgent * calls < 2**53
    return [3 * urgent, 2 * urgent, urgent, broken, other, backup, 1]


def _dot(one: Score, other: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _plans(
    options: list[list[Placed]], used: frozenset[tuple[str, date, time]]
) -> Iterator[list[Placed]]:
    if not options:
        yield []
        return
    for rest in _plans(options[1:], used):
        yield rest
    for one in options[0]:
        slot = (one.caller, one.day, one.starts)
        if slot not in used:
            for rest in _plans(options[1:], used | {slot}):
                yield [one, *rest]


def random_problem(
    seed: int, *, calls: int, callers: int, promises: float = 0.0, fixed: float = 0.0
) -> Problem:
    """Tight and crooked: windows off the grid, two stretches a day, absences, things taken."""
    dice = Random(seed)
    first = dice.choice(MONDAYS) + dice.randrange(3) * DAY
    days = dice.choice([1, 2, 4, 7])
    problem = Problem(
        land=dice.choice(list(Land)),
        first_day=first,
        last_day=first + (days - 1) * DAY,
        callers=tuple(_caller(dice, n, first, days) for n in range(dice.randint(1, callers))),
        calls=tuple(_call(dice, n, first, days) for n in range(dice.randint(0, calls))),
        closed=frozenset({first + dice.randrange(days) * DAY} if dice.random() < 0.1 else ()),
    )
    promised = [
        Promised(_promise(dice, problem, call), fixed=dice.random() < fixed)
        for call in problem.calls
        if dice.random() < promises
    ]
    return replace(problem, promised=tuple(promised))


def _promise(dice: Random, problem: Problem, call: Call) -> Placed:
    """Mostly a possible start, sometimes one that was never possible."""
    found = list(starts(problem, call))
    if found and dice.random() < 0.8:
        return dice.choice(found)
    day = problem.first_day + dice.randrange(9) * DAY
    return Placed(
        call.id, dice.choice(problem.callers).id, day, clock(dice.choice([540, 545, 560, 580]))
    )


def _caller(dice: Random, number: int, first: date, days: int) -> Caller:
    hours = []
    for weekday in range(7):
        for begins in (540, 600):
            if dice.random() < 0.5:
                begin = begins + dice.choice([0, 0, 5])
                hours.append(
                    Window(weekday, clock(begin), clock(begin + dice.choice([19, 20, 25, 40])))
                )
    away = first + dice.randrange(days) * DAY
    taken = Taken(
        first + dice.randrange(days) * DAY, clock(550), clock(dice.choice([555, 560, 561]))
    )
    return Caller(
        id=f"K{9 - number}",
        teams=frozenset(dice.sample("AB", dice.randint(1, 2))),
        backup_for=frozenset(dice.sample("AB", dice.randint(0, 2))),
        languages=frozenset(dice.sample(["de", "de-easy", "uk"], dice.randint(1, 3))),
        hours=tuple(hours),
        absences=((away, away),) if dice.random() < 0.2 else (),
        taken=(taken,) if dice.random() < 0.3 else (),
    )


def _call(dice: Random, number: int, first: date, days: int) -> Call:
    begins = dice.choice([500, 540, 545, 560])
    earliest = first + dice.randrange(-1, days) * DAY
    return Call(
        id=f"N{dice.randrange(100)}-{number}",
        team=dice.choice("AAB"),
        language=dice.choice(["de", "de", "de-easy", "uk"]),
        earliest=(earliest, clock(dice.choice([0, 545, 560]))),
        latest_send=earliest + dice.randint(1, days + 1) * DAY,
        reachable=tuple(
            Window(weekday, clock(begins), clock(dice.choice([580, 620, 660])))
            for weekday in range(7)
            if dice.random() < 0.9
        ),
        unreachable=frozenset({earliest} if dice.random() < 0.15 else ()),
        priority=dice.randint(1, 3),
    )
