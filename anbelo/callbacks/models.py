"""Tables of calls owed and tried."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, literal_column, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from anbelo.accounts.models import Staff
from anbelo.callbacks.rules import (
    CALL_MINUTES,
    CallState,
    IdentityCheck,
    Outcome,
    Purpose,
    Understood,
)
from anbelo.callbacks.telling import News, Way
from anbelo.cases.models import Case
from anbelo.core.db import Base
from anbelo.notices.models import Notice
from anbelo.offices.models import Team


class Callback(Base):
    """The phone call we owe somebody: before their notice goes out, or because they asked.

    `due_by` is the last moment (UTC) at which the call still helps, `not_before` the first (None:
    at once). A planned call occupies its caller: the database refuses two at once. `promised_at` is
    when the person was first told the planned time: from then on it is moved only when it must be;
    `fixed` ones, which the person chose, never without asking. `priority` 1 goes before 2 and 3.
    `why` and `why_facts` say why this slot, or why none (codes of `planner.reasons`).
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
    why_facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    priority: Mapped[int] = mapped_column(default=2)
    minutes: Mapped[int] = mapped_column(default=CALL_MINUTES)
    not_before: Mapped[datetime | None]
    promised_at: Mapped[datetime | None]
    fixed: Mapped[bool] = mapped_column(default=False)
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


class Telling(Base):
    """One message to a person about their call: what is to be told, how, and whether it went out.

    Written in the transaction of its cause and sent by a job. `failed` is a code of the sender's.
    """

    __tablename__ = "telling"

    id: Mapped[int] = mapped_column(primary_key=True)
    callback_id: Mapped[int] = mapped_column(ForeignKey("callback.id"))
    news: Mapped[News]
    way: Mapped[Way]
    starts_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    failed: Mapped[str | None]
    callback: Mapped[Callback] = relationship()

    __table_args__ = (
        UniqueConstraint(
            "callback_id", "news", "way", "starts_at", postgresql_nulls_not_distinct=True
        ),
    )


class Replanning(Base):
    """A proposal to move calls that were promised: computed by a job, shown, then applied or not.

    Asked for because somebody is away (`staff_id`, both days included) or because more calls could
    be held (no `staff_id`). `result` holds the moves by callback id with the version each call had.
    """

    __tablename__ = "replanning"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    applied: Mapped[bool] = mapped_column(default=False)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    staff: Mapped[Staff | None] = relationship(foreign_keys=staff_id)

    __table_args__ = (Index("ix_replanning_open", "id", postgresql_where=text("ended_at IS NULL")),)
