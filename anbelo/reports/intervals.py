"""How sure a share and a difference of shares are, and how many are needed to see one. Pure."""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

from anbelo.reports.rules import Share

SURE = 0.95
POWER = 0.80
_Z = NormalDist().inv_cdf((1 + SURE) / 2)
_Z_POWER = NormalDist().inv_cdf(POWER)


@dataclass(frozen=True)
class Range:
    """From where to where the true value lies, in percent (or percentage points), 95 % sure."""

    low: float
    high: float


def wilson(share: Share) -> Range | None:
    """The 95 % interval of a share in percent (Wilson 1927); None of nothing."""
    if not share.whole:
        return None
    n, p, square = share.whole, share.part / share.whole, _Z * _Z
    middle = (p + square / (2 * n)) / (1 + square / n)
    half = _Z / (1 + square / n) * sqrt(p * (1 - p) / n + square / (4 * n * n))
    low = 100 * (middle - half) if share.part else 0.0
    return Range(low, 100 * (middle + half) if share.part < n else 100.0)


@dataclass(frozen=True)
class Difference:
    """How many percentage points one share is above another, and how sure that is."""

    points: float
    range: Range


def newcombe(one: Share, other: Share) -> Difference | None:
    """How far `one` is above `other`, with its 95 % interval (Newcombe 1998, method 10).

    None when one of them is a share of nothing.
    """
    p, q, first, second = one.percent, other.percent, wilson(one), wilson(other)
    if p is None or q is None or first is None or second is None:
        return None
    down = sqrt((p - first.low) ** 2 + (second.high - q) ** 2)
    up = sqrt((first.high - p) ** 2 + (q - second.low) ** 2)
    return Difference(p - q, Range(p - q - down, p - q + up))


def notices_needed(base: float, other: float, *, percent: int) -> int:
    """How many notices must be in the lottery to see that `base` is not `other` (shares 0 to 1).

    With 80 % power at 95 % certainty, two-sided, when the lot draws `percent` of a hundred (Fleiss
    1981, without continuity correction). Raises ValueError when there is no difference to see.
    """
    if base == other or not 0 < percent < 100:  # noqa: PLR2004 - of a hundred
        raise ValueError("no_difference")
    ratio = percent / (100 - percent)
    middle = (base + ratio * other) / (1 + ratio)
    certain = _Z * sqrt((1 + 1 / ratio) * middle * (1 - middle))
    power = _Z_POWER * sqrt(base * (1 - base) + other * (1 - other) / ratio)
    not_drawn = ceil(((certain + power) / (base - other)) ** 2)
    return not_drawn + ceil(not_drawn * ratio)
