"""Tables of the house: where it is, who works together, who gets what."""

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from anbelo.accounts.models import Staff
from anbelo.core.calendar import Land
from anbelo.core.db import Base
from anbelo.offices.rules import Purpose


class Site(Base):
    """A place of the job centre. Its Land decides which holidays count (§ 64 SGG)."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    address: Mapped[str]
    phone: Mapped[str]
    land: Mapped[Land]
    hours: Mapped[list["OpeningHour"]] = relationship(back_populates="site")


class OpeningHour(Base):
    """When a site is open: weekday 0 is Monday, wall clock in Berlin."""

    __tablename__ = "opening_hour"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]
    site: Mapped[Site] = relationship(back_populates="hours")


class ClosingDay(Base):
    """A day on which a site (or, without a site, the whole house) is closed besides holidays."""

    __tablename__ = "closing_day"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), index=True)
    day: Mapped[date]
    reason: Mapped[str]

    __table_args__ = (UniqueConstraint("site_id", "day", postgresql_nulls_not_distinct=True),)


class Team(Base):
    """People who solve one sort of matter, at one site or for the whole house."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    members: Mapped[list["TeamMember"]] = relationship(back_populates="team")


class TeamMember(Base):
    """Somebody in a team; `backup` members call for it when its own people are taken."""

    __tablename__ = "team_member"

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True, index=True)
    backup: Mapped[bool] = mapped_column(default=False)
    team: Mapped[Team] = relationship(back_populates="members")
    staff: Mapped[Staff] = relationship()


class RoutingRule(Base):
    """One line of the routing table; the first that fits decides, and the case remembers it.

    Empty conditions fit everything; `category` fits itself and all below it ("KDU" fits "KDU-5").
    """

    __tablename__ = "routing_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(unique=True)
    category: Mapped[str | None]
    kind: Mapped[str | None]
    urgency: Mapped[str | None]
    legal_nature: Mapped[str | None]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    team: Mapped[Team] = relationship()


class HouseText(Base):
    """The house's own words for a public page in one language; words for emergencies have a site.

    `text` is plain text; `web.plain_text` says how headings and lists are written in it.
    """

    __tablename__ = "house_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose]
    language: Mapped[str]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    text: Mapped[str]
    version: Mapped[int] = mapped_column()
    changed_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("purpose", "language", "site_id", postgresql_nulls_not_distinct=True),
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
