"""Reading and checking the trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from anbelo.audit.models import AuditDetail, AuditEntry, AuditHead
from anbelo.audit.rules import GENESIS, Line, detail_hash, line_hash

BATCH = 10_000


class Damage(StrEnum):
    """How a chain can be broken."""

    EDITED = "edited"
    DETAIL_EDITED = "detail_edited"
    MISSING = "missing"
    TRUNCATED = "truncated"
    REORDERED = "reordered"


@dataclass(frozen=True)
class Verdict:
    """Result of a check: how many entries were read, and the first bad one if any."""

    entries: int
    first_bad: int | None = None
    damage: Damage | None = None

    @property
    def intact(self) -> bool:
        """Whether nothing was found."""
        return self.damage is None


def verify(session: Session) -> Verdict:
    """Recompute the whole chain and compare it with the head; names the first bad entry."""
    previous, expected = GENESIS, 0
    while batch := _batch(session, after=expected):
        for entry, detail in batch:
            expected += 1
            damage = _check(entry, detail, expected=expected, previous=previous)
            if damage:
                return Verdict(expected - 1, expected, damage)
            previous = entry.hash
        session.expunge_all()
    head = session.execute(select(AuditHead)).scalar_one_or_none()
    if head is None or head.seq != expected or head.hash != previous:
        return Verdict(expected, expected + 1, Damage.TRUNCATED)
    return Verdict(expected)


def _batch(session: Session, *, after: int) -> Sequence[tuple[AuditEntry, AuditDetail | None]]:
    rows = session.execute(
        select(AuditEntry, AuditDetail)
        .outerjoin(AuditDetail, AuditDetail.seq == AuditEntry.seq)
        .where(AuditEntry.seq > after)
        .order_by(AuditEntry.seq)
        .limit(BATCH)
    )
    return [(entry, detail) for entry, detail in rows]


def _check(
    entry: AuditEntry, detail: AuditDetail | None, *, expected: int, previous: bytes
) -> Damage | None:
    """Look at one link; a detail that was erased (None) is allowed, a changed one is not."""
    if entry.seq != expected:
        return Damage.MISSING
    if entry.prev_hash != previous:
        return Damage.REORDERED
    line = Line(entry.seq, entry.at, entry.actor, entry.action, entry.subject, entry.detail_hash)
    if line_hash(previous, line) != entry.hash:
        return Damage.EDITED
    if detail is not None and detail_hash(detail.salt, detail.detail) != entry.detail_hash:
        return Damage.DETAIL_EDITED
    return None


def head_seq(session: Session) -> tuple[int, int]:
    """The number the head names and the number of the last entry; different means damage."""
    head = session.scalar(select(AuditHead.seq)) or 0
    last = session.scalar(select(func.max(AuditEntry.seq))) or 0
    return head, last
