"""Planning instances of any size: `python benchmarks/instances.py NOTICES FILE [--mixed]`.

Seeded and in the format of the reference instances. Everything is invented. What makes planning
hard is in it on purpose: languages with a heavy tail (some that one person speaks), weeks with far
more notices than hours, short ways to the last sending day, small windows, absences, a few teams
that only backups help.
"""

import argparse
import gzip
import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

LANGUAGES = ("de", "uk", "ar", "tr", "ru", "de-easy", "fa", "en", "pl", "ro", "bg", "ku", "fr",
             "ti", "ps", "sq", "so", "vi", "it", "es")  # fmt: skip
LANDS = ("NW", "BY", "BE", "SN", "HE", "NI")
WEEKS = 6
FIRST = date(2026, 10, 12)  # the clocks change inside, and two Länder have holidays
WHOLE, MORNING, AFTERNOON, EVENING = (
    ("08:00", "18:00"),
    ("08:00", "12:00"),
    ("13:00", "17:00"),
    ("16:00", "18:00"),
)
NOTICES_PER_CALLER = 105
"""A caller keeps about 115 places of 20 minutes in six weeks: capacity is just too small."""

Row = dict[str, Any]


def instance(notices: int, seed: int = 1, *, mixed: bool = False) -> Row:
    """An instance with so many notices; `mixed`: calls of 20, 40 and 60 minutes."""
    dice = Random(seed)
    callers = max(2, notices // NOTICES_PER_CALLER)
    teams = [f"T{n + 1:02d}" for n in range(max(2, min(40, callers // 8)))]
    return {
        "format": "callback-instance/1",
        "seed": seed,
        "land": dice.choice(LANDS),
        "timezone": "Europe/Berlin",
        "horizon": {
            "first_day": str(FIRST),
            "last_day": str(FIRST + timedelta(days=7 * WEEKS - 3)),
        },
        "grid_minutes": 20,
        "durations": "mixed" if mixed else "equal",
        "teams": teams,
        "staff": [_caller(dice, n, teams) for n in range(callers)],
        "notices": [_notice(dice, n, teams, mixed=mixed) for n in range(notices)],
    }


def _caller(dice: Random, number: int, teams: list[str]) -> Row:
    others = [LANGUAGES[_tail(dice)] for _ in range(dice.choice([0, 1, 1, 2, 3]))]
    return {
        "id": f"P{number + 1:04d}",
        "team": teams[number % len(teams)],
        "backup_for": sorted(dice.sample(teams, dice.choice([0, 0, 1, 2]))),
        "languages": sorted({"de", *others}),
        "weekly_hours": _hours(dice),
        "absences": _absences(dice),
        "minutes_per_call": 20,
    }


def _tail(dice: Random) -> int:
    """A language but German: the second is often asked for, the last hardly ever."""
    weights = [1 / n**1.3 for n in range(1, len(LANGUAGES))]
    return dice.choices(range(1, len(LANGUAGES)), weights)[0]


def _hours(dice: Random) -> list[Row]:
    windows = []
    for weekday in range(5):
        for begins in (8 * 60, 13 * 60):
            if dice.random() < 0.45:
                first = begins + 20 * dice.randrange(6)
                windows.append(_window(weekday, first, first + 20 * dice.randint(2, 7)))
    return windows


def _window(weekday: int, first: int, last: int) -> Row:
    return {"weekday": weekday, "from": _clock(first), "to": _clock(last)}


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _absences(dice: Random) -> list[Row]:
    if dice.random() > 0.5:
        return []
    first = FIRST + timedelta(days=dice.randrange(7 * WEEKS))
    last = first + timedelta(days=dice.choice([0, 1, 4, 11]))
    return [{"from": str(first), "to": str(last), "reason": "leave"}]


def _notice(dice: Random, number: int, teams: list[str], *, mixed: bool) -> Row:
    # Two rushes (weeks two and four) bring more notices than there are hours in those weeks.
    week = dice.choices(range(WEEKS), [2, 5, 2, 5, 2, 1])[0]
    ready = FIRST + timedelta(days=7 * week + dice.randrange(5))
    return {
        "id": f"N{number + 1:06d}",
        "team": dice.choices(teams, [1 / (n + 4) for n in range(len(teams))])[0],
        "language": "de" if dice.random() < 0.55 else LANGUAGES[_tail(dice)],
        "earliest_call": f"{ready}T{dice.choice(['08:00', '08:00', '10:00', '12:00', '13:20'])}",
        "latest_send": str(ready + timedelta(days=dice.choice([2, 3, 5, 7, 10, 14, 21]))),
        "reachable": _reachable(dice),
        "unreachable_dates": _unreachable(dice, ready),
        "priority": dice.choices([1, 2, 3], [6, 24, 70])[0],
        "duration_minutes": dice.choices([20, 40, 60], [60, 25, 15])[0] if mixed else 20,
    }


def _reachable(dice: Random) -> list[Row]:
    kind = dice.random()
    if kind < 0.7:
        begins, ends = dice.choices([WHOLE, MORNING, AFTERNOON, EVENING], [30, 30, 25, 15])[0]
        return [{"weekday": weekday, "from": begins, "to": ends} for weekday in range(5)]
    days = sorted(dice.sample(range(5), dice.randint(1, 3)))
    first = 8 * 60 + 20 * dice.randrange(24)
    second = first + 20 * dice.randint(2, 8)
    return [
        _window(day, *pair)
        for day in days
        for pair in ((first, first + 80), (second + 60, second + 200))
    ]


def _unreachable(dice: Random, ready: date) -> list[str]:
    if dice.random() > 0.1:
        return []
    return sorted(
        str(ready + timedelta(days=n)) for n in dice.sample(range(10), dice.randint(1, 3))
    )


def write(whole: Row, file: Path) -> None:
    """Write an instance; gzipped when the name says so."""
    words = json.dumps(whole).encode()
    file.write_bytes(gzip.compress(words, mtime=0) if file.suffix == ".gz" else words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("notices", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mixed", action="store_true")
    asked = parser.parse_args()
    write(instance(asked.notices, asked.seed, mixed=asked.mixed), asked.file)


if __name__ == "__main__":
    main()
