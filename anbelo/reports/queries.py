"""Figures and the trail over everything. Reads only; confidential cases are in none of it.

What looks like spam is in no figure; the trail tells what became of it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from anbelo.audit.models import AuditDetail, AuditEntry
from anbelo.audit.service import CHECKED
from anbelo.callbacks.models import Attempt, Callback
from anbelo.callbacks.rules import TALKED
from anbelo.cases.models import Case, Concern
from anbelo.core.calendar import at, local
from anbelo.notices.models import Notice
from anbelo.notices.rules import NoticeState, ReleaseReason
from anbelo.offices.models import Site
from anbelo.reports.rules import Breakdown, Figures, Share, breakdown
from anbelo.triage.categories import is_benefit

Conditions = tuple[ColumnElement[bool], ...]
PAGE = 50
BOOKMARK_BYTES = 32
_COUNTED: Conditions = (Case.confidential.is_(False), Case.suspected.is_(False))
MONTHS = tuple(str(number) for number in range(1, 13))


def year_figures(session: Session, year: int) -> Figures:
    """What the house heard in one calendar year (Berlin time), counted from the stored cases.

    A case counts as "about benefits" when one of its decided concerns is; undecided concerns count
    with what was proposed.
    """
    starts, ends = at(date(year, 1, 1), time(0)), at(date(year + 1, 1, 1), time(0))
    inside = (Case.received_at >= starts, Case.received_at < ends, *_COUNTED)
    months = func.extract("month", func.timezone("Europe/Berlin", Case.received_at))
    return Figures(
        year=year,
        enquiries=session.scalar(select(func.count()).select_from(Case).where(*inside)) or 0,
        benefits=_benefits(session, inside),
        months=breakdown(_count(session, months, inside), order=MONTHS),
        categories=_tops(session, inside),
        channels=breakdown(_count(session, Case.channel, inside)),
        kinds=breakdown(_count(session, Case.kind, inside)),
        languages=breakdown(_count(session, Case.language, inside)),
        sites=breakdown(_count(session, Site.code, inside)),
        talked_before=_talked_before(session, starts, ends),
    )


def years(session: Session) -> list[int]:
    """The calendar years (Berlin time) in which somebody contacted the house, newest first."""
    ends = session.execute(
        select(func.min(Case.received_at), func.max(Case.received_at)).where(*_COUNTED)
    ).one()
    found = [local(moment).year for moment in ends if moment is not None]
    return list(range(max(found), min(found) - 1, -1)) if found else []


def _count(session: Session, column: Any, inside: Conditions) -> Counter[str]:  # noqa: ANN401 - any column
    rows = session.execute(
        select(column, func.count())
        .select_from(Case)
        .outerjoin(Site, Site.id == Case.site_id)
        .where(*inside)
        .group_by(column)
    )
    return Counter({str(code) if code is not None else "": number for code, number in rows})


def _tops(session: Session, inside: Conditions) -> Breakdown:
    """Top categories by the first concern of each case, so that they add up to the enquiries."""
    code = func.coalesce(Concern.category, Concern.proposed_category)
    top = func.split_part(func.coalesce(code, ""), "-", 1)
    rows = session.execute(
        select(top, func.count())
        .join(Case, Case.id == Concern.case_id)
        .where(*inside, Concern.position == 1)
        .group_by(top)
    )
    return breakdown({str(code): number for code, number in rows})


def _benefits(session: Session, inside: Conditions) -> int:
    """Cases with a concern about benefits (which codes those are is a rule of triage)."""
    code = func.coalesce(Concern.category, Concern.proposed_category)
    codes = session.scalars(
        select(code).join(Case, Case.id == Concern.case_id).where(*inside).distinct()
    )
    about_benefits = [found for found in codes if found and is_benefit(found)]
    counted = (
        select(func.count(Concern.case_id.distinct()))
        .join(Case, Case.id == Concern.case_id)
        .where(*inside, code.in_(about_benefits))
    )
    return session.scalar(counted) or 0


def _talked_before(session: Session, starts: datetime, ends: datetime) -> Share:
    """Of the notices released in the year: for how many had somebody talked to the person."""
    released = (
        Notice.state == NoticeState.RELEASED,
        Notice.released_at >= starts,
        Notice.released_at < ends,
    )
    talked = (
        select(Attempt.id)
        .join(Callback, Callback.id == Attempt.callback_id)
        .where(Callback.notice_id == Notice.id, Attempt.outcome.in_(TALKED))
        .exists()
    )
    whole = session.scalar(select(func.count()).select_from(Notice).where(*released)) or 0
    part = session.scalar(select(func.count()).select_from(Notice).where(*released, talked)) or 0
    return Share(part, whole)


@dataclass(frozen=True)
class TrailLine:
    """One event as the data-protection officer sees it.

    `thing` is "case", "notice", "callback" or something of the house ("staff", "trail"); `name` is
    the random reference of the case or the number the benefits system gave the notice, never one
    of our own running numbers: a gap in those would tell that something is left out. `reason` is
    the code of why a notice left, `mark` the fingerprint of the words a lead gave for it: the words
    stay with the notice, the trail would show that somebody changed them.
    """

    at: datetime
    actor: str
    action: str
    thing: str
    name: str
    reason: ReleaseReason | None = None
    mark: str = ""


@dataclass(frozen=True)
class Trail:
    """A page of events, newest first; `after` opens the next one."""

    lines: Sequence[TrailLine]
    after: str | None


@dataclass(frozen=True)
class LastCheck:
    """When somebody last had the chain checked, and whether it was intact."""

    at: datetime
    intact: bool


def trail(session: Session, *, after: str | None = None, limit: int = PAGE) -> Trail:
    """The latest events, without any about a confidential case, its calls or messages.

    Only events about things known here are shown: whatever cannot be traced to an ordinary case, a
    notice (which stays with its team, whatever its case is) or the house itself stays out. The
    bookmark is a hash, so that it counts nothing.
    """
    number = {name: _number(name) for name in ("case", "callback", "notice")}
    known = or_(
        and_(Case.id.is_not(None), Case.confidential.is_(False)),
        Notice.id.is_not(None),
        AuditEntry.subject.op("~")("^(staff|trail|notice_kind|house):"),
    )
    wanted = (
        select(AuditEntry, Case.reference, Notice.external_ref, AuditDetail.detail)
        .outerjoin(AuditDetail, AuditDetail.seq == AuditEntry.seq)
        .outerjoin(Callback, Callback.id == number["callback"])
        .outerjoin(Notice, Notice.id == func.coalesce(number["notice"], Callback.notice_id))
        .outerjoin(Case, Case.id == func.coalesce(number["case"], Callback.case_id))
        .where(known, Callback.confidential.is_not(True), _before(after))
        .order_by(AuditEntry.seq.desc())
        .limit(limit + 1)
    )
    rows = session.execute(wanted).all()
    lines = [_line(*row) for row in rows[:limit]]
    return Trail(lines, rows[limit - 1][0].prev_hash.hex() if len(rows) > limit else None)


def _number(thing: str) -> ColumnElement[int]:
    """The number in a subject "<thing>:<number>"; NULL for every other subject."""
    fits = AuditEntry.subject.op("~")(f"^{thing}:[0-9]{{1,18}}$")
    return case((fits, func.split_part(AuditEntry.subject, ":", 2).cast(BigInteger)))


def _before(after: str | None) -> ColumnElement[bool]:
    """Everything older than the line a bookmark points to; a damaged one opens the first page."""
    try:
        previous = bytes.fromhex(after or "")
    except ValueError:
        return true()
    if len(previous) != BOOKMARK_BYTES:
        return true()
    place = select(AuditEntry.seq).where(AuditEntry.prev_hash == previous).scalar_subquery()
    return or_(AuditEntry.seq < place, place.is_(None))


def _line(
    entry: AuditEntry,
    reference: str | None,
    external_ref: str | None,
    detail: dict[str, Any] | None,
) -> TrailLine:
    thing, _, own = entry.subject.partition(":")
    if thing not in {"case", "callback", "notice"}:
        return TrailLine(entry.at, entry.actor, entry.action, thing, own)
    name = reference or external_ref or ""
    # An erased detail leaves the event: the reason is then gone together with the person.
    if entry.action != "notice_released" or not detail:
        return TrailLine(entry.at, entry.actor, entry.action, thing, name)
    reason = ReleaseReason(detail["reason"])
    return TrailLine(
        entry.at, entry.actor, entry.action, thing, name, reason, detail.get("mark", "")
    )


def last_check(session: Session) -> LastCheck | None:
    """The latest check of the chain; None when nobody has had it checked."""
    row = session.execute(
        select(AuditEntry.at, AuditDetail.detail)
        .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
        .where(AuditEntry.subject == CHECKED)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).one_or_none()
    return LastCheck(row.at, bool(row.detail.get("intact"))) if row else None
