"""The earliest of all cheapest plans. Pure.

The sets of starts that can be filled together form a matroid too. So the starts that have a price
come first (every cheapest plan fills them), then all others from the earliest to the latest, and a
start once filled is never given up (Mendelsohn and Dulmage 1958): the sum of the start times is the
least possible. Calls are bits here: one bitmap holds everybody who may be called at a start.
"""

import numpy as np

from anbelo.callbacks.planner.cheapest import Prices
from anbelo.callbacks.planner.eligible import Ground, bits_of
from anbelo.callbacks.planner.matching import Spot, Zone
from anbelo.callbacks.planner.promises import BACKUP, Costs


def earliest(ground: Ground, zone: Zone, costs: Costs, prices: Prices) -> dict[int, Spot]:
    """Hold all calls of a zone with starts enough, as cheaply as `prices` says, and earliest."""
    search = _Search(ground, zone, costs, prices)
    spots = ((k, bit) for k, bits in enumerate(zone.starts) for bit in bits_of(bits))
    for spot in sorted(spots, key=lambda one: (one not in prices.prices, one[1], one[0])):
        if len(search.spots) == len(zone.calls):
            break
        search.fill(spot)
    return {search.calls[n]: spot for n, spot in search.spots.items()}


class _Search:
    def __init__(self, ground: Ground, zone: Zone, costs: Costs, prices: Prices) -> None:
        # The most pressing call is the lowest bit and taken first: fewer moves later.
        self.calls = sorted(zone.calls, key=lambda c: (ground.times[c].bit_length(), c))
        self.spots: dict[int, Spot] = {}
        self._costs, self._prices = costs, prices
        self._alive = self._waiting = (1 << len(self.calls)) - 1
        self._at = _transposed([ground.times[c] for c in self.calls], len(ground.cells))
        self._promised: dict[int, list[int]] = {}
        self._limits: dict[int, int] = {}
        self._own = [0] * len(ground.callers)
        self._backup = [0] * len(ground.callers)
        self._known: dict[tuple[int, int], int] = {}
        self._read(ground)

    def _read(self, ground: Ground) -> None:
        who: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
        for n, c in enumerate(self.calls):
            limit = self._prices.limits[c] - self._costs.usual(c)
            self._limits[limit] = self._limits.get(limit, 0) | 1 << n
            pair = ground.own[c], ground.backup[c]
            who[pair] = who.get(pair, 0) | 1 << n
            promise = self._costs.promises.get(c)
            if promise and promise.bit is not None and self._at[promise.bit] >> n & 1:
                self._at[promise.bit] ^= 1 << n
                self._promised.setdefault(promise.bit, []).append(n)
        for (own, backup), calls in who.items():
            for k in own:
                self._own[k] |= calls
            for k in backup:
                self._backup[k] |= calls

    def _fitting(self, spot: Spot) -> int:
        """The calls that can be held at this start in a cheapest plan."""
        k, bit = spot
        price = self._prices.prices.get(spot, 0)
        if (k, price) not in self._known:
            own = self._own[k] & self._limits.get(price, 0)
            backup = self._backup[k] & self._limits.get(price + BACKUP, 0)
            self._known[k, price] = own | backup
        found = self._at[bit] & self._known[k, price]
        for n in self._promised.get(bit, ()):
            c = self.calls[n]
            may = (self._own[k] | self._backup[k]) >> n & 1
            if may and self._costs.at_promise(c, k) + price == self._prices.limits[c]:
                found |= 1 << n
        return found

    def fill(self, root: Spot) -> None:
        """Hold a call at this start, moving others if need be; calls seen in vain are settled."""
        path: list[tuple[Spot, int]] = []
        unseen, spot = self._alive, root
        while True:
            fitting = self._fitting(spot) & unseen
            if both := fitting & self._waiting:
                bit = both & -both
                self._waiting ^= bit
                path.append((spot, bit.bit_length() - 1))
                break
            if fitting:
                bit = fitting & -fitting
                unseen ^= bit
                path.append((spot, bit.bit_length() - 1))
                spot = self.spots[path[-1][1]]
            elif path:
                spot = path.pop()[0]
            else:
                self._alive = unseen
                return
        for place, n in path:
            self.spots[n] = place


def _transposed(rows: list[int], width: int) -> list[int]:
    """Bit r of number b is bit b of row r."""
    length = -(-width // 8)
    packed = np.frombuffer(b"".join(row.to_bytes(length, "little") for row in rows), np.uint8)
    bits = np.unpackbits(packed.reshape(len(rows), length), axis=1, bitorder="little")
    columns = np.packbits(bits[:, :width].T, axis=1, bitorder="little")
    return [int.from_bytes(column.tobytes(), "little") for column in columns]
