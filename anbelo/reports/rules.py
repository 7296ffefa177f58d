"""Shapes of the figures and the rule that keeps small groups hidden. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST_GROUP = 5


def is_small(count: int) -> bool:
    """Whether a group is too small to be shown; nobody at all is no group."""
    return 0 < count < SMALLEST_GROUP


@dataclass(frozen=True)
class Share:
    """A part of a whole; `percent` is None of nothing."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """The part in percent of the whole."""
        return 100 * self.part / self.whole if self.whole else None

    @property
    def tells_of_few(self) -> bool:
        """Whether showing it would tell of fewer than five: in the part, or in the rest."""
        return is_small(self.part) or is_small(self.whole - self.part)


@dataclass(frozen=True)
class Row:
    """One line of a breakdown: a code and its count, None when it is hidden.

    `small`: hidden because it is under five; otherwise it is hidden only to protect such a group.
    """

    code: str
    count: int | None
    small: bool = False


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

    The total is known. Where it would give the hidden groups away (there is only one, or all of
    them must be one or four), the next smallest is hidden too. Empty groups are shown as they are:
    nobody is in them.
    """
    codes = order or tuple(sorted(counts, key=lambda code: (-counts[code], code)))
    small = {code for code in codes if is_small(counts.get(code, 0))}
    hidden = set(small)
    if _given_away([counts[code] for code in small]):
        others = [code for code in codes if counts.get(code, 0) >= SMALLEST_GROUP]
        if others:
            hidden.add(min(others, key=lambda code: (counts[code], code)))
    return tuple(
        Row(code, None if code in hidden else counts.get(code, 0), code in small) for code in codes
    )


def _given_away(small: list[int]) -> bool:
    """Whether the sum of the hidden groups tells how large each of them is."""
    extremes = {len(small), len(small) * (SMALLEST_GROUP - 1)}
    return len(small) == 1 or (bool(small) and sum(small) in extremes)
