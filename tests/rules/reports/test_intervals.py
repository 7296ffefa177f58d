"""Intervals against SciPy and against the tables of the papers they come from."""

from itertools import product

import pytest
from scipy.stats import binom, binomtest, norm

from anbelo.reports.intervals import newcombe, notices_needed, wilson
from anbelo.reports.rules import Share


@pytest.mark.parametrize("whole", [1, 2, 5, 17, 80, 1000])
def test_the_interval_of_a_share_is_wilsons(whole):
    for part in {0, 1, whole // 3, whole - 1, whole}:
        found = wilson(Share(part, whole))
        expected = binomtest(part, whole).proportion_ci(method="wilson")
        assert found.low == pytest.approx(100 * expected.low, abs=1e-9)
        assert found.high == pytest.approx(100 * expected.high, abs=1e-9)


def test_a_share_of_nothing_has_no_interval():
    assert wilson(Share(0, 0)) is None
    assert newcombe(Share(0, 0), Share(1, 2)) is None
    assert newcombe(Share(1, 2), Share(0, 0)) is None


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [  # Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_of_a_difference_is_newcombes(one, other, low, high):
    found = newcombe(Share(*one), Share(*other))
    assert found.points == pytest.approx(100 * (one[0] / one[1] - other[0] / other[1]))
    assert found.range.low == pytest.approx(100 * low, abs=0.005)
    assert found.range.high == pytest.approx(100 * high, abs=0.005)


def test_to_halve_one_in_ten_takes_435_on_each_side():
    assert notices_needed(0.10, 0.05, percent=50) == 2 * 435


def test_a_smaller_lot_or_a_smaller_difference_needs_more():
    assert notices_needed(0.1, 0.05, percent=10) > notices_needed(0.1, 0.05, percent=50)
    assert notices_needed(0.1, 0.08, percent=50) > notices_needed(0.1, 0.05, percent=50)


@pytest.mark.parametrize(("base", "other", "percent"), [(0.1, 0.05, 50), (0.3, 0.2, 20)])
def test_with_so_many_notices_the_difference_is_seen_in_four_of_five_cases(base, other, percent):
    needed = notices_needed(base, other, percent=percent)
    drawn = round(needed * percent / 100)
    assert power(needed - drawn, base, drawn, other) == pytest.approx(0.8, abs=0.02)


def power(n: int, p: float, m: int, q: float) -> float:
    """How often a two-sided test at five percent sees it, by adding up every outcome."""
    certain = norm.ppf(0.975)
    seen = 0.0
    likely_n = range(int(binom.ppf(1e-7, n, p)), int(binom.ppf(1 - 1e-7, n, p)) + 1)
    likely_m = range(int(binom.ppf(1e-7, m, q)), int(binom.ppf(1 - 1e-7, m, q)) + 1)
    chance_n, chance_m = binom.pmf(likely_n, n, p), binom.pmf(likely_m, m, q)
    for (i, a), (j, b) in product(enumerate(likely_n), enumerate(likely_m)):
        pooled = (a + b) / (n + m)
        spread = (pooled * (1 - pooled) * (1 / n + 1 / m)) ** 0.5
        if abs(a / n - b / m) > certain * spread:
            seen += chance_n[i] * chance_m[j]
    return seen


@pytest.mark.parametrize(("base", "other", "percent"), [(0.1, 0.1, 50), (0.1, 0.2, 0)])
def test_no_difference_or_no_lot_needs_no_number(base, other, percent):
    with pytest.raises(ValueError, match="no_difference"):
        notices_needed(base, other, percent=percent)
