"""What a worker does for calls and held notices."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from anbelo.callbacks.gate import release_notice
from anbelo.callbacks.planning import ask_for_plan, plan
from anbelo.callbacks.queries import callback_by_id
from anbelo.callbacks.service import LAST_DAY_RELEASE
from anbelo.core.calendar import local
from anbelo.core.errors import Missing
from anbelo.notices.queries import notice_by_id, overdue_notices
from anbelo.notices.rules import NoticeState
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import promise


def plan_callback(session: Session, callback_id: int, *, now: datetime) -> None:
    """Give an owed call its first free slot; a planned, settled or erased one stays as it is.

    So does one of a case that looks like spam: letting that in promises this anew.
    """
    try:
        callback = callback_by_id(session, callback_id, lock=True)
    except Missing:
        return
    waits = callback.case is not None and callback.case.suspected
    if callback.due_by > now and not waits:
        plan(session, callback, now=now)
        ask_for_plan(session, now=now)


def settle_notice(session: Session, notice_id: int, *, now: datetime) -> None:
    """Send a notice on its last day even without a talk; before that day nothing happens."""
    try:
        notice = notice_by_id(session, notice_id)
    except Missing:
        return
    if notice.state is not NoticeState.HELD or local(now).date() < notice.send_no_later_than:
        return
    release_notice(session, notice, actor="job:callbacks.settle_notice", now=now)


def settle_overdue(session: Session, *, now: datetime) -> int:
    """Promise anew to send what should have left by now, should its promise ever get lost."""
    here = local(now)
    due = here.date() if here.time() >= LAST_DAY_RELEASE else here.date() - timedelta(days=1)
    overdue = overdue_notices(session, due)
    for notice_id in overdue:
        promise(session, Topic.SETTLE_NOTICE, notice_id, now=now)
    return len(overdue)
