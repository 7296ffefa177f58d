"""All word lists made ready once, and a text read with them."""

from collections.abc import Iterable

from anbelo.triage import (
    emergency_de,
    hints_arabic,
    hints_cyrillic,
    hints_latin,
    hints_latin_topics,
    kind_words,
    legal_words,
    lexicon_de_benefits,
    lexicon_de_service,
    lexicon_en,
    safety_de,
    safety_en,
)
from anbelo.triage.matching import Hit, Lexicon, Reading, Shapes, entries
from anbelo.triage.proposal import Confidence, Reason
from anbelo.triage.words import Word, fold

_SHAPES = Shapes()


def _ready(*lists: Iterable[str]) -> Lexicon:
    return Lexicon([entry for rows in lists for entry in entries(rows)], _SHAPES)


# Danger and law are looked for in every language at once: people mix them. Topics are single
# words, so only the languages of the text are tried.
_HINTS = (hints_cyrillic, hints_arabic, hints_latin)
SELF_HARM = _ready(safety_de.SELF_HARM, safety_en.SELF_HARM, *(h.SELF_HARM for h in _HINTS))
SELF_HARM_FIGURES = _ready(safety_de.FIGURES, safety_en.FIGURES, *(h.FIGURES for h in _HINTS))
EMERGENCY = _ready(emergency_de.EMERGENCY, safety_en.EMERGENCY, *(h.EMERGENCY for h in _HINTS))
SOLVED = _ready(emergency_de.SOLVED, safety_en.SOLVED, *(h.SOLVED for h in _HINTS))
EMERGENCY_ELSEWHERE = _ready(emergency_de.ELSEWHERE)
SOON = _ready(emergency_de.SOON, safety_en.SOON)
LEGAL = _ready(legal_words.LEGAL, *(h.LEGAL for h in _HINTS))
LEGAL_CANCELLED = _ready(legal_words.TOLD, legal_words.FIGURES, *(h.TOLD for h in _HINTS))
SARCASM = _ready(kind_words.SARCASM)
FORMULAS = _ready(kind_words.FORMULAS)
TOPICS = {
    "de": _ready(lexicon_de_benefits.WORDS, lexicon_de_service.WORDS),
    "en": _ready(lexicon_en.WORDS),
    "uk": _ready(hints_cyrillic.UKRAINIAN),
    "ru": _ready(hints_cyrillic.RUSSIAN),
    "bg": _ready(hints_cyrillic.BULGARIAN),
    "ar": _ready(hints_arabic.ARABIC),
    "fa": _ready(hints_arabic.PERSIAN),
    "tr": _ready(hints_latin_topics.TURKISH),
    "ro": _ready(hints_latin_topics.ROMANIAN),
    "pl": _ready(hints_latin_topics.POLISH),
    "ku": _ready(hints_latin_topics.KURMANJI),
    "fr": _ready(hints_latin_topics.FRENCH),
}
_CYRILLIC_KIND = _ready(hints_cyrillic.KIND)
_ARABIC_KIND = _ready(hints_arabic.KIND)
_LATIN_KIND = _ready(hints_latin_topics.KIND)
KIND = {
    "de": _ready(kind_words.GERMAN),
    "en": _ready(kind_words.ENGLISH),
    **dict.fromkeys(("uk", "ru", "bg"), _CYRILLIC_KIND),
    **dict.fromkeys(("ar", "fa"), _ARABIC_KIND),
    **dict.fromkeys(("tr", "ro", "pl", "ku", "fr"), _LATIN_KIND),
}


def read(text: str) -> Reading:
    """Read a text with all word lists."""
    return Reading(text, _SHAPES)


def find(lists: dict[str, Lexicon], languages: tuple[str, ...], reading: Reading) -> list[Hit]:
    """Search with the lists of some languages, passing over greetings and closings."""
    formulas = {part for hit in FORMULAS.find_all(reading) for part in hit.parts}
    hits = [hit for code in languages if code in lists for hit in lists[code].find(reading)]
    return [hit for hit in hits if formulas.isdisjoint(hit.parts)]


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
