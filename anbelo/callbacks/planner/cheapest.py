"""The cheapest way to hold the calls of a zone, with the prices that prove it. Pure.

The Hungarian method with whole numbers: every call has a limit, every start a price, and nobody
pays more than the limit (`cost + price >= limit` for every way to hold a call). Calls are held
only where both are equal; a start without a call has the price 0. Such a matching is cheapest, and
each cheapest matching uses ways with equality only: `Prices` is all that later aims need to know.
All starts of one price are one bitmap, so whole sets of equal ways are looked at together.
"""

from dataclasses import dataclass
from heapq import heappop, heappush

from anbelo.callbacks.planner.eligible import Ground, bits_of
from anbelo.callbacks.planner.matching import Spot, Zone
from anbelo.callbacks.planner.promises import Costs, Way


@dataclass(frozen=True)
class Prices:
    """A cheapest plan of a zone and the proof: limits of calls, prices of starts (0 if absent)."""

    spots: dict[int, Spot]
    limits: dict[int, int]
    prices: dict[Spot, int]


def cheapest(ground: Ground, zone: Zone, costs: Costs) -> Prices:
    """Hold all calls of the zone that can be held, at the least cost."""
    search = _Search(ground, zone, costs)
    while search.augment_all():
        search.raise_prices()
    return Prices(search.spots, search.limits, search.prices)


class _Search:
    def __init__(self, ground: Ground, zone: Zone, costs: Costs) -> None:
        self.spots: dict[int, Spot] = {}
        self.prices: dict[Spot, int] = {}
        self._holders: dict[Spot, int] = {}
        self._free = list(zone.starts)
        self._levels: dict[int, list[int]] = {0: list(zone.starts)}
        self._ways = {c: self._within(costs.ways(c)) for c in zone.calls}
        self._drops = {
            c: costs.drop(c) for c in zone.calls if ground.calls[c].priority == zone.scarce
        }
        self.limits = {c: min(cost for _callers, _times, cost in self._ways[c]) for c in zone.calls}
        self._waiting = sorted(zone.calls, key=lambda c: (ground.times[c].bit_length(), c))

    def _within(self, ways: list[Way]) -> list[Way]:
        starts = self._levels[0]
        inside = (
            (tuple(k for k in callers if times & starts[k]), times, cost)
            for callers, times, cost in ways
        )
        return [way for way in inside if way[0]]

    def augment_all(self) -> bool:
        """Hold whom the prices let in; whether somebody is left."""
        while self._waiting:
            unseen = {price: list(level) for price, level in self._levels.items()}
            left = [c for c in self._waiting if not self._augment(c, unseen)]
            if len(left) == len(self._waiting):
                return True
            self._waiting = left
        return False

    def _augment(self, root: int, unseen: dict[int, list[int]]) -> bool:
        path: list[tuple[int, Spot]] = []
        call = root
        while not self._settle(call):
            step = self._step(call, unseen)
            while step is None:
                if not path:
                    return False
                call = path.pop()[0]
                step = self._step(call, unseen)
            path.append((call, step))
            call = self._holders[step]
        for mover, spot in path:
            self._put(mover, spot)
        return True

    def _settle(self, call: int) -> bool:
        """Hold the call at a free start, or drop it, if its limit says so."""
        limit = self.limits[call]
        for callers, times, cost in self._ways[call]:
            if cost != limit:
                continue
            for k in callers:
                if both := times & self._free[k]:
                    bit = both & -both
                    self._free[k] ^= bit
                    self._put(call, (k, bit.bit_length() - 1))
                    return True
        if self._drops.get(call) != limit:
            return False
        self.spots.pop(call, None)
        return True

    def _put(self, call: int, spot: Spot) -> None:
        self.spots[call] = spot
        self._holders[spot] = call

    def _step(self, call: int, unseen: dict[int, list[int]]) -> Spot | None:
        limit = self.limits[call]
        for callers, times, cost in self._ways[call]:
            level = unseen.get(limit - cost)
            if level is None:
                continue
            for k in callers:
                if both := times & level[k]:
                    bit = both & -both
                    level[k] ^= bit
                    return k, bit.bit_length() - 1
        return None

    def raise_prices(self) -> None:
        """Raise limits and prices by as little as lets one more call in (Dijkstra's distances)."""
        reach = _Reach(self._ways, self._drops, self.limits, self._levels, self._free)
        end = reach.measure(self._waiting, self._holders)
        for call, distance in reach.calls.items():
            self.limits[call] += end - distance
        for spot, price, distance in reach.spots:
            if distance < end:
                self._reprice(spot, price, price + end - distance)

    def _reprice(self, spot: Spot, old: int, new: int) -> None:
        k, bit = spot
        self._levels[old][k] ^= 1 << bit
        if new not in self._levels:
            self._levels[new] = [0] * len(self._free)
        self._levels[new][k] |= 1 << bit
        self.prices[spot] = new


class _Reach:
    """How far calls and starts are from the waiting calls, in units of missing limit."""

    def __init__(
        self, ways: dict[int, list[Way]], drops: dict[int, int], limits: dict[int, int],
        levels: dict[int, list[int]], free: list[int],
    ) -> None:  # fmt: skip
        self._ways, self._drops, self._limits, self._free = ways, drops, limits, free
        self._unseen = {price: list(level) for price, level in levels.items() if any(level)}
        self._order = sorted(self._unseen)
        self._heap: list[tuple[int, int, int, int]] = []
        self._end: int | None = None
        self.calls: dict[int, int] = {}
        self.spots: list[tuple[Spot, int, int]] = []

    def measure(self, waiting: list[int], holders: dict[Spot, int]) -> int:
        """The distance of the nearest free start or call that may be dropped."""
        for call in waiting:
            self._look(call, 0)
        while self._heap and (self._end is None or self._heap[0][0] < self._end):
            distance, call, way, price = heappop(self._heap)
            callers, times, _cost = self._ways[call][way]
            level = self._unseen[price]
            for k in callers:
                new = times & level[k]
                level[k] ^= new
                for bit in bits_of(new):
                    self.spots.append(((k, bit), price, distance))
                    self._look(holders[k, bit], distance)
        if self._end is None:
            raise RuntimeError("a call that can be held found no start")
        return self._end

    def _look(self, call: int, distance: int) -> None:
        self.calls[call] = distance
        limit = self._limits[call]
        if call in self._drops:
            self._ends(distance + self._drops[call] - limit)
        for n, (callers, times, cost) in enumerate(self._ways[call]):
            for price in self._order:
                further = cost + price - limit
                if further < 0:
                    continue
                if self._end is not None and distance + further >= self._end:
                    break
                if price == 0 and any(times & self._free[k] for k in callers):
                    self._ends(distance + further)
                    break
                heappush(self._heap, (distance + further, call, n, price))

    def _ends(self, distance: int) -> None:
        if self._end is None or distance < self._end:
            self._end = distance
