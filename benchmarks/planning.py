"""The planner: seconds, memory and calls held against the bound and against plain greedy."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import instances
from figures import Figure, Report
from ground import Ground

from anbelo.callbacks.planner.eligible import survey
from anbelo.callbacks.planner.instances import read
from anbelo.callbacks.planner.problem import Problem

REFERENCE = Path(__file__).parents[1] / "tests" / "data" / "planner"
MOST_SECONDS = {"L": 5.0, "XL": 60.0, "M mixed": 60.0}
MOST_MEMORY_MB = {"L": 1_000.0, "XL": 6_000.0}
LEAST_OF_BOUND = {"S": 1.0, "M": 1.0, "L": 1.0, "XL": 1.0, "M mixed": 0.97}
XL, M = 100_000, 1_000


def measure(ground: Ground, report: Report) -> None:
    """The reference instances, 100,000 generated notices, and 1,000 with calls of several lengths.

    Every plan is made by `anbelo plan` in a process of its own, reading the file included.
    """
    files = {
        "S": REFERENCE / "instance_S.json",
        "M": REFERENCE / "instance_M.json.gz",
        "L": REFERENCE / "instance_L.json.gz",
        "XL": ground.folder / "instance_XL.json.gz",
        "M mixed": ground.folder / "instance_mixed.json.gz",
    }
    instances.write(instances.instance(XL), files["XL"])
    instances.write(instances.instance(M, mixed=True), files["M mixed"])
    for size, file in files.items():
        found = _planned(file)
        _add(report, f"{size}: plan", found["seconds"], "s", MOST_SECONDS.get(size))
        _add(
            report, f"{size}: peak memory", found["peak_memory_mb"], "MB", MOST_MEMORY_MB.get(size)
        )
        held, bound, least = found["calls_held"], found["upper_bound"], LEAST_OF_BOUND[size]
        report.add(Figure(f"{size}: calls held", held, "calls", "proven bound", bound,
                          f"ratio >= {least}", kept=held >= least * bound,
                          more={"exact": found["exact"], "by_priority": found["by_priority"]}))  # fmt: skip
        if size != "M mixed":
            greedy = earliest_deadline_first(read(file))
            report.add(
                Figure(f"{size}: earliest deadline first", greedy, "calls", "our plan", held)
            )


def _planned(file: Path) -> dict[str, Any]:
    words = [sys.executable, "-m", "anbelo", "plan", "--instance", str(file), "--json"]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _add(report: Report, name: str, value: float, unit: str, most: float | None) -> None:
    if most is None:
        report.add(Figure(name, value, unit))
    else:
        report.add(Figure(name, value, unit, aim=f"<= {most:g} {unit}", kept=value <= most))


def earliest_deadline_first(problem: Problem) -> int:
    """What an office does without a planner: the notice that goes out first takes the next time.

    Calls by the last sending day, each at its earliest free start, whoever of its callers has it.
    """
    ground = survey(problem)
    free = list(ground.starts)
    held = 0
    for c in sorted(range(len(ground.calls)), key=lambda n: (ground.calls[n].latest_send, n)):
        both = {k: ground.times[c] & free[k] for k in ground.own[c] + ground.backup[c]}
        lowest = {k: bits & -bits for k, bits in both.items() if bits}
        if lowest:
            k = min(lowest, key=lambda one: (lowest[one], one))
            free[k] ^= lowest[k]
            held += 1
    return held
