"""Letters become one sign each; piles of marks are found before they cost time."""

import unicodedata
from time import process_time

import pytest

from anbelo.core.letters import LONGEST_COMPOSED, MOST_MARKS, composed, piled_up, plain_lines


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Gru\u0308ße\r\nan\ralle", "Grüße\nan\nalle"), ("e\u0323\u0302", "ệ"), ("أ", "أ"), ("", "")],
)
def test_composed(typed, kept):
    assert composed(typed) == kept
    assert plain_lines("a\r\nb\rc\n") == "a\nb\nc\n"


def test_no_letter_is_made_of_more_signs_than_we_allow_for():
    every = (chr(number) for number in range(0x110000) if not 0xD800 <= number < 0xE000)
    longest = max(
        len(unicodedata.normalize("NFD", letter))
        for letter in every
        if unicodedata.normalize("NFC", letter) == letter
    )
    assert longest == LONGEST_COMPOSED


def test_piles_are_found_where_they_stand_and_real_writing_has_none():
    assert piled_up("a" + "\u0301" * MOST_MARKS) == 0
    assert piled_up("ab" + "\u0301" * (MOST_MARKS + 1)) == 2 + MOST_MARKS + 1
    assert piled_up(("a" + "\u0301" * MOST_MARKS) * 9) == 0
    assert piled_up("مُحَمَّدٌ Nguyễn Thị Ξένος ŝ" * 50) == 0


def test_a_megabyte_of_marks_is_found_in_no_time():
    began = process_time()
    assert piled_up("a" * 500_000 + "\u0315\u0300" * 250_000)
    assert process_time() - began < 0.5
