"""How one line of the trail is bound to the one before it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = b"\0" * 32
MARK_DIGITS = 16


@dataclass(frozen=True)
class Line:
    """One event as the chain sees it: never free text, names or numbers of people.

    `actor` is "staff:12", "client:3", "claimant", "job:<topic>" or "command"; `subject` is
    "<thing>:<id>". The personal side (`detail`) is present only as `detail_hash`.
    """

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail_hash: bytes


def detail_hash(salt: bytes, detail: dict[str, Any]) -> bytes:
    """Hash of the erasable side of an event; the salt makes guessing it useless."""
    return hashlib.sha256(salt + _canonical(detail)).digest()


def words_mark(subject: str, words: str) -> str:
    """Sixteen hex digits that bind free text kept elsewhere to an event, without holding any of it.

    The text of a reason stays with its notice; a changed text no longer fits the mark in the trail.
    """
    return hashlib.sha256(_canonical([subject, words])).hexdigest()[:MARK_DIGITS]


def line_hash(previous: bytes, line: Line) -> bytes:
    """SHA-256 over the previous hash and every field of this line."""
    fields = [
        line.seq,
        line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        line.actor,
        line.action,
        line.subject,
        line.detail_hash.hex(),
    ]
    return hashlib.sha256(previous + _canonical(fields)).digest()


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
