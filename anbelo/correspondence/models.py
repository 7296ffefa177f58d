"""Messages of a case."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from anbelo.accounts.models import Staff
from anbelo.cases.models import Case
from anbelo.core.db import Base


class Direction(StrEnum):
    """Who speaks."""

    IN = "in"
    OUT = "out"


class Message(Base):
    """One message; `staff` is empty when the claimant wrote it."""

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    direction: Mapped[Direction]
    language: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    read_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship()
    staff: Mapped[Staff | None] = relationship()
