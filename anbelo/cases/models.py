"""Tables of a case."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Computed,
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    false,
    func,
    literal_column,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from anbelo.accounts.models import Staff
from anbelo.cases.rules import Act, Channel, Result, Status
from anbelo.core.db import Base
from anbelo.offices.models import RoutingRule, Site, Team
from anbelo.triage.proposal import Kind, LegalNature, Urgency


class Case(Base):
    """One contact and all that follows from it (Vorgang).

    `kind`, `urgency` and `legal_nature` are the headline of its concerns (first, highest, first
    that is one), kept here for lists. `locator` and `verifier` are the two halves of the receipt
    code; the secret itself is stored nowhere. `version` guards against two people overwriting each
    other. A `suspected` case waits apart: `suspicions` are the codes of why (`cases.screening`),
    `same_as` is the case that had the same text first.
    """

    __tablename__ = "case"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    locator: Mapped[str] = mapped_column(unique=True)
    verifier: Mapped[str]
    text: Mapped[str]
    words: Mapped[str] = mapped_column(
        TSVECTOR, Computed("to_tsvector('simple', text)", persisted=True), deferred=True
    )
    kind: Mapped[Kind]
    channel: Mapped[Channel]
    language: Mapped[str]
    urgency: Mapped[Urgency]
    legal_nature: Mapped[LegalNature]
    status: Mapped[Status] = mapped_column(default=Status.NEW)
    result: Mapped[Result | None]
    confidential: Mapped[bool] = mapped_column(default=False)
    letter_date: Mapped[date | None]
    letter_came: Mapped[date | None]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    received_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    suspected: Mapped[bool] = mapped_column(default=False, server_default=false())
    suspicions: Mapped[list[Any]] = mapped_column(default=list, server_default=sql("'[]'"))
    same_as: Mapped[int | None] = mapped_column(ForeignKey("case.id", ondelete="SET NULL"))
    external_id: Mapped[str | None] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(default=1)
    site: Mapped[Site | None] = relationship()
    person: Mapped["ContactPerson | None"] = relationship(back_populates="case")
    concerns: Mapped[list["Concern"]] = relationship(
        back_populates="case", order_by="Concern.position"
    )
    history: Mapped[list["HistoryEntry"]] = relationship(
        back_populates="case", order_by="HistoryEntry.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        Index("ix_case_words", "words", postgresql_using="gin"),
        Index("ix_case_received", sql("received_at DESC"), sql("reference DESC")),
        Index(
            "ix_case_untriaged",
            "received_at",
            "reference",
            postgresql_where=sql("status = 'new' AND suspected IS false"),
        ),
        Index(
            "ix_case_untriaged_urgency",
            "urgency",
            "received_at",
            "reference",
            postgresql_where=sql("status = 'new' AND suspected IS false"),
        ),
        Index(
            "ix_case_suspected",
            sql("received_at DESC"),
            sql("reference DESC"),
            postgresql_where=sql("suspected"),
        ),
        Index(
            "ix_case_confidential",
            sql("received_at DESC"),
            sql("reference DESC"),
            postgresql_where=sql("confidential"),
        ),
    )


class ContactPerson(Base):
    """Who wrote or spoke, as far as they say; apart from the case so that it can be erased."""

    __tablename__ = "contact_person"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="", index=True)
    email: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    may_call: Mapped[bool] = mapped_column(default=False)
    call_language: Mapped[str | None]
    call_windows: Mapped[list[Any]] = mapped_column(default=list)
    others_may_answer: Mapped[bool] = mapped_column(default=False)
    safe_word: Mapped[str] = mapped_column(default="")
    consented_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship(back_populates="person")

    __table_args__ = (
        Index(
            "ix_contact_person_name",
            func.lower(literal_column("name")).label("lower_name"),
            postgresql_using="gin",
            postgresql_ops={"lower_name": "gin_trgm_ops"},
        ),
    )


class Concern(Base):
    """One matter of a case (Anliegen), one to three of them.

    `proposed_*` and `proposal` are what the software suggested, with its reasons, and are never
    changed afterwards; `category`, `team` and the rest are what a person decided (kind, urgency and
    legal nature start as proposed). Both are kept, so that the proposals can be measured.
    """

    __tablename__ = "concern"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    position: Mapped[int]
    proposed_category: Mapped[str | None]
    proposal: Mapped[dict[str, Any]] = mapped_column(default=dict)
    proposed_team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    routing_rule_id: Mapped[int | None] = mapped_column(ForeignKey("routing_rule.id"))
    category: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[Kind]
    urgency: Mapped[Urgency]
    legal_nature: Mapped[LegalNature]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship(back_populates="concerns")
    team: Mapped[Team | None] = relationship(foreign_keys=team_id)
    proposed_team: Mapped[Team | None] = relationship(foreign_keys=proposed_team_id)
    routing_rule: Mapped[RoutingRule | None] = relationship()

    __table_args__ = (UniqueConstraint("case_id", "position"),)


class HistoryEntry(Base):
    """What happened to a case, in codes; the pages put it into words in the reader's language."""

    __tablename__ = "history_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    at: Mapped[datetime]
    act: Mapped[Act]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    case: Mapped[Case] = relationship(back_populates="history")
    staff: Mapped[Staff | None] = relationship()


class ClaimantSession(Base):
    """A browser in which the right receipt code was typed; the cookie holds a token, we its hash.

    Deleted = signed off. It tells nothing about who the claimant is.
    """

    __tablename__ = "claimant_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime] = mapped_column(index=True)


class RecentContact(Base):
    """From which network a contact came, as a keyed hash, for a day: to know the same text again.

    `inside`: the address is one of a house's own network, not of the internet.
    """

    __tablename__ = "recent_contact"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("case.id", ondelete="CASCADE"), primary_key=True
    )
    network_hash: Mapped[bytes] = mapped_column(LargeBinary)
    inside: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]

    __table_args__ = (Index("ix_recent_contact_network", "network_hash", "at"),)
