"""Reading the promised jobs: how many wait, how long, and which ones gave up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from anbelo.outbox.models import OutboxMessage
from anbelo.outbox.rules import Topic

LIMIT = 50


@dataclass(frozen=True)
class JobCounts:
    """How many promised jobs are not done: due, being worked on, for later, and parked.

    `oldest_due` is since when the longest waiting due job waits (UTC); None when nothing is due.
    """

    due: int
    leased: int
    later: int
    parked: int
    oldest_due: datetime | None


def job_counts(session: Session, *, now: datetime) -> JobCounts:
    """Count the jobs that are not done, as they stand at `now`."""
    message = OutboxMessage
    parked = message.parked_at.is_not(None)
    leased = ~parked & (message.leased_until > now)
    idle = ~parked & (message.leased_until.is_(None) | (message.leased_until <= now))
    due = idle & (message.available_at <= now)
    later = idle & (message.available_at > now)
    row = session.execute(
        select(
            func.count().filter(due),
            func.count().filter(leased),
            func.count().filter(later),
            func.count().filter(parked),
            func.min(message.available_at).filter(due),
        ).where(message.done_at.is_(None))
    ).one()
    return JobCounts(*row)


def parked_jobs(session: Session, *, limit: int = LIMIT) -> Sequence[OutboxMessage]:
    """The jobs that failed too often, the latest first."""
    return session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.parked_at.is_not(None))
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
    ).all()


def is_waiting(session: Session, topic: Topic, *, after: datetime, until: datetime) -> bool:
    """Whether a job of this topic is promised for a moment in between (the start left out)."""
    message = OutboxMessage
    return bool(
        session.scalar(
            select(
                exists().where(
                    message.topic == topic,
                    message.done_at.is_(None),
                    message.parked_at.is_(None),
                    message.available_at > after,
                    message.available_at <= until,
                )
            )
        )
    )
