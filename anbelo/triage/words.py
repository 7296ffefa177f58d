"""Cut a text into words that can be compared, each remembering its place in the original.

Comparing ignores capitals, accents, hyphens, the middle dot of Leichte Sprache, Arabic vowel signs
and letter variants; "ä" counts like "ae". Places are offsets into the text as it was written.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import snowballstemmer  # type: ignore[import-untyped]  # the package ships no types

# A person's letter has a few hundred words. What is longer is read at both ends only, so that no
# text, however long, can keep a worker busy.
HEAD_WORDS = 3000
TAIL_CHARACTERS = 8000
LONGEST_WORD = 60

_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u200c\u200d\u00ad"
_WORD = re.compile(rf"[\w{_MARKS}’'·-]+")
_SENTENCE_END = frozenset(".!?;\n…؟؛۔")
_CLAUSE_END = frozenset(',:()"„“”«»–—/،')
_LETTERS = str.maketrans(
    {
        "ä": "ae", "ö": "oe", "ü": "ue", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "a", "œ": "o",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك",
        "ة": "ه", "ۀ": "ه", "ؤ": "و", "ئ": "ي", "ـ": "", "ґ": "г",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word: its comparable forms, its place, and the sentence and clause it is in."""

    form: str
    second: str
    start: int
    end: int
    sentence: int
    clause: int


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """Make spellings of the same word equal: "Rück·zahlung" and "rueckzahlung" are one."""
    composed = unicodedata.normalize("NFKC", word.casefold())
    return bare(composed.translate(_LETTERS))


@lru_cache(maxsize=20_000)
def bare(word: str) -> str:
    """Drop accents and dots: keyboards without "ö" write Turkish "ödeme" as "odeme"."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if c.isalnum()).translate(_LETTERS)


def variant(form: str, written: str) -> str:
    """Give the second form of a word: without accents, or without an Arabic "and" before it."""
    if form.startswith(_ARABIC_AND) and len(form) >= _LONG_ENOUGH:
        return form[1:]
    return bare(written)


_NO_STEM = frozenset({"nichts", "nicht", "wegen"})
_ARABIC_AND = ("و", "ف")
_LONG_ENOUGH = 5
_UMLAUT = re.compile(r"ae|oe|(?<![aeq])ue")


@lru_cache(maxsize=20_000)
def stems(form: str) -> tuple[str, str]:
    """Give the German and the English stem of a folded word.

    The German stemmer drops umlauts; the mark keeps "wäre" and "war" apart. For the stemmer
    "nichts" is "nicht"; for a person who has nothing left it is not.
    """
    if form in _NO_STEM:
        return form, form
    mark = "\u0308" if _UMLAUT.search(form) else ""
    # A stemmer keeps the word it works at, and people write at the same time: one for each word.
    german, english = snowballstemmer.stemmer("german"), snowballstemmer.stemmer("english")
    return german.stemWord(form) + mark, english.stemWord(form)


def split(text: str) -> tuple[Word, ...]:
    """Give the words of a text in order; of a very long one its beginning and its end."""
    head = tuple(islice(_words(text, 0), HEAD_WORDS))
    rest = head[-1].end if len(head) == HEAD_WORDS else len(text)
    if rest >= len(text):
        return head
    start = max(rest, len(text) - TAIL_CHARACTERS)
    sentences, clauses = head[-1].sentence + 1, head[-1].clause + 1
    return head + tuple(_words(text, start, sentences, clauses))


def _words(text: str, start: int, sentence: int = 0, clause: int = 0) -> Iterator[Word]:
    seen = start
    for found in _WORD.finditer(text, start):
        written = found.group()[:LONGEST_WORD]
        form = fold(written)
        if not form:
            continue
        gap = text[seen : found.start()][:80]
        if seen > start and _ends_sentence(gap, text[seen - 1]):
            sentence, clause = sentence + 1, clause + 1
        elif not _CLAUSE_END.isdisjoint(gap):
            clause += 1
        seen = found.end()
        yield Word(form, variant(form, written), found.start(), seen, sentence, clause)


def _ends_sentence(gap: str, before: str) -> bool:
    """Tell whether a sentence ends here; the dot of "am 3. Mai" does not."""
    if before.isdigit() and gap.lstrip().startswith(".") and "\n" not in gap:
        return not _SENTENCE_END.isdisjoint(gap.replace(".", "", 1))
    return not _SENTENCE_END.isdisjoint(gap)
