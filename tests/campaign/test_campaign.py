"""Nothing acknowledged is lost and nothing happens twice; and each run would notice if it did."""

import pytest

from tests.campaign.runs import RUNS

pytestmark = pytest.mark.campaign
SEED = 1


@pytest.mark.parametrize("name", RUNS)
def test_the_house_keeps_its_promises_through(name):
    report = RUNS[name].play(SEED, "")
    print(report.line())
    assert report.passed, report.line()


@pytest.mark.parametrize(
    ("name", "broken"), [(name, broken) for name, run in RUNS.items() for broken in run.broken]
)
def test_the_run_notices(name, broken):
    report = RUNS[name].play(SEED, broken)
    print(report.line())
    assert RUNS[name].broken[broken] in report.broken_promises, report.line()
