"""The things that can happen to a notice. Release is only possible with leave from the rules."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from psycopg.errors import UniqueViolation
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from anbelo.audit.rules import words_mark
from anbelo.audit.service import record
from anbelo.cases.models import Case
from anbelo.cases.rules import Act
from anbelo.cases.service import note_history
from anbelo.core.errors import Invalid, Refused
from anbelo.notices.models import Disposition, Notice, NoticeKind
from anbelo.notices.rules import NoticeState, Release
from anbelo.offices.queries import team_by_code


@dataclass(frozen=True)
class NewDisposition:
    """One ruling of an announced notice."""

    kind: str
    objection_suspends: bool
    amount: Decimal | None = None


@dataclass(frozen=True, repr=False)
class NewNotice:
    """A notice the benefits system is about to send."""

    external_ref: str
    kind: str
    team: str
    person_name: str
    printed_on: date
    send_no_later_than: date
    phone: str = ""
    language: str = "de"
    summary: str = ""
    posted_on: date | None = None
    case_reference: str | None = None
    dispositions: tuple[NewDisposition, ...] = ()


def announce(session: Session, new: NewNotice, *, actor: str, today: date, now: datetime) -> Notice:
    """Register a notice; it is held from this moment.

    Raises Invalid "unknown_kind", "unknown_team", "unknown_case", "last_day_passed",
    "already_posted" and Refused "already_announced". A confidential case counts as unknown here:
    a connected system may not learn of it.
    """
    team_id = _check_new(session, new, today=today)
    case_id = _case_id(session, new.case_reference)
    notice = Notice(
        external_ref=new.external_ref,
        kind_code=new.kind,
        case_id=case_id,
        team_id=team_id,
        person_name=new.person_name,
        phone=new.phone,
        language=new.language,
        summary=new.summary,
        printed_on=new.printed_on,
        send_no_later_than=new.send_no_later_than,
        announced_at=now,
        dispositions=[
            Disposition(position=position, **vars(disposition))
            for position, disposition in enumerate(new.dispositions, start=1)
        ],
    )
    _store(session, notice)
    if case_id:
        note_history(session, case_id, Act.NOTICE_HELD, now=now, kind=new.kind)
    record(session, actor=actor, action="notice_held", subject=f"notice:{notice.id}", now=now,
           kind=new.kind)  # fmt: skip
    return notice


def _store(session: Session, notice: Notice) -> None:
    """Give the notice its number; of two announced at the same moment, one is too late."""
    try:
        with session.begin_nested():
            session.add(notice)
    except IntegrityError as error:
        if isinstance(error.orig, UniqueViolation):
            raise Refused("already_announced", field="external_ref") from None
        raise


def _check_new(session: Session, new: NewNotice, *, today: date) -> int:
    """Refuse what cannot be held; gives the team's number."""
    if session.get(NoticeKind, new.kind) is None:
        raise Invalid("unknown_kind", field="kind")
    team = team_by_code(session, new.team)
    if team is None:
        raise Invalid("unknown_team", field="team")
    if new.send_no_later_than < today:
        raise Invalid("last_day_passed", field="send_no_later_than")
    if new.posted_on is not None:
        raise Invalid("already_posted", field="posted_on")
    if session.scalar(select(Notice.id).where(Notice.external_ref == new.external_ref)):
        raise Refused("already_announced", field="external_ref")
    return team.id


def _case_id(session: Session, reference: str | None) -> int | None:
    if not reference:
        return None
    open_case = select(Case.id).where(
        Case.reference == reference.upper(), Case.confidential.is_(False)
    )
    case_id = session.scalar(open_case)
    if case_id is None:
        raise Invalid("unknown_case", field="case_reference")
    return case_id


def release(
    session: Session,
    notice: Notice,
    leave: Release,
    *,
    actor: str,
    now: datetime,
    staff_id: int | None = None,
    note: str = "",
) -> None:
    """Let a held notice go, with the reason the rules gave (the database wants evidence too).

    Raises Refused "notice_not_held" for one that is released, stopped or withdrawn.
    """
    _check_held(notice)
    notice.state, notice.released_at = NoticeState.RELEASED, now
    notice.release_reason, notice.release_note = leave.reason, note
    notice.released_by = staff_id
    if notice.case_id:
        note_history(session, notice.case_id, Act.NOTICE_RELEASED, now=now, staff_id=staff_id,
                     reason=leave.reason)  # fmt: skip
    subject = f"notice:{notice.id}"
    told = {"mark": words_mark(subject, note)} if note else {}
    record(session, actor=actor, action="notice_released", subject=subject, now=now,
           reason=leave.reason, **told)  # fmt: skip


def stop(
    session: Session, notice: Notice, *, actor: str, now: datetime, staff_id: int | None = None
) -> None:
    """Stop a notice because the talk brought new facts; the team decides anew."""
    _check_held(notice)
    notice.state = NoticeState.STOPPED
    if notice.case_id:
        note_history(session, notice.case_id, Act.NOTICE_STOPPED, now=now, staff_id=staff_id)
    record(session, actor=actor, action="notice_stopped", subject=f"notice:{notice.id}", now=now)


def _check_held(notice: Notice) -> None:
    if notice.state is not NoticeState.HELD:
        raise Refused("notice_not_held", state=notice.state)
