"""Letters as one sign each, however a keyboard sent them. Pure."""

import unicodedata

MOST_MARKS = 30
"""Accents and vowel signs on one letter; no writing needs more (Unicode Annex 15, stream-safe)."""
LONGEST_COMPOSED = 4
"""So many signs at most become one (Greek with three accents)."""


def plain_lines(text: str) -> str:
    """The text with one sign (LF) for each end of a line."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def composed(text: str) -> str:
    """The text in composed form (NFC) with plain line ends.

    Look with `piled_up` first: putting marks in order takes time that grows with their square.
    """
    return unicodedata.normalize("NFC", plain_lines(text))


def piled_up(text: str) -> int:
    """Where (from 1) more than 30 marks stand on one letter, 0 when nowhere."""
    if text.isascii():
        return 0
    marks = 0
    for place, sign in enumerate(text, start=1):
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks > MOST_MARKS:
            return place
    return 0
