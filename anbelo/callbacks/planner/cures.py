"""What would give a call without a time a time: every single change that suffices. Pure.

Each cure is proved on the plan as it stands: with that one change and no other, the call can be
held and no call loses its place (others may move, those that may not be touched stay).
"""

from datetime import date, time, timedelta
from typing import Any

from anbelo.callbacks.planner.board import Board, Starts, bits_of, minutes_of
from anbelo.callbacks.planner.problem import Call

Cure = dict[str, Any]
"""`kind` and its figures, as JSON."""

_DAY = timedelta(days=1)
_NEW_DAY = 24 * 60


def cures(board: Board, call: Call, rivals: int = 0) -> list[Cure]:
    """All single changes that suffice, first those a team lead can make without touching a date.

    * `colleague`: any one of `count` people outside the team who speak the language helps out
    * `slots`: `n` more times of `minutes` minutes with somebody who speaks the language, before
      `before`, when the person can be reached; `rivals` other calls would get theirs first
    * `wider`: the person can also be reached on `day` from `from` to `to` (the smallest change)
    * `interpreter`: a colleague of the team calls together with an interpreter
    * `later`: the last sending day `days` days later (the smallest number), that is on `until`
    """
    found = (
        _colleague(board, call),
        _slots(board, call, rivals),
        _wider(board, call),
        _interpreter(board, call),
        _later(board, call),
    )
    return [cure for cure in found if cure]


def _later(board: Board, call: Call) -> Cure | None:
    if call.latest_send > board.limit(call):
        return None  # the plan ends before the notice goes out: another day would not help
    times = board.times(call, until=board.days[-1] + _DAY)
    starts = board.pairs(call, board.eligible(call), times)
    possible = board.can_be_had(call, starts)
    first = min((next(bits_of(bits)) for bits in possible.values()), default=None)
    if first is None:
        return None
    until = board.moment(first)[0] + _DAY
    return {"kind": "later", "days": (until - call.latest_send).days, "until": until.isoformat()}


def _colleague(board: Board, call: Call) -> Cure | None:
    inside, times = set(board.serving(call)), board.times(call)
    outside = [
        n
        for n, caller in enumerate(board.callers)
        if n not in inside and call.language in caller.languages
    ]
    count = len(board.can_be_had(call, board.pairs(call, outside, times)))
    return {"kind": "colleague", "count": count} if count else None


def _slots(board: Board, call: Call, rivals: int) -> Cure | None:
    speakers = board.eligible(call)
    open_hours = board.pairs(call, speakers, board.times(call), hours=False)
    if not board.free(call, open_hours):
        return None
    before = board.limit(call).isoformat()
    return {"kind": "slots", "n": 1 + rivals, "minutes": call.minutes, "before": before}


def _wider(board: Board, call: Call) -> Cure | None:
    times = board.times(call, windows=False) & ~board.times(call)
    starts = board.can_be_had(call, board.pairs(call, board.eligible(call), times))
    every = _union(starts)
    if not every:
        return None
    _far, bit = min((_outside(call, *board.moment(bit)), bit) for bit in bits_of(every))
    day, begins = board.moment(bit)
    ends = minutes_of(begins) + call.minutes
    return {
        "kind": "wider",
        "day": day.isoformat(),
        "from": f"{begins:%H:%M}",
        "to": f"{time(ends // 60, ends % 60):%H:%M}",
    }


def _outside(call: Call, day: date, begins: time) -> int:
    """By how many minutes a window of that weekday would have to grow."""
    first, last = minutes_of(begins), minutes_of(begins) + call.minutes
    return min(
        (
            max(0, minutes_of(window.starts) - first) + max(0, last - minutes_of(window.ends))
            for window in call.reachable
            if window.weekday == day.weekday()
        ),
        default=_NEW_DAY,
    )


def _interpreter(board: Board, call: Call) -> Cure | None:
    if call.language.startswith("de"):
        return None
    others = [n for n in board.serving(call) if call.language not in board.callers[n].languages]
    possible = board.can_be_had(call, board.pairs(call, others, board.times(call)))
    return {"kind": "interpreter"} if possible else None


def _union(starts: Starts) -> int:
    every = 0
    for bits in starts.values():
        every |= bits
    return every
