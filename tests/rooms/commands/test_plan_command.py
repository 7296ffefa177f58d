"""`anbelo plan` answers without a house: figures, the plan itself, and what is wrong with a file."""

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from anbelo.cli import main
from tests.rules.callbacks.planner import checker

DATA = Path(__file__).parents[2] / "data" / "planner"
SMALL = DATA / "instance_S.json"


def anbelo(*words, **more):
    return CliRunner().invoke(main, ["plan", *map(str, words)], prog_name="anbelo", **more)


def test_the_figures_say_how_good_the_plan_is_and_the_plan_is_valid(tmp_path):
    out = tmp_path / "plan.json"
    answer = anbelo("--instance", SMALL, "--out", out, "--json")
    figures = json.loads(answer.stdout)
    plan = json.loads(out.read_text())
    assert answer.exit_code == 0
    assert figures["calls_held"] == figures["upper_bound"] == len(plan) == 35
    assert (figures["notices"], figures["never_possible"], figures["exact"]) == (50, 13, True)
    assert sum(one["held"] for one in figures["by_priority"].values()) == 35
    assert sum(one["notices"] for one in figures["by_priority"].values()) == 50
    assert figures["own_team"] + figures["backup"] == 35
    assert figures["seconds"] >= 0 < figures["peak_memory_mb"]
    assert checker.faults(json.loads(SMALL.read_text()), plan) == []


def test_people_read_a_table():
    answer = anbelo("--instance", SMALL)
    assert answer.exit_code == 0
    assert "Nobody could ever call" in answer.stdout
    assert "35" in answer.stdout


def test_a_dash_reads_and_writes_the_streams_and_the_figures_stay_apart():
    packed = gzip.compress(SMALL.read_bytes())
    answer = anbelo("--instance", "-", "--out", "-", "--json", input=packed)
    assert len(json.loads(answer.stdout)) == json.loads(answer.stderr)["calls_held"] == 35


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"no json", "neither JSON nor"), (b"{}", "horizon"), (b"\x1f\x8bxx", "neither JSON nor")],
)
def test_a_file_that_is_no_instance_is_refused_with_the_field(tmp_path, content, words):
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    answer = anbelo("--instance", file)
    assert answer.exit_code == 1
    assert words in answer.stderr


def test_a_plan_that_cannot_be_written_is_refused(tmp_path):
    answer = anbelo("--instance", SMALL, "--out", tmp_path / "nowhere" / "plan.json")
    assert answer.exit_code == 1
    assert "cannot be written" in answer.stderr


def test_without_an_instance_it_is_wrong_usage():
    assert anbelo().exit_code == 2
