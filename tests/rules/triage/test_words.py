"""Words are compared kindly, phrases are found where they are, and no text can stall a worker."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import process_time

import pytest

from anbelo.triage import lexicon
from anbelo.triage.matching import Entry, Lexicon, Reading, Shapes, entries
from anbelo.triage.rules import propose
from anbelo.triage.words import fold, split, stems


def found(phrase: str, text: str) -> list[str]:
    shapes = Shapes()
    lists = Lexicon([Entry("x", 1, phrase)], shapes)
    reading = Reading(text, shapes)
    spans = [reading.span(hit) for hit in lists.find_all(reading)]
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rück·zahlung", "rueckzahlung"),
        ("Job-Center", "jobcenter"),
        ("STRASSE", "straße"),
        ("e\u0301le\u0300ve", "élève"),
        ("أعترض", "اعترض"),
        ("نمی‌خواهم", "نميخواهم"),
        ("ЁЛКА", "елка"),
    ],
)
def test_spellings_of_the_same_word_are_equal(one, other):
    assert fold(one) == fold(other)


def test_the_dot_of_a_date_ends_no_sentence():
    assert {word.sentence for word in split("am 3. Mai kam nichts")} == {0}
    assert [word.sentence for word in split("Nein. Doch")] == [0, 1]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("warten", "Ich wartete lange", ["wartete"]),
        ("=war", "Ich wäre da, er war da", ["war"]),
        ("*bescheid", "Der Änderungsbescheid", ["Änderungsbescheid"]),
        ("kein* .. geld", "Wir haben keinerlei eigenes Geld", ["keinerlei eigenes Geld"]),
        ("kein geld", "kein eigenes Geld", []),
        ("kein .. geld", "Nein, kein. Geld kam", []),
        ("strom & abgestellt", "abgestellt wurde der Strom", ["abgestellt wurde der Strom"]),
        ("strom & abgestellt", "Der Strom. Es wurde abgestellt.", []),
        ("gas|strom weg", "Strom weg, Gas weg", ["Strom weg", "Gas weg"]),
        ("odeme", "Ödeme gelmedi", ["Ödeme"]),
        ("nichts", "nicht", []),
    ],
)
def test_phrases_are_found_as_the_word_lists_mean_them(phrase, text, expected):
    assert sorted(found(phrase, text)) == sorted(expected)


def test_every_row_of_the_word_lists_can_match():
    lists = (*lexicon.TOPICS.values(), *lexicon.KIND.values(), lexicon.LEGAL, lexicon.SELF_HARM)
    phrases = [entry for part in lists for entry in part.entries]
    assert len(phrases) > 3000
    for entry in phrases:
        assert not {"", "*", "**", "="} & {
            shape for part in entry.phrase.split() for shape in part.split("|")
        }
        assert not entry.phrase.startswith("..")
        assert not entry.phrase.endswith((" ..", " &"))
        assert 1 <= entry.weight <= 5


def test_rows_name_code_weight_and_phrases():
    assert list(entries(["KDU-5 4: stromsperre; strom & weg"])) == [
        Entry("KDU-5", 4, "stromsperre"),
        Entry("KDU-5", 4, "strom & weg"),
    ]


HOSTILE = {
    "one endless word": "a" * 1_000_000,
    "one endless joined word": "a-" * 500_000,
    "only marks": "e\u0301" * 500_000,
    "only spaces": " " * 1_000_000,
    "only full stops": "." * 1_000_000,
    "quotes": "'" * 1_000_000,
    "middle dots": "·" * 1_000_000,
    "right-to-left marks": "\u200f" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_cutting_a_hostile_megabyte_takes_no_time(name):
    began = process_time()
    split(HOSTILE[name])
    assert process_time() - began < 0.1


@pytest.mark.parametrize(
    "text",
    ["strom abgestellt nicht " * 45_000, "nicht mehr leben\n" * 60_000],
    ids=["emergency words", "short lines"],
)
def test_a_megabyte_of_trigger_words_is_read_in_bounded_time(text):
    began = process_time()
    propose(text)
    assert process_time() - began < 2


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads take turns as often as Python can, so that what they share shows."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hasty")
def test_people_who_write_at_the_same_time_do_not_mix_up_each_others_words():
    words = [f"rueckforderungsbescheid{i}erungen" for i in range(400)]
    alone = [stems.__wrapped__(word) for word in words]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(stems.__wrapped__, words))
    assert together == alone
