"""Find phrases in words: the small pattern language of the word lists.

A phrase is words in a row: ``kein geld``. A word may be written

* ``bescheid``: any form with the same German or English stem,
* ``=war``: exactly this form,
* ``rueckforder*``, ``*bescheid``, ``*miete*``: beginning, end, anywhere in a word,
* ``strom|gas``: one of several,
* ``..``: up to five words between, in the same sentence.

``strom* & abgestellt|gesperrt`` wants both in one sentence, at most twelve words apart, in any
order. A search is a walk over the words, never a backtracking expression: time grows with the text.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anbelo.triage.words import Word, fold, split, stems

GAP = 5
TOGETHER = 12
_SHORTEST_PREFIX = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase of a word list: what it points to and how strongly."""

    points_to: str
    weight: int
    phrase: str


def entries(rows: Iterable[str]) -> Iterator[Entry]:
    """Read rows like ``"KDU-5 4: stromsperre; strom & weg"``: code, weight, phrases."""
    for row in rows:
        head, _, phrases = row.partition(": ")
        code, weight = head.split()
        for phrase in phrases.split("; "):
            yield Entry(code, int(weight), phrase)


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a text: first and last word, and all words that made it."""

    entry: Entry
    first: int
    last: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """One word of a phrase: the word shapes it accepts, and how many words may come before it."""

    shapes: frozenset[int]
    gap: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """A phrase made ready: rows of words that must all be near one another."""

    entry: Entry
    rows: tuple[tuple[_Step, ...], ...]


class Shapes:
    """All word shapes of a list, numbered, so that a word is looked up once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._exact: dict[str, int] = {}
        self._stems: dict[str, list[int]] = defaultdict(list)
        self._begin: dict[str, int] = {}
        self._within: dict[str, int] = {}
        self._end: dict[str, int] = {}
        self._lengths: set[int] = set()
        self._openings: set[str] = set()

    def number(self, shape: str) -> int:
        """Give the number of a shape, adding it when it is new."""
        if shape not in self._numbers:
            self._numbers[shape] = len(self._numbers)
            self._add(shape, self._numbers[shape])
        return self._numbers[shape]

    def _add(self, shape: str, number: int) -> None:
        form = fold(shape.strip("*="))
        if shape.startswith("="):
            self._exact[form] = number
        elif shape.startswith("*") and shape.endswith("*"):
            self._within[form] = number
        elif shape.endswith("*"):
            self._begin[form] = number
            self._lengths.add(len(form))
        elif shape.startswith("*"):
            self._end[form] = number
        else:
            self._openings.add(form[:_SHORTEST_PREFIX])
            for stem in {form, *stems(form)}:
                self._stems[stem].append(number)

    def of(self, form: str) -> frozenset[int]:
        """Give the numbers of all shapes a folded word has."""
        found = {self._exact[form]} if form in self._exact else set()
        if form[:_SHORTEST_PREFIX] in self._openings:
            for stem in {form, *stems(form)}:
                found.update(self._stems.get(stem, ()))
        found.update(n for k in self._lengths if (n := self._begin.get(form[:k])) is not None)
        found.update(n for part, n in self._within.items() if part in form)
        found.update(n for part, n in self._end.items() if form.endswith(part))
        return frozenset(found)


class Reading:
    """A text as words, with the shapes of each, ready to be searched."""

    def __init__(self, text: str, shapes: Shapes) -> None:
        self.text = text
        self.words: tuple[Word, ...] = split(text)
        known: dict[str, frozenset[int]] = {}
        for word in self.words:
            if word.form not in known:
                known[word.form] = shapes.of(word.form) | shapes.of(word.second)
        self.shapes = [known[word.form] for word in self.words]
        self.places: dict[int, list[int]] = defaultdict(list)
        for place, numbers in enumerate(self.shapes):
            for number in numbers:
                self.places[number].append(place)

    def span(self, hit: Hit) -> tuple[int, int]:
        """Give the offsets of a hit in the original text."""
        return self.words[hit.first].start, self.words[hit.last].end

    def starts(self, shapes: Iterable[int]) -> list[int]:
        """Give the places of the words that have one of the shapes, in order."""
        return sorted({place for n in shapes for place in self.places.get(n, ())})


class Lexicon:
    """Phrases made ready for searching."""

    def __init__(self, phrases: Iterable[Entry], shapes: Shapes) -> None:
        self.entries = tuple(phrases)
        self._plans = tuple(_plan(entry, shapes) for entry in self.entries)
        self._opened_by: dict[int, list[int]] = defaultdict(list)
        for number, plan in enumerate(self._plans):
            for shape in plan.rows[0][0].shapes:
                self._opened_by[shape].append(number)

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Give every phrase that is in the text, once, at its first place."""
        for plan in self._possible(reading):
            if hit := next(_hits(plan, reading), None):
                yield hit

    def find_all(self, reading: Reading) -> Iterator[Hit]:
        """Give every place of every phrase."""
        for plan in self._possible(reading):
            yield from _hits(plan, reading)

    def _possible(self, reading: Reading) -> Iterator[_Plan]:
        """Only the phrases whose first word is in the text: few of thousands, in their order."""
        numbers = {n for shape in reading.places for n in self._opened_by.get(shape, ())}
        return (self._plans[number] for number in sorted(numbers))


def _plan(entry: Entry, shapes: Shapes) -> _Plan:
    rows = tuple(_row(part, shapes) for part in entry.phrase.split(" & "))
    return _Plan(entry, rows)


def _row(phrase: str, shapes: Shapes) -> tuple[_Step, ...]:
    steps: list[_Step] = []
    gap = 0
    for part in phrase.split():
        if part == "..":
            gap = GAP
            continue
        steps.append(_Step(frozenset(shapes.number(shape) for shape in part.split("|")), gap))
        gap = 0
    return tuple(steps)


def _hits(plan: _Plan, reading: Reading) -> Iterator[Hit]:
    first, *others = plan.rows
    for place in reading.starts(first[0].shapes):
        parts = _in_a_row(first, reading, place)
        for row in others:
            parts = parts and _near(row, reading, parts)
        if parts:
            yield Hit(plan.entry, min(parts), max(parts), parts)


def _near(row: tuple[_Step, ...], reading: Reading, parts: tuple[int, ...]) -> tuple[int, ...]:
    """Add the words of a row found around the words so far; nothing when it is not there."""
    here = parts[0]
    for distance in range(1, TOGETHER + 1):
        for place in (here + distance, here - distance):
            found = _in_a_row(row, reading, place)
            if found and reading.words[place].sentence == reading.words[here].sentence:
                return parts + found
    return ()


def _in_a_row(row: tuple[_Step, ...], reading: Reading, place: int) -> tuple[int, ...]:
    """Give the words of a row that begins at a place; nothing when it does not."""
    if not _fits(row[0], reading, place):
        return ()
    parts = [place]
    sentence = reading.words[place].sentence
    for step in row[1:]:
        reach = range(parts[-1] + 1, parts[-1] + 2 + step.gap)
        nearest = next((n for n in reach if _fits(step, reading, n)), None)
        if nearest is None or reading.words[nearest].sentence != sentence:
            return ()
        parts.append(nearest)
    return tuple(parts)


def _fits(step: _Step, reading: Reading, place: int) -> bool:
    inside = 0 <= place < len(reading.shapes)
    return inside and not step.shapes.isdisjoint(reading.shapes[place])
