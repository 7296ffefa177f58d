"""The table of promised jobs."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from anbelo.core.db import Base
from anbelo.outbox.rules import Topic


class OutboxMessage(Base):
    """A promised job: a topic, a number, and from when on. All moments in UTC.

    `leased_until` says until when somebody is trusted to be at it; `done_at` is set in the very
    transaction that holds the job's effect, so the effect happens once however often it is run.
    """

    __tablename__ = "outbox_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[Topic]
    subject_id: Mapped[int]
    available_at: Mapped[datetime]
    created_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]
    last_error: Mapped[str | None]

    __table_args__ = (
        Index(
            "ix_outbox_message_waiting",
            "available_at",
            "id",
            postgresql_where=text("done_at IS NULL AND parked_at IS NULL"),
        ),
        Index("ix_outbox_message_parked", "id", postgresql_where=text("parked_at IS NOT NULL")),
    )
