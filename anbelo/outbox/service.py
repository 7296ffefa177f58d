"""Promising a job in the transaction of its cause; claiming and settling it later."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from anbelo.outbox.models import OutboxMessage
from anbelo.outbox.rules import LEASE, MAX_ATTEMPTS, NEVER_PARKED, Topic, back_off

_MESSAGES = OutboxMessage.metadata.tables[OutboxMessage.__tablename__]


def promise(
    session: Session,
    topic: Topic,
    subject_id: int,
    *,
    now: datetime,
    available_at: datetime | None = None,
) -> None:
    """Write down that `topic` must be done for `subject_id`, not before `available_at` (UTC)."""
    row = {"topic": topic, "subject_id": subject_id, "created_at": now}
    session.execute(insert(_MESSAGES), row | {"available_at": available_at or now})


def lease_due(
    session: Session,
    *,
    now: datetime,
    limit: int,
    lease: timedelta = LEASE,
    due_before: datetime | None = None,
) -> Sequence[int]:
    """Take up to `limit` due jobs that nobody is at, oldest first, for the time of a lease.

    The caller hands the ids over before its transaction commits: if that fails, the rollback
    leaves them waiting.
    """
    due = (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.done_at.is_(None),
            OutboxMessage.parked_at.is_(None),
            OutboxMessage.available_at <= (due_before or now),
            or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= now),
        )
        .order_by(OutboxMessage.available_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = session.scalars(due).all()
    if ids:
        leased = update(OutboxMessage).where(OutboxMessage.id.in_(ids))
        session.execute(leased.values(leased_until=now + lease))
    return ids


def open_message(session: Session, message_id: int) -> OutboxMessage | None:
    """The promised job, locked for this transaction; None when it is done or parked.

    Waits while another transaction holds the row: the relay may not have committed its hand-over
    yet, or a second delivery runs right now (then it is done when we get it).
    """
    # By its number alone: with the conditions in the query, PostgreSQL walks the whole index of
    # waiting jobs to find one of them.
    message = session.get(OutboxMessage, message_id, with_for_update=True)
    if message is None or message.done_at or message.parked_at:
        return None
    return message


def note_failure(session: Session, message_id: int, *, error: str, now: datetime) -> None:
    """Let a failed job rest, longer each time; after ten failures park it where people see it.

    `error` is the name of the exception's type only: its text could hold personal data.
    """
    message = open_message(session, message_id)
    if message is None:
        return
    message.attempts += 1
    message.last_error = error
    message.leased_until = None
    if message.attempts >= MAX_ATTEMPTS and message.topic not in NEVER_PARKED:
        message.parked_at = now
    else:
        message.available_at = now + back_off(message.attempts)


def unpark(session: Session, message_id: int, *, now: datetime) -> bool:
    """Give a parked job a fresh start; says whether there was one."""
    message = session.get(OutboxMessage, message_id, with_for_update=True)
    if message is None or message.parked_at is None:
        return False
    message.parked_at, message.attempts, message.available_at = None, 0, now
    return True
