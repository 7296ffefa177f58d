"""The call owed: taking it on, planning it, noting what came of it, and letting the notice go."""

from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from anbelo.accounts.rules import Viewer
from anbelo.audit.service import record
from anbelo.callbacks.gate import leave_of, release_notice
from anbelo.callbacks.models import Attempt, Callback
from anbelo.callbacks.planning import CONTACT_CALL_WITHIN, give_back, take_off
from anbelo.callbacks.queries import open_calls_of
from anbelo.callbacks.rules import (
    SETTLES,
    TALKED,
    AttemptRecord,
    CallState,
    IdentityCheck,
    Outcome,
    Purpose,
)
from anbelo.cases import decisions
from anbelo.cases.decisions import close, make_confidential
from anbelo.cases.models import Case
from anbelo.cases.rules import Act, NewContact, Result
from anbelo.cases.screening import Signs
from anbelo.cases.service import Opened, note_history, open_case
from anbelo.core.calendar import at, local
from anbelo.core.errors import Invalid, Refused
from anbelo.notices.models import Notice
from anbelo.notices.queries import notice_or_none
from anbelo.notices.rules import (
    Hold,
    Release,
    call_priority,
)
from anbelo.notices.service import NewNotice, announce, release, same_facts, stop
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import promise

LAST_DAY_RELEASE = time(6)


def take_contact(
    session: Session,
    contact: NewContact,
    *,
    key: str,
    pepper: bytes,
    actor: str,
    now: datetime,
    external_id: str | None = None,
    signs: Signs | None = None,
) -> Opened:
    """Open a case for a contact and, if they wish to be called, owe them the call.

    While a case looks like spam its call is owed, but nobody is given it.
    """
    opened = open_case(session, contact, key=key, pepper=pepper, actor=actor, now=now,
                       external_id=external_id, signs=signs)  # fmt: skip
    if contact.call:
        case = opened.case
        callback = Callback(
            purpose=Purpose.CONTACT,
            case_id=case.id,
            team_id=case.concerns[0].proposed_team_id,
            confidential=case.confidential,
            language=contact.call.language,
            owed_since=now,
            due_by=now + CONTACT_CALL_WITHIN,
        )
        if case.suspected:
            session.add(callback)
        else:
            _owe(session, callback, now=now)
    return opened


def let_in(
    session: Session, case: Case, *, actor: str, now: datetime, staff_id: int | None = None
) -> None:
    """It was no spam after all: into the inbox, and the call they wished for is planned.

    Also for whoever does something with their code: no wave of spam comes back to read answers.
    Does nothing for a case that nobody suspects.
    """
    if not case.suspected:
        return
    decisions.let_in(session, case, actor=actor, now=now, staff_id=staff_id)
    for callback in open_calls_of(session, case):
        if callback.due_by <= now:  # it waited longer than the call could
            callback.due_by = now + CONTACT_CALL_WITHIN
        promise(session, Topic.PLAN_CALLBACK, callback.id, now=now)


def close_as_spam(
    session: Session, viewer: Viewer, case: Case, *, version: int, now: datetime
) -> None:
    """End a suspected case as spam; nobody calls. Errors as `cases.decisions.close_as_spam`."""
    decisions.close_as_spam(session, viewer, case, version=version, now=now)
    cancel_calls(session, case, actor=viewer.actor, now=now)


def announce_notice(
    session: Session,
    new: NewNotice,
    *,
    actor: str,
    now: datetime,
    client_id: int | None = None,
    staff_id: int | None = None,
) -> Notice:
    """Hold a notice and owe the call before it; it leaves by itself on its last sending day.

    Announced again by the same system (or again by the house) with the same facts it stays as it
    is; with other facts it is Refused "already_announced". One that the lot leaves uncalled goes at
    once. Errors as `notices.service.announce`.
    """
    known = notice_or_none(session, new.external_ref)
    if known and known.client_id == client_id and same_facts(session, known, new):
        return known
    notice = announce(session, new, actor=actor, now=now, client_id=client_id, staff_id=staff_id)
    last_day = max(at(notice.send_no_later_than, LAST_DAY_RELEASE), now)
    callback = Callback(
        purpose=Purpose.NOTICE,
        notice=notice,
        team_id=notice.team_id,
        language=notice.language,
        owed_since=now,
        due_by=last_day,
        priority=call_priority(notice.kind.call_policy, wanted=notice.call_wanted),
    )
    _owe(session, callback, now=now)
    if notice.holdout:  # nobody calls, so there is nothing to wait for
        release_notice(session, notice, actor=actor, now=now)
    else:
        promise(session, Topic.SETTLE_NOTICE, notice.id, now=now, available_at=last_day)
    return notice


def _owe(session: Session, callback: Callback, *, now: datetime) -> None:
    session.add(callback)
    session.flush()  # the promise needs the number
    promise(session, Topic.PLAN_CALLBACK, callback.id, now=now)


def hide_case(session: Session, viewer: Viewer, case: Case, *, now: datetime) -> None:
    """Put a case, with the calls owed for it, into the ombudsperson's own place.

    The planned times are given back: from now on only the ombudsperson calls.
    """
    make_confidential(session, viewer, case, now=now)
    for callback in open_calls_of(session, case):
        take_off(session, callback, now=now)
        callback.confidential, callback.team_id = True, None
        promise(session, Topic.PLAN_CALLBACK, callback.id, now=now)


def close_case(
    session: Session, viewer: Viewer, case: Case, *, result: Result, version: int, now: datetime
) -> None:
    """End a case and say how it ended; a call still owed for it is no longer needed.

    Notices and the calls before them stay. Errors as `cases.decisions.close`.
    """
    close(session, viewer, case, result=result, version=version, now=now)
    cancel_calls(session, case, actor=viewer.actor, now=now)


def cancel_calls(session: Session, case: Case, *, actor: str, now: datetime) -> None:
    """Give back the open calls owed for a case itself, not those before its notices."""
    for call in open_calls_of(session, case):
        take_off(session, call, now=now)
        call.state = CallState.CANCELLED
        record(session, actor=actor, action="call_cancelled", subject=f"callback:{call.id}",
               now=now)  # fmt: skip


def hand_over_calls(session: Session, case: Case, *, now: datetime) -> None:
    """Give the call a claimant wished for to the team that answers now, on its own free slots."""
    first = case.concerns[0]
    team = first.team or first.proposed_team
    team_id = team.id if team else None
    for callback in open_calls_of(session, case):
        keeps = case.confidential or callback.team_id == team_id
        if keeps or callback.purpose is not Purpose.CONTACT:
            continue
        take_off(session, callback, now=now)
        callback.team_id = team_id
        promise(session, Topic.PLAN_CALLBACK, callback.id, now=now)


def _case_id(callback: Callback) -> int | None:
    return callback.notice.case_id if callback.notice else callback.case_id


def record_attempt(
    session: Session,
    viewer: Viewer | None,
    callback: Callback,
    attempt: AttemptRecord,
    *,
    actor: str,
    now: datetime,
) -> Release | Hold | None:
    """Note one attempt and what follows: the notice goes, stops, or keeps waiting.

    `viewer` is the caller (None: a connected system reports it). Returns what the rules said about
    the notice, None for a call without one. Raises Refused "call_settled", Invalid
    "outcome_in_future".
    """
    if callback.state not in {CallState.OWED, CallState.PLANNED}:
        raise Refused("call_settled")
    if attempt.at > now + timedelta(minutes=5):
        raise Invalid("outcome_in_future", field="at")
    if attempt.outcome in TALKED and attempt.identity is IdentityCheck.NONE:
        raise Invalid("identity_missing", field="identity")
    staff_id = viewer.staff_id if viewer else None
    callback.attempts.append(
        Attempt(number=len(callback.attempts) + 1, staff_id=staff_id, **vars(attempt))
    )
    session.flush()  # the database checks the evidence when the notice is released
    _settle_call(session, callback, attempt.outcome, now=now)
    case_id = _case_id(callback)
    if case_id:
        act = Act.TALKED if attempt.outcome in TALKED else Act.CALL_TRIED
        note_history(session, case_id, act, now=now, staff_id=staff_id, outcome=attempt.outcome)
    record(session, actor=actor, action="call_tried", subject=f"callback:{callback.id}", now=now,
           outcome=attempt.outcome)  # fmt: skip
    if callback.notice is None:
        return None
    return _after_attempt(session, callback, attempt, actor=actor, staff_id=staff_id, now=now)


def _settle_call(session: Session, callback: Callback, outcome: Outcome, *, now: datetime) -> None:
    """A settled call is over; an unanswered one is owed again and gets its next slot."""
    if outcome in SETTLES:
        callback.state = CallState.SETTLED
        return
    give_back(callback)
    promise(
        session, Topic.PLAN_CALLBACK, callback.id, now=now, available_at=now + timedelta(hours=3)
    )


def _after_attempt(
    session: Session,
    callback: Callback,
    attempt: AttemptRecord,
    *,
    actor: str,
    staff_id: int | None,
    now: datetime,
) -> Release | Hold:
    notice = callback.notice
    assert notice is not None  # noqa: S101 - the caller checked
    if attempt.outcome is Outcome.NEW_FACTS:
        stop(session, notice, actor=actor, now=now, staff_id=staff_id)
        return Hold("new_facts")
    leave = leave_of(session, callback, today=local(now).date())
    if isinstance(leave, Release):
        release(session, notice, leave, actor=actor, now=now, staff_id=staff_id)
        callback.state = CallState.SETTLED
    return leave
