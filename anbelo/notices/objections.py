"""Objections to released notices: recorded to learn whether calling helps, and for nothing else.

The objection itself is handled in the benefits system; here stands only that one arrived, and when.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from anbelo.audit.service import record
from anbelo.core.calendar import local_day
from anbelo.core.errors import Invalid, Missing, Refused
from anbelo.notices.models import Notice, Objection
from anbelo.notices.rules import NoticeState


def objection_to(session: Session, notice: Notice) -> Objection | None:
    """What is recorded of an objection to a notice; None when nothing is."""
    return session.scalar(select(Objection).where(Objection.notice_id == notice.id))


def record_objection(
    session: Session,
    notice: Notice,
    received_on: date,
    *,
    actor: str,
    now: datetime,
    staff_id: int | None = None,
    correct: bool = False,
) -> bool:
    """Note the day (Berlin) on which an objection arrived; whether something was stored.

    The same day again stores nothing; another day only to `correct` the one that is there. Raises
    Refused "notice_not_released", "objection_other_day", Invalid "objection_in_future",
    "objection_before_release".
    """
    check_day(notice.state, notice.released_at, received_on, now=now)
    _one_at_a_time(session, notice)
    known = objection_to(session, notice)
    if known is None:
        session.add(
            Objection(
                notice_id=notice.id, received_on=received_on, recorded_at=now, recorded_by=staff_id
            )
        )
        _trail(session, notice, "objection_recorded", actor=actor, now=now)
        return True
    if known.received_on == received_on:
        return False
    if not correct:
        raise Refused("objection_other_day", field="received_on")
    known.received_on, known.recorded_at, known.recorded_by = received_on, now, staff_id
    _trail(session, notice, "objection_corrected", actor=actor, now=now)
    return True


def remove_objection(session: Session, notice: Notice, *, actor: str, now: datetime) -> None:
    """Take an entry back that belongs to another notice; Missing "no_such_objection"."""
    _one_at_a_time(session, notice)
    known = objection_to(session, notice)
    if known is None:
        raise Missing("no_such_objection")
    session.delete(known)
    _trail(session, notice, "objection_removed", actor=actor, now=now)


def check_day(
    state: NoticeState, released_at: datetime | None, received_on: date, *, now: datetime
) -> None:
    """Refuse a day on which no objection to this notice can have arrived; as `record_objection`."""
    if state is not NoticeState.RELEASED or released_at is None:
        raise Refused("notice_not_released")
    if received_on > local_day(now):
        raise Invalid("objection_in_future", field="received_on")
    if received_on < local_day(released_at):
        raise Invalid("objection_before_release", field="received_on")


def _one_at_a_time(session: Session, notice: Notice) -> None:
    """Two people who open the same letter wait for each other."""
    session.execute(select(Notice.id).where(Notice.id == notice.id).with_for_update())


def _trail(session: Session, notice: Notice, action: str, *, actor: str, now: datetime) -> None:
    record(session, actor=actor, action=action, subject=f"notice:{notice.id}", now=now)
