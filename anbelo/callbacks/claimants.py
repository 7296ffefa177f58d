"""What the claimant whose code was checked may see and do: their own case, nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from anbelo.callbacks.models import Callback
from anbelo.callbacks.queries import OPEN
from anbelo.callbacks.rules import CallState
from anbelo.callbacks.service import cancel_calls
from anbelo.cases.claimants import case_of
from anbelo.cases.decisions import withdraw
from anbelo.cases.models import Case
from anbelo.cases.rules import Act, Result, Status, is_open
from anbelo.core.errors import Denied, Refused
from anbelo.correspondence.models import Direction
from anbelo.correspondence.queries import messages_of
from anbelo.correspondence.service import mark_read, write
from anbelo.notices.models import Notice
from anbelo.notices.rules import NoticeState


@dataclass(frozen=True)
class Event:
    """One line of the history, in codes; `facts` as they were stored."""

    at: datetime
    act: Act
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class PlannedCall:
    """A call with a fixed time (aware moments)."""

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
    time, `calls_owed` counts those without one yet. `held_until` are the last sending days (Berlin)
    of notices that wait for a talk.
    """

    case_id: int
    status: Status
    result: Result | None
    confidential: bool
    received_at: datetime
    teams: tuple[str, ...]
    events: tuple[Event, ...]
    planned: tuple[PlannedCall, ...]
    calls_owed: int
    held_until: tuple[date, ...]
    messages: tuple[Written, ...]

    @property
    def open(self) -> bool:
        """Whether the office still works on it."""
        return is_open(self.status)


def look(session: Session, token: str, *, now: datetime) -> ClaimantCase | None:
    """The case of a claimant's session; None when the session has ended."""
    case = case_of(session, token, now=now)
    return _as_seen(session, case) if case else None


def _as_seen(session: Session, case: Case) -> ClaimantCase:
    calls = _open_calls(session, case)
    held = session.scalars(
        select(Notice.send_no_later_than)
        .where(Notice.case_id == case.id, Notice.state == NoticeState.HELD)
        .order_by(Notice.send_no_later_than)
    )
    return ClaimantCase(
        case_id=case.id,
        status=case.status,
        result=case.result,
        confidential=case.confidential,
        received_at=case.received_at,
        teams=tuple(dict.fromkeys(c.team.name for c in case.concerns if c.team)),
        events=tuple(Event(line.at, line.act, line.facts) for line in case.history),
        planned=tuple(
            PlannedCall(call.starts_at, call.ends_at)
            for call in calls
            if call.state is CallState.PLANNED and call.starts_at and call.ends_at
        ),
        calls_owed=sum(call.state is CallState.OWED for call in calls),
        held_until=tuple(held),
        messages=tuple(
            Written(m.direction is Direction.OUT, m.at, m.language, m.text)
            for m in messages_of(session, case)
        ),
    )


def _open_calls(session: Session, case: Case) -> Sequence[Callback]:
    """The calls still to come, whatever they are for, the planned ones first."""
    return session.scalars(
        select(Callback)
        .outerjoin(Notice, Notice.id == Callback.notice_id)
        .where(or_(Callback.case_id == case.id, Notice.case_id == case.id))
        .where(Callback.state.in_(OPEN))
        .order_by(Callback.starts_at.nulls_last(), Callback.id)
    ).all()


def say(session: Session, token: str, text: str, *, language: str, now: datetime) -> None:
    """The claimant writes a message; having answered, they have seen what we wrote before.

    Raises Denied "code_session_over" when the session has ended, Refused "case_closed" when nobody
    would read it any more, and the errors of `correspondence.service.write`.
    """
    case = _mine(session, token, now=now)
    if not is_open(case.status):
        raise Refused("case_closed", field="text")
    write(session, case, text, language=language, now=now)
    mark_read(session, case, Direction.OUT, now=now)


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


def _mine(session: Session, token: str, *, now: datetime) -> Case:
    case = case_of(session, token, now=now, lock=True)
    if case is None:
        raise Denied("code_session_over")
    return case
