"""A notice changed or withdrawn before it leaves, and what that means for the call owed."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from anbelo.audit.service import record
from anbelo.callbacks.models import Callback
from anbelo.callbacks.planning import take_off
from anbelo.callbacks.queries import callback_of_notice
from anbelo.callbacks.rules import CallState
from anbelo.callbacks.service import LAST_DAY_RELEASE
from anbelo.cases.rules import Act
from anbelo.cases.service import note_history
from anbelo.core.calendar import at, local
from anbelo.core.errors import Invalid, Refused
from anbelo.notices.models import Disposition, Notice
from anbelo.notices.rules import NoticeState, call_priority
from anbelo.notices.service import (
    NewNotice,
    changed_columns,
    hold_again,
    last_day,
    rulings,
    same_facts,
    wanted,
    withdraw,
)
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import promise

OPEN = (CallState.OWED, CallState.PLANNED)
# What the planned time rests on; another summary or name moves nobody's call.
_MOVES_THE_CALL = frozenset({"team_id", "language", "send_no_later_than"})


def change_notice(
    session: Session,
    notice: Notice,
    new: NewNotice,
    *,
    actor: str,
    now: datetime,
    staff_id: int | None = None,
) -> Notice:
    """Change the facts of a notice that waits; the same facts again write nothing.

    Its last sending day may only become earlier, and not today. One that was stopped because of new
    facts waits again, with a last day of its own and a call owed: only what happens from now on
    counts as evidence. Whether a talk is wanted may turn to yes, never to no. Raises Refused
    "notice_not_held"; Invalid "last_day_later", "no_time_for_a_talk", "last_day_passed",
    "kind_fixed", "phone_kept" (without a number it would leave without a call), "unknown_team",
    "unknown_case".
    """
    stopped = notice.state is NoticeState.STOPPED
    if same_facts(session, notice, new) and not stopped:
        return notice
    callback = callback_of_notice(session, notice.id, lock=True)
    if notice.state not in {NoticeState.HELD, NoticeState.STOPPED}:
        raise Refused("notice_not_held", state=notice.state)
    changed = _change(session, notice, new, now=now)
    if stopped or changed.keys() & _MOVES_THE_CALL:
        _plan_anew(session, notice, callback, now=now, stopped=stopped)
    if notice.case_id:
        note_history(session, notice.case_id, Act.NOTICE_CHANGED, now=now, staff_id=staff_id)
    record(session, actor=actor, action="notice_changed", subject=f"notice:{notice.id}", now=now,
           changed=sorted(changed))  # fmt: skip
    return notice


def _change(
    session: Session, notice: Notice, new: NewNotice, *, now: datetime
) -> dict[str, object]:
    """Write the new facts; gives the columns that changed."""
    changed = changed_columns(session, notice, new)
    _check(notice, new, changed)
    if notice.state is NoticeState.STOPPED:
        changed["send_no_later_than"] = last_day(session, new, notice.kind, now=now)
        hold_again(notice, now=now)
    else:
        _check_earlier(session, notice, new, changed, now=now)
    for name, value in changed.items():
        setattr(notice, name, value)
    notice.call_wanted = notice.call_wanted or (not notice.holdout and wanted(notice.kind, new))
    _rule_anew(session, notice, new)
    return changed


def _check(notice: Notice, new: NewNotice, changed: dict[str, object]) -> None:
    if "kind_code" in changed:
        raise Invalid("kind_fixed", field="kind")
    if notice.phone and not new.phone:
        raise Invalid("phone_kept", field="phone")


def _check_earlier(
    session: Session,
    notice: Notice,
    new: NewNotice,
    changed: dict[str, object],
    *,
    now: datetime,
) -> None:
    """A notice that waits never waits longer, and a shorter wait still leaves time for a talk."""
    if "send_no_later_than" not in changed:
        return
    if new.send_no_later_than and new.send_no_later_than > notice.send_no_later_than:
        raise Invalid("last_day_later", field="send_no_later_than")
    if last_day(session, new, notice.kind, now=now) <= local(now).date():
        raise Invalid("no_time_for_a_talk", field="send_no_later_than")


def _rule_anew(session: Session, notice: Notice, new: NewNotice) -> None:
    """Put the new rulings in the place of the old ones."""
    session.execute(delete(Disposition).where(Disposition.notice_id == notice.id))
    session.expire(notice, ["dispositions"])
    for ruling in rulings(new):
        ruling.notice_id = notice.id
        session.add(ruling)
    # A change of rulings alone must show to whoever has the page open, too.
    flag_modified(notice, "summary")


def _plan_anew(
    session: Session, notice: Notice, callback: Callback, *, now: datetime, stopped: bool
) -> None:
    """Give the planned time back: another team, language or last day may need another one."""
    leaves = max(at(notice.send_no_later_than, LAST_DAY_RELEASE), now)
    callback.team_id, callback.language = notice.team_id, notice.language
    callback.due_by = leaves
    callback.priority = call_priority(notice.kind.call_policy, wanted=notice.call_wanted)
    promise(session, Topic.SETTLE_NOTICE, notice.id, now=now, available_at=leaves)
    if stopped or callback.state in OPEN:
        take_off(session, callback, now=now)
        promise(session, Topic.PLAN_CALLBACK, callback.id, now=now)


def withdraw_notice(
    session: Session, notice: Notice, *, actor: str, now: datetime, staff_id: int | None = None
) -> Notice:
    """Take back a notice that waits or was stopped; the call before it is no longer needed.

    Once more changes nothing. Raises Refused "notice_not_held" for one that has left.
    """
    if notice.state is NoticeState.WITHDRAWN:
        return notice
    callback = callback_of_notice(session, notice.id, lock=True)
    withdraw(session, notice, actor=actor, now=now, staff_id=staff_id)
    if callback.state in OPEN:
        take_off(session, callback, now=now)
        callback.state = CallState.CANCELLED
    return notice
