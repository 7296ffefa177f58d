"""An instance is read as it is meant, and every fault names its field."""

import gzip
import json
from copy import deepcopy
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbelo.callbacks.planner.instances import BadInstance, parse, plan_json, problem_of, read
from anbelo.callbacks.planner.problem import Placed, Plan
from anbelo.cases.rules import Window
from anbelo.core.calendar import Land

WHOLE = {
    "format": "callback-instance/1",
    "land": "BE",
    "timezone": "Europe/Berlin",
    "horizon": {"first_day": "2026-03-23", "last_day": "2026-04-10"},
    "grid_minutes": 20,
    "teams": ["T01"],
    "staff": [{
        "id": "P1", "team": "T01", "backup_for": ["T02"], "languages": ["de", "ru"],
        "weekly_hours": [{"weekday": 1, "from": "16:20", "to": "16:40"}],
        "absences": [{"from": "2026-03-23", "to": "2026-03-26", "reason": "leave"}],
        "minutes_per_call": 20,
    }],
    "notices": [{
        "id": "N1", "team": "T01", "language": "de", "earliest_call": "2026-04-01T12:00",
        "latest_send": "2026-04-06", "reachable": [{"weekday": 0, "from": "16:00", "to": "18:00"}],
        "unreachable_dates": ["2026-04-02"], "priority": 3, "duration_minutes": 40,
    }],
}  # fmt: skip


def changed(path, value):
    whole = deepcopy(WHOLE)
    node = whole
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return whole


def test_every_field_is_read():
    problem = problem_of(WHOLE)
    caller, call = problem.callers[0], problem.calls[0]
    assert (problem.land, problem.grid) == (Land.BE, 20)
    assert (problem.first_day, problem.last_day) == (date(2026, 3, 23), date(2026, 4, 10))
    assert (caller.teams, caller.backup_for, caller.languages) == ({"T01"}, {"T02"}, {"de", "ru"})
    assert caller.hours == (Window(1, time(16, 20), time(16, 40)),)
    assert caller.absences == ((date(2026, 3, 23), date(2026, 3, 26)),)
    assert (call.earliest, call.latest_send) == ((date(2026, 4, 1), time(12)), date(2026, 4, 6))
    assert call.reachable == (Window(0, time(16), time(18)),)
    assert (call.unreachable, call.priority, call.minutes) == ({date(2026, 4, 2)}, 3, 40)


def test_a_packed_file_is_the_same_as_a_plain_one(tmp_path):
    plain, packed = tmp_path / "a.json", tmp_path / "a.json.gz"
    plain.write_text(json.dumps(WHOLE))
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read(plain) == read(packed) == problem_of(WHOLE)


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (["land"], "XX", "land"),
        (["timezone"], "Europe/Paris", "timezone"),
        (["horizon"], None, "horizon"),
        (["horizon", "last_day"], "2026-03-01", "horizon"),
        (["horizon", "first_day"], "1800-01-01", "horizon.first_day"),
        (["grid_minutes"], 0, "grid_minutes"),
        (["staff"], {}, "staff"),
        (["staff", 0], 7, "staff[0]"),
        (["staff", 0, "id"], 7, "staff[0].id"),
        (["staff", 0, "languages"], "de", "staff[0].languages"),
        (["staff", 0, "languages"], [1], "staff[0].languages"),
        (["staff", 0, "weekly_hours", 0, "weekday"], 7, "staff[0].weekly_hours[0].weekday"),
        (["staff", 0, "weekly_hours", 0, "weekday"], True, "staff[0].weekly_hours[0].weekday"),
        (["staff", 0, "weekly_hours", 0, "from"], "8 Uhr", "staff[0].weekly_hours[0].from"),
        (["staff", 0, "absences", 0, "to"], None, "staff[0].absences[0].to"),
        (["notices", 0, "earliest_call"], "soon", "notices[0].earliest_call"),
        (["notices", 0, "earliest_call"], "2026-04-01T12:00+02:00", "notices[0].earliest_call"),
        (["notices", 0, "latest_send"], "2026-02-30", "notices[0].latest_send"),
        (["notices", 0, "unreachable_dates"], ["never"], "notices[0].unreachable_dates"),
        (["notices", 0, "priority"], 4, "notices[0].priority"),
        (["notices", 0, "duration_minutes"], "20", "notices[0].duration_minutes"),
        (["notices"], WHOLE["notices"] * 2, "notices: the id N1 occurs twice"),
        (["staff"], WHOLE["staff"] * 2, "staff: the id P1 occurs twice"),
    ],
)
def test_a_fault_names_its_field(path, value, field):
    with pytest.raises(BadInstance) as caught:
        problem_of(changed(path, value))
    assert str(caught.value).startswith(field)


@given(st.binary(max_size=40) | st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.sampled_from(list(WHOLE)), some),
    max_leaves=8,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_nothing_that_is_no_instance_ends_in_another_error(content):
    with pytest.raises(BadInstance):
        parse(content)


def test_a_plan_is_written_in_the_order_of_the_notices():
    placed = (
        Placed("N2", "P1", date(2026, 4, 1), time(9, 5)),
        Placed("N1", "P1", date(2026, 4, 1), time(8)),
    )
    rows = plan_json(Plan(placed, (), 2, exact=True))
    assert rows == [
        {"notice": "N2", "staff": "P1", "start": "2026-04-01T09:05"},
        {"notice": "N1", "staff": "P1", "start": "2026-04-01T08:00"},
    ]
