"""What the claimant whose code was checked may see and do: their own case, nothing else."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from anbelo.callbacks.models import Callback
from anbelo.callbacks.queries import OPEN
from anbelo.callbacks.rules import CallState, Purpose
from anbelo.callbacks.service import cancel_calls, let_in
from anbelo.cases.claimants import case_of
from anbelo.cases.decisions import (
    may_say_whether_it_helped,
    reopen,
    say_it_helped,
    withdraw,
)
from anbelo.cases.models import Case
from anbelo.cases.rules import Act, Result, Status, is_open
from anbelo.core.errors import Denied, Refused
from anbelo.correspondence.models import Direction
from anbelo.correspondence.queries import messages_of
from anbelo.correspondence.service import mark_read, write
from anbelo.notices.models import Notice
from anbelo.notices.rules import NoticeState

SHOWN_DIGITS = 2
MARK_DIGITS = 16
# Who was taken for spam by mistake reads that the work has ended, and may say that it did not help.
_TOLD_AS = {Act.SPAM: Act.CLOSED}


@dataclass(frozen=True)
class Event:
    """One line of the history, in codes; `facts` as they were stored."""

    at: datetime
    act: Act
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class OwedCall:
    """A call still to come that has no time yet.

    `mark` names it for this session only. `before_notice`: we want to talk before a notice leaves;
    otherwise the person asked to be called. `number_ends` are the last digits of the number we
    call, "" when we have none.
    """

    mark: str
    before_notice: bool
    language: str
    number_ends: str


@dataclass(frozen=True)
class PlannedCall(OwedCall):
    """A call with a time (aware moments)."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, repr=False)
class Written:
    """One message; `ours` when the office wrote it."""

    ours: bool
    at: datetime
    language: str
    text: str


@dataclass(frozen=True, repr=False)
class ClaimantCase:
    """A case as its claimant sees it.

    `teams` answer it (empty until decided, and for confidential cases). `planned` are calls with a
    time, `owed` those without one yet. `held_until` are the last sending days (Berlin) of notices
    that wait for a talk.
    """

    case_id: int
    status: Status
    result: Result | None
    confidential: bool
    received_at: datetime
    teams: tuple[str, ...]
    events: tuple[Event, ...]
    planned: tuple[PlannedCall, ...]
    owed: tuple[OwedCall, ...]
    held_until: tuple[date, ...]
    messages: tuple[Written, ...]
    asks_whether_it_helped: bool

    @property
    def open(self) -> bool:
        """Whether the office still works on it."""
        return is_open(self.status)

    @property
    def calls_owed(self) -> int:
        """How many calls have no time yet."""
        return len(self.owed)


def look(session: Session, token: str, *, now: datetime) -> ClaimantCase | None:
    """The case of a claimant's session; None when the session has ended.

    A time that is shown here is promised from now on: it is moved only when it must be.
    """
    case = case_of(session, token, now=now)
    if case is None:
        return None
    _promise_times(session, case, now=now)
    return _as_seen(session, case, token)


def _promise_times(session: Session, case: Case, *, now: datetime) -> None:
    """Note that the person is told their times; whoever plans meanwhile waits or is refused."""
    untold = session.scalars(
        _calls(case)
        .where(Callback.state == CallState.PLANNED, Callback.promised_at.is_(None))
        .where(Callback.ends_at > now)
        .order_by(Callback.id)  # in the order of everybody else who locks several
        .with_for_update(of=Callback)
    )
    for call in untold:
        call.promised_at = now


def _as_seen(session: Session, case: Case, token: str) -> ClaimantCase:
    calls = session.scalars(
        _calls(case)
        .where(Callback.state.in_(OPEN))
        .order_by(Callback.starts_at.nulls_last(), Callback.id)
    ).all()
    held = session.scalars(
        select(Notice.send_no_later_than)
        .where(Notice.case_id == case.id, Notice.state == NoticeState.HELD)
        .order_by(Notice.send_no_later_than)
    )
    seen = [call_seen(call, token) for call in calls]
    return ClaimantCase(
        case_id=case.id,
        status=case.status,
        result=case.result,
        confidential=case.confidential,
        received_at=case.received_at,
        teams=tuple(dict.fromkeys(c.team.name for c in case.concerns if c.team)),
        events=tuple(
            Event(line.at, _TOLD_AS.get(line.act, line.act), line.facts)
            for line in case.history
            if line.act is not Act.NOT_SPAM
        ),
        planned=tuple(call for call in seen if isinstance(call, PlannedCall)),
        owed=tuple(call for call in seen if not isinstance(call, PlannedCall)),
        held_until=tuple(held),
        messages=tuple(
            Written(m.direction is Direction.OUT, m.at, m.language, m.text)
            for m in messages_of(session, case)
        ),
        asks_whether_it_helped=may_say_whether_it_helped(case),
    )


def _calls(case: Case) -> Select[Callback]:
    """All calls of a case, whatever they are for, with the numbers they need."""
    return (
        select(Callback)
        .outerjoin(Callback.notice)
        .where(or_(Callback.case_id == case.id, Notice.case_id == case.id))
        .options(contains_eager(Callback.notice), joinedload(Callback.case).joinedload(Case.person))
    )


def call_seen(call: Callback, token: str) -> OwedCall | PlannedCall:
    """A call as the person who is called sees it."""
    person = call.case.person if call.case else None
    phone = call.notice.phone if call.notice else person.phone if person else ""
    about = OwedCall(
        mark=mark_of(token, call.id),
        before_notice=call.purpose is Purpose.NOTICE,
        language=call.language,
        number_ends=phone[-SHOWN_DIGITS:],
    )
    if call.state is CallState.PLANNED and call.starts_at and call.ends_at:
        return PlannedCall(**vars(about), starts_at=call.starts_at, ends_at=call.ends_at)
    return about


def mark_of(token: str, callback_id: int) -> str:
    """The name of a call in this session's addresses: tells nothing, fits no other session."""
    return hashlib.sha256(f"call:{token}:{callback_id}".encode()).hexdigest()[:MARK_DIGITS]


def say(session: Session, token: str, text: str, *, language: str, now: datetime) -> int:
    """The claimant writes a message; its number. Answering, they have seen what we wrote before.

    Raises Denied "code_session_over" when the session has ended, Refused "case_closed" when nobody
    would read it any more, and the errors of `correspondence.service.write`.
    """
    case = _mine(session, token, now=now)
    if not is_open(case.status):
        raise Refused("case_closed", field="text")
    let_in(session, case, actor="claimant", now=now)
    message = write(session, case, text, language=language, now=now)
    mark_read(session, case, Direction.OUT, now=now)
    session.flush()  # its files need the number
    return message.id


def take_back(session: Session, token: str, *, now: datetime) -> None:
    """The claimant withdraws the contact; the call they asked for is no longer owed.

    Doing it again changes nothing. Notices and the calls before them stay: they do not depend on
    the contact. Raises Denied "code_session_over", Refused "case_closed".
    """
    case = _mine(session, token, now=now)
    if case.status is Status.WITHDRAWN:
        return
    withdraw(session, case, now=now)
    cancel_calls(session, case, actor="claimant", now=now)


def rate(
    session: Session, token: str, *, helped: bool, text: str, language: str, now: datetime
) -> None:
    """Whether it helped; a "no" opens the case again. What was written becomes a message.

    Raises Denied "code_session_over", Refused "case_open".
    """
    case = _mine(session, token, now=now)
    if helped:
        say_it_helped(session, case, now=now)
    else:
        reopen(session, case, now=now)
    if text:
        write(session, case, text, language=language, now=now, even_closed=True)
        mark_read(session, case, Direction.OUT, now=now)


def _mine(session: Session, token: str, *, now: datetime) -> Case:
    case = case_of(session, token, now=now, lock=True)
    if case is None:
        raise Denied("code_session_over")
    return case
