"""Finding a time for a call owed: the first free slot of somebody who can hold the talk."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from itertools import chain

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from anbelo.audit.service import record
from anbelo.callbacks.models import Callback
from anbelo.callbacks.queries import callers
from anbelo.callbacks.rules import CallState, Purpose, Try, worth_trying
from anbelo.callbacks.slots import Slot, Wanted, free_slots
from anbelo.cases.rules import Act, Window
from anbelo.cases.service import note_history
from anbelo.core.calendar import WorkCalendar
from anbelo.offices.queries import calendar
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import promise

CONTACT_CALL_WITHIN = timedelta(days=14)
PREPARATION = timedelta(minutes=30)
# How long after its planned end a call without any note counts as missed.
MISSED_AFTER = timedelta(hours=2)


def plan(session: Session, callback: Callback, *, now: datetime) -> Slot | None:
    """Put an owed call on the first free slot; a planned or settled one stays as it is.

    A planned one that passed without any note is owed again and gets a new time.

    None when nobody who speaks the language has time before it is due: the call stays owed and
    visible on the list. Two planners cannot book one person twice: the database refuses, and the
    loser takes the next slot.
    """
    _give_back_missed(callback, now=now)
    if callback.state is not CallState.OWED:
        return None
    wanted = Wanted(now + PREPARATION, callback.due_by, _windows(callback))
    people = callers(session, callback, earliest=now)
    house = calendar(session, callback.team_id)
    for slot in _fitting_first(callback, free_slots(people, wanted, house), house):
        try:
            with session.begin_nested():
                _book(callback, slot)
        except IntegrityError:
            session.refresh(callback)
            continue
        case_id = callback.notice.case_id if callback.notice else callback.case_id
        if case_id:
            note_history(session, case_id, Act.CALL_PLANNED, now=now)
        record(session, actor="planner", action="call_planned", subject=f"callback:{callback.id}",
               now=now, staff=slot.staff_id)  # fmt: skip
        promise(session, Topic.PLAN_CALLBACK, callback.id, now=now,
                available_at=slot.ends_at + MISSED_AFTER)  # fmt: skip
        return slot
    callback.why = "nobody_free"
    return None


def _give_back_missed(callback: Callback, *, now: datetime) -> None:
    """A planned time that passed and nobody noted an attempt: the call is owed again."""
    planned = callback.state is CallState.PLANNED
    if planned and callback.ends_at and callback.ends_at + MISSED_AFTER <= now:
        callback.state = CallState.OWED
        callback.starts_at = callback.ends_at = callback.staff_id = None


def _book(callback: Callback, slot: Slot) -> None:
    callback.staff_id, callback.state = slot.staff_id, CallState.PLANNED
    callback.starts_at, callback.ends_at = slot.starts_at, slot.ends_at
    callback.why = "backup_first_free" if slot.backup else "team_first_free"


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


def _windows(callback: Callback) -> tuple[Window, ...]:
    person = callback.case.person if callback.case else None
    rows = person.call_windows if person else []
    return tuple(
        Window(weekday, time.fromisoformat(starts), time.fromisoformat(ends))
        for weekday, starts, ends in rows
    )


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
