"""Finding a time for a call owed: the first free slot of somebody who can hold the talk."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from sqlalchemy.orm import Session

from anbelo.audit.service import record
from anbelo.callbacks.messages import tell_cancelled, tell_moved, tell_planned
from anbelo.callbacks.models import Callback
from anbelo.callbacks.planner.problem import fits
from anbelo.callbacks.queries import callers
from anbelo.callbacks.rules import CallState, Purpose, Try, worth_trying
from anbelo.callbacks.slots import Slot, Wanted, free_slots
from anbelo.callbacks.timetable import (
    MISSED_AFTER,
    PREPARATION,
    House,
    is_missed,
    person_windows,
)
from anbelo.cases.rules import Act
from anbelo.cases.service import note_history
from anbelo.core.calendar import WorkCalendar, local
from anbelo.core.db import AlreadyTaken, first_come
from anbelo.offices.queries import calendar
from anbelo.outbox.queries import is_waiting
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import promise

CONTACT_CALL_WITHIN = timedelta(days=14)
# The whole house is planned anew this long after something changed, all changes at once.
REPLAN_AFTER = timedelta(seconds=10)
WHOLE_HOUSE = 0


def plan(session: Session, callback: Callback, *, now: datetime) -> Slot | None:
    """Put an owed call on the first free slot; a planned or settled one stays as it is.

    A planned one that passed without any note is owed again and gets a new time.

    None when nobody who speaks the language has time before it is due: the call stays owed and
    visible on the list. Two planners cannot book one person twice: the database refuses, and the
    loser takes the next slot.
    """
    give_back_missed(callback, now=now)
    if callback.state is not CallState.OWED:
        return None
    earliest = max(now + PREPARATION, callback.not_before or now)
    wanted = Wanted(earliest, callback.due_by, person_windows(callback))
    people = callers(session, callback, earliest=now)
    house = calendar(session, callback.team_id)
    for slot in _fitting_first(callback, free_slots(people, wanted, house), house):
        try:
            with first_come(session):
                _book(callback, slot)
        except AlreadyTaken:
            session.refresh(callback)
            continue
        case_id = callback.notice.case_id if callback.notice else callback.case_id
        if case_id:
            note_history(session, case_id, Act.CALL_PLANNED, now=now)
        record(session, actor="planner", action="call_planned", subject=f"callback:{callback.id}",
               now=now, staff=slot.staff_id)  # fmt: skip
        promise(session, Topic.PLAN_CALLBACK, callback.id, now=now,
                available_at=slot.ends_at + MISSED_AFTER)  # fmt: skip
        tell_planned(session, callback, now=now)
        return slot
    callback.why = "nobody_free"
    return None


def give_back_missed(callback: Callback, *, now: datetime) -> None:
    """A planned time that passed and nobody noted an attempt: the call is owed again."""
    if is_missed(callback, now=now):
        give_back(callback)


def give_back(callback: Callback) -> None:
    """Take a call off its time; it is owed again and nobody has been promised anything."""
    callback.state = CallState.OWED
    callback.starts_at = callback.ends_at = callback.staff_id = callback.promised_at = None
    callback.fixed = False


def take_off(session: Session, callback: Callback, *, now: datetime) -> None:
    """Take a call off its time; whoever had been told it hears that it does not take place."""
    was = callback.starts_at if callback.promised_at else None
    give_back(callback)
    tell_cancelled(session, callback, now=now, was=was)


def _book(callback: Callback, slot: Slot) -> None:
    # What was promised before an attempt or another team was another time.
    callback.promised_at, callback.fixed = None, False
    book(callback, slot.staff_id, slot.starts_at)
    callback.why = "backup_first_free" if slot.backup else "team_first_free"
    callback.why_facts = {}


def book(callback: Callback, staff_id: int, starts_at: datetime) -> None:
    """Put a call on a time of somebody's."""
    callback.staff_id, callback.state = staff_id, CallState.PLANNED
    callback.starts_at = starts_at
    callback.ends_at = starts_at + timedelta(minutes=callback.minutes)


def ask_for_plan(session: Session, *, now: datetime, after: timedelta = REPLAN_AFTER) -> None:
    """Have the whole house planned anew soon; asking again before that changes nothing."""
    if not is_waiting(session, Topic.PLAN_HOUSE, after=now, until=now + after):
        promise(session, Topic.PLAN_HOUSE, WHOLE_HOUSE, now=now, available_at=now + after)


@dataclass(frozen=True)
class Move:
    """One change of the plan: a call gets this caller and beginning (UTC), or None for none."""

    callback: Callback
    staff_id: int | None
    starts_at: datetime | None


def still_possible(house: House, move: Move, *, now: datetime) -> bool:
    """Whether a move computed before can be made now, too: hours, absences, clock and promises.

    A call that has begun or must stay is not moved; one that loses its time can always lose it.
    """
    callback, key = move.callback, str(move.callback.id)
    call = house.wider.get(key) or next((c for c in house.problem.calls if c.id == key), None)
    begun = callback.starts_at is not None and callback.starts_at <= now
    stays = any(one.fixed and one.placed.call == key for one in house.problem.promised)
    if call is None or stays or (begun and not is_missed(callback, now=now)):
        return False
    if move.staff_id is None or move.starts_at is None:
        return True
    caller = next((c for c in house.problem.callers if c.id == str(move.staff_id)), None)
    here = local(move.starts_at)
    return caller is not None and fits(house.problem, call, caller, here.date(), here.time())


def rebook(session: Session, moves: Sequence[Move], *, actor: str, now: datetime) -> None:
    """Change many planned times at once: all of them, or none when the database refuses one.

    People who had been told another time are told the new one; the others stay free to be told
    later. Raises IntegrityError when somebody would have two calls at once.
    """
    told = {move.callback.id: move.callback.starts_at
            for move in moves if move.callback.promised_at}  # fmt: skip
    fresh = {move.callback.id for move in moves if move.callback.state is CallState.OWED}
    for move in moves:
        give_back(move.callback)
    session.flush()  # first everybody off their times: two calls may change places
    for move in moves:
        if move.staff_id is not None and move.starts_at is not None:
            book(move.callback, move.staff_id, move.starts_at)
    session.flush()  # the database says no here, before anybody is told
    for move in moves:
        _tell_of(session, move, fresh=move.callback.id in fresh,
                 before=told.get(move.callback.id), actor=actor, now=now)  # fmt: skip


def _tell_of(
    session: Session,
    move: Move,
    *,
    fresh: bool,
    before: datetime | None,
    actor: str,
    now: datetime,
) -> None:
    callback = move.callback
    record(session, actor=actor, action="call_planned" if move.staff_id else "call_given_back",
           subject=f"callback:{callback.id}", now=now, staff=move.staff_id)  # fmt: skip
    if before and before == move.starts_at:  # another caller at the promised time breaks nothing
        callback.promised_at = now
        return
    if before and callback.starts_at:
        # Being told takes a moment or a phone call: until then it must not move again in silence.
        callback.promised_at = now
        tell_moved(session, callback, now=now)
    elif before:
        tell_cancelled(session, callback, now=now, was=before)
    elif callback.starts_at:
        tell_planned(session, callback, now=now)
    case_id = callback.notice.case_id if callback.notice else callback.case_id
    if case_id and (fresh or before):
        act = (
            Act.CALL_PLANNED if fresh else Act.CALL_MOVED if move.starts_at else Act.CALL_CANCELLED
        )
        note_history(session, case_id, act, now=now)


def _fitting_first(
    callback: Callback, slots: Iterable[Slot], house: WorkCalendar
) -> Iterator[Slot]:
    """The slots whose attempt would count, earliest first; then the others, better than no call."""
    tries = [Try(attempt.at, attempt.outcome) for attempt in callback.attempts]
    if not tries:
        return iter(slots)
    found = list(slots)
    fitting = [slot for slot in found if worth_trying(tries, slot.starts_at, house)]
    chosen = set(fitting)
    return chain(fitting, (slot for slot in found if slot not in chosen))


def free_times(
    session: Session,
    *,
    language: str,
    team_id: int | None,
    confidential: bool,
    now: datetime,
    limit: int = 3,
) -> list[datetime]:
    """The next different times at which a call for a new contact could begin (UTC).

    To be named before the person leaves, when nothing is stored yet. Empty when nobody who speaks
    the language has time within fourteen days. The ombudsperson's times are never named: a gap in
    them would tell that somebody spoke in confidence.
    """
    probe = Callback(
        purpose=Purpose.CONTACT,
        team_id=team_id,
        confidential=confidential,
        language=language,
        due_by=now + CONTACT_CALL_WITHIN,
    )
    wanted = Wanted(now + PREPARATION, probe.due_by)
    people = callers(session, probe, earliest=now, with_ombuds=False)
    slots = free_slots(people, wanted, calendar(session, team_id))
    starts: list[datetime] = []
    for slot in slots:
        if slot.starts_at not in starts:
            starts.append(slot.starts_at)
        if len(starts) == limit:
            break
    return starts
