"""Calls of several lengths: every plan is valid, no plan beats the bound, tiny ones are optimal."""

import gzip
import json
from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest

from anbelo.callbacks.planner import mixed
from anbelo.callbacks.planner.bound import UNIT, Market, find_prices, proven_bound
from anbelo.callbacks.planner.chains import NOWHERE, Sheet
from anbelo.callbacks.planner.instances import plan_json, read
from anbelo.callbacks.planner.intervals import survey
from anbelo.callbacks.planner.mixed import plan_mixed
from anbelo.callbacks.planner.problem import (
    Call,
    Caller,
    Placed,
    Problem,
    Promised,
    Taken,
    fits,
)
from anbelo.cases.rules import Window
from anbelo.core.calendar import Land
from tests.rules.callbacks.planner import checker

DATA = Path(__file__).parents[3] / "data" / "planner"
MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def clock(minute):
    return time(*divmod(minute, 60))


def minutes(moment):
    return 60 * moment.hour + moment.minute


def drawn(problem, shares, seed):
    dice = Random(seed)
    calls = (replace(c, minutes=dice.choices([20, 40, 60], shares)[0]) for c in problem.calls)
    return replace(problem, calls=tuple(calls))


def some_windows(dice, shortest, longest):
    begins = [(day, 540 + 20 * dice.randint(0, 3)) for day in (0, 1) if dice.random() < 0.9]
    lengths = [20 * dice.randint(shortest, longest) for _ in begins]
    return tuple(
        Window(day, clock(begin), clock(begin + length))
        for (day, begin), length in zip(begins, lengths, strict=True)
    )


def tiny(seed, calls=7):
    dice = Random(seed)
    return Problem(
        Land.NW,
        MONDAY,
        MONDAY + 3 * DAY,
        tuple(
            Caller(
                f"P{n}",
                frozenset("AB"[n % 2]),
                frozenset("AB" if dice.random() < 0.8 else ""),
                frozenset({"de"} | ({"uk"} if dice.random() < 0.5 else set())),
                some_windows(dice, 2, 4),
                taken=(Taken(MONDAY, time(9, 30), time(9, 50)),) if dice.random() < 0.3 else (),
            )
            for n in range(dice.randint(1, 2))
        ),
        tuple(
            Call(
                f"N{n}",
                dice.choice("AB"),
                dice.choice(["de", "de", "de", "uk"]),
                (MONDAY, clock(540 + 20 * dice.randint(0, 2))),
                MONDAY + dice.randint(1, 2) * DAY,
                some_windows(dice, 6, 12),
                priority=dice.randint(1, 3),
                minutes=dice.choice([20, 40, 60]),
            )
            for n in range(dice.randint(calls - 2, calls))
        ),
    )


def starts(problem, call):
    """Every place of one call, by the definition of a possible slot."""
    for caller in problem.callers:
        for n in range((problem.last_day - problem.first_day).days + 1):
            for minute in range(540, 800, problem.grid):
                one = Placed(call.id, caller.id, problem.first_day + n * DAY, clock(minute))
                if fits(problem, call, caller, one.day, one.starts):
                    yield one


def cells(problem, call, one):
    first = minutes(one.starts)
    return {(one.caller, one.day, m) for m in range(first, first + call.minutes, problem.grid)}


def every_plan(problem, calls, used=frozenset()):
    if not calls:
        yield []
        return
    for rest in every_plan(problem, calls[1:], used):
        yield rest
    for one in starts(problem, calls[0]):
        wanted = cells(problem, calls[0], one)
        if not wanted & used:
            for rest in every_plan(problem, calls[1:], used | wanted):
                yield [one, *rest]


def held(problem, placed):
    priority = {call.id: call.priority for call in problem.calls}
    counts = Counter(priority[one.call] for one in placed)
    return len(placed), counts[1], counts[2], counts[3]


def is_valid(problem, placed):
    calls = {call.id: call for call in problem.calls}
    callers = {caller.id: caller for caller in problem.callers}
    used = [cell for one in placed for cell in cells(problem, calls[one.call], one)]
    return (
        len({one.call for one in placed}) == len(placed)
        and len(set(used)) == len(used)
        and all(
            fits(problem, calls[one.call], callers[one.caller], one.day, one.starts)
            for one in placed
        )
    )


@pytest.mark.parametrize("seed", range(120))
def test_a_tiny_plan_holds_as_many_and_as_urgent_calls_as_any_plan(seed):
    problem = tiny(seed, calls=5)
    best = max(held(problem, placed) for placed in every_plan(problem, problem.calls))
    found = plan_mixed(problem)
    assert is_valid(problem, found.placed)
    assert held(problem, found.placed) == best
    assert found.upper_bound >= best[0]
    assert found.exact == (found.upper_bound == len(found.placed))


def test_impossible_are_those_without_any_place_even_alone():
    problem = tiny(4)
    alone = {call.id for call in problem.calls if not list(starts(problem, call))}
    assert set(plan_mixed(problem).impossible) == alone


@pytest.mark.parametrize("seed", range(40))
def test_no_prices_at_all_make_a_bound_that_a_plan_beats(seed):
    problem = tiny(seed, calls=5)
    best = max(len(placed) for placed in every_plan(problem, problem.calls))
    market = Market(survey(problem))
    dice = np.random.default_rng(seed)
    for highest in (0.05, 0.5, 2):
        prices = np.rint(dice.random(market.slots) * highest * UNIT).astype(np.int64)
        assert proven_bound(market, prices) >= best


def test_a_negative_price_proves_nothing_and_is_refused():
    problem = tiny(1)
    market = Market(survey(problem))
    with pytest.raises(ValueError, match="negative_price"):
        proven_bound(market, np.full(market.slots, -1, dtype=np.int64))


@pytest.mark.parametrize(("shares", "seed"), [((60, 25, 15), 1), ((1, 1, 1), 2)])
def test_a_thousand_calls_are_planned_within_three_percent_of_the_bound(shares, seed):
    problem = drawn(read(DATA / "instance_M.json.gz"), shares, seed)
    found = plan_mixed(problem)
    instance = json.loads(gzip.decompress((DATA / "instance_M.json.gz").read_bytes()))
    for notice, one in zip(instance["notices"], problem.calls, strict=True):
        notice["duration_minutes"] = one.minutes
    assert checker.faults(instance, plan_json(found)) == []
    gap = 1 - len(found.placed) / found.upper_bound
    print(f"{shares}: {len(found.placed)} of at most {found.upper_bound}, gap {gap:.2%}")
    assert gap <= 0.03


def test_calls_of_one_length_come_near_the_exact_plan_and_the_bound_never_below_it():
    problem = read(DATA / "instance_M.json.gz")
    market = Market(survey(problem))
    bound = proven_bound(market, find_prices(market, stop=lambda: False)[-1])
    assert 849 <= bound <= 849 * 1.005


def test_the_plan_does_not_depend_on_the_order_of_calls_and_callers():
    problem = drawn(read(DATA / "instance_S.json"), (1, 1, 1), 3)
    found = plan_mixed(problem)
    turned = replace(problem, calls=problem.calls[::-1], callers=problem.callers[::-1])
    assert set(plan_mixed(turned).placed) == set(found.placed)
    assert plan_mixed(problem) == found


def test_a_plan_that_had_no_time_is_still_valid_and_its_bound_still_holds():
    problem = drawn(read(DATA / "instance_S.json"), (1, 1, 1), 3)
    hurried, calm = plan_mixed(problem, seconds=-1), plan_mixed(problem)
    assert is_valid(problem, hurried.placed)
    assert len(hurried.placed) <= len(calm.placed) <= hurried.upper_bound


def one_caller(hours, calls, **more):
    caller = Caller("P1", frozenset("A"), frozenset(), frozenset({"de"}), hours)
    return Problem(Land.NW, MONDAY, MONDAY + DAY, (caller,), calls, **more)


def call(name, minutes, **more):
    whole = (Window(0, time(8), time(18)), Window(1, time(8), time(18)))
    facts = {"reachable": whole, **more}
    return Call(name, "A", "de", (MONDAY, time(8)), MONDAY + 2 * DAY, minutes=minutes, **facts)


def test_a_call_does_not_span_two_windows_even_when_they_touch():
    halves = (Window(0, time(9), time(9, 20)), Window(0, time(9, 20), time(9, 40)))
    assert plan_mixed(one_caller(halves, (call("N1", 40),))).impossible == ("N1",)
    whole = (Window(0, time(9), time(9, 40)),)
    torn = one_caller(whole, (call("N1", 40, reachable=halves),))
    assert plan_mixed(torn).impossible == ("N1",)


def test_a_length_off_the_grid_uses_the_slot_it_only_begins():
    problem = one_caller((Window(0, time(9), time(9, 50)),), (call("N1", 30), call("N2", 30)))
    found = plan_mixed(problem)
    assert len(found.placed) == found.upper_bound == 1


def test_short_calls_go_where_long_ones_do_not_fit():
    hours = (Window(0, time(9), time(10)), Window(1, time(9), time(9, 20)))
    found = plan_mixed(one_caller(hours, (call("N1", 20), call("N2", 60))))
    assert {one.call for one in found.placed} == {"N1", "N2"}
    assert found.exact


def test_a_fixed_promise_stays_even_where_it_is_not_possible_and_nothing_overlaps_it():
    hours = (Window(0, time(9), time(10)),)
    kept = Placed("N1", "P1", MONDAY, time(9, 10))
    problem = one_caller(
        hours, (call("N1", 20), call("N2", 20), call("N3", 20)), promised=(Promised(kept, True),)
    )
    found = plan_mixed(problem)
    assert kept in found.placed
    assert [one.starts for one in found.placed if one != kept] == [time(9, 40)]
    assert found.upper_bound == 2
    assert found.impossible == ()


def test_a_promise_is_kept_when_that_costs_no_call_and_moved_when_it_does():
    hours = (Window(0, time(9), time(10)),)
    late = Placed("N1", "P1", MONDAY, time(9, 40))
    free = one_caller(hours, (call("N1", 20), call("N2", 20)), promised=(Promised(late),))
    assert late in plan_mixed(free).placed
    middle = Placed("N1", "P1", MONDAY, time(9, 20))
    tight = one_caller(hours, (call("N1", 20), call("N2", 40)), promised=(Promised(middle),))
    found = plan_mixed(tight)
    assert len(found.placed) == 2
    assert [one.call for one in found.moved] == ["N1"]
    assert found.dropped == ()


def test_a_more_urgent_call_takes_the_place_of_a_less_urgent_one_that_was_promised():
    hours = (Window(0, time(9), time(9, 40)),)
    was = Placed("N1", "P1", MONDAY, time(9))
    calls = (call("N1", 40, priority=3), call("N2", 40, priority=1))
    found = plan_mixed(one_caller(hours, calls, promised=(Promised(was),)))
    assert [one.call for one in found.placed] == ["N2"]
    assert found.dropped == ("N1",)


@pytest.mark.parametrize("seed", range(60))
def test_a_plan_promised_as_a_whole_stays_as_it_is(seed):
    problem = tiny(seed)
    first = plan_mixed(problem)
    promised = tuple(Promised(one) for one in first.placed)
    again = plan_mixed(replace(problem, promised=promised))
    assert len(again.placed) == len(first.placed)
    assert again.moved == ()
    assert again.dropped == ()


def test_own_colleagues_come_before_backups_and_early_before_late():
    hours = (Window(0, time(9), time(10)),)
    own = Caller("P2", frozenset("A"), frozenset(), frozenset({"de"}), hours)
    backup = Caller("P1", frozenset("B"), frozenset("A"), frozenset({"de"}), hours)
    calls = (call("N1", 20), call("N2", 40))
    found = plan_mixed(Problem(Land.NW, MONDAY, MONDAY, (backup, own), calls))
    assert {one.caller for one in found.placed} == {"P2"}
    assert min(one.starts for one in found.placed) == time(9)


def test_a_chain_is_undone_when_two_of_its_calls_want_the_same_slot():
    # Call 0 is two slots long and fits at 0 only; call 1 is there and could only go to slot 1.
    sheet = Sheet([[0], [0, 1]], [2, 1], [2, 2], 2)
    sheet.put(1, 0)
    assert not sheet.insert(0, set())
    assert sheet.at == [NOWHERE, 0]
    assert sheet.holder == [1, NOWHERE]


def test_a_squeeze_changes_nothing_when_somebody_has_nowhere_to_go():
    sheet = Sheet([[0], [0, 2], [1]], [2, 1, 1], [2, 2, 2], 3)
    sheet.put(1, 0)
    sheet.put(2, 1)
    before = list(sheet.at)
    assert not sheet.squeeze(0, 0, set())
    assert sheet.at == before
    sheet.places = [[0], [0, 2], [1, 3]]
    sheet.holder.append(NOWHERE)
    assert sheet.squeeze(0, 0, set())
    assert sheet.held() == 3


def test_planning_ends_in_the_same_plan_however_slow_the_machine_is(monkeypatch):
    problem = drawn(read(DATA / "instance_S.json"), (60, 25, 15), 5)
    calm = plan_mixed(problem)
    ticks = iter(range(1_000_000))
    monkeypatch.setattr(mixed.time, "monotonic", lambda: next(ticks) / 1e9)
    assert plan_mixed(problem) == calm
