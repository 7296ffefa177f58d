"""Tables of the people and systems that work here."""

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from anbelo.accounts.rules import Role, Scope
from anbelo.core.db import Base


class Staff(Base):
    """Somebody who works here. `languages` are codes of languages.json they can hold a talk in.

    `calendar_hash` is the hash of the secret in their calendar's address; none: no calendar.
    """

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    role_values: Mapped[list[str]] = mapped_column("roles", ARRAY(String))
    languages: Mapped[list[str]] = mapped_column(ARRAY(String))
    ui_language: Mapped[str] = mapped_column(default="de")
    disabled_at: Mapped[datetime | None]
    calendar_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    working_times: Mapped[list["WorkingTime"]] = relationship(back_populates="staff")
    absences: Mapped[list["Absence"]] = relationship(back_populates="staff")

    @property
    def roles(self) -> frozenset[Role]:
        """Their roles as the rules know them."""
        return frozenset(Role(value) for value in self.role_values)


class WorkingTime(Base):
    """Hours kept free for calls, every week: weekday 0 is Monday, wall clock in Berlin."""

    __tablename__ = "working_time"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
    staff: Mapped[Staff] = relationship(back_populates="working_times")


class Absence(Base):
    """Days somebody is not here; both ends are included."""

    __tablename__ = "absence"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    staff: Mapped[Staff] = relationship(back_populates="absences")


class StaffSession(Base):
    """A signed-in browser; the cookie holds the token, we keep its hash. Deleted = signed out."""

    __tablename__ = "staff_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    staff: Mapped[Staff] = relationship()

    __table_args__ = (Index("ix_staff_session_last_seen_at", "last_seen_at"),)


class ApiClient(Base):
    """A connected system; its key is shown once and kept only as a hash."""

    __tablename__ = "api_client"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    scope_values: Mapped[list[str]] = mapped_column("scopes", ARRAY(String))
    disabled_at: Mapped[datetime | None]

    @property
    def scopes(self) -> frozenset[Scope]:
        """What it may do."""
        return frozenset(Scope(value) for value in self.scope_values)
