"""Looks for a good plan with calls of several lengths, led by the prices of the slots. Pure.

The prices of `bound` say how much of a call a slot is worth. A call whose cheapest place costs less
than one call belongs to a good plan, at a place that is not much dearer than its cheapest. So calls
are put on a sheet in several orders led by prices, the best sheet is taken and mended. Every
decision depends on numbers of steps, none on the clock, unless `stop` says that time is over.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from anbelo.callbacks.planner.bound import UNIT
from anbelo.callbacks.planner.chains import NOWHERE, Move, Sheet
from anbelo.callbacks.planner.intervals import Ground, Numbers

Keeps = Mapping[int, Sequence[int]]
"""Of a promised call the places that keep its time, the promised caller's first."""

Score = tuple[int, ...]
"""Calls held, of them priority 1, 2, 3, promises kept: more is better, the first counts first."""

_WIDEST: Final = 400  # places of one call that the search looks at; the bound looks at all
_NEAR: Final = 0.02  # how much dearer than the cheapest a place may be at first, in calls
_ATTEMPT_WORK: Final = 5_000_000  # places of all calls, times attempts
_SQUEEZE_WORK: Final = 50_000_000
_SQUEEZE_PLACES: Final = 10
_MEND_WORK: Final = 12_000_000
_LAST: Final = 3  # the priority after which there is none


@dataclass(frozen=True)
class Wishes:
    """What the search needs to know of each call beside the ground; lists in the calls' order."""

    places: list[list[int]]
    """Cheapest first."""
    price: list[float]
    """Of the cheapest place, in calls; infinite when there is none."""
    near: list[list[int]]
    """The places hardly dearer than the cheapest."""
    length: list[int]
    priority: list[int]
    keeps: Keeps
    slots: int

    def open(self) -> Sheet:
        """An empty sheet."""
        return Sheet(self.places, self.length, self.priority, self.slots)

    def score(self, sheet: Sheet) -> Score:
        """How good a sheet is."""
        held = [call for call, place in enumerate(sheet.at) if place != NOWHERE]
        counts = [sum(self.priority[call] == rank for call in held) for rank in (1, 2, 3)]
        return len(held), *counts, sum(sheet.at[c] in keep for c, keep in self.keeps.items())


def wishes(ground: Ground, prices: Numbers, keeps: Keeps) -> Wishes:
    """Price and sort the places of every call."""
    total = np.concatenate(([0.0], np.cumsum(prices / UNIT)))
    places: list[list[int]] = []
    price: list[float] = []
    near: list[list[int]] = []
    for call, found in enumerate(ground.places):
        costs = total[found + ground.length[call]] - total[found]
        order = np.argsort(np.round(costs, 6), kind="stable")[:_WIDEST]
        ranked = found[order].tolist()
        least = float(costs.min()) if ranked else float("inf")
        kept = [place for place in keeps.get(call, ()) if place not in ranked]
        places.append(ranked + kept)
        price.append(least)
        near.append(ranked[: int((costs[order] <= least + _NEAR).sum())])
    priority = [call.priority for call in ground.calls]
    length = ground.length.tolist()
    return Wishes(places, price, near, length, priority, keeps, len(ground.caller))


def best_sheet(
    asked: Sequence[Wishes], *, enough: int, stop: Callable[[], bool]
) -> tuple[Wishes, Sheet]:
    """Find a sheet with as many calls as can be, then the best priorities, then promises kept.

    `asked`: the same wishes at different prices, the most promising first. `enough`: no sheet
    holds more calls than that, so nothing is tried for the sake of more. Gives the wishes that
    led to the sheet as well.
    """
    chosen, sheet = _best_attempt(asked, enough=enough, stop=stop)
    if sheet.held() < enough:
        _squeeze(chosen, sheet, stop=stop)
    _raise_priorities(chosen, sheet, stop=stop)
    _mend_priorities(chosen, sheet, stop=stop)
    return chosen, sheet


def _best_attempt(
    asked: Sequence[Wishes], *, enough: int, stop: Callable[[], bool]
) -> tuple[Wishes, Sheet]:
    size = max(1, sum(map(len, asked[0].places)))
    tries = [(one, order) for order in (_long_and_cheap, _long, _cheap) for one in asked]
    tries = tries[: max(2, _ATTEMPT_WORK // size)]
    best = asked[0], asked[0].open()
    for pinned in (True, False) if asked[0].keeps else (True,):
        for one, order in tries:
            if best[1].held() and (stop() or (best[1].held() >= enough and not pinned)):
                return best
            sheet = _attempt(one, order, pinned=pinned)
            if one.score(sheet) > one.score(best[1]):
                best = one, sheet
    return best


def _attempt(
    asked: Wishes, order: Callable[[Wishes, int], tuple[float, ...]], *, pinned: bool
) -> Sheet:
    """Fill a sheet: first near the cheapest places, then anywhere, at last by moving promises."""
    sheet = asked.open()
    pins = _pin(asked, sheet) if pinned else set()
    known = (call for call, found in enumerate(asked.places) if found)
    calls = sorted(known, key=lambda call: order(asked, call))
    sheet.places = asked.near
    insert_all(sheet, calls, pins)
    sheet.places = asked.places
    insert_all(sheet, calls, pins)
    insert_all(sheet, sorted(calls, key=lambda call: asked.length[call]), pins)
    if pins:
        insert_all(sheet, calls, set())
    return sheet


def _long_and_cheap(asked: Wishes, call: int) -> tuple[float, ...]:
    price, length = asked.price[call], asked.length[call]
    return price >= 1, -length, round(price, 6), asked.priority[call]


def _long(asked: Wishes, call: int) -> tuple[float, ...]:
    price, length = asked.price[call], asked.length[call]
    return price >= 1, -length, asked.priority[call], len(asked.places[call])


def _cheap(asked: Wishes, call: int) -> tuple[float, ...]:
    price, length = round(asked.price[call], 2), asked.length[call]
    return price, -length, asked.priority[call], len(asked.places[call])


def _pin(asked: Wishes, sheet: Sheet) -> set[int]:
    """Put promised calls where they were promised, the more urgent ones first."""
    pins = set()
    for call in sorted(asked.keeps, key=lambda call: (asked.priority[call], call)):
        free = (place for place in asked.keeps[call] if not sheet.holders(call, place))
        place = next(free, NOWHERE)
        if place != NOWHERE:
            sheet.put(call, place)
            pins.add(call)
    return pins


def insert_all(sheet: Sheet, calls: Iterable[int], pins: set[int]) -> None:
    """Insert all calls that are not on the sheet; what is found hopeless holds for one length."""
    locked, length = set(pins), 0
    for call in calls:
        if sheet.length[call] != length:
            locked, length = set(pins), sheet.length[call]
        if sheet.at[call] == NOWHERE:
            sheet.insert(call, locked)


def _squeeze(asked: Wishes, sheet: Sheet, *, stop: Callable[[], bool]) -> None:
    """Make room for long calls by moving several calls at once."""
    left = _SQUEEZE_WORK // max(1, sum(map(len, asked.places)))
    waiting = [call for call, place in enumerate(sheet.at) if place == NOWHERE]
    for call in sorted(waiting, key=lambda call: (asked.price[call], asked.priority[call], call)):
        for place in asked.places[call][:_SQUEEZE_PLACES] if asked.length[call] > 1 else ():
            left -= 1
            if left < 0 or stop():
                return
            if sheet.squeeze(call, place, set()):
                break


def _raise_priorities(asked: Wishes, sheet: Sheet, *, stop: Callable[[], bool]) -> None:
    """Exchange less urgent calls for more urgent ones, breaking promises only where needed."""
    for rank in (1, 2):
        for pins in (set(keep_kept(asked, sheet)), set()) if asked.keeps else (set(),):
            locked, length = set(pins), 0
            waiting = [c for c, at in enumerate(sheet.at) if at == NOWHERE]
            waiting = [c for c in waiting if asked.priority[c] == rank and asked.places[c]]
            for call in sorted(waiting, key=lambda call: (asked.length[call], call)):
                if stop():
                    return
                if asked.length[call] != length:
                    locked, length = set(pins), asked.length[call]
                sheet.exchange(call, locked)


def keep_kept(asked: Wishes, sheet: Sheet) -> list[int]:
    """Give the promised calls whose time is kept."""
    return [call for call, keep in asked.keeps.items() if sheet.at[call] in keep]


def mend_promises(asked: Wishes, sheet: Sheet, *, stop: Callable[[], bool]) -> None:
    """Give promised calls their time back wherever nothing more important is lost by it."""
    score = asked.score(sheet)
    for call in sorted(asked.keeps, key=lambda call: (asked.priority[call], call)):
        for place in asked.keeps[call]:
            if stop() or sheet.at[call] in asked.keeps[call]:
                break
            score = _if_better(asked, sheet, (call, place), score)


def _mend_priorities(asked: Wishes, sheet: Sheet, *, stop: Callable[[], bool]) -> None:
    """Try urgent calls that are not held at each of their cheapest places."""
    left = _MEND_WORK // max(1, sum(map(len, asked.places)))
    score = asked.score(sheet)
    waiting = [c for c, at in enumerate(sheet.at) if at == NOWHERE and asked.priority[c] < _LAST]
    for call in sorted(waiting, key=lambda call: (asked.priority[call], call)):
        for place in asked.places[call][:_SQUEEZE_PLACES]:
            left -= 1
            if left < 0 or stop():
                return
            if sheet.at[call] == NOWHERE:
                score = _if_better(asked, sheet, (call, place), score)


def _if_better(asked: Wishes, sheet: Sheet, move: Move, score: Score) -> Score:
    """Move a call, find others who were there another place, keep it if the score is better."""
    call, place = move
    before = list(sheet.at)
    there = [other for other in sheet.holders(call, place) if other != call]
    for other in (call, *there):
        sheet.lift(other)
    sheet.put(call, place)
    waiting = [other for other, at in enumerate(sheet.at) if at == NOWHERE and asked.places[other]]
    waiting.sort(key=lambda one: (asked.priority[one], one not in asked.keeps, asked.length[one]))
    insert_all(sheet, waiting, {call, *keep_kept(asked, sheet)})
    if (now := asked.score(sheet)) > score:
        return now
    sheet.reset(before)
    return score
