"""The best plan found for calls of several lengths, and a proven bound on what any plan holds."""

import time
from collections.abc import Callable

from anbelo.callbacks.planner.bound import Market, find_prices, proven_bound
from anbelo.callbacks.planner.chains import NOWHERE, Sheet
from anbelo.callbacks.planner.intervals import Ground, survey, with_fixed
from anbelo.callbacks.planner.polish import polish
from anbelo.callbacks.planner.problem import Placed, Plan, Problem
from anbelo.callbacks.planner.search import Keeps, best_sheet, mend_promises, wishes


def plan_mixed(problem: Problem, *, seconds: float = 50) -> Plan:
    """A plan for calls of any lengths and the proven largest number of calls a plan could hold.

    Fixed promises stay as they are, whatever happens. The aims are those of `Plan`, in its order,
    but the plan is the best one *found*: `exact` says only that as many calls are held as the
    bound allows, so that no plan holds more; priorities, promises, teams and times are then good,
    not proven best. `upper_bound` counts the fixed promises and holds for every plan that keeps
    them; the proof is at the head of `bound`.

    The same problem gives the same plan, whatever the order of its calls and callers: the search
    counts steps, not seconds. `seconds` is a safety stop beyond which mending ends early and the
    plan, still valid and with a proven bound, may depend on the speed of the machine.
    """
    end = time.monotonic() + seconds
    fixed = {p.placed.call: p.placed for p in problem.promised if p.fixed}
    first = survey(problem)
    ground = survey(with_fixed(problem)) if fixed else first
    keeps = _keeps(problem, ground)
    sheet, bound = _search(ground, keeps, problem.grid, lambda: time.monotonic() > end)
    placed = [ground.placed(call, at) for call, at in enumerate(sheet.at) if at != NOWHERE]
    placed += [fixed[call.id] for call in problem.calls if call.id in fixed]
    impossible = {
        call.id
        for call, places in zip(first.calls, first.places, strict=True)
        if not len(places) and call.id not in fixed
    }
    held = {one.call: one for one in placed}
    bound += len(placed) - sheet.held()
    moved, dropped = _broken(problem, held)
    return Plan(
        placed=tuple(held[call.id] for call in problem.calls if call.id in held),
        impossible=tuple(call.id for call in problem.calls if call.id in impossible),
        upper_bound=bound,
        exact=len(placed) == bound,
        moved=moved,
        dropped=dropped,
    )


def _search(ground: Ground, keeps: Keeps, grid: int, stop: Callable[[], bool]) -> tuple[Sheet, int]:
    """Find prices, with them the bound and a sheet; the bound is for the calls of the ground."""
    market = Market(ground)
    stages = find_prices(market, stop=stop)
    bound = proven_bound(market, stages[-1])
    # Prices that were smoothed more than is good for the bound lead to better sheets.
    asked, sheet = best_sheet(
        [wishes(ground, prices, keeps) for prices in stages[1:] or stages],
        enough=bound,
        stop=stop,
    )
    mend_promises(asked, sheet, stop=stop)
    if not stop():
        polish(ground, sheet, keeps, grid)
    return sheet, bound


def _keeps(problem: Problem, ground: Ground) -> Keeps:
    """Find the places that keep the times promised, the promised caller's place first."""
    number = {call.id: n for n, call in enumerate(ground.calls)}
    keeps: dict[int, list[int]] = {}
    for promise in problem.promised:
        was = promise.placed
        if promise.fixed or was.call not in number:
            continue
        call = number[was.call]
        day, minute = (was.day - problem.first_day).days, 60 * was.starts.hour + was.starts.minute
        found = ground.places[call]
        same = found[(ground.day[found] == day) & (ground.minute[found] == minute)].tolist()
        if same:
            callers = {place: ground.callers[int(ground.caller[place])].id for place in same}
            keeps[call] = sorted(same, key=lambda p: (callers[p] != was.caller, callers[p]))
    return keeps


def _broken(
    problem: Problem, held: dict[str, Placed]
) -> tuple[tuple[Placed, ...], tuple[str, ...]]:
    """Give promised calls that got another time, and those that got none."""
    moved, dropped = [], []
    known = {call.id for call in problem.calls}
    for promise in problem.promised:
        was, now = promise.placed, held.get(promise.placed.call)
        if now is None and was.call in known:
            dropped.append(was.call)
        elif now is not None and (now.day, now.starts) != (was.day, was.starts):
            moved.append(now)
    return tuple(moved), tuple(dropped)
