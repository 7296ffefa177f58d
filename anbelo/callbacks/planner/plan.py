"""Which calls can be held, when and by whom: the best possible plan. Pure.

The aims of `Plan` are met one after the other, none at the cost of an earlier one: the most calls
and the best priorities (matching.py), then promises, callers and own teams at the least cost
(cheapest.py), then the earliest starts among the plans that are as cheap (earliest.py).
"""

from anbelo.callbacks.planner.cheapest import cheapest
from anbelo.callbacks.planner.earliest import earliest
from anbelo.callbacks.planner.eligible import Ground, survey
from anbelo.callbacks.planner.matching import Spot, zones
from anbelo.callbacks.planner.mixed import plan_mixed
from anbelo.callbacks.planner.problem import Placed, Plan, Problem
from anbelo.callbacks.planner.promises import costs_of


def plan(problem: Problem) -> Plan:
    """The best plan, whatever order callers and calls come in.

    Fixed promises are kept even if they could not be made today. A promise that is neither fixed
    nor for a call of the problem means nothing. For calls of several lengths (or longer than the
    grid) it is the best plan found, with a proven bound: see `plan_mixed`.
    """
    fixed = {one.placed.call: one.placed for one in problem.promised if one.fixed}
    lengths = {one.minutes for one in problem.calls if one.id not in fixed}
    if len(lengths) > 1 or any(length > problem.grid for length in lengths):
        return plan_mixed(problem)
    ground = survey(problem)
    spots = best_spots(problem, ground)
    held = fixed | {ground.calls[c].id: _placed(ground, c, spot) for c, spot in spots.items()}
    return _as_plan(problem, held, ground.impossible)


def best_spots(problem: Problem, ground: Ground) -> dict[int, Spot]:
    """Caller and bit of every open call that is held."""
    costs = costs_of(problem, ground)
    found: dict[int, Spot] = {}
    for zone in zones(ground):
        prices = cheapest(ground, zone, costs)
        # Where starts are scarce all of them are filled: nothing could be earlier.
        found |= prices.spots if zone.scarce is not None else earliest(ground, zone, costs, prices)
    return found


def _placed(ground: Ground, call: int, spot: Spot) -> Placed:
    return Placed(ground.calls[call].id, ground.callers[spot[0]].id, *ground.cells[spot[1]])


def _as_plan(problem: Problem, held: dict[str, Placed], impossible: frozenset[str]) -> Plan:
    """The plan in the order of the problem's calls, with what became of the promises."""
    placed = tuple(held[call.id] for call in problem.calls if call.id in held)
    owed = {call.id for call in problem.calls}
    promised = [one.placed for one in problem.promised if one.placed.call in owed]
    moved = (
        held[was.call]
        for was in promised
        if was.call in held and (held[was.call].day, held[was.call].starts) != (was.day, was.starts)
    )
    return Plan(
        placed=placed,
        impossible=tuple(call.id for call in problem.calls if call.id in impossible),
        upper_bound=len(placed),
        exact=True,
        moved=tuple(moved),
        dropped=tuple(was.call for was in promised if was.call not in held),
    )
