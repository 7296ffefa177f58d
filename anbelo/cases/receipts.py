"""The receipt code: twenty digits people can print, type on any phone and read aloud.

Seven digits find the case (locator), twelve prove the right to it (secret, 40 bits), one checks for
slips. The check digit is Damm's: it notices every wrong digit and every swap of neighbours.
Twelve secret digits are only safe behind a slow salted hash and a pepper outside the database;
`service.py` stores nothing else.
"""

import hashlib
import hmac
from dataclasses import dataclass

from anbelo.core.digits import check_digit, grouped, read

LOCATOR_DIGITS = 7
SECRET_DIGITS = 12
LENGTH = LOCATOR_DIGITS + SECRET_DIGITS + 1


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
        return grouped(self.digits)


def parse(typed: str) -> Receipt | None:
    """The receipt somebody typed, in any script's digits and with any gaps; None after a slip."""
    digits = read(typed, LENGTH)
    if digits is None:
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
