"""Why this time and no other, why none, and what would cure it. Pure Python.

Every reason is proved by taking away one condition after the other; the first that opens a way is
the binding one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from anbelo.callbacks.planner.board import Board, Starts, bits_of, count, lowest_of, minutes_of
from anbelo.callbacks.planner.cures import cures
from anbelo.callbacks.planner.problem import Call, Placed, Problem

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Why:
    """The reason in a code and the figures it rests on, all of them JSON.

    Codes of a call with a time: `promised` (the person has been told it), `outside` (not at a time
    the call asks for: somebody decided so), `only_slot`, `first_slot` (none earlier), `slot`.
    Their facts: `team`, `language`, `caller`, `backup`; `own` when a backup calls: `none_speaks`,
    `none_possible`, `all_taken` or `free`; `window` it lies in (None: the person's times exclude
    nothing); `earlier` starts by what they hold (`promised`, `more_urgent`, `same`, `less_urgent`,
    `busy`, `free`); `next`, the best start if this one had gone: `kind` is `same_time`, `later`,
    `earlier`, `backup`, `own` (all with `day`, `time`), `shift` (`moves` other calls move), `lost`
    (some call loses its place), `taken` (no free start; longer calls) or `none` (no other start).

    Codes of a call without a time, the first that is true: `no_speaker`; `no_days` (no working day
    on which the call is allowed); `no_hours` (no speaker keeps hours free then; `first_day`: when
    one does); `wrong_days` (only on days on which this person is not called); `wrong_times` (never
    when the person can be reached); `busy` (all of it taken by other things); `all_taken` (`calls`
    compete for `slots` of `people` until `until`, `as_urgent` of them at least as urgent,
    `promised` told; longer calls: only how many `calls` hold the `slots`, `slots` is None);
    `left_over` (possible if `moves` others move: the plan is not the largest). With `cures`.
    """

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_facts(self) -> dict[str, Any]:
        """As JSON, the code among the facts."""
        return {"code": self.code, **self.facts}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "Why":
        """What `to_facts` gave."""
        return cls(facts["code"], {key: value for key, value in facts.items() if key != "code"})


def explain(
    problem: Problem, placed: Collection[Placed], only: Collection[str] | None = None
) -> dict[str, Why]:
    """Why each call (or `only` these, by id) has its time or has none in the plan `placed`.

    `placed` must be possible; the answers about calls without a time are exact for any plan, and
    `all_taken` proves that no plan holds more of the calls it counts.
    """
    board = Board(problem, placed)
    wanted = [call for call in problem.calls if only is None or call.id in only]
    rivalry = _Rivalry(board)
    return {
        call.id: _held(board, call) if call.id in board.places else _left(board, call, rivalry)
        for call in wanted
    }


def _held(board: Board, call: Call) -> Why:
    spot, place = board.places[call.id], board.place(call.id)
    facts: dict[str, Any] = {"team": call.team, "language": call.language, "caller": spot.caller}
    starts = board.edges(call)
    if place is None or not starts.get(place[0], 0) >> place[1] & 1:
        return Why("promised" if call.id in board.promised else "outside", facts)
    index, bit = place
    backup = board.is_backup(call, index)
    facts |= {"backup": backup, "window": _window(board, call, spot)}
    if backup:
        facts["own"] = _own(board, call)
    rank = [n for n in board.eligible(call) if backup or not board.is_backup(call, n)]
    facts["earlier"] = earlier = _earlier(board, call, rank, bit)
    facts["next"] = _next(board, call, index, bit)
    if call.id in board.promised:
        return Why("promised", facts)
    if count(starts) == 1:
        return Why("only_slot", facts)
    return Why("slot" if any(earlier.values()) else "first_slot", facts)


def _window(board: Board, call: Call, spot: Placed) -> dict[str, Any] | None:
    anytime = board.pairs(call, board.eligible(call), board.times(call, windows=False))
    if anytime == board.edges(call):
        return None
    first = minutes_of(spot.starts)
    return next(
        {"weekday": one.weekday, "from": f"{one.starts:%H:%M}", "to": f"{one.ends:%H:%M}"}
        for one in call.reachable
        if one.weekday == spot.day.weekday()
        and minutes_of(one.starts) <= first <= minutes_of(one.ends) - call.minutes
    )


def _own(board: Board, call: Call) -> str:
    """Why nobody of the team itself calls."""
    members = [n for n in board.eligible(call) if not board.is_backup(call, n)]
    if not members:
        return "none_speaks"
    starts = {n: bits for n, bits in board.edges(call).items() if n in members}
    if not starts:
        return "none_possible"
    return "free" if board.free(call, starts) else "all_taken"


def _earlier(board: Board, call: Call, callers: Collection[int], bit: int) -> dict[str, int]:
    """The earlier starts of these callers by what fills them, each counted once."""
    found = dict.fromkeys(("promised", "more_urgent", "same", "less_urgent", "busy", "free"), 0)
    before, times = (1 << bit) - 1, board.times(call)
    anyhow = board.pairs(call, callers, times & before, busy=False)
    for n, every in anyhow.items():
        open_ = every & board.edges(call).get(n, 0)
        found["busy"] += (every ^ open_).bit_count()
        for priority, filled in sorted(board.held_as.get(n, {}).items()):
            hit = open_ & board.blocked(n, call.minutes, filled)
            found[_rank(priority, call.priority)] += hit.bit_count()
            open_ &= ~hit
        found["free"] += open_.bit_count()
    return found


def _rank(priority: int, mine: int) -> str:
    if priority == 0:
        return "promised"
    if priority < mine:
        return "more_urgent"
    return "same" if priority == mine else "less_urgent"


def _next(board: Board, call: Call, index: int, bit: int) -> dict[str, Any]:
    """The best start if this one had been gone: what this place was worth."""
    starts = board.edges(call)
    others = {n: bits & ~(1 << bit) if n == index else bits for n, bits in starts.items()}
    if not any(others.values()):
        return {"kind": "none"}
    free = [
        (board.is_backup(call, n), next(bits_of(bits)))
        for n, bits in board.free(call, others).items()
    ]
    if free:
        return _free_next(board, min(free), (board.is_backup(call, index), bit))
    if not board.matching:
        return {"kind": "taken"}
    moves = board.moves_needed(call, others)
    return {"kind": "shift", "moves": moves} if moves else {"kind": "lost"}


def _free_next(board: Board, best: tuple[bool, int], now: tuple[bool, int]) -> dict[str, Any]:
    day, starts = board.moment(best[1])
    if best[0] != now[0]:
        kind = "backup" if best[0] else "own"
    elif best[1] == now[1]:
        kind = "same_time"
    else:
        kind = "later" if best[1] > now[1] else "earlier"
    return {"kind": kind, "day": day.isoformat(), "time": f"{starts:%H:%M}"}


def _left(board: Board, call: Call, rivalry: "_Rivalry") -> Why:
    facts: dict[str, Any] = {"team": call.team, "language": call.language,
                             "before": board.limit(call).isoformat()}  # fmt: skip
    code, more = _binding(board, call, rivalry)
    facts |= more
    if code != "left_over":
        facts["cures"] = cures(board, call, facts.get("rivals", 0))
    return Why(code, facts)


def _binding(board: Board, call: Call, rivalry: "_Rivalry") -> tuple[str, dict[str, Any]]:
    speakers, days = board.eligible(call), board.times(call, windows=False)
    any_day = board.times(call, windows=False, days=False)
    starts = board.edges(call)
    ways = {
        "no_speaker": speakers,
        "no_days": days,
        "no_hours": board.pairs(call, speakers, any_day, busy=False),
        "wrong_days": board.pairs(call, speakers, days, busy=False),
        "wrong_times": board.pairs(call, speakers, board.times(call), busy=False),
        "busy": starts,
    }
    barred = next((code for code, way in ways.items() if not way), None)
    if barred:
        return barred, {"first_day": _first_day(board, call)} if barred == "no_hours" else {}
    if (moves := board.moves_needed(call, starts)) is not None:
        return "left_over", {"moves": moves}
    return "all_taken", rivalry.facts(call) if board.matching else _holders(board, call, starts)


def _first_day(board: Board, call: Call) -> str | None:
    """The first later day on which a speaker keeps hours free; None: not in the next weeks."""
    later = board.times(call, windows=False, days=False, until=board.days[-1] + _DAY)
    first = lowest_of(board.pairs(call, board.eligible(call), later, busy=False))
    return None if first is None else board.moment(first)[0].isoformat()


def _holders(board: Board, call: Call, starts: Starts) -> dict[str, Any]:
    """Longer calls: who holds the starts; how others could move is not counted."""
    length = -(-call.minutes // board.problem.grid)
    held = {
        board.held_by[n, bit + m]
        for n, bits in starts.items()
        for bit in bits_of(bits)
        for m in range(length)
        if (n, bit + m) in board.held_by
    }
    return {"calls": len(held), "slots": None, **_weight(board, call, held)}


def _weight(board: Board, call: Call, held: Collection[str]) -> dict[str, int]:
    known = [board.calls[key] for key in held if key in board.calls]
    return {
        "as_urgent": sum(one.priority <= call.priority for one in known),
        "promised": sum(key in board.promised for key in held),
    }


class _Rivalry:
    """The sets of calls that compete for too few starts (violators of Hall's condition)."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._known: dict[tuple[tuple[int, int], ...], Starts] = {}
        self._waiting = [call for key, call in board.calls.items() if key not in board.places]

    def facts(self, call: Call) -> dict[str, Any]:
        """How many calls compete for how many starts, of how many callers, until when."""
        board, slots = self._board, self._slots(call)
        held = [board.held_by[n, bit] for n, bits in slots.items() for bit in bits_of(bits)]
        waiting = [one for one in self._waiting if self._only_here(one, slots)]
        last = max(bits.bit_length() - 1 for bits in slots.values())
        return {
            "calls": len(held) + len(waiting),
            "slots": count(slots),
            "people": len(slots),
            "until": board.moment(last)[0].isoformat(),
            "rivals": sum(one.priority <= call.priority for one in waiting) - 1,
            **_weight(board, call, held),
        }

    def _only_here(self, waiting: Call, slots: Starts) -> bool:
        starts = self._board.edges(waiting)
        return bool(starts) and not any(bits & ~slots.get(n, 0) for n, bits in starts.items())

    def _slots(self, call: Call) -> Starts:
        """The starts that can be reached by moving one call after the other, all of them held."""
        key = tuple(sorted(self._board.edges(call).items()))
        if key not in self._known:
            self._known[key] = self._reached(call)
        return self._known[key]

    def _reached(self, call: Call) -> Starts:
        board, found, pending = self._board, Starts(), [call]
        while pending:
            for n, bits in board.edges(pending.pop()).items():
                new = bits & ~found.get(n, 0)
                if not new:
                    continue
                found[n] = found.get(n, 0) | new
                holders = (board.held_by[n, bit] for bit in bits_of(new))
                pending += [board.calls[key] for key in holders if board.may_move(key)]
        return found
