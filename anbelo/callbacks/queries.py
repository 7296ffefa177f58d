"""Reading calls: who owes one, who could make it, what was tried."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from anbelo.accounts.models import Absence, Staff, WorkingTime
from anbelo.accounts.rules import Permission, Role, Viewer
from anbelo.callbacks.models import Attempt, Callback
from anbelo.callbacks.rules import CallState
from anbelo.callbacks.slots import Caller
from anbelo.cases.models import Case
from anbelo.cases.rules import Window
from anbelo.core.calendar import local
from anbelo.core.errors import Missing
from anbelo.notices.models import Notice
from anbelo.offices.models import TeamMember
from anbelo.offices.queries import my_teams

OPEN = (CallState.OWED, CallState.PLANNED)
LIMIT = 100


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """The condition under which this viewer may know of a call: their own or their team's.

    Calls of confidential cases show only to the ombudsperson, those of a case that looks like spam
    to nobody.
    """
    if viewer.may(Permission.READ_CONFIDENTIAL):
        return and_(~held_back(), or_(_confidential(), _mine(viewer)))
    if not viewer.may(Permission.WORK_CALLS):
        return false()
    return and_(~held_back(), ~_confidential(), _mine(viewer))


def held_back() -> ColumnElement[bool]:
    """Calls owed for a case that looks like spam: nobody makes them."""
    return exists().where(Case.id == Callback.case_id, Case.suspected)


def _confidential() -> ColumnElement[bool]:
    """Calls owed for a confidential case; those before a notice stay with the notice's team."""
    direct = exists().where(Case.id == Callback.case_id, Case.confidential)
    return or_(Callback.confidential, direct)


def _mine(viewer: Viewer) -> ColumnElement[bool]:
    return or_(
        Callback.staff_id == viewer.staff_id, Callback.team_id.in_(my_teams(viewer.staff_id))
    )


def _with_all(where: ColumnElement[bool]) -> Select[Callback]:
    return (
        select(Callback)
        .where(where)
        .options(
            joinedload(Callback.staff),
            joinedload(Callback.team),
            joinedload(Callback.case).joinedload(Case.person),
            joinedload(Callback.notice).joinedload(Notice.kind),
            joinedload(Callback.notice).joinedload(Notice.case).joinedload(Case.person),
            joinedload(Callback.notice).selectinload(Notice.dispositions),
            selectinload(Callback.attempts).joinedload(Attempt.staff),
        )
    )


def work_list(session: Session, viewer: Viewer, *, limit: int = LIMIT) -> Sequence[Callback]:
    """The open calls of this viewer: planned times in their order, then what is due first."""
    where = and_(Callback.state.in_(OPEN), visible(viewer))
    return session.scalars(
        _with_all(where)
        .order_by(Callback.starts_at.nulls_last(), Callback.due_by, Callback.id)
        .limit(limit)
    ).all()


def next_call_of(session: Session, viewer: Viewer, *, besides: int) -> Callback | None:
    """The call this viewer makes next: their own or one nobody has, without this one."""
    return session.scalar(
        select(Callback)
        .where(
            Callback.state.in_(OPEN),
            visible(viewer),
            or_(Callback.staff_id == viewer.staff_id, Callback.staff_id.is_(None)),
            Callback.id != besides,
        )
        .order_by(Callback.starts_at.nulls_last(), Callback.due_by, Callback.id)
        .limit(1)
    )


def without_time(session: Session, viewer: Viewer, *, limit: int = LIMIT) -> Sequence[Callback]:
    """The open calls of this viewer that nobody can make as things stand, most pressing first."""
    where = and_(Callback.state == CallState.OWED, visible(viewer))
    return session.scalars(
        _with_all(where).order_by(Callback.due_by, Callback.id).limit(limit)
    ).all()


def calls_of_day(
    session: Session, viewer: Viewer, *, starts: datetime, ends: datetime
) -> Sequence[Callback]:
    """The planned calls between two moments this viewer may see; none of confidential cases.

    Front desk and ombudsperson see the whole house, teams what is theirs.
    """
    if not viewer.may(Permission.FIND_CASE):
        return []
    where = and_(
        Callback.state == CallState.PLANNED,
        ~_confidential(),
        true() if viewer.whole_house else _mine(viewer),
        Callback.starts_at >= starts,
        Callback.starts_at < ends,
    )
    return session.scalars(
        _with_all(where).order_by(Callback.starts_at, Callback.id).limit(LIMIT)
    ).all()


def callback_for(
    session: Session, viewer: Viewer, callback_id: int, *, lock: bool = False
) -> Callback:
    """One call with all that the caller needs; Missing "no_such_call" if not for this viewer."""
    return _one(session, and_(Callback.id == callback_id, visible(viewer)), lock=lock)


def callback_by_id(session: Session, callback_id: int, *, lock: bool = False) -> Callback:
    """One call for jobs; Missing "no_such_call"."""
    return _one(session, Callback.id == callback_id, lock=lock)


def callback_of_notice(session: Session, notice_id: int, *, lock: bool = False) -> Callback:
    """The call owed before a notice; Missing "no_such_call"."""
    return _one(session, Callback.notice_id == notice_id, lock=lock)


def _one(session: Session, where: ColumnElement[bool], *, lock: bool) -> Callback:
    wanted = _with_all(where)
    callback = session.scalar(wanted.with_for_update(of=Callback) if lock else wanted)
    if callback is None:
        raise Missing("no_such_call")
    return callback


def calls_by_ids(session: Session, ids: Iterable[int], *, lock: bool = False) -> Sequence[Callback]:
    """These calls with all that lists show, by number; whoever asks may see them."""
    wanted = _with_all(Callback.id.in_(list(ids))).order_by(Callback.id)
    return session.scalars(wanted.with_for_update(of=Callback) if lock else wanted).all()


def calls_of(session: Session, viewer: Viewer, case: Case) -> Sequence[Callback]:
    """The calls of a case this viewer may know of, also those before its notices."""
    tied = exists().where(Notice.id == Callback.notice_id, Notice.case_id == case.id)
    where = and_(or_(Callback.case_id == case.id, tied), visible(viewer))
    return session.scalars(_with_all(where).order_by(Callback.id)).all()


def open_calls_of(session: Session, case: Case) -> Sequence[Callback]:
    """The open calls owed for a case itself, not those before its notices."""
    return session.scalars(
        select(Callback)
        .where(Callback.case_id == case.id, Callback.state.in_(OPEN))
        .order_by(Callback.id)
        .with_for_update()
    ).all()


def next_calls(session: Session, cases: Sequence[Case]) -> dict[int, Callback]:
    """The next open call of each of these cases, by case id; whoever asks may see the cases."""
    of_case = func.coalesce(Callback.case_id, Notice.case_id)
    rows = session.execute(
        select(of_case, Callback)
        .outerjoin(Notice, Notice.id == Callback.notice_id)
        .where(Callback.state.in_(OPEN), of_case.in_([case.id for case in cases]))
        .options(contains_eager(Callback.notice))
        .order_by(Callback.starts_at.nulls_last(), Callback.id)
    )
    found: dict[int, Callback] = {}
    for case_id, callback in rows:
        found.setdefault(case_id, callback)
    return found


def calls_before(session: Session, notices: Sequence[Notice]) -> dict[int, Callback]:
    """The call owed before each of these notices, by notice id; whoever asks may see them."""
    rows = session.scalars(
        select(Callback)
        .where(Callback.notice_id.in_([notice.id for notice in notices]))
        .options(joinedload(Callback.staff), selectinload(Callback.attempts))
    )
    return {callback.notice_id: callback for callback in rows if callback.notice_id}


def callers(
    session: Session, callback: Callback, *, earliest: datetime, with_ombuds: bool = True
) -> list[Caller]:
    """Everybody who may make this call and speaks its language, with their time.

    A confidential call is made by the ombudsperson, any other by the team or its backups.
    `with_ombuds=False` leaves the ombudsperson out: what is taken there may be confidential.
    """
    wanted = (
        select(Staff, func.coalesce(func.bool_and(TeamMember.backup), False))
        .outerjoin(
            TeamMember,
            and_(TeamMember.staff_id == Staff.id, TeamMember.team_id == callback.team_id),
        )
        .where(Staff.disabled_at.is_(None), Staff.languages.contains([callback.language]))
        .group_by(Staff.id)
        .order_by(Staff.id)
    )
    if callback.confidential or callback.team_id is None:
        wanted = wanted.where(Staff.role_values.contains([Role.OMBUDSPERSON.value]))
    else:
        wanted = wanted.where(TeamMember.team_id.is_not(None))
    if not with_ombuds:
        wanted = wanted.where(~Staff.role_values.contains([Role.OMBUDSPERSON.value]))
    people = session.execute(wanted).all()
    ids = [staff.id for staff, _ in people]
    hours = _hours(session, ids)
    away = _away(session, ids, earliest=earliest)
    taken = _taken(session, ids, earliest=earliest)
    return [
        Caller(
            staff.id,
            backup,
            tuple(hours.get(staff.id, ())),
            tuple(away.get(staff.id, ())),
            tuple(taken.get(staff.id, ())),
        )
        for staff, backup in people
    ]


def _hours(session: Session, ids: list[int]) -> dict[int, list[Window]]:
    found: dict[int, list[Window]] = {}
    rows = session.scalars(select(WorkingTime).where(WorkingTime.staff_id.in_(ids)))
    for row in rows:
        found.setdefault(row.staff_id, []).append(Window(row.weekday, row.starts, row.ends))
    return found


def _away(
    session: Session, ids: list[int], *, earliest: datetime
) -> dict[int, list[tuple[date, date]]]:
    found: dict[int, list[tuple[date, date]]] = {}
    rows = session.scalars(
        select(Absence).where(Absence.staff_id.in_(ids), Absence.last_day >= local(earliest).date())
    )
    for row in rows:
        found.setdefault(row.staff_id, []).append((row.first_day, row.last_day))
    return found


def _taken(
    session: Session, ids: list[int], *, earliest: datetime
) -> dict[int, list[tuple[datetime, datetime]]]:
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    rows = session.execute(
        select(Callback.staff_id, Callback.starts_at, Callback.ends_at).where(
            Callback.state == CallState.PLANNED,
            Callback.staff_id.in_(ids),
            Callback.ends_at > earliest,
        )
    )
    for staff_id, starts_at, ends_at in rows:
        if staff_id and starts_at and ends_at:  # a planned call has all three
            found.setdefault(staff_id, []).append((starts_at, ends_at))
    return found
