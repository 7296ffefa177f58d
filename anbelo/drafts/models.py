"""The table of begun contacts."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from anbelo.core.db import Base


class Draft(Base):
    """A contact somebody began: `answers` by question as typed; we keep only hashes of its secrets.

    `key` is the idempotency key of the contact it becomes. Once sent, the answers are gone and
    `receipt` holds what the receipt page tells (no code: that is derived anew each time).
    """

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    answers: Mapped[dict[str, Any]]
    receipt: Mapped[dict[str, Any] | None]
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime] = mapped_column(index=True)
