"""The release gate: the one door for notices, whether pages, API, commands or jobs ask."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from anbelo.accounts.rules import Permission, Viewer
from anbelo.callbacks.models import Callback
from anbelo.callbacks.planning import take_off
from anbelo.callbacks.queries import callback_of_notice
from anbelo.callbacks.rules import TALKED, CallState, Outcome, Try, tried_honestly
from anbelo.core.calendar import local
from anbelo.core.errors import Denied, Invalid, Refused
from anbelo.notices.models import Notice
from anbelo.notices.rules import (
    MIN_REASON_LENGTH,
    Evidence,
    Hold,
    NoticeState,
    Release,
    decide_release,
)
from anbelo.notices.service import release
from anbelo.offices.queries import calendar


def release_notice(
    session: Session,
    notice: Notice,
    *,
    actor: str,
    now: datetime,
    viewer: Viewer | None = None,
    lead_reason: str = "",
) -> Release:
    """Send a notice if the rules allow it: the one door for pages, API, commands and jobs.

    Raises Refused "call_owed" (nobody has talked yet), "notice_not_held"; Denied "lead_only" when
    somebody who is no team lead gives a reason; Invalid "reason_too_short".
    """
    if lead_reason:
        if viewer is None or not viewer.may(Permission.RELEASE_EARLY):
            raise Denied("lead_only", field="reason")
        if len(lead_reason.strip()) < MIN_REASON_LENGTH:
            raise Invalid("reason_too_short", field="reason")
    callback = callback_of_notice(session, notice.id, lock=True)
    if notice.state is not NoticeState.HELD:  # told first: a stopped one needs no further call
        raise Refused("notice_not_held", state=notice.state)
    leave = leave_of(session, callback, today=local(now).date(), lead_reason=lead_reason)
    if isinstance(leave, Hold):
        raise Refused(leave.code, last_day=notice.send_no_later_than.isoformat())
    release(session, notice, leave, actor=actor, now=now, note=lead_reason.strip(),
            staff_id=viewer.staff_id if viewer else None)  # fmt: skip
    if callback.state in {CallState.OWED, CallState.PLANNED}:
        take_off(session, callback, now=now)
        callback.state = CallState.CANCELLED
    return leave


def may_leave(session: Session, notice: Notice, *, today: date) -> Release | Hold:
    """What the rules say about a held notice at this moment; nothing happens to it."""
    return leave_of(session, callback_of_notice(session, notice.id), today=today)


def leave_of(
    session: Session, callback: Callback, *, today: date, lead_reason: str = ""
) -> Release | Hold:
    """What the rules say, from the attempts as they are stored."""
    notice = callback.notice
    assert notice is not None  # noqa: S101 - only notices are released
    # After a decision made anew only what happened since then counts; told to the minute.
    since = notice.held_since.replace(second=0, microsecond=0)
    attempts = [attempt for attempt in callback.attempts if attempt.at >= since]
    outcomes = {attempt.outcome for attempt in attempts}
    tries = [Try(attempt.at, attempt.outcome) for attempt in attempts]
    evidence = Evidence(
        spoken=bool(outcomes & TALKED),
        tried_honestly=tried_honestly(tries, calendar(session, notice.team_id)),
        call_refused=Outcome.REFUSED in outcomes,
        has_number=bool(notice.phone) and Outcome.WRONG_NUMBER not in outcomes,
        lead_reason=lead_reason,
    )
    return decide_release(
        call_wanted=notice.call_wanted,
        send_no_later_than=notice.send_no_later_than,
        today=today,
        evidence=evidence,
    )
