"""What each way to hold a call costs: broken promises, other callers, backups. Pure.

A cost is one whole number (Python's have no limit, so nothing is rounded): a dropped call weighs
more than all promises, a promise more than all changes of callers, a change more than all backups.
"""

from dataclasses import dataclass

from anbelo.callbacks.planner.eligible import Ground
from anbelo.callbacks.planner.problem import Problem

Way = tuple[tuple[int, ...], int, int]
"""Callers, the starts they share, and what each of them costs there."""

BACKUP = 1


@dataclass(frozen=True)
class Promise:
    """A promised moment as a bit (None: nobody starts then) and the caller (None: gone)."""

    bit: int | None
    caller: int | None


@dataclass(frozen=True)
class Costs:
    """Costs of one problem."""

    ground: Ground
    promises: dict[int, Promise]
    other: int
    broken: int
    dropped: int

    def usual(self, call: int) -> int:
        """What every start of the call costs, except those at its promised moment."""
        return self.broken if call in self.promises else 0

    def at_promise(self, call: int, caller: int) -> int:
        """What this caller costs at the promised moment."""
        same = self.promises[call].caller == caller
        return (0 if same else self.other) + self.of_caller(call, caller)

    def of_caller(self, call: int, caller: int) -> int:
        """0 for an own caller, `BACKUP` for one who helps out."""
        return 0 if caller in self.ground.own[call] else BACKUP

    def drop(self, call: int) -> int:
        """What not holding the call costs."""
        return self.dropped + self.usual(call)

    def ways(self, call: int) -> list[Way]:
        """All ways to hold the call; none has a start in common with another."""
        own, backup = self.ground.own[call], self.ground.backup[call]
        times, base, found = self.ground.times[call], self.usual(call), list[Way]()
        promise = self.promises.get(call)
        if promise is not None and promise.bit is not None and times >> promise.bit & 1:
            times ^= 1 << promise.bit
            found = [((k,), 1 << promise.bit, self.at_promise(call, k)) for k in (*own, *backup)]
        return [*found, (own, times, base), (backup, times, base + BACKUP)]


def costs_of(problem: Problem, ground: Ground) -> Costs:
    """The costs of a problem; fixed promises are no part of it."""
    bits = {cell: bit for bit, cell in enumerate(ground.cells)}
    callers = {caller.id: k for k, caller in enumerate(ground.callers)}
    calls = {call.id: c for c, call in enumerate(ground.calls)}
    promises = {
        calls[one.placed.call]: Promise(
            bits.get((one.placed.day, one.placed.starts)), callers.get(one.placed.caller)
        )
        for one in problem.promised
        if not one.fixed and one.placed.call in calls
    }
    other = len(calls) * BACKUP + 1
    broken = len(promises) * other + other
    return Costs(ground, promises, other, broken, (len(promises) + 1) * broken)
