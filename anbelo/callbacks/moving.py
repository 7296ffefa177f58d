"""The claimant whose code was checked takes another time for their call, or wants no call."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, islice

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from anbelo.audit.service import record
from anbelo.callbacks.claimants import OwedCall, PlannedCall, call_seen, mark_of
from anbelo.callbacks.models import Callback
from anbelo.callbacks.planning import ask_for_plan, book
from anbelo.callbacks.queries import OPEN, callback_by_id, callers
from anbelo.callbacks.rules import AttemptRecord, CallState, Outcome, Purpose, day_part
from anbelo.callbacks.service import let_in, record_attempt
from anbelo.callbacks.slots import GRID, Slot, Wanted, free_slots
from anbelo.callbacks.timetable import PREPARATION
from anbelo.cases.claimants import case_of
from anbelo.cases.rules import Act
from anbelo.cases.service import note_history
from anbelo.core.calendar import local
from anbelo.core.db import AlreadyTaken, first_come
from anbelo.core.errors import Denied, Missing, Refused
from anbelo.notices.models import Notice
from anbelo.offices.queries import calendar

DAYS_OFFERED = 5
TIMES_PER_PART = 2


@dataclass(frozen=True)
class Offer:
    """Times (UTC) to choose from for one call, in their order; none when nobody is free.

    `last_day` (Berlin) is the day on which the notice leaves at the latest, None for a call the
    person asked for.
    """

    call: OwedCall | PlannedCall
    times: tuple[datetime, ...]
    minutes: int
    last_day: date | None


def other_times(session: Session, token: str, mark: str, *, now: datetime) -> Offer:
    """What the person can choose from for this call; the call stays as it is.

    A few times of every day: two people who choose at once see different ones, and a time that is
    missing tells nothing about who else is called then (in confidence, perhaps).

    Raises Denied "code_session_over", Missing "call_gone" for a call that is over or not theirs,
    Refused "call_begun" from its beginning on.
    """
    callback, ids = _mine(session, token, mark, now=now)
    return Offer(
        call=call_seen(callback, token),
        times=tuple(slot.starts_at for slot in _offered(session, callback, ids, now=now)),
        minutes=callback.minutes,
        last_day=local(callback.due_by).date() if callback.purpose is Purpose.NOTICE else None,
    )


def move_call(
    session: Session,
    token: str,
    mark: str,
    *,
    starts_at: datetime,
    seen: datetime | None,
    now: datetime,
) -> None:
    """Put the call on a time that was offered; no plan moves it from there without asking.

    `seen` is the time the person wanted to change (None: it had none). Choosing the time the call
    already has changes nothing. The old time is free again, and the house is planned anew.

    Raises the errors of `other_times`, Refused "call_moved_meanwhile" when the call has neither the
    time they saw nor the one they chose, "time_taken" when somebody else was quicker; the call then
    stays where it was.
    """
    callback, ids = _mine(session, token, mark, now=now, lock=True)
    if callback.starts_at == starts_at:
        callback.fixed, callback.promised_at = True, callback.promised_at or now
        return
    if callback.starts_at != seen:
        raise Refused("call_moved_meanwhile", field="time")
    offered = _offered(session, callback, ids, now=now)
    slot = next((one for one in offered if one.starts_at == starts_at), None)
    if slot is None or not _taken_over(session, callback, slot, now=now):
        raise Refused("time_taken", field="time")
    if callback.case:
        let_in(session, callback.case, actor="claimant", now=now)
    if case_id := _case_id(callback):
        note_history(session, case_id, Act.CALL_MOVED if seen else Act.CALL_PLANNED, now=now)
    record(session, actor="claimant", action="call_moved", subject=f"callback:{callback.id}",
           now=now, staff=slot.staff_id)  # fmt: skip
    ask_for_plan(session, now=now)


def decline_call(session: Session, token: str, mark: str, *, now: datetime) -> None:
    """The person wants no call. A call they had asked for is cancelled.

    Before a notice it is the outcome "wants no talk": the notice leaves with that as its evidence
    unless something else stops it. Raises the errors of `other_times`.
    """
    callback, _ids = _mine(session, token, mark, now=now, lock=True)
    if callback.purpose is Purpose.NOTICE:
        wish = AttemptRecord(outcome=Outcome.REFUSED, at=now)
        record_attempt(session, None, callback, wish, actor="claimant", now=now)
    else:
        callback.state = CallState.CANCELLED
        if case_id := _case_id(callback):
            note_history(session, case_id, Act.CALL_CANCELLED, now=now)
        record(session, actor="claimant", action="call_cancelled",
               subject=f"callback:{callback.id}", now=now)  # fmt: skip
    ask_for_plan(session, now=now)


def _mine(
    session: Session, token: str, mark: str, *, now: datetime, lock: bool = False
) -> tuple[Callback, Sequence[int]]:
    """The open call of this name in this session, not begun yet, and the numbers of all theirs."""
    case = case_of(session, token, now=now)
    if case is None:
        raise Denied("code_session_over")
    ids = session.scalars(
        select(Callback.id)
        .outerjoin(Callback.notice)
        .where(or_(Callback.case_id == case.id, Notice.case_id == case.id))
    ).all()
    given = mark.encode()
    found = next((i for i in ids if hmac.compare_digest(mark_of(token, i).encode(), given)), None)
    # Read only now, behind the lock: whoever planned or noted something meanwhile was first.
    callback = callback_by_id(session, found, lock=lock) if found else None
    if callback is None or callback.state not in OPEN:
        raise Missing("call_gone")
    if callback.starts_at and callback.starts_at <= now:
        raise Refused("call_begun")
    return callback, ids


def _case_id(callback: Callback) -> int | None:
    return callback.notice.case_id if callback.notice else callback.case_id


def _taken_over(session: Session, callback: Callback, slot: Slot, *, now: datetime) -> bool:
    """Book the slot for good; False when the database knows another call of that caller there."""
    try:
        with first_come(session):
            book(callback, slot.staff_id, slot.starts_at)
            callback.fixed, callback.promised_at = True, now
            callback.why, callback.why_facts = "promised", {
                "code": "promised", "backup": slot.backup, "language": callback.language,
            }  # fmt: skip
    except AlreadyTaken:
        session.refresh(callback)
        return False
    return True


def _offered(
    session: Session, callback: Callback, theirs: Sequence[int], *, now: datetime
) -> list[Slot]:
    """The times to choose from, each with the caller who is best there, in their order.

    Nobody can take two calls at once: the time of another call of `theirs` is not offered.
    """
    earliest = max(now + PREPARATION, callback.not_before or now)
    people = callers(session, callback, earliest=now)
    house = calendar(session, callback.team_id)
    busy = _busy(session, theirs)
    slots = (
        slot
        for slot in free_slots(people, Wanted(earliest, callback.due_by), house)
        if not any(slot.starts_at < ends and starts < slot.ends_at for starts, ends in busy)
    )
    days = groupby(slots, key=lambda slot: local(slot.starts_at).date())
    found = (_few(_long_enough(list(of_day), callback.minutes), callback) for _day, of_day in days)
    return [slot for chosen in islice(filter(None, found), DAYS_OFFERED) for slot in chosen]


def _busy(session: Session, theirs: Sequence[int]) -> list[tuple[datetime, datetime]]:
    """When the person is called already, whatever for."""
    planned = session.execute(
        select(Callback.starts_at, Callback.ends_at).where(
            Callback.id.in_(theirs), Callback.state == CallState.PLANNED
        )
    )
    return [(starts, ends) for starts, ends in planned if starts and ends]


def _long_enough(slots: list[Slot], minutes: int) -> list[Slot]:
    """Those whose caller is also free on the grid's next steps until the call ends."""
    free = {(slot.staff_id, slot.starts_at) for slot in slots}
    steps = range(-(-timedelta(minutes=minutes) // GRID))
    return [s for s in slots if all((s.staff_id, s.starts_at + n * GRID) in free for n in steps)]


def _few(slots: Iterable[Slot], callback: Callback) -> list[Slot]:
    """A few times of each part of a day: for this call always the same ones while they are free."""
    best: dict[datetime, Slot] = {}
    for slot in slots:  # own team first
        best.setdefault(slot.starts_at, slot)
    parts: dict[str, list[Slot]] = {}
    for slot in sorted(best.values(), key=lambda slot: _rank(callback.id, slot.starts_at)):
        parts.setdefault(day_part(slot.starts_at), []).append(slot)
    return sorted(slot for part in parts.values() for slot in part[:TIMES_PER_PART])


def _rank(callback_id: int, moment: datetime) -> bytes:
    return hashlib.sha256(f"{callback_id}:{moment.timestamp()}".encode()).digest()
