"""All word lists made ready once, and a text read with them."""

from collections.abc import Iterable

from anbelo.triage import (
    kind_words,
    legal_words,
    lexicon_de_benefits,
    lexicon_de_service,
    safety_de,
    safety_en,
)
from anbelo.triage.matching import Hit, Lexicon, Reading, Shapes, entries
from anbelo.triage.proposal import Confidence, Reason
from anbelo.triage.words import Word, fold

_SHAPES = Shapes()


def _ready(*lists: Iterable[str]) -> Lexicon:
    return Lexicon([entry for rows in lists for entry in entries(rows)], _SHAPES)


TOPICS = {
    "de": _ready(lexicon_de_benefits.WORDS, lexicon_de_service.WORDS),
}
SELF_HARM = _ready(safety_de.SELF_HARM, safety_en.SELF_HARM)
SELF_HARM_FIGURES = _ready(safety_de.FIGURES, safety_en.FIGURES)
EMERGENCY = _ready(safety_de.EMERGENCY, safety_en.EMERGENCY)
SOLVED = _ready(safety_de.SOLVED, safety_en.SOLVED)
SOON = _ready(safety_de.SOON, safety_en.SOON)
LEGAL = _ready(legal_words.LEGAL)
LEGAL_CANCELLED = _ready(legal_words.TOLD, legal_words.FIGURES)
KIND = _ready(kind_words.KIND)
SARCASM = _ready(kind_words.SARCASM)


def read(text: str) -> Reading:
    """Read a text with all word lists."""
    return Reading(text, _SHAPES)


def overlap(hit: Hit, other: Hit) -> bool:
    """Tell whether two hits share a word."""
    return not set(hit.parts).isdisjoint(other.parts)


def reasons(reading: Reading, hits: Iterable[Hit], limit: int = 3) -> tuple[Reason, ...]:
    """Turn hits into reasons, the strongest first, each place once."""
    found: dict[tuple[int, int], Reason] = {}
    for hit in sorted(hits, key=lambda h: (-h.entry.weight, h.first, h.last)):
        start, end = reading.span(hit)
        if not any(start < e and s < end for s, e in found):
            phrase = reading.text[start:end]
            found[start, end] = Reason(phrase, start, end, hit.entry.points_to)
    return tuple(list(found.values())[:limit])


def sureness(weight: int) -> Confidence:
    """Say in words what the weight of a safety or legal phrase means."""
    return {1: Confidence.LOW, 2: Confidence.MEDIUM}.get(weight, Confidence.HIGH)


_NEGATION_WORDS = (
    "nicht nich net nie niemals nimmer kein keine keinen keinem keiner keines keinerlei ohne "
    "not no never dont doesnt didnt isnt wasnt arent without nobody "
    "не нет ні немає нито няма без ما لا لم ليس ليست نه نيست degil yok nu nie ne na pas aucun"
)
_NEGATIONS = frozenset(fold(word) for word in _NEGATION_WORDS.split())


def negated(reading: Reading, hit: Hit, before: int = 3) -> bool:
    """Tell whether a negation stands inside a hit or shortly before it, in the same clause."""
    first = reading.words[hit.first]
    own = set(hit.parts)
    near: list[Word] = [
        w for n, w in enumerate(reading.words[: hit.first]) if hit.first - n <= before
    ]
    inside = [reading.words[n] for n in range(hit.first, hit.last) if n not in own]
    same_clause = [word for word in near if word.clause == first.clause]
    return any(word.form in _NEGATIONS for word in same_clause + inside)
