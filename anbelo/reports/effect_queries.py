"""Reading what the effect of calling is counted from: released notices, attempts, objections.

A notice belongs to its team and counts here whatever its case is: nothing of a case is read, so no
figure can tell of a confidential one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, case, func, literal, select, true
from sqlalchemy.orm import Session

from anbelo.audit.models import AuditDetail, AuditEntry
from anbelo.callbacks.models import Attempt, Callback
from anbelo.callbacks.rules import TALKED
from anbelo.core.calendar import at, local, local_day
from anbelo.notices.deadlines import Remedy
from anbelo.notices.models import Notice, NoticeKind, Objection
from anbelo.notices.rules import NoticeState
from anbelo.notices.standing import remedy_against
from anbelo.reports.effect import Effect, Sent, cohort_of, effect_of, was_in_lottery

_KIND = "notice_kind:"


def year_effect(session: Session, year: int, *, now: datetime) -> Effect:
    """The effect of calling on the notices released in a calendar year (Berlin), as of now."""
    return effect_of(year, sent_in(session, year), today=local_day(now))


def effect_years(session: Session) -> list[int]:
    """The calendar years (Berlin) in which notices left, newest first."""
    ends = session.execute(
        select(func.min(Notice.released_at), func.max(Notice.released_at)).where(
            Notice.state == NoticeState.RELEASED
        )
    ).one()
    found = [local(moment).year for moment in ends if moment is not None]
    return list(range(max(found), min(found) - 1, -1)) if found else []


def sent_in(session: Session, year: int) -> list[Sent]:
    """The notices released in a year to which people can object, those that are alike together."""
    kinds = {kind.code: kind for kind in session.scalars(select(NoticeKind))}
    disputable = [code for code in kinds if remedy_against(code) is Remedy.OBJECTION]
    chances = _chances(session, {code: kind.holdout_percent for code, kind in kinds.items()})
    rows = session.execute(_alike(year, disputable, _percent(chances)))
    return [
        Sent(
            row.day,
            row.kind_code,
            cohort_of(
                talked=bool(row.talked),
                attempted=row.talked is not None,
                holdout=row.holdout,
                in_lottery=was_in_lottery(
                    kinds[row.kind_code].call_policy,
                    call_wanted=row.call_wanted,
                    amount_lower=row.amount_lower,
                    facts_unclear=row.facts_unclear,
                ),
                percent=row.percent,
            ),
            row.received_on,
            row.number,
        )
        for row in rows
    ]


def _alike(year: int, kinds: Sequence[str], percent: ColumnElement[int]) -> Any:  # noqa: ANN401 - a select of many columns
    """Count the released notices by everything a cohort hangs on; one line a day and cohort."""
    before = (
        select(
            Callback.notice_id.label("notice_id"),
            func.bool_or(Attempt.outcome.in_(TALKED)).label("talked"),
        )
        .join(Attempt, Attempt.callback_id == Callback.id)
        .join(Notice, and_(Notice.id == Callback.notice_id, Attempt.at <= Notice.released_at))
        .where(*_released_in(year))
        .group_by(Callback.notice_id)
        .subquery()
    )
    columns = (
        func.timezone("Europe/Berlin", Notice.released_at).cast(Date).label("day"),
        Notice.kind_code,
        Notice.holdout,
        Notice.call_wanted,
        Notice.amount_lower,
        Notice.facts_unclear,
        before.c.talked,
        percent.label("percent"),
        Objection.received_on,
    )
    each = (
        select(*columns)
        .select_from(Notice)
        .outerjoin(before, before.c.notice_id == Notice.id)
        .outerjoin(Objection, Objection.notice_id == Notice.id)
        .where(*_released_in(year), Notice.kind_code.in_(kinds))
        .subquery()
    )
    return select(*each.c, func.count().label("number")).group_by(*each.c)


def _released_in(year: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Notice.state == NoticeState.RELEASED,
        Notice.released_at >= at(date(year, 1, 1), time(0)),
        Notice.released_at < at(date(year + 1, 1, 1), time(0)),
    )


@dataclass(frozen=True)
class _Chance:
    """From a moment on (None: always) the lot draws `percent` of a hundred notices of a kind."""

    kind: str
    since: datetime | None
    percent: int


def _chances(session: Session, now_set: dict[str, int]) -> list[_Chance]:
    """How likely the lot was by kind and time, from the trail; without any event: as it is set now.

    Policy A ends a lottery: then the change of the kind names the percentage without a value.
    """
    found: dict[str, list[_Chance]] = {}
    events = session.execute(
        select(AuditEntry.at, AuditEntry.action, AuditEntry.subject, AuditDetail.detail)
        .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
        .where(
            AuditEntry.subject.startswith(_KIND),
            AuditEntry.action.in_(("holdout_set", "kind_changed")),
        )
        .order_by(AuditEntry.seq)
    )
    for row in events:
        kind = row.subject.removeprefix(_KIND)
        if row.action == "holdout_set":
            first = [_Chance(kind, None, row.detail["old"])]
            found.setdefault(kind, first).append(_Chance(kind, row.at, row.detail["new"]))
        elif "holdout_percent" in row.detail["changed"]:
            first = [_Chance(kind, None, 0)]
            found.setdefault(kind, first).append(_Chance(kind, row.at, 0))
    never_changed = [_Chance(kind, None, now_set[kind]) for kind in now_set.keys() - found.keys()]
    return [*never_changed, *(chance for chances in found.values() for chance in chances)]


def _percent(chances: Sequence[_Chance]) -> ColumnElement[int]:
    """How likely the lot was when a notice was announced: 0 when its lottery was off."""
    whens = [
        (
            and_(
                Notice.kind_code == chance.kind,
                true() if chance.since is None else Notice.announced_at >= chance.since,
            ),
            chance.percent,
        )
        for chance in reversed(chances)
        if chance.percent or chance.since is not None
    ]
    return case(*whens, else_=0) if whens else literal(0)
