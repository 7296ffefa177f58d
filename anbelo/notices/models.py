"""Tables of notices."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from anbelo.accounts.models import Staff
from anbelo.cases.models import Case
from anbelo.core.db import Base
from anbelo.notices.rules import CallPolicy, NoticeState, ReleaseReason
from anbelo.offices.models import Team


class NoticeKind(Base):
    """A kind of notice as data of the house, changed by its administrators.

    `talk_guide`: what to explain and ask for this kind, one line each. `hold_working_days`: how
    long a notice waits for the talk when the announcement names no last sending day.
    `holdout_percent` (policy B and C only): how many of a hundred are chosen by lot not to be
    called, so that the effect of calling can be known. `rulings`: what such a notice
    usually decides, as {"kind", "objection_suspends"}. An inactive kind cannot be announced.
    """

    __tablename__ = "notice_kind"

    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    burdensome: Mapped[bool]
    hearing_needed: Mapped[bool]
    call_policy: Mapped[CallPolicy]
    what_the_call_clears: Mapped[str]
    talk_guide: Mapped[str] = mapped_column(default="")
    hold_working_days: Mapped[int] = mapped_column(default=7)
    holdout_percent: Mapped[int] = mapped_column(default=0)
    rulings: Mapped[list[Any]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class Notice(Base):
    """A notice (Bescheid) that waits for a talk.

    `printed_on` is the date on the letter, `posted_on` the day it really went out (§ 37 SGB X
    counts from there), `send_no_later_than` the day on which it leaves even without a talk.
    `external_ref` is the benefits system's own number; announcing it twice changes nothing.
    `client_id` is the connected system that announced it and alone may change it; `announced_by`
    the person who did. `held_since`: announced, or decided anew after it was stopped; only attempts
    since then are evidence. `call_wanted`: whether the rules want a talk, decided once when it is
    announced; `holdout`: chosen by lot not to be called. `amount_lower` and `facts_unclear` are
    what the announcement said (None: nothing). `urgent_reason`: why it came too late for a talk.
    """

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    external_ref: Mapped[str] = mapped_column(unique=True)
    kind_code: Mapped[str] = mapped_column(ForeignKey("notice_kind.code"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    person_name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="de")
    summary: Mapped[str] = mapped_column(default="")
    printed_on: Mapped[date]
    posted_on: Mapped[date | None]
    send_no_later_than: Mapped[date]
    state: Mapped[NoticeState] = mapped_column(default=NoticeState.HELD)
    announced_at: Mapped[datetime]
    held_since: Mapped[datetime]
    released_at: Mapped[datetime | None]
    release_reason: Mapped[ReleaseReason | None]
    release_note: Mapped[str] = mapped_column(default="")
    released_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    withdrawn_at: Mapped[datetime | None]
    client_id: Mapped[int | None] = mapped_column(ForeignKey("api_client.id"))
    announced_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    amount_lower: Mapped[bool | None]
    facts_unclear: Mapped[bool | None]
    call_wanted: Mapped[bool] = mapped_column(default=True)
    holdout: Mapped[bool] = mapped_column(default=False)
    urgent_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[NoticeKind] = relationship()
    case: Mapped[Case | None] = relationship()
    team: Mapped[Team] = relationship()
    releaser: Mapped[Staff | None] = relationship(foreign_keys=released_by)
    dispositions: Mapped[list["Disposition"]] = relationship(
        back_populates="notice", order_by="Disposition.position"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        Index(
            "ix_notice_held",
            "team_id",
            "send_no_later_than",
            "id",
            postgresql_where=text("state = 'held'"),
        ),
    )


class Disposition(Base):
    """One ruling inside a notice (Verfügungssatz), with its own suspensive effect.

    An objection stops a repayment demand (§ 86a SGG) but not a withdrawal or cut (§ 39 SGB II).
    """

    __tablename__ = "disposition"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    position: Mapped[int]
    kind: Mapped[str]
    amount: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    objection_suspends: Mapped[bool]
    notice: Mapped[Notice] = relationship(back_populates="dispositions")

    __table_args__ = (UniqueConstraint("notice_id", "position"),)


class Objection(Base):
    """That somebody objected to a released notice; recorded to learn whether calling helps."""

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), unique=True)
    received_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    notice: Mapped[Notice] = relationship()
