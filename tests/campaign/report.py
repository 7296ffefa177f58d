"""What a run found."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Report:
    """One run in figures; `broken_promises` names every figure that is not as promised."""

    id: str
    seed: int
    n: int
    figures: dict[str, Any]
    broken_promises: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.broken_promises

    def line(self) -> str:
        """The run as one line of JSON."""
        told = {"id": self.id, "seed": self.seed, "n": self.n, "figures": self.figures}
        return json.dumps({**told, "pass": self.passed, "failed": list(self.broken_promises)})


def not_zero(figures: dict[str, Any], *names: str) -> tuple[str, ...]:
    """The names of those figures that should be zero and are not."""
    return tuple(name for name in names if figures[name] != 0)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the others stays below (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
