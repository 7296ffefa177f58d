"""Codes of digits that people print, type on any phone and read aloud, with a check digit. Pure.

The check digit is Damm's: it notices every wrong digit and every swap of neighbours.
"""

import unicodedata

GROUP = 4

# A totally anti-symmetric quasigroup of order 10 (H. Michael Damm, thesis, Marburg 2004).
_QUASIGROUP = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def check_digit(digits: str) -> str:
    """The digit that makes slips visible."""
    state = 0
    for digit in digits:
        state = _QUASIGROUP[state][int(digit)]
    return str(state)


def read(typed: str, length: int) -> str | None:
    """The digits of a code as typed, in any script's digits and with any gaps; None after a slip.

    `length` counts the check digit, which comes last.
    """
    digits = "".join(
        str(unicodedata.decimal(character)) for character in typed if character.isdecimal()
    )
    stray = any(character.isalpha() for character in typed)
    if stray or len(digits) != length or check_digit(digits[:-1]) != digits[-1]:
        return None
    return digits


def grouped(digits: str) -> tuple[str, ...]:
    """The digits in groups of four, as they are printed and read aloud."""
    return tuple(digits[i : i + GROUP] for i in range(0, len(digits), GROUP))
