"""Tables of the trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from anbelo.core.db import Base


class AuditEntry(Base):
    """One link of the chain; the database refuses to change or delete it."""

    __tablename__ = "audit_entry"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    detail_hash: Mapped[bytes] = mapped_column(LargeBinary)
    prev_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditDetail(Base):
    """The erasable side of an event: old and new codes, never free text.

    Erasing a person deletes rows here; the chain keeps only a salted hash and still verifies.
    """

    __tablename__ = "audit_detail"

    seq: Mapped[int] = mapped_column(ForeignKey("audit_entry.seq"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    detail: Mapped[dict[str, Any]]


class AuditHead(Base):
    """Where the chain ends now; one row, locked while a line is added, so it can never fork."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
