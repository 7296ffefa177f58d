"""Whether a plan is valid, decided from the description of the format alone.

Works on the parsed instance and the parsed plan, and shares no code with the planner: holidays come
from another package, one call after the other, one rule after the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import holidays

Instance = Mapping[str, Any]
Row = Mapping[str, str]


def faults(instance: Instance, plan: Sequence[Row]) -> list[str]:
    """Everything that is wrong with the plan, in words; none when every call counts."""
    found = [*_pairs(plan), *_clashes(instance, plan)]
    rules = _Rules(instance)
    for row in plan:
        found += [f"{row['notice']}: {fault}" for fault in rules.broken(row)]
    return found


def _pairs(plan: Sequence[Row]) -> Iterator[str]:
    seen: set[str] = set()
    for row in plan:
        if row["notice"] in seen:
            yield f"{row['notice']}: called twice"
        seen.add(row["notice"])


def _clashes(instance: Instance, plan: Sequence[Row]) -> Iterator[str]:
    minutes = {one["id"]: one["duration_minutes"] for one in instance["notices"]}
    by_staff: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in plan:
        begins = datetime.fromisoformat(row["start"])
        ends = begins + timedelta(minutes=minutes.get(row["notice"], 0))
        by_staff.setdefault(row["staff"], []).append((begins, ends))
    for staff, stretches in by_staff.items():
        stretches.sort()
        for (_, ends), (begins, _) in pairwise(stretches):
            if begins < ends:
                yield f"{staff}: two calls at once at {begins}"


class _Rules:
    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._notices = {one["id"]: one for one in instance["notices"]}
        self._staff = {one["id"]: one for one in instance["staff"]}
        self._holidays = holidays.country_holidays("DE", subdiv=instance["land"])

    def broken(self, row: Row) -> Iterator[str]:
        notice, staff = self._notices.get(row["notice"]), self._staff.get(row["staff"])
        if notice is None or staff is None:
            yield "notice or staff are not in the instance"
            return
        begins = datetime.fromisoformat(row["start"])
        ends = begins + timedelta(minutes=notice["duration_minutes"])
        day = begins.date()
        minute = begins.hour * 60 + begins.minute
        checks = {
            "starts outside the grid": minute % self._instance["grid_minutes"],
            "begins too early": begins < datetime.fromisoformat(notice["earliest_call"]),
            "the notice has gone by then": day >= date.fromisoformat(notice["latest_send"]),
            "outside the horizon": not self._in_horizon(day),
            "on a weekend": day.weekday() > 4,
            "on a holiday": day in self._holidays,
            "on an unreachable day": str(day) in notice["unreachable_dates"],
            "caller is absent": any(
                away["from"] <= str(day) <= away["to"] for away in staff["absences"]
            ),
            "language": notice["language"] not in staff["languages"],
            "team": notice["team"] not in {staff["team"], *staff["backup_for"]},
            "outside working windows": not _inside(staff["weekly_hours"], begins, ends),
            "outside reachable windows": not _inside(notice["reachable"], begins, ends),
        }
        yield from (name for name, wrong in checks.items() if wrong)

    def _in_horizon(self, day: date) -> bool:
        horizon = self._instance["horizon"]
        return horizon["first_day"] <= str(day) <= horizon["last_day"]


def _inside(windows: Sequence[Mapping[str, Any]], begins: datetime, ends: datetime) -> bool:
    first, last = f"{begins:%H:%M}", f"{ends:%H:%M}"
    return begins.date() == ends.date() and any(
        one["weekday"] == begins.weekday() and one["from"] <= first and last <= one["to"]
        for one in windows
    )
