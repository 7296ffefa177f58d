"""The things that can happen to a notice. Release is only possible with leave from the rules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from secrets import randbelow

from psycopg.errors import UniqueViolation
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from anbelo.audit.rules import words_mark
from anbelo.audit.service import record
from anbelo.cases.models import Case
from anbelo.cases.rules import Act
from anbelo.cases.service import note_history
from anbelo.core.calendar import WorkCalendar, local
from anbelo.core.errors import Invalid, Refused
from anbelo.notices.models import Disposition, Notice, NoticeKind
from anbelo.notices.rules import (
    MIN_REASON_LENGTH,
    NoticeState,
    Release,
    call_wanted,
    drawn,
    last_sending_day,
)
from anbelo.offices.models import Team
from anbelo.offices.queries import calendar, team_by_code

# What an announcement says in the same words as the table keeps it.
_FACTS = ("person_name", "phone", "language", "summary", "printed_on", "amount_lower",
          "facts_unclear", "urgent_reason")  # fmt: skip


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
    send_no_later_than: date | None = None  # None: as long as its kind may wait
    phone: str = ""
    language: str = "de"
    summary: str = ""
    posted_on: date | None = None
    case_reference: str | None = None
    dispositions: tuple[NewDisposition, ...] = ()
    amount_lower: bool | None = None
    facts_unclear: bool | None = None
    urgent_reason: str = ""


def announce(
    session: Session,
    new: NewNotice,
    *,
    actor: str,
    now: datetime,
    client_id: int | None = None,
    staff_id: int | None = None,
    lot: Callable[[int], int] = randbelow,
) -> Notice:
    """Register a notice; it is held from this moment.

    `client_id` is the connected system that announces it, `staff_id` the person who does. Raises
    Invalid "unknown_kind", "unknown_team", "unknown_case", "last_day_passed", "already_posted",
    "no_time_for_a_talk" (without an `urgent_reason`) and Refused "already_announced". A
    confidential case counts as unknown here: a connected system may not learn of it.
    """
    kind, team = _check_new(session, new, today=local(now).date())
    holdout = drawn(kind.call_policy, kind.holdout_percent, lot)
    notice = Notice(
        external_ref=new.external_ref,
        kind_code=new.kind,
        case_id=case_id_of(session, new.case_reference),
        team_id=team.id,
        send_no_later_than=last_day(session, new, kind, now=now),
        announced_at=now,
        held_since=now,
        client_id=client_id,
        announced_by=staff_id,
        holdout=holdout,
        call_wanted=not holdout and wanted(kind, new),
        dispositions=rulings(new),
        **{name: getattr(new, name) for name in _FACTS},
    )
    _store(session, notice)
    if notice.case_id:
        note_history(session, notice.case_id, Act.NOTICE_HELD, now=now, kind=new.kind)
    record(session, actor=actor, action="notice_held", subject=f"notice:{notice.id}", now=now,
           kind=new.kind)  # fmt: skip
    return notice


def rulings(new: NewNotice) -> list[Disposition]:
    """The rulings of an announcement as rows, in their order."""
    return [
        Disposition(position=position, **vars(disposition))
        for position, disposition in enumerate(new.dispositions, start=1)
    ]


def wanted(kind: NoticeKind, new: NewNotice) -> bool:
    """Whether the house wants a talk before this notice leaves."""
    return call_wanted(
        kind.call_policy, amount_lower=new.amount_lower, facts_unclear=new.facts_unclear
    )


def last_day(session: Session, new: NewNotice, kind: NoticeKind, *, now: datetime) -> date:
    """The last sending day: a working day, by the kind's own rule when none was named.

    Raises Invalid "unknown_team", "last_day_passed", "no_time_for_a_talk".
    """
    team = team_by_code(session, new.team)
    if team is None:
        raise Invalid("unknown_team", field="team")
    days, today = calendar(session, team.id), local(now).date()
    if new.send_no_later_than is None:
        return days.add_working_days(today, kind.hold_working_days)
    return check_last_day(days, new, new.send_no_later_than, today=today)


def check_last_day(days: WorkCalendar, new: NewNotice, day: date, *, today: date) -> date:
    """The working day on which a notice leaves at the latest.

    Raises Invalid "last_day_passed"; "no_time_for_a_talk" when it is before the next working day
    and no `urgent_reason` says why.
    """
    if day < today:
        raise Invalid("last_day_passed", field="send_no_later_than")
    found = last_sending_day(days, day, today=today)
    urgent = len(new.urgent_reason.strip()) >= MIN_REASON_LENGTH
    if found < days.add_working_days(today, 1) and not urgent:
        raise Invalid("no_time_for_a_talk", field="send_no_later_than")
    return found


def same_facts(session: Session, notice: Notice, new: NewNotice) -> bool:
    """Whether an announcement says of a notice what is stored; an unsaid last day says nothing."""
    said = [(d.kind, d.objection_suspends, d.amount) for d in new.dispositions]
    stored = [(d.kind, d.objection_suspends, d.amount) for d in notice.dispositions]
    return said == stored and not changed_columns(session, notice, new)


def changed_columns(session: Session, notice: Notice, new: NewNotice) -> dict[str, object]:
    """The columns of a notice that an announcement would change, with their new values.

    Raises Invalid "unknown_team", "unknown_case".
    """
    team = team_by_code(session, new.team)
    if team is None:
        raise Invalid("unknown_team", field="team")
    told: dict[str, object] = {
        "kind_code": new.kind,
        "team_id": team.id,
        "case_id": _told_case(session, notice, new.case_reference),
        "send_no_later_than": _told_last_day(session, notice, new, team.id),
        **{name: getattr(new, name) for name in _FACTS},
    }
    return {name: value for name, value in told.items() if getattr(notice, name) != value}


def _told_case(session: Session, notice: Notice, reference: str | None) -> int | None:
    """The case an announcement names; one it is tied to already counts, whatever became of it.

    Otherwise the same announcement once more would tell a system that the case is confidential now.
    """
    if reference and notice.case and notice.case.reference == reference.upper():
        return notice.case_id
    return case_id_of(session, reference)


def _told_last_day(session: Session, notice: Notice, new: NewNotice, team_id: int) -> date:
    """The last day an announcement names, as it is stored: an unsaid one says nothing."""
    if new.send_no_later_than is None:
        return notice.send_no_later_than
    since = local(notice.held_since).date()
    return last_sending_day(calendar(session, team_id), new.send_no_later_than, today=since)


def _store(session: Session, notice: Notice) -> None:
    """Give the notice its number; of two announced at the same moment, one is too late."""
    try:
        with session.begin_nested():
            session.add(notice)
    except IntegrityError as error:
        if isinstance(error.orig, UniqueViolation):
            raise Refused("already_announced", field="external_ref") from None
        raise


def _check_new(session: Session, new: NewNotice, *, today: date) -> tuple[NoticeKind, Team]:
    """Refuse what cannot be held; gives its kind and its team."""
    kind = session.get(NoticeKind, new.kind)
    if kind is None or not kind.active:
        raise Invalid("unknown_kind", field="kind")
    team = team_by_code(session, new.team)
    if team is None:
        raise Invalid("unknown_team", field="team")
    if new.send_no_later_than is not None and new.send_no_later_than < today:
        raise Invalid("last_day_passed", field="send_no_later_than")
    if new.posted_on is not None:
        raise Invalid("already_posted", field="posted_on")
    if session.scalar(select(Notice.id).where(Notice.external_ref == new.external_ref)):
        raise Refused("already_announced", field="external_ref")
    return kind, team


def case_id_of(session: Session, reference: str | None) -> int | None:
    """The case an announcement names; Invalid "unknown_case" also for one that is hidden."""
    if not reference:
        return None
    open_case = select(Case.id).where(
        Case.reference == reference.upper(),
        Case.confidential.is_(False),
        Case.suspected.is_(False),
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


def hold_again(notice: Notice, *, now: datetime) -> None:
    """A stopped notice that was decided anew waits again: earlier talks were about another one."""
    notice.state, notice.held_since = NoticeState.HELD, now


def withdraw(
    session: Session, notice: Notice, *, actor: str, now: datetime, staff_id: int | None = None
) -> None:
    """Take back a notice that waits or was stopped: it will never leave.

    Raises Refused "notice_not_held".
    """
    if notice.state not in {NoticeState.HELD, NoticeState.STOPPED}:
        raise Refused("notice_not_held", state=notice.state)
    notice.state, notice.withdrawn_at = NoticeState.WITHDRAWN, now
    if notice.case_id:
        note_history(session, notice.case_id, Act.NOTICE_WITHDRAWN, now=now, staff_id=staff_id)
    record(session, actor=actor, action="notice_withdrawn", subject=f"notice:{notice.id}", now=now)


def _check_held(notice: Notice) -> None:
    if notice.state is not NoticeState.HELD:
        raise Refused("notice_not_held", state=notice.state)
