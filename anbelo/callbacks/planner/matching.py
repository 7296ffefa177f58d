"""The most calls and the most urgent ones at once: shortest augmenting paths over bitmaps. Pure.

The sets of calls that can be held together form a transversal matroid (Edmonds and Fulkerson 1965).
So it is enough to take the calls by priority and to keep what can be kept: a place found once is
never lost, and the largest set and the lexicographically best priorities come out together. Paths
as Hopcroft and Karp (1973) look for them.
"""

from dataclasses import dataclass

from anbelo.callbacks.planner.eligible import Ground, bits_of

Spot = tuple[int, int]
"""Caller and bit."""


@dataclass(frozen=True)
class Zone:
    """A part of the starts in which the rest of the aims can be met alone.

    `scarce` is None where there are starts enough: all `calls` are held. Otherwise calls of the
    priority `scarce` compete for the starts: all starts are filled in every best plan, the more
    urgent calls are all held, and those of that priority fill the rest. In no best plan is a call
    of a zone held outside it (complementary slackness: the starts of a zone have one price).
    """

    calls: tuple[int, ...]
    starts: tuple[int, ...]
    scarce: int | None


def zones(ground: Ground) -> list[Zone]:
    """Divide calls and starts; calls in no zone are held in no best plan."""
    search = _Search(ground)
    order = sorted({call.priority for call in ground.calls})
    scarce = {priority: search.hold(priority) for priority in order}
    found = [
        Zone(search.belonging(starts, priority), starts, priority)
        for priority, starts in scarce.items()
        if any(starts)
    ]
    plenty = tuple(search.alive)
    return [Zone(search.belonging(plenty, None), plenty, None), *found]


class _Search:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._callers = [
            own + backup for own, backup in zip(ground.own, ground.backup, strict=True)
        ]
        self._spots: dict[int, Spot] = {}
        self._holders: dict[Spot, int] = {}
        self._free = list(ground.starts)
        self._full: tuple[int, ...] = ()
        self.alive = list(ground.starts)

    def hold(self, priority: int) -> tuple[int, ...]:
        """Hold as many calls of this priority as possible; the starts that were too few for them.

        What a search in vain has seen is full for good: no later search needs to enter it.
        """
        ground = self._ground
        waiting = [
            c for c, call in enumerate(ground.calls)
            if call.priority == priority and ground.times[c]
        ]  # fmt: skip
        waiting.sort(key=lambda c: (ground.times[c].bit_length(), c))
        waiting = [c for c in waiting if not self._take_free(c)]
        while layers := self._layers(waiting):
            waiting = [c for c in waiting if not self._augment(c, layers)]
        return self._full

    def _layers(self, waiting: list[int]) -> list[list[int]]:
        """The starts by how many calls have to move to reach them, up to the nearest free ones.

        Without a free start in reach there are no layers, and what was seen is full for good.
        """
        unseen, layers, frontier, found = list(self.alive), list[list[int]](), waiting, False
        while frontier and not found:
            layer = [0] * len(unseen)
            for call in frontier:
                times = self._ground.times[call]
                for k in self._callers[call]:
                    if new := times & unseen[k]:
                        unseen[k] ^= new
                        layer[k] |= new
            layers.append(layer)
            found = any(bits & free for bits, free in zip(layer, self._free, strict=True))
            spots = ((k, bit) for k, bits in enumerate(layer) for bit in bits_of(bits))
            frontier = [] if found else [self._holders[spot] for spot in spots]
        if found:
            return layers
        self._full = tuple(a & ~u for a, u in zip(self.alive, unseen, strict=True))
        self.alive = unseen
        return []

    def _take_free(self, call: int) -> bool:
        times = self._ground.times[call]
        for k in self._callers[call]:
            if both := times & self._free[k]:
                bit = both & -both
                self._free[k] ^= bit
                self._put(call, (k, bit.bit_length() - 1))
                return True
        return False

    def _put(self, call: int, spot: Spot) -> None:
        self._spots[call] = spot
        self._holders[spot] = call

    def _augment(self, root: int, layers: list[list[int]]) -> bool:
        """Make room for one call by moving others; each start is looked at once for all roots."""
        path: list[tuple[int, Spot]] = []  # each call with the spot it would take from the next
        call = root
        while len(path) < len(layers) - 1 or not self._take_free(call):
            step = self._step(call, layers[len(path)]) if len(path) < len(layers) - 1 else None
            while step is None:
                if not path:
                    return False
                call = path.pop()[0]
                step = self._step(call, layers[len(path)])
            path.append((call, step))
            call = self._holders[step]
        for mover, spot in path:
            self._put(mover, spot)
        return True

    def _step(self, call: int, layer: list[int]) -> Spot | None:
        times = self._ground.times[call]
        for k in self._callers[call]:
            if both := times & layer[k]:
                bit = both & -both
                layer[k] ^= bit
                return k, bit.bit_length() - 1
        return None

    def belonging(self, starts: tuple[int, ...], scarce: int | None) -> tuple[int, ...]:
        """The calls held in these starts, and those of the priority that is short of them."""
        ground = self._ground
        return tuple(
            c for c, call in enumerate(ground.calls)
            if (self._is_in(self._spots[c], starts) if c in self._spots
                else call.priority == scarce
                and any(ground.times[c] & starts[k] for k in self._callers[c]))
        )  # fmt: skip

    @staticmethod
    def _is_in(spot: Spot, starts: tuple[int, ...]) -> bool:
        return bool(starts[spot[0]] >> spot[1] & 1)
