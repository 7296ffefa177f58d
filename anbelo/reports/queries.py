"""Figures over everything. Reads only; confidential cases are in no figure."""

from collections import Counter
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from anbelo.callbacks.models import Attempt, Callback
from anbelo.callbacks.rules import TALKED
from anbelo.cases.models import Case, Concern
from anbelo.core.calendar import at
from anbelo.notices.models import Notice
from anbelo.notices.rules import NoticeState
from anbelo.offices.models import Site
from anbelo.reports.rules import Breakdown, Figures, Share, breakdown
from anbelo.triage.categories import is_benefit

Conditions = tuple[ColumnElement[bool], ...]
MONTHS = tuple(str(number) for number in range(1, 13))


def year_figures(session: Session, year: int) -> Figures:
    """What the house heard in one calendar year (Berlin time), counted from the stored cases.

    A case counts as "about benefits" when one of its decided concerns is; undecided concerns count
    with what was proposed.
    """
    starts, ends = at(date(year, 1, 1), time(0)), at(date(year + 1, 1, 1), time(0))
    inside = (Case.received_at >= starts, Case.received_at < ends, Case.confidential.is_(False))
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
    return breakdown(dict(rows.tuples().all()))


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
        ~select(Case.id).where(Case.id == Notice.case_id, Case.confidential).exists(),
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
