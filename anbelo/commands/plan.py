"""`anbelo plan`: the best possible plan of an instance in a file, and how good it is."""

import json
import resource
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from anbelo.callbacks.planner.instances import BadInstance, parse, plan_json
from anbelo.callbacks.planner.plan import plan as best_plan
from anbelo.callbacks.planner.problem import Plan, Problem
from anbelo.commands.answers import Refusal

FILE = click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True, path_type=Path)
OUT = click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path)
DASH = Path("-")
STATUS = Path("/proc/self/status")
PRIORITIES = (1, 2, 3)


@click.command(epilog="Example: anbelo plan --instance instance_L.json.gz --out plan.json --json")
@click.option("--instance", required=True, type=FILE,
              help="JSON (callback-instance/1), also gzipped; - reads standard input.")  # fmt: skip
@click.option("--out", type=OUT, help="Where the plan goes; - writes it to standard output.")
@click.option("--json", "as_json", is_flag=True, help="For scripts: the figures as a JSON object.")
def plan(instance: Path, out: Path | None, as_json: bool) -> None:  # noqa: FBT001 - a flag
    """Plan the calls of an instance, and say how good the plan is. Needs no house and no servers.

    Calls of one length: no plan holds more calls, and among those none holds more urgent ones, has
    fewer backups or begins earlier. Calls of several lengths: the best plan found, and a proven
    bound that no plan can pass. With --out - the figures go to standard error.
    """
    began = perf_counter()
    try:
        problem = parse(_content(instance))
    except BadInstance as error:
        raise Refusal(
            f"{instance}: {error}. Correct the file, or look at its format (callback-instance/1)."
        ) from None
    found = best_plan(problem)
    figures = _figures(problem, found) | {"seconds": round(perf_counter() - began, 2)}
    figures["peak_memory_mb"] = round(_peak_kib() / 1024, 1)
    if out is not None:
        _write(out, found)
    to_stderr = out == DASH
    if as_json:
        click.echo(json.dumps(figures), err=to_stderr)
    else:
        Console(highlight=False, stderr=to_stderr).print(_table(figures))


def _peak_kib() -> int:
    """The most memory this process ever held, in KiB.

    The kernel's own note where there is one: `ru_maxrss` counts the process that started us too.
    """
    if STATUS.exists():
        for line in STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _content(instance: Path) -> bytes:
    if instance == DASH:
        return sys.stdin.buffer.read()
    return instance.read_bytes()


def _write(out: Path, found: Plan) -> None:
    words = json.dumps(plan_json(found))
    if out == DASH:
        click.echo(words)
        return
    try:
        out.write_text(f"{words}\n", encoding="utf-8")
    except OSError as error:
        raise Refusal(f"{out} cannot be written: {error.strerror}. Name another file.") from None


def _figures(problem: Problem, found: Plan) -> dict[str, Any]:
    calls = {call.id: call for call in problem.calls}
    callers = {caller.id: caller for caller in problem.callers}
    own = sum(calls[one.call].team in callers[one.caller].teams for one in found.placed)
    held = Counter(calls[one.call].priority for one in found.placed)
    owed = Counter(call.priority for call in problem.calls)
    return {
        "notices": len(problem.calls),
        "calls_held": len(found.placed),
        "never_possible": len(found.impossible),
        "upper_bound": found.upper_bound,
        "exact": found.exact,
        "by_priority": {
            str(priority): {"held": held[priority], "notices": owed[priority]}
            for priority in PRIORITIES
        },
        "own_team": own,
        "backup": len(found.placed) - own,
    }


def _table(figures: dict[str, Any]) -> Table:
    table = Table("What", "Figure")
    table.columns[1].justify = "right"
    table.add_row("Notices", str(figures["notices"]))
    table.add_row("Calls held", str(figures["calls_held"]))
    for priority, counts in figures["by_priority"].items():
        table.add_row(f"  of priority {priority}", f"{counts['held']} of {counts['notices']}")
    table.add_row("No plan holds more than", str(figures["upper_bound"]))
    table.add_row("Proven best", "yes" if figures["exact"] else "no")
    table.add_row("Nobody could ever call", str(figures["never_possible"]))
    table.add_row("By the own team", str(figures["own_team"]))
    table.add_row("By a backup", str(figures["backup"]))
    table.add_row("Seconds", f"{figures['seconds']:.2f}")
    table.add_row("Peak memory, MB", f"{figures['peak_memory_mb']:.0f}")
    return table
