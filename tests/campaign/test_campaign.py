"""Nothing acknowledged is lost and nothing happens twice; and each run would notice if it did."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.campaign.runs import RUNS
from tests.campaign.stage import ROOT

pytestmark = pytest.mark.campaign
SEED = 1
# Broken runs mostly wait for what does not come; these many share two cores well.
AT_ONCE = 3
VARIANTS = [(name, broken) for name, run in RUNS.items() for broken in run.broken]


@pytest.mark.parametrize("name", RUNS)
def test_the_house_keeps_its_promises_through(name):
    report = RUNS[name].play(SEED, "")
    print(report.line())
    assert report.passed, report.line()


def told_by(variant: tuple[str, str]) -> dict[str, Any]:
    """The report of a run against a broken variant, in a process of its own."""
    name, broken = variant
    command = [
        sys.executable,
        "-m",
        "tests.campaign",
        name,
        "--seed",
        str(SEED),
        "--broken",
        broken,
    ]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = ended.stdout.splitlines()
    assert lines, f"{name} against {broken} told nothing: {ended.stderr[-2000:]}"
    report: dict[str, Any] = json.loads(lines[-1])
    return report


def test_each_run_notices_each_broken_variant():
    with ThreadPoolExecutor(AT_ONCE) as pool:
        reports = dict(zip(VARIANTS, pool.map(told_by, VARIANTS), strict=True))
    for variant, report in reports.items():
        print(*variant, json.dumps(report))
    unnoticed = {
        variant: report
        for variant, report in reports.items()
        if RUNS[variant[0]].broken[variant[1]] not in report["failed"]
    }
    assert unnoticed == {}
    assert len(reports) == sum(len(run.broken) for run in RUNS.values()) >= 10
