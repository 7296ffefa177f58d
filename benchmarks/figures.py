"""What was measured: one JSON line for each figure at once, one readable table at the end."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """A value with its unit, and its ratio to a base measured in the same run.

    `aim` says which ratio or value is wanted ("ratio >= 0.35"); `kept` whether it is.
    """

    name: str
    value: float
    unit: str
    base: str = ""
    base_value: float | None = None
    aim: str = ""
    kept: bool | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        return self.value / self.base_value if self.base_value else None


@dataclass
class Report:
    """All figures of one run."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        self.figures.append(figure)
        line = asdict(figure) | {"ratio": figure.ratio}
        print(
            json.dumps({k: _short(v) for k, v in line.items() if v is not None and v != ""}),
            flush=True,
        )

    def table(self) -> str:
        """Every figure in a line, with base and ratio."""
        rows = [("what", "value", "", "ratio", "to", "aim")]
        rows += [
            (
                one.name,
                f"{one.value:,.1f}",
                one.unit,
                "" if one.ratio is None else f"{one.ratio:.2f}",
                "" if one.base_value is None else f"{one.base} ({one.base_value:,.1f})",
                one.aim and f"{one.aim}: {'kept' if one.kept else 'MISSED'}",
            )
            for one in self.figures
        ]
        widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
        return "\n".join(_line(row, widths) for row in rows)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    right = {1, 3}
    cells = [
        cell.rjust(width) if place in right else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _short(value: object) -> object:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, Mapping):
        return {name: _short(found) for name, found in value.items()}
    return value
