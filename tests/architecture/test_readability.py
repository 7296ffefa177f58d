"""Claimants can read what we write: limits for the German source and for Leichte Sprache."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from anbelo.core.texts import TRANSLATIONS
from tests.architecture import readability

MOST_WORDS = 20
MOST_EASY_WORDS = 12
# Measured 5.35 over 1,155 source sentences, rounded up to the next half word.
MEAN_WORDS = 5.5
OFFICE_WORDS = (
    "schriftlich mitteilen", "hinsichtlich", "gemäß", "bezüglich", "Sachverhalt", "erforderlich",
    "Leistungsberechtigte", "unverzüglich", "diesbezüglich", "seitens", "nachfolgend",
    "entsprechend", "Inanspruchnahme", "Obliegenheit", "zwecks", "mittels", "ggf", "bzw",
)  # fmt: skip
# Source texts that may break a rule, each with its reason.
SOURCE_ALLOWED: dict[str, str] = {}
# Hard words that must stay, with the sentence that has to explain each of them.
EXPLAINED = {
    "Bescheid": "Ein Bescheid ist ein Brief mit einer Entscheidung",
    "Wider·spruch": "Wider·spruch heißt: Sie sagen: Die Entscheidung ist falsch",
    "Frist": "Frist heißt: So lange haben Sie Zeit",
    "Ombuds·stelle": "Die Ombuds·stelle hilft bei Streit mit dem Jobcenter",
    "Vorgang": "Vorgang heißt: Alles zu Ihrem Anliegen",
    "Beleg": "Ein Beleg ist ein Blatt mit Ihrem Code",
    "Überprüfung": "Überprüfung heißt: Wir sehen den Bescheid noch einmal an",
    "Minderung": "Minderung (Sie bekommen weniger Geld)",
    "Erstattung": "Erstattung (Sie sollen Geld zurück·zahlen)",
    "Beratungs·hilfe": "Beratungs·hilfe heißt: Der Staat bezahlt fast alles für den Anwalt",
    "Daten·schutz": "Daten·schutz heißt: Wir passen auf Ihre Daten auf",
    "Barriere·freiheit": "Barriere·frei heißt: Alle Menschen können es benutzen",
    "Cookie": "Ein Cookie ist eine kleine Datei",
}
# The same thing has the same spelling everywhere.
UNIFORM = ("Widerspruch", "Ombudsstelle", "Datenschutz", "Barrierefreiheit", "Beratungshilfe")


def messages(code: str) -> Iterator[Message]:
    with (TRANSLATIONS / f"{code}.po").open("rb") as source:
        yield from (found for found in read_po(source, locale=code.partition("-")[0]) if found.id)


def forms(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def source() -> list[str]:
    return [text for found in messages("ar") for text in forms(found.id)]


def easy() -> list[str]:
    """All texts in Leichte Sprache that exist so far: a missing text is no bad one."""
    return [text for found in messages("de-easy") for text in forms(found.string) if text]


def faults(rule: Callable[[str], list[str]], texts: list[str]) -> dict[str, list[str]]:
    return {text: found for text in texts if (found := rule(text))}


SOURCE_RULES = {
    "too long": partial(readability.longer_than, most=MOST_WORDS),
    "office German": partial(readability.contains, listed=OFFICE_WORDS),
}
EASY_RULES = {
    "too long": partial(readability.statements_longer_than, most=MOST_EASY_WORDS),
    "subordinate clause": readability.subordinate,
    "genitive": readability.genitives,
    "subjunctive": readability.subjunctives,
    "passive": readability.passives,
    "long compound": readability.unsplit,
    "other spelling": partial(readability.contains, listed=UNIFORM),
}


@pytest.mark.parametrize("name", SOURCE_RULES)
def test_the_source_is_plain_german(name: str) -> None:
    texts = [text for text in source() if text not in SOURCE_ALLOWED]
    assert faults(SOURCE_RULES[name], texts) == {}


def test_exceptions_are_texts_that_exist_and_need_one() -> None:
    for text in SOURCE_ALLOWED:
        assert text in source()
        assert any(rule(text) for rule in SOURCE_RULES.values())


def test_source_sentences_are_short_on_average() -> None:
    lengths = [
        len(readability.words(part)) for text in source() for part in readability.sentences(text)
    ]
    assert sum(lengths) / len(lengths) <= MEAN_WORDS


@pytest.mark.parametrize("name", EASY_RULES)
def test_leichte_sprache_keeps_its_rules(name: str) -> None:
    assert faults(EASY_RULES[name], easy()) == {}


def test_leichte_sprache_explains_its_hard_words() -> None:
    assert readability.unexplained(easy(), EXPLAINED) == []


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("too long", "Sie " + "sehr " * 19 + "lange."),
        ("office German", "Gemäß Ihrer Nachricht prüfen wir den Sachverhalt."),
    ],
)
def test_bad_source_is_found(name: str, bad: str) -> None:
    assert SOURCE_RULES[name](bad)


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("too long", "Wir rufen Sie morgen oder am Freitag oder am Montag in Ruhe an."),
        ("subordinate clause", "Wir rufen an, weil etwas fehlt."),
        ("subordinate clause", "Das ist der Brief, den Sie bekommen haben."),
        ("subordinate clause", "Wir rufen an, um Sie zu fragen."),
        ("genitive", "Das ist die Ablehnung des Umzugs."),
        ("subjunctive", "Sie könnten die Wohnung verlieren."),
        ("passive", "Ihr Strom wird morgen gesperrt."),
        ("long compound", "Das ist eine Beratungsstelle."),
        ("other spelling", "Das ist kein Widerspruch."),
    ],
)
def test_bad_leichte_sprache_is_found(name: str, bad: str) -> None:
    assert EASY_RULES[name](bad)


def test_a_hard_word_without_its_explanation_is_found() -> None:
    assert readability.unexplained(["Ihr Bescheid ist da."], EXPLAINED) == ["Bescheid"]


def test_sentences_and_words_are_counted_as_they_are_read() -> None:
    text = "Wir rufen an: %(day)s, 8 Uhr. Passt das?\nDann <b>gut</b>!"
    counts = [len(readability.words(part)) for part in readability.sentences(text)]
    assert counts == [6, 2, 2]
