"""Reading notices: what a viewer may know of.

Nothing here locks: whoever changes a notice is held against its version, and its call is locked.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from anbelo.accounts.rules import Permission, Viewer
from anbelo.cases.models import Case
from anbelo.core.errors import Missing
from anbelo.notices.models import Notice, NoticeKind
from anbelo.notices.rules import WITHOUT_TALK, NoticeState
from anbelo.offices.queries import my_teams
from anbelo.outbox.models import OutboxMessage
from anbelo.outbox.rules import Topic

LIMIT = 100


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """The condition under which this viewer may know of a notice: it is their team's.

    A notice is the benefits system's own matter and stays with its team, who must call before it
    leaves; when its case is confidential, only the tie between the two is invisible.
    """
    if viewer.may(Permission.READ_CONFIDENTIAL):
        return or_(Notice.case_id.is_not(None), _mine(viewer))
    return _mine(viewer) if viewer.may(Permission.WORK_CALLS) else false()


def _mine(viewer: Viewer) -> ColumnElement[bool]:
    return Notice.team_id.in_(my_teams(viewer.staff_id))


def notice_for(session: Session, viewer: Viewer, external_ref: str) -> Notice:
    """One notice by its reference; Missing "no_such_notice" when there is none for this viewer."""
    return _one(session, and_(Notice.external_ref == external_ref, visible(viewer)))


def notice_by_ref(session: Session, external_ref: str) -> Notice:
    """One notice for jobs and commands; Missing "no_such_notice"."""
    return _one(session, Notice.external_ref == external_ref)


def notice_of_client(session: Session, client_id: int, external_ref: str) -> Notice:
    """One notice this connected system announced itself.

    Missing "no_such_notice" for every other, also for one of which nobody wrote down who announced
    it: a system must not learn of what another or the house itself holds.
    """
    own = and_(Notice.external_ref == external_ref, Notice.client_id == client_id)
    return _one(session, own)


def notice_or_none(session: Session, external_ref: str) -> Notice | None:
    """One notice with its rulings, for whoever announces it once more; None when it is new."""
    return session.scalar(
        select(Notice)
        .where(Notice.external_ref == external_ref)
        .options(selectinload(Notice.dispositions))
    )


def notice_by_id(session: Session, notice_id: int) -> Notice:
    """One notice by its number; Missing "no_such_notice"."""
    return _one(session, Notice.id == notice_id)


def _one(session: Session, where: ColumnElement[bool]) -> Notice:
    wanted = (
        select(Notice)
        .where(where)
        .options(
            joinedload(Notice.kind),
            joinedload(Notice.team),
            joinedload(Notice.case).joinedload(Case.site),
            joinedload(Notice.releaser),
            selectinload(Notice.dispositions),
        )
    )
    notice = session.scalar(wanted)
    if notice is None:
        raise Missing("no_such_notice")
    return notice


def held(session: Session, viewer: Viewer, *, limit: int = LIMIT) -> Sequence[Notice]:
    """The notices of this viewer's teams that still wait, the most pressing first."""
    return session.scalars(
        select(Notice)
        .where(Notice.state == NoticeState.HELD, visible(viewer))
        .options(joinedload(Notice.kind), joinedload(Notice.team), joinedload(Notice.case))
        .order_by(Notice.send_no_later_than, Notice.id)
        .limit(limit)
    ).all()


def overdue_notices(session: Session, due: date) -> Sequence[int]:
    """The held notices whose last sending day is `due` or before and whose job nobody promised."""
    waiting = exists().where(
        OutboxMessage.topic == Topic.SETTLE_NOTICE,
        OutboxMessage.subject_id == Notice.id,
        OutboxMessage.done_at.is_(None),
    )
    return session.scalars(
        select(Notice.id)
        .where(Notice.state == NoticeState.HELD, Notice.send_no_later_than <= due, ~waiting)
        .order_by(Notice.id)
        .limit(LIMIT)
    ).all()


def left_without_talk(session: Session, viewer: Viewer, *, since: datetime) -> Sequence[Notice]:
    """The notices of this viewer's teams that left without a talk since a moment, latest first.

    Each needs a cover sheet that explains it and offers a call (`rules.WITHOUT_TALK`).
    """
    return session.scalars(
        select(Notice)
        .where(
            Notice.state == NoticeState.RELEASED,
            Notice.release_reason.in_(WITHOUT_TALK),
            Notice.released_at >= since,
            visible(viewer),
        )
        .options(joinedload(Notice.kind), joinedload(Notice.team))
        .order_by(Notice.released_at.desc(), Notice.id)
        .limit(LIMIT)
    ).all()


def notices_of(session: Session, viewer: Viewer, case: Case) -> Sequence[Notice]:
    """The notices of a case this viewer may know of."""
    return session.scalars(
        select(Notice)
        .where(Notice.case_id == case.id, visible(viewer))
        .options(joinedload(Notice.kind), joinedload(Notice.team))
        .order_by(Notice.id)
    ).all()


def kinds(session: Session) -> Sequence[NoticeKind]:
    """All kinds of notices of the house."""
    return session.scalars(select(NoticeKind).order_by(NoticeKind.code)).all()
