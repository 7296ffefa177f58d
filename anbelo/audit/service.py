"""Writing the trail: in the same transaction as the act it tells of."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from anbelo.audit.models import AuditDetail, AuditEntry, AuditHead
from anbelo.audit.rules import Line, detail_hash, line_hash
from anbelo.core.db import Base, before_end

SALT_BYTES = 16
CHECKED = "trail:whole"


def _fresh(table: Table) -> dict[str, Any]:
    return {c.name: bindparam(f"new_{c.name}", type_=c.type) for c in table.columns}


_TABLES = Base.metadata.tables
_CHAIN = _TABLES[AuditHead.__tablename__]
_HEAD = select(_CHAIN.c.seq, _CHAIN.c.hash).with_for_update()
# Entry, detail and head in one round trip: everybody else waits for the head meanwhile.
_LINK = (
    update(_CHAIN)
    .values(seq=bindparam("new_seq"), hash=bindparam("new_hash"))
    .add_cte(
        *(
            insert(_TABLES[name]).values(_fresh(_TABLES[name])).cte(f"new_{name}")
            for name in (AuditEntry.__tablename__, AuditDetail.__tablename__)
        )
    )
)


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
    head = session.execute(_HEAD).one()
    seq, previous = head.seq, head.hash
    for event in events:
        seq += 1
        detail, salt = event.pop("detail"), secrets.token_bytes(SALT_BYTES)
        line = Line(seq=seq, **event, detail_hash=detail_hash(salt, detail))
        linked = line_hash(previous, line)
        session.execute(
            _LINK,
            {**{f"new_{name}": value for name, value in vars(line).items()},
             "new_prev_hash": previous, "new_hash": linked, "new_salt": salt, "new_detail": detail},
        )  # fmt: skip
        previous = linked
