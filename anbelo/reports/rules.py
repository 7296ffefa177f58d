"""Shapes of the figures and the rule that keeps small groups hidden. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST_GROUP = 5


@dataclass(frozen=True)
class Share:
    """A part of a whole; `percent` is None of nothing."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """The part in percent of the whole."""
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Row:
    """One line of a breakdown: a code and its count; None stands for "fewer than five"."""

    code: str
    count: int | None


Breakdown = tuple[Row, ...]


@dataclass(frozen=True)
class Figures:
    """The figures of one year. Every breakdown adds up to `enquiries` unless groups are hidden."""

    year: int
    enquiries: int
    benefits: int
    months: Breakdown
    categories: Breakdown
    channels: Breakdown
    kinds: Breakdown
    languages: Breakdown
    sites: Breakdown
    talked_before: Share


def breakdown(counts: Mapping[str, int], *, order: tuple[str, ...] = ()) -> Breakdown:
    """Counts as rows, largest first (or in the given order), groups under five hidden.

    When exactly one group would be hidden, the next smallest is hidden too: otherwise the total
    would give it away. Empty groups are shown as they are: nobody is in them.
    """
    codes = order or tuple(sorted(counts, key=lambda code: (-counts[code], code)))
    small = {code for code in codes if 0 < counts.get(code, 0) < SMALLEST_GROUP}
    if len(small) == 1:
        others = [code for code in codes if counts.get(code, 0) >= SMALLEST_GROUP]
        if others:
            small.add(min(others, key=lambda code: (counts[code], code)))
    return tuple(Row(code, None if code in small else counts.get(code, 0)) for code in codes)
