"""Somebody's text cut into pieces, so that the words behind a proposal can be marked. Pure."""

from collections.abc import Iterable, Sequence

Segment = tuple[str, bool]


def segments(text: str, spans: Iterable[tuple[int, int]]) -> list[Segment]:
    """The text in order as (piece, is marked); the pieces together are exactly the text.

    `spans` are places (start, end) in any order; overlapping ones become one, places outside the
    text (it may have been erased since) mark nothing.
    """
    found: list[Segment] = []
    at = 0
    for start, end in _merged(text, spans):
        if start > at:
            found.append((text[at:start], False))
        found.append((text[start:end], True))
        at = end
    if at < len(text):
        found.append((text[at:], False))
    return found


def _merged(text: str, spans: Iterable[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        low, high = max(start, 0), min(end, len(text))
        if low >= high:
            continue
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def phrases(text: str, spans: Iterable[tuple[int, int]]) -> list[str]:
    """The marked words themselves, each once, in the order of the text."""
    return list(dict.fromkeys(piece for piece, marked in segments(text, spans) if marked))
