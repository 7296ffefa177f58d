"""Writing the trail: in the same transaction as the act it tells of."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from anbelo.audit.models import AuditDetail, AuditEntry, AuditHead
from anbelo.audit.rules import Line, detail_hash, line_hash
from anbelo.core.db import before_end

SALT_BYTES = 16
CHECKED = "trail:whole"


def record(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str,
    now: datetime,
    **detail: Any,  # noqa: ANN401 - codes and numbers of many kinds, stored as JSON
) -> None:
    """Remember that `actor` did `action` to `subject`; written when the transaction ends.

    `detail` holds old and new codes, never free text or personal data.
    """
    event = {"actor": actor, "action": action, "subject": subject, "at": now, "detail": detail}
    session.info.setdefault("audit", []).append(event)
    before_end(session, "audit", _append)


def record_check(session: Session, *, actor: str, intact: bool, now: datetime) -> None:
    """Remember that the whole chain was checked, and what came of it."""
    record(session, actor=actor, action="trail_checked", subject=CHECKED, now=now, intact=intact)


def _append(session: Session) -> None:
    """Add all remembered events; the head row is locked from here to the commit, no longer."""
    events: list[dict[str, Any]] = session.info.pop("audit")
    # What the events tell of must be stored first: a failing statement must not hold the head.
    session.flush()
    head = session.execute(select(AuditHead.seq, AuditHead.hash).with_for_update()).one()
    seq, previous = head.seq, head.hash
    entries, details = [], []
    for event in events:
        seq += 1
        detail, salt = event.pop("detail"), secrets.token_bytes(SALT_BYTES)
        line = Line(seq=seq, **event, detail_hash=detail_hash(salt, detail))
        linked = line_hash(previous, line)
        entries.append({**vars(line), "prev_hash": previous, "hash": linked})
        details.append({"seq": seq, "salt": salt, "detail": detail})
        previous = linked
    session.execute(insert(AuditEntry), entries)
    session.execute(insert(AuditDetail), details)
    session.execute(update(AuditHead).values(seq=seq, hash=previous))
