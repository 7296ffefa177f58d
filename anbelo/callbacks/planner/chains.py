"""A sheet of calls of several lengths and the ways to get one more call onto it. Pure.

Every change keeps the sheet valid: a call is at one of its places, a slot has one call.
"""

from collections import deque
from collections.abc import Sequence

NOWHERE = -1

Move = tuple[int, int]
"""A call and the place it goes to (or was at)."""


class Sheet:
    """Which call is where. Calls, places and slots are numbers as in `Ground`.

    `places` of each call in the order in which they should be tried, `length` of each call in
    slots, `rank` of each call: one of a lower rank may push one of a higher rank off the sheet.
    """

    def __init__(
        self,
        places: Sequence[Sequence[int]],
        length: Sequence[int],
        rank: Sequence[int],
        slots: int,
    ) -> None:
        self.places = places
        self.length = length
        self.rank = rank
        self.at = [NOWHERE] * len(length)
        self.holder = [NOWHERE] * slots

    def held(self) -> int:
        """How many calls are on the sheet."""
        return sum(place != NOWHERE for place in self.at)

    def put(self, call: int, place: int) -> None:
        """Write a call onto slots that are free."""
        self.at[call] = place
        for slot in range(place, place + self.length[call]):
            self.holder[slot] = call

    def lift(self, call: int) -> int:
        """Take a call off the sheet and give the place it had."""
        place, self.at[call] = self.at[call], NOWHERE
        if place != NOWHERE:
            for slot in range(place, place + self.length[call]):
                self.holder[slot] = NOWHERE
        return place

    def holders(self, call: int, place: int) -> list[int]:
        """Give the calls that are where this call would be at this place, in order of time."""
        stretch = self.holder[place : place + self.length[call]]
        return list(dict.fromkeys(holder for holder in stretch if holder != NOWHERE))

    def insert(self, root: int, locked: set[int]) -> bool:
        """Get `root` onto the sheet; others may be moved, none is lost, `locked` ones stay.

        Looks breadth first for a chain: each call takes the place of one other call, the last
        one a free place. When there is none, all calls the search came by join `locked`: no
        later search leads to a free place through them (exactly so when all calls are equally
        long, nearly so otherwise).
        """
        return self._search(root, locked, rank=None)

    def exchange(self, root: int, locked: set[int]) -> bool:
        """Get `root` onto the sheet at the cost of one call of a higher rank."""
        return self._search(root, locked, rank=self.rank[root])

    def _search(self, root: int, locked: set[int], rank: int | None) -> bool:
        came: dict[int, Move | None] = {root: None}
        waiting = deque([root])
        while waiting:
            call = waiting.popleft()
            for place in self.places[call]:
                holders = self.holders(call, place)
                if len(holders) > 1:
                    continue
                if not holders:
                    if self._follow(came, call, place, None):
                        return True
                    continue
                other = holders[0]
                if other in came or other in locked:
                    continue
                if rank is not None and self.rank[other] > rank:
                    if self._follow(came, call, place, other):
                        return True
                    continue
                came[other] = call, place
                waiting.append(other)
        locked.update(came)
        return False

    def _follow(
        self, came: dict[int, Move | None], call: int, place: int, dropped: int | None
    ) -> bool:
        """Move all calls of a chain at once, or none if two of them want the same slot."""
        moves = [(call, place)]
        while (before := came[call]) is not None:
            call, place = before[0], before[1]
            moves.append(before)
        old = [(mover, self.lift(mover)) for mover, _ in moves]
        if dropped is not None:
            old.append((dropped, self.lift(dropped)))
        for number, (mover, target) in enumerate(moves):
            if self.holders(mover, target):
                for done, _ in moves[:number]:
                    self.lift(done)
                self.restore(old)
                return False
            self.put(mover, target)
        return True

    def restore(self, moves: Sequence[Move]) -> None:
        """Put calls that are not on the sheet back to where they were."""
        for call, place in moves:
            if place != NOWHERE:
                self.put(call, place)

    def squeeze(self, root: int, place: int, locked: set[int]) -> bool:
        """Put `root` at this place and find all who were there another one, or change nothing."""
        there = self.holders(root, place)
        if any(other in locked for other in there):
            return False
        before = list(self.at)
        self.lift(root)
        for other in there:
            self.lift(other)
        self.put(root, place)
        stay = locked | {root}
        if all(self.insert(other, stay) for other in there):
            return True
        self.reset(before)
        return False

    def reset(self, before: Sequence[int]) -> None:
        """Make the sheet as it was when `at` was `before`."""
        changed = [call for call, place in enumerate(before) if self.at[call] != place]
        for call in changed:
            self.lift(call)
        self.restore([(call, before[call]) for call in changed])
