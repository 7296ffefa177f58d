"""Rows on their way into the database by COPY, and the trail that goes with them."""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from anbelo.audit.models import AuditDetail, AuditEntry, AuditHead
from anbelo.audit.rules import Line, detail_hash, line_hash
from anbelo.audit.service import SALT_BYTES
from anbelo.cases.models import Case, Concern, ContactPerson, HistoryEntry

Row = tuple[Any, ...]


@dataclass
class Batch:
    """Rows of one transaction, by table."""

    cases: list[Row] = field(default_factory=list)
    persons: list[Row] = field(default_factory=list)
    concerns: list[Row] = field(default_factory=list)
    history: list[Row] = field(default_factory=list)
    events: list[tuple[datetime, str, str, int, dict[str, Any]]] = field(default_factory=list)


COLUMNS: Mapping[type[Any], tuple[str, ...]] = {
    Case: ("id", "reference", "locator", "verifier", "text", "kind", "channel", "language",
           "urgency", "legal_nature", "status", "result", "confidential", "site_id", "received_at",
           "closed_at", "version"),
    ContactPerson: ("case_id", "name", "phone", "email", "address", "may_call", "call_windows",
                    "others_may_answer", "safe_word"),
    Concern: ("case_id", "position", "proposed_category", "proposal", "proposed_team_id",
              "routing_rule_id", "category", "kind", "urgency", "legal_nature", "team_id",
              "decided_by", "decided_at"),
    HistoryEntry: ("case_id", "at", "act", "staff_id", "facts"),
    AuditEntry: ("seq", "at", "actor", "action", "subject", "detail_hash", "prev_hash", "hash"),
    AuditDetail: ("seq", "salt", "detail"),
}  # fmt: skip


def new_ids(session: Session, size: int) -> list[int]:
    """Numbers for `size` new cases; nobody else gets them."""
    return list(
        session.scalars(
            sql("SELECT nextval(pg_get_serial_sequence('\"case\"', 'id')) "
                "FROM generate_series(1, :size)"),
            {"size": size},
        )
    )  # fmt: skip


def store(session: Session, batch: Batch) -> int:
    """Store a batch in this transaction, trail included; says how many rows that were."""
    tables = (
        (Case, batch.cases),
        (ContactPerson, batch.persons),
        (Concern, batch.concerns),
        (HistoryEntry, batch.history),
    )
    for model, rows in tables:
        _copy(session, model, rows)
    _chain(session, batch)
    return sum(len(rows) for _, rows in tables) + 2 * len(batch.events)


def _chain(session: Session, batch: Batch) -> None:
    """Add the events to the trail in the order of time; its head is locked until the end."""
    head = session.execute(select(AuditHead.seq, AuditHead.hash).with_for_update()).one()
    seq, previous = head.seq, head.hash
    entries: list[Row] = []
    details: list[Row] = []
    for moment, actor, action, case_id, detail in sorted(batch.events, key=lambda event: event[0]):
        seq += 1
        salt = secrets.token_bytes(SALT_BYTES)
        line = Line(seq, moment, actor, action, f"case:{case_id}", detail_hash(salt, detail))
        linked = line_hash(previous, line)
        entries.append(
            (seq, moment, actor, action, line.subject, line.detail_hash, previous, linked)
        )
        details.append((seq, salt, as_json(detail)))
        previous = linked
    _copy(session, AuditEntry, entries)
    _copy(session, AuditDetail, details)
    session.execute(update(AuditHead).values(seq=seq, hash=previous))


def _copy(session: Session, model: type[Any], rows: Iterable[Row]) -> None:
    """Send rows by COPY on the connection of this transaction."""
    table: Table = model.__table__
    columns = COLUMNS[model]
    names = ", ".join(f'"{table.c[name].name}"' for name in columns)
    connection = session.connection().connection.driver_connection
    if connection is None:
        raise RuntimeError("the connection is gone")
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(row)


def as_json(value: dict[str, Any]) -> str:
    """JSON as text: cheaper for COPY than an adapter for every row."""
    return json.dumps(value, ensure_ascii=False)
