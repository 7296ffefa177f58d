"""Planning instances as files: what is read from them and what is written. Pure.

The format is that of the reference instances (`callback-instance/1`): days are ISO dates, moments
are the wall clock in Berlin without a zone, `weekday` 0 is Monday. Unknown fields are left out.
"""

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

from anbelo.callbacks.planner.problem import Call, Caller, Days, Placed, Plan, Problem
from anbelo.cases.rules import Window
from anbelo.core.calendar import BERLIN, FIRST_YEAR, Land

T = TypeVar("T")
_GZIP = b"\x1f\x8b"


class BadInstance(ValueError):
    """The file is no instance; the message names the field and what is wrong with it."""


def read(path: Path) -> Problem:
    """The problem in a file, JSON or gzipped JSON. Raises `BadInstance` and `OSError`."""
    return parse(path.read_bytes())


def parse(content: bytes) -> Problem:
    """The problem in the bytes of a file; raises `BadInstance`."""
    try:
        whole = json.loads(gzip.decompress(content) if content.startswith(_GZIP) else content)
    except (ValueError, RecursionError, EOFError, OSError, zlib.error):
        raise BadInstance("the file is neither JSON nor gzipped JSON") from None
    return problem_of(whole)


def problem_of(whole: object) -> Problem:
    """The problem in a parsed instance; raises `BadInstance`."""
    top = _Node(whole, "the file")
    zone = top.get("timezone", str, BERLIN.key)
    if zone != BERLIN.key:
        raise BadInstance(f"timezone: {BERLIN.key} is the only one that is understood")
    horizon = top.node("horizon")
    first, last = horizon.day("first_day"), horizon.day("last_day")
    if last < first:
        raise BadInstance("horizon: last_day is before first_day")
    problem = Problem(
        land=top.made("land", Land),
        first_day=first,
        last_day=last,
        callers=tuple(map(_caller, top.nodes("staff"))),
        calls=tuple(map(_call, top.nodes("notices"))),
        grid=top.number("grid_minutes", 20, most=24 * 60),
    )
    _once("staff", [one.id for one in problem.callers])
    _once("notices", [one.id for one in problem.calls])
    return problem


def plan_json(plan: Plan) -> list[dict[str, str]]:
    """The plan as the format wants it: notice, staff and start, in the order of the notices."""
    return [
        {"notice": one.call, "staff": one.caller, "start": _start(one)} for one in plan.placed
    ]  # fmt: skip


def _start(placed: Placed) -> str:
    return f"{placed.day.isoformat()}T{placed.starts:%H:%M}"


def _once(field: str, ids: list[str]) -> None:
    twice = [one for one, times in Counter(ids).items() if times > 1]
    if twice:
        raise BadInstance(f"{field}: the id {min(twice)} occurs twice")


def _caller(node: "_Node") -> Caller:
    return Caller(
        id=node.get("id", str),
        teams=frozenset({node.get("team", str)}),
        backup_for=frozenset(node.words("backup_for")),
        languages=frozenset(node.words("languages")),
        hours=tuple(map(_window, node.nodes("weekly_hours"))),
        absences=tuple(map(_days, node.nodes("absences"))),
    )


def _call(node: "_Node") -> Call:
    earliest = node.made("earliest_call", datetime.fromisoformat)
    if earliest.tzinfo is not None:
        raise BadInstance(f"{node.place}.earliest_call: a local time without a zone is wanted")
    return Call(
        id=node.get("id", str),
        team=node.get("team", str),
        language=node.get("language", str),
        earliest=(earliest.date(), earliest.time()),
        latest_send=node.day("latest_send"),
        reachable=tuple(map(_window, node.nodes("reachable"))),
        unreachable=frozenset(map(date.fromisoformat, node.words("unreachable_dates", _is_day))),
        priority=node.number("priority", 2, most=3),
        minutes=node.number("duration_minutes", 20, most=24 * 60),
    )


def _window(node: "_Node") -> Window:
    weekday = node.get("weekday", int)
    if weekday not in range(7):
        raise BadInstance(f"{node.place}.weekday: 0 (Monday) to 6 are possible")
    return Window(weekday, node.made("from", _clock), node.made("to", _clock))


def _clock(value: str) -> time:
    """A time of day; the end of the day may be written 24:00."""
    return time(23, 59) if value == "24:00" else time.fromisoformat(value)


def _days(node: "_Node") -> Days:
    return node.day("from"), node.day("to")


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


class _Node:
    """One JSON object and where it stands, so that every complaint names its field."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, Mapping):
            raise BadInstance(f"{place}: a JSON object is wanted")
        self._value, self.place = value, place

    def get(self, name: str, kind: type[T], default: T | None = None) -> T:
        """A value of that kind."""
        found = self._value.get(name, default)
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            raise BadInstance(f"{self._at(name)}: {kind.__name__} is wanted")
        return found

    def _at(self, name: str) -> str:
        return name if self.place == "the file" else f"{self.place}.{name}"

    def number(self, name: str, default: int, *, most: int) -> int:
        """A whole number from 1."""
        found = self.get(name, int, default)
        if not 1 <= found <= most:
            raise BadInstance(f"{self._at(name)}: 1 to {most} is possible")
        return found

    def made(self, name: str, make: Callable[[str], T]) -> T:
        """A value made of a word."""
        word = self.get(name, str)
        try:
            return make(word)
        except ValueError:
            raise BadInstance(f"{self._at(name)}: {word!r} is not understood") from None

    def day(self, name: str) -> date:
        """A day that the calendar knows."""
        found = self.made(name, date.fromisoformat)
        if not FIRST_YEAR <= found.year < date.max.year:
            raise BadInstance(f"{self._at(name)}: the year {found.year} is not in the calendar")
        return found

    def node(self, name: str) -> "_Node":
        """An object in this one."""
        return _Node(self._value.get(name), self._at(name))

    def nodes(self, name: str) -> list["_Node"]:
        """A list of objects, none if it is missing."""
        found: list[Any] = self.get(name, list, [])
        return [_Node(one, f"{self._at(name)}[{n}]") for n, one in enumerate(found)]

    def words(self, name: str, fits: Callable[[str], bool] = bool) -> list[str]:
        """A list of words, none if it is missing."""
        found: list[Any] = self.get(name, list, [])
        if any(not isinstance(one, str) or not fits(one) for one in found):
            raise BadInstance(f"{self._at(name)}: a list of words is wanted, one of them is not")
        return found
