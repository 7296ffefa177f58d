"""The category tree is complete and its codes can be relied upon."""

import re

import pytest

from anbelo.triage.categories import (
    BENEFITS,
    CATEGORIES,
    category,
    children,
    is_benefit,
    top_level,
)

SIZES = {
    "BES": 7,
    "WAR": 7,
    "LEI": 8,
    "KDU": 8,
    "UMG": 6,
    "VER": 6,
    "ZUG": 5,
    "DSG": 4,
    "SON": 4,
}


def test_the_tree_has_all_topics_in_the_order_they_are_shown():
    assert {entry.code: len(children(entry.code)) for entry in top_level()} == SIZES
    assert [entry.code for entry in top_level()] == list(SIZES)
    assert len(CATEGORIES) == 64


def test_fine_codes_count_up_without_gaps():
    for top, size in SIZES.items():
        assert [child.code for child in children(top)] == [f"{top}-{n}" for n in range(1, size + 1)]


@pytest.mark.parametrize("code", CATEGORIES)
def test_every_topic_has_words_a_person_understands(code):
    entry = category(code)
    assert entry.label
    assert entry.explanation.endswith(".")
    assert entry.example.startswith("„")
    assert entry.example.endswith("“")
    assert re.fullmatch(r"[a-z_]+", entry.default_team)
    assert all(len(sentence.split()) <= 16 for sentence in re.split(r"[.:?] ", entry.explanation))


def test_no_two_topics_look_the_same():
    for words in ("label", "explanation", "example"):
        assert len({getattr(entry, words) for entry in CATEGORIES.values()}) == len(CATEGORIES)


def test_data_protection_never_goes_to_an_ordinary_team():
    teams = {entry.default_team for code, entry in CATEGORIES.items() if code.startswith("DSG")}
    assert teams == {"data_protection"}


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ("BES", True),
        ("BES-3", True),
        ("LEI-7", True),
        ("KDU-5", True),
        ("WAR-1", True),
        ("WAR-4", True),
        ("WAR", False),
        ("WAR-5", False),
        ("UMG-1", False),
        ("VER-2", False),
        ("DSG-3", False),
        ("SON", False),
    ],
)
def test_benefits_are_decisions_about_money_not_manners(code, counts):
    assert is_benefit(code) is counts


def test_an_unknown_code_is_an_error_not_a_guess():
    for ask in (category, children, is_benefit):
        with pytest.raises(KeyError):
            ask("XYZ-1")
    assert set(CATEGORIES) >= BENEFITS
