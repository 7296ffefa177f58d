"""The plan is valid, the best there is in every aim, and the same whatever order things come in."""

import gzip
import json
from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anbelo.callbacks.planner.instances import plan_json, read
from anbelo.callbacks.planner.plan import plan
from anbelo.callbacks.planner.problem import Call, Caller, Placed, Problem, Promised, fits
from anbelo.cases.rules import Window
from anbelo.core.calendar import Land
from tests.rules.callbacks.planner import brute, checker

DATA = Path(__file__).parents[3] / "data" / "planner"
REFERENCE = {
    "instance_S.json": (50, 13, 35),
    "instance_M.json.gz": (1_000, 147, 849),
    "instance_L.json.gz": (10_000, 2_162, 7_827),
}
MONDAY = date(2026, 2, 2)


def instance(name):
    content = (DATA / name).read_bytes()
    return json.loads(gzip.decompress(content) if name.endswith(".gz") else content)


def keeps_the_rules(problem, found):
    """Every open call fits, no start is used twice, fixed ones are as they were."""
    calls = {one.id: one for one in problem.calls}
    callers = {one.id: one for one in problem.callers}
    fixed = {one.placed.call: one.placed for one in problem.promised if one.fixed}
    for one in found.placed:
        if one.call in fixed:
            assert one == fixed[one.call]
            continue
        assert fits(problem, calls[one.call], callers[one.caller], one.day, one.starts)
        assert not brute.fixed_there(problem, one, calls[one.call].minutes)
    free = [(one.caller, one.day, one.starts) for one in found.placed if one.call not in fixed]
    assert len(set(free)) == len(free)
    assert len({one.call for one in found.placed}) == len(found.placed)
    assert fixed.keys() <= {one.call for one in found.placed}


@pytest.mark.parametrize("name", REFERENCE)
def test_the_reference_instances_are_planned_at_their_optimum_and_every_call_counts(name):
    notices, never, most = REFERENCE[name]
    problem = read(DATA / name)
    found = plan(problem)
    assert len(problem.calls) == notices
    assert len(found.placed) == found.upper_bound == most
    assert len(found.impossible) == never
    assert found.exact
    assert checker.faults(instance(name), plan_json(found)) == []


ROW = {"notice": "N1", "staff": "P1", "start": "2026-04-02T09:00"}
FAULTS = {
    "not in the instance": {"staff": "P9"},
    "called twice": {"again": "2026-04-02T09:20"},
    "two calls at once": {"other": "N2"},
    "starts outside the grid": {"start": "2026-04-02T09:05"},
    "begins too early": {"earliest_call": "2026-04-02T09:20"},
    "the notice has gone by then": {"latest_send": "2026-04-02"},
    "outside the horizon": {"start": "2026-04-14T09:00"},
    "on a weekend": {"start": "2026-04-04T09:00"},
    "on a holiday": {"start": "2026-04-03T09:00"},
    "on an unreachable day": {"unreachable_dates": ["2026-04-02"]},
    "caller is absent": {"absences": [{"from": "2026-04-01", "to": "2026-04-02"}]},
    "language": {"language": "de-easy"},
    "team": {"team": "T9"},
    "outside working windows": {"start": "2026-04-02T12:00"},
    "outside reachable windows": {"reachable": [{"weekday": 3, "from": "09:00", "to": "09:10"}]},
}


@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_the_checker_sees_every_kind_of_fault(fault):
    change = FAULTS.get(fault, {})
    daily = [{"weekday": day, "from": "08:00", "to": "18:00"} for day in range(7)]
    notice = {"id": "N1", "team": "T1", "language": "de", "earliest_call": "2026-04-01T08:00",
              "latest_send": "2026-04-30", "reachable": daily, "unreachable_dates": [], "duration_minutes": 20}  # fmt: skip
    staff = {"id": "P1", "team": "T1", "backup_for": [], "languages": ["de"], "absences": [],
             "weekly_hours": [{**one, "to": "12:00"} for one in daily]}  # fmt: skip
    small = {
        "land": "BE", "grid_minutes": 20, "horizon": {"first_day": "2026-04-01", "last_day": "2026-04-10"},
        "notices": [{key: change.get(key, value) for key, value in notice.items()}, {**notice, "id": "N2"}],
        "staff": [{**staff, "absences": change.get("absences", [])}],
    }  # fmt: skip
    rows = [{key: change.get(key, value) for key, value in ROW.items()}]
    rows += [{**ROW, "start": change["again"]}] if "again" in change else []
    rows += [{**ROW, "notice": change["other"]}] if "other" in change else []
    found = checker.faults(small, rows)
    assert (found == []) if fault is None else any(fault in words for words in found)


def test_the_number_of_calls_is_that_of_an_independent_maximum_flow():
    tight = 0
    for seed in range(200):
        problem = brute.random_problem(seed, calls=40, callers=4)
        found = plan(problem)
        keeps_the_rules(problem, found)
        assert len(found.placed) == found.upper_bound == brute.most(problem), seed
        able = [one for one in problem.calls if any(brute.starts(problem, one))]
        assert set(found.impossible) == {one.id for one in problem.calls} - {one.id for one in able}
        tight += len(found.placed) < len(able)
    assert tight > 50


@pytest.mark.parametrize(("promises", "fixed"), [(0, 0), (0.7, 0), (0.7, 0.4)])
def test_tiny_problems_have_the_plan_that_trying_every_plan_finds(promises, fixed):
    for seed in range(250):
        problem = brute.random_problem(
            1000 + seed, calls=5, callers=2, promises=promises, fixed=fixed
        )
        found = plan(problem)
        keeps_the_rules(problem, found)
        assert brute.score(problem, found.placed) == brute.best(problem), seed
        assert found.exact


@pytest.mark.parametrize(("promises", "fixed"), [(0, 0), (0.8, 0.1)])
def test_larger_problems_have_the_score_of_an_independent_assignment_solver(promises, fixed):
    for seed in range(40):
        problem = brute.random_problem(
            5000 + seed, calls=10 + seed, callers=5, promises=promises, fixed=fixed
        )
        assert brute.score(problem, plan(problem).placed) == brute.score(
            problem, brute.assigned(problem)
        ), seed


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0.0, 0.3]))
def test_no_plan_is_better_in_any_aim(seed, promises, fixed):
    problem = brute.random_problem(seed, calls=4, callers=3, promises=promises, fixed=fixed)
    assert brute.score(problem, plan(problem).placed) == brute.best(problem)


def disrupted(seed, *, calls, callers):
    """A plan that was promised, some of it for good; then a sick colleague and a new urgent call."""
    dice = Random(seed)
    before = brute.random_problem(seed, calls=calls, callers=callers)
    promised = tuple(
        Promised(one, fixed=dice.random() < 0.3)
        for one in plan(before).placed
        if dice.random() < 0.8
    )
    sick = dice.choice(before.callers)
    absences = ((before.first_day, before.first_day + dice.randrange(3) * timedelta(days=1)),)
    new = brute.random_problem(seed + 7, calls=2, callers=1).calls
    return replace(
        before,
        callers=tuple(replace(one, absences=absences) if one == sick else one for one in before.callers),
        calls=(*before.calls, *(
            replace(one, id=f"X{n}", priority=1, earliest=(before.first_day, time(0)),
                    latest_send=before.last_day + timedelta(days=1))
            for n, one in enumerate(new)
        )),
        promised=promised,
    )  # fmt: skip


def test_after_a_disruption_as_many_calls_are_held_as_in_a_fresh_plan():
    broken = 0
    for seed in range(200):
        problem = disrupted(seed, calls=30, callers=4)
        found = plan(problem)
        keeps_the_rules(problem, found)
        assert len(found.placed) == brute.most(problem), seed
        broken += len(found.moved) + len(found.dropped)
    assert broken


def test_after_a_disruption_as_few_promises_are_broken_as_possible():
    broken = 0
    for seed in range(200):
        problem = disrupted(seed, calls=5, callers=2)
        found = plan(problem)
        assert brute.score(problem, found.placed) == brute.best(problem), seed
        assert len(found.moved) + len(found.dropped) == brute.best(problem)[4], seed
        broken += len(found.moved) + len(found.dropped)
    assert broken


def test_the_order_of_callers_calls_and_promises_changes_nothing():
    for seed in range(60):
        problem = disrupted(seed, calls=30, callers=4)
        dice = Random(seed)
        shuffled = replace(
            problem,
            callers=tuple(dice.sample(problem.callers, len(problem.callers))),
            calls=tuple(dice.sample(problem.calls, len(problem.calls))),
            promised=tuple(dice.sample(problem.promised, len(problem.promised))),
        )
        one, other = plan(problem), plan(shuffled)
        assert sorted(one.placed) == sorted(other.placed)
        assert Counter(one.moved) == Counter(other.moved)
        assert [found.call for found in other.placed] == [
            call.id for call in shuffled.calls if call.id in {p.call for p in one.placed}
        ]


def hour(begins="09:00", ends="09:20", weekdays=range(5)):
    return tuple(
        Window(day, time.fromisoformat(begins), time.fromisoformat(ends)) for day in weekdays
    )


def caller(key, *, teams="A", backup="", hours=None):
    return Caller(key, frozenset(teams), frozenset(backup), frozenset({"de"}), hours or hour())


def call(key, **more):
    plain = {"team": "A", "language": "de", "earliest": (MONDAY, time(0)), "reachable": hour("08:00", "18:00"),
             "latest_send": MONDAY + timedelta(days=1)}  # fmt: skip
    return Call(id=key, **{**plain, **more})


def problem_of(callers, calls, promised=(), last=MONDAY):
    return Problem(Land.NW, MONDAY, last, tuple(callers), tuple(calls), promised=tuple(promised))


def test_a_fixed_promise_that_nobody_could_make_today_is_kept():
    kept = Placed("a", "gone", MONDAY, time(3, 7))
    found = plan(problem_of([caller("k")], [call("a"), call("b")], [Promised(kept, fixed=True)]))
    assert found.placed == (kept, Placed("b", "k", MONDAY, time(9)))
    assert (found.moved, found.dropped) == ((), ())


def test_a_fixed_promise_of_a_call_that_is_not_planned_fills_its_time():
    other = Promised(Placed("elsewhere", "k", MONDAY, time(9, 10)), fixed=True)
    assert plan(problem_of([caller("k")], [call("a")], [other])).placed == ()


def test_another_caller_at_the_promised_time_breaks_no_promise():
    promise = Promised(Placed("a", "sick", MONDAY, time(9, 20)))
    other = caller("k", hours=hour("09:00", "10:00"))
    found = plan(problem_of([other], [call("a")], [promise]))
    assert found.placed == (Placed("a", "k", MONDAY, time(9, 20)),)
    assert (found.moved, found.dropped) == ((), ())


def test_an_urgent_call_takes_the_place_of_a_promised_one_and_the_plan_says_so():
    promise = Promised(Placed("a", "k", MONDAY, time(9)))
    found = plan(problem_of([caller("k")], [call("a"), call("b", priority=1)], [promise]))
    assert found.placed == (Placed("b", "k", MONDAY, time(9)),)
    assert found.dropped == ("a",)


def test_own_team_goes_before_an_earlier_start():
    helper = caller("helper", teams="B", backup="A", hours=hour("08:00", "08:20"))
    found = plan(problem_of([helper, caller("own")], [call("a")]))
    assert found.placed == (Placed("a", "own", MONDAY, time(9)),)


def test_a_late_start_of_the_own_team_is_filled_before_early_ones_of_a_backup():
    helper = caller("helper", teams="B", backup="A", hours=hour("08:00", "08:40"))
    found = plan(
        problem_of([helper, caller("own", hours=hour("16:00", "16:20"))], [call("a"), call("b")])
    )
    assert sorted((one.caller, one.starts) for one in found.placed) == [
        ("helper", time(8)),
        ("own", time(16)),
    ]


def test_wall_clock_times_hold_on_both_sides_of_the_change_of_clocks():
    friday, monday = date(2026, 3, 27), date(2026, 3, 30)
    whole = Problem(Land.NW, friday, monday, (caller("k"),), tuple(
        call(key, earliest=(friday, time(9)), latest_send=monday + timedelta(days=1)) for key in "abc"
    ))  # fmt: skip
    assert [(one.day, one.starts) for one in plan(whole).placed] == [
        (friday, time(9)),
        (monday, time(9)),
    ]


def test_a_problem_without_calls_or_callers_has_an_empty_plan():
    assert plan(problem_of([], [call("a")])).impossible == ("a",)
    assert plan(problem_of([caller("k")], [])).placed == ()
