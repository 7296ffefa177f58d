"""Tables of calls owed and tried."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, literal_column, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from anbelo.accounts.models import Staff
from anbelo.callbacks.rules import CallState, IdentityCheck, Outcome, Purpose, Understood
from anbelo.cases.models import Case
from anbelo.core.db import Base
from anbelo.notices.models import Notice
from anbelo.offices.models import Team


class Callback(Base):
    """The phone call we owe somebody: before their notice goes out, or because they asked.

    `due_by` is the last moment (UTC) at which the call still helps. A planned call occupies its
    caller: the database refuses two at once.
    """

    __tablename__ = "callback"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"), unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    confidential: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str]
    state: Mapped[CallState] = mapped_column(default=CallState.OWED)
    owed_since: Mapped[datetime]
    due_by: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    why: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    notice: Mapped[Notice | None] = relationship()
    case: Mapped[Case | None] = relationship()
    team: Mapped[Team | None] = relationship()
    staff: Mapped[Staff | None] = relationship()
    attempts: Mapped[list["Attempt"]] = relationship(
        back_populates="callback", order_by="Attempt.number"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        ExcludeConstraint(
            (literal_column("staff_id"), "="),
            (func.tstzrange(literal_column("starts_at"), literal_column("ends_at")), "&&"),
            where=text("state = 'planned'"),
            using="gist",
            name="ex_callback_one_call_at_a_time",
        ),
        Index(
            "ix_callback_open",
            "team_id",
            "starts_at",
            "id",
            postgresql_where=text("state IN ('owed', 'planned')"),
        ),
    )


class Attempt(Base):
    """One attempt to reach somebody; kept as evidence for sending the notice."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    callback_id: Mapped[int] = mapped_column(ForeignKey("callback.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    outcome: Mapped[Outcome]
    identity: Mapped[IdentityCheck]
    interpreter: Mapped[bool] = mapped_column(default=False)
    rights_explained: Mapped[bool] = mapped_column(default=False)
    understood: Mapped[Understood | None]
    note: Mapped[str] = mapped_column(default="")
    agreed_step: Mapped[str] = mapped_column(default="")
    agreed_on: Mapped[date | None]
    callback: Mapped[Callback] = relationship(back_populates="attempts")
    staff: Mapped[Staff | None] = relationship()

    __table_args__ = (UniqueConstraint("callback_id", "number"),)
