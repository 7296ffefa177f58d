"""How many calls of several lengths any plan at all can hold: prices for slots and a proof. Pure.

**The proof.** Give every slot s a price p(s) >= 0, whatever it is. Take any valid plan and one
part of the ground (see step 4). Let c run over the calls the plan holds there.

1. c covers the slots S(c), a possible place of c. Sum over the held calls of 1 is the sum of
   `1 - p(S(c))` plus the sum of `p(S(c))`, where p(S) is the sum of the prices in S.
2. No two held calls share a slot (nobody holds two calls at once) and prices are not negative, so
   the sum of all `p(S(c))` is at most the sum of all prices.
3. `1 - p(S(c))` is at most `max(0, 1 - cheapest(c))`, with the cheapest of *all* possible places
   of c; calls the plan does not hold add `max(0, …) >= 0`. So the number of held calls is at most
   `sum of prices + sum over all calls of max(0, 1 - cheapest(c))`. (This is weak duality: the
   value of a feasible solution of the dual of the linear relaxation.)
4. Calls and slots fall into parts such that no call has places in two of them. The number of
   calls held in each part is a whole number, so the bound of each part may be rounded down, and a
   plan holds at most the sum of the rounded bounds.
5. Prices are whole numbers in units of 1/`UNIT` and everything in steps 1 to 4 is computed with
   whole numbers, so no rounding of floating point enters. How the prices were found is of no
   importance to the proof; good prices only make the bound small.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from anbelo.callbacks.planner.intervals import Ground, Numbers

UNIT: Final = 1 << 30
"""The worth of one call in the unit of the prices."""

Prices = NDArray[np.float64]

_SOFTNESS: Final = (0.1, 0.03, 0.01, 0.003, 0.001)
_WORK: Final = 75_000_000  # places looked at in one stage
_FEWEST, _MOST, _SPARE = 20, 150, 10
_START: Final = 0.3
_NOTHING: Final = -50.0  # e to this power adds nothing; smaller ones are slow to compute with


class Market:
    """The places of all calls as one long list, ready to be priced many times."""

    def __init__(self, ground: Ground) -> None:
        counts = np.array([len(places) for places in ground.places], dtype=np.int64)
        self.calls = np.flatnonzero(counts)
        """The calls that have a place at all, in the order of the list."""
        self.slots = len(ground.caller)
        self._counts = counts[self.calls]
        self._heads = np.concatenate(([0], np.cumsum(self._counts)[:-1])) if len(counts) else counts
        nothing = np.arange(0, dtype=np.int64)
        self._first = np.concatenate([nothing, *ground.places])
        self._last = self._first + np.repeat(ground.length[self.calls], self._counts)

    def __len__(self) -> int:
        return len(self._first)

    def cheapest(self, prices: Numbers) -> Numbers:
        """Give for each of `calls` the price of its cheapest place, in the unit of the prices."""
        total = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(prices)))
        return np.minimum.reduceat(total[self._last] - total[self._first], self._heads)

    def soft(self, prices: Prices, softness: float) -> tuple[float, Prices]:
        """Give a smooth function a little above the bound, and its slope by each price."""
        total = np.concatenate(([0.0], np.cumsum(prices)))
        gain = 1 - (total[self._last] - total[self._first])
        best = np.maximum(0, np.maximum.reduceat(gain, self._heads))
        far = (gain - np.repeat(best, self._counts)) / softness
        weight = np.exp(np.maximum(far, _NOTHING))
        whole = np.add.reduceat(weight, self._heads) + np.exp(-best / softness)
        weight /= np.repeat(whole, self._counts)
        begun = np.bincount(self._first, weight, self.slots + 1)
        ended = np.bincount(self._last, weight, self.slots + 1)
        used = np.cumsum((begun - ended).astype(np.float64))
        value = prices.sum() + (best + softness * np.log(whole)).sum()
        return float(value), 1.0 - used[: self.slots]

    def parts(self) -> tuple[int, Numbers, Numbers]:
        """Give the number of independent parts and the part of each of `calls` and each slot."""
        owner = np.repeat(np.arange(len(self.calls)), self._counts)
        links = [(owner, self._first)]
        for ahead in range(1, int((self._last - self._first).max(initial=1))):
            longer = np.flatnonzero(self._last - self._first > ahead)
            links.append((owner[longer], self._first[longer] + ahead))
        rows = np.concatenate([row for row, _ in links])
        columns = np.concatenate([column for _, column in links]) + len(self.calls)
        size = len(self.calls) + self.slots
        graph = coo_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(size, size))
        number, found = connected_components(graph.tocsr(), directed=False)
        label = np.asarray(found, dtype=np.int64)
        return int(number), label[: len(self.calls)], label[len(self.calls) :]


def find_prices(market: Market, *, stop: Callable[[], bool]) -> list[Numbers]:
    """Find good prices in units of 1/`UNIT`: the dual of the relaxation, smoothed and descended.

    The smoothed dual is minimised in stages with less and less softness; the prices after each
    stage are given, those for the best bound last. The number of steps depends on the problem's
    size only; `stop` is a safety brake that is asked after every step.
    """
    prices = np.full(market.slots, _START)
    steps = min(_MOST, max(_FEWEST, _WORK // max(1, len(market))))
    stages = []

    def brake(intermediate_result: object) -> None:  # noqa: ARG001 - SciPy passes it by this name
        if stop():
            raise StopIteration

    for softness in _SOFTNESS if len(market) else ():
        found = minimize(
            market.soft,
            prices,
            args=(softness,),
            jac=True,
            method="L-BFGS-B",
            bounds=[(0, 2)] * market.slots,
            options={"maxiter": steps, "maxfun": steps + _SPARE},
            callback=brake,
        )
        prices = np.clip(found.x, 0, 2)
        stages.append(np.rint(prices * UNIT).astype(np.int64))
    return stages or [np.zeros(market.slots, dtype=np.int64)]


def proven_bound(market: Market, prices: Numbers) -> int:
    """Give a number of calls that no plan exceeds; see the proof at the head of this file.

    Raises `ValueError("negative_price")`, because the proof would not hold.
    """
    if (prices < 0).any():
        raise ValueError("negative_price")
    if not len(market):
        return 0
    number, of_call, of_slot = market.parts()
    worth = np.maximum(0, UNIT - market.cheapest(prices))
    by_part = np.zeros(number, dtype=np.int64)
    np.add.at(by_part, of_slot, prices)
    np.add.at(by_part, of_call, worth)
    possible = np.bincount(of_call, minlength=number)
    return int(np.minimum(by_part // UNIT, possible).sum())
