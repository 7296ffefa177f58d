"""How long a draft is kept, its code, and what happens when two windows wrote. Pure."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from anbelo.core.digits import check_digit, read

KEPT = timedelta(hours=24)
# After sending only the receipt can be seen again, and only for a short while.
RECEIPT_KEPT = timedelta(hours=1)
CODE_DIGITS = 16
LONGEST_ANSWER, LONGEST_PART, MOST_PARTS = 100_000, 40, 20
SEAM = "\n\n– – –\n\n"


def expires_at(touched_at: datetime, *, sent: bool) -> datetime:
    """When a draft is thrown away unless somebody goes on writing."""
    return touched_at + (RECEIPT_KEPT if sent else KEPT)


def token_of(pepper: bytes, key: str) -> str:
    """What the browser's cookie holds: the same on every device that goes on with this draft."""
    return hmac.new(pepper, f"draft:{key}".encode(), hashlib.sha256).hexdigest()


def code_of(pepper: bytes, key: str) -> str:
    """Sixteen digits to go on writing elsewhere: fifteen (50 bits) and a check digit."""
    mac = hmac.new(pepper, f"draft code:{key}".encode(), hashlib.sha256).digest()
    digits = f"{int.from_bytes(mac) % 10 ** (CODE_DIGITS - 1):0{CODE_DIGITS - 1}d}"
    return digits + check_digit(digits)


def read_code(typed: str) -> str | None:
    """The digits of a draft's code as somebody typed it; None after a slip."""
    return read(typed, CODE_DIGITS)


def mark(text: str) -> str:
    """A short mark of a text: tells whether it is still the one a page showed."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def kept(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as a draft keeps them: five times what can be sent, and no more of each."""
    return {
        name: [str(one)[:LONGEST_PART] for one in value[:MOST_PARTS]]
        if isinstance(value, list)
        else value[:LONGEST_ANSWER]
        if isinstance(value, str)
        else value
        for name, value in answers.items()
    }


def both(kept: str, shown_mark: str, typed: str) -> str | None:
    """Both texts in one when another window stored something meanwhile; else None.

    `shown_mark` is the mark of the text the page showed when it was opened.
    """
    if kept in {"", typed} or shown_mark == mark(kept) or kept in typed:
        return None
    return kept if typed in kept else kept + SEAM + typed
