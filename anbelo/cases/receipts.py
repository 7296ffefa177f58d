"""The receipt code: twenty digits people can print, type on any phone and read aloud.

Seven digits find the case (locator), twelve prove the right to it (secret, 40 bits), one checks for
slips. The check digit is Damm's: it notices every wrong digit and every swap of neighbours.
Twelve secret digits are only safe behind a slow salted hash and a pepper outside the database;
`service.py` stores nothing else.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass

LOCATOR_DIGITS = 7
SECRET_DIGITS = 12
LENGTH = LOCATOR_DIGITS + SECRET_DIGITS + 1
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


@dataclass(frozen=True, repr=False)
class Receipt:
    """A receipt code; it has no readable form in logs or tracebacks."""

    locator: str
    secret: str

    @property
    def digits(self) -> str:
        """All twenty digits."""
        body = self.locator + self.secret
        return body + check_digit(body)

    @property
    def groups(self) -> tuple[str, ...]:
        """The digits in five groups of four, as they are printed and read aloud."""
        return tuple(self.digits[i : i + GROUP] for i in range(0, LENGTH, GROUP))


def check_digit(digits: str) -> str:
    """The digit that makes slips visible."""
    state = 0
    for digit in digits:
        state = _QUASIGROUP[state][int(digit)]
    return str(state)


def parse(typed: str) -> Receipt | None:
    """The receipt somebody typed, in any script's digits and with any gaps; None after a slip."""
    digits = "".join(
        str(unicodedata.decimal(character)) for character in typed if character.isdecimal()
    )
    stray = any(c.isalpha() for c in typed)
    if stray or len(digits) != LENGTH or check_digit(digits[:-1]) != digits[-1]:
        return None
    return Receipt(digits[:LOCATOR_DIGITS], digits[LOCATOR_DIGITS:-1])


def derive(pepper: bytes, key: str, *, attempt: int = 0) -> Receipt:
    """The receipt that belongs to an idempotency key: the same request always gets the same code.

    So a repeated request can be answered although the secret is stored nowhere. `attempt` gives the
    next candidate when a locator is already taken.
    """
    mac = hmac.new(pepper, f"receipt:{attempt}:{key}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(mac) % 10 ** (LOCATOR_DIGITS + SECRET_DIGITS)
    digits = f"{number:0{LOCATOR_DIGITS + SECRET_DIGITS}d}"
    return Receipt(digits[:LOCATOR_DIGITS], digits[LOCATOR_DIGITS:])


def quick_verifier(pepper: bytes, receipt: Receipt) -> str:
    """A keyed hash of the secret, quick enough for the request; a job hardens it within seconds."""
    mac = hmac.new(pepper, f"verify:{receipt.digits}".encode(), hashlib.sha256)
    return mac.hexdigest()
