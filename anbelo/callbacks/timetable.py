"""The house as a planning problem: everybody who can call, every call owed, everything promised."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from anbelo.accounts.models import Staff
from anbelo.accounts.rules import Role
from anbelo.callbacks.models import Callback
from anbelo.callbacks.planner.problem import (
    Call,
    Caller,
    Days,
    Placed,
    Problem,
    Promised,
    fits,
)
from anbelo.callbacks.queries import held_back
from anbelo.callbacks.rules import (
    FIRST_CALL,
    LAST_CALL_ENDS,
    MAX_ATTEMPTS,
    MIN_DAY_PARTS,
    MIN_DAYS,
    MIN_GAP,
    UNANSWERED,
    CallState,
    day_part,
)
from anbelo.callbacks.slots import EVERY_DAY
from anbelo.cases.models import Case, ContactPerson
from anbelo.cases.rules import Window
from anbelo.core.calendar import Land, WorkCalendar, at, local
from anbelo.notices.models import Notice
from anbelo.offices.models import Site, TeamMember
from anbelo.offices.queries import team_calendars

OMBUDS = "ombuds"
"""The key of the ombudsperson's own calls: confidential ones and those of no team."""

PREPARATION = timedelta(minutes=30)
# Somebody prepares for a call this near: it stays where it is.
SOON = timedelta(hours=2)
# How long after its planned end a call without any note counts as missed.
MISSED_AFTER = timedelta(hours=2)
_PARTS = {"morning": (time(0), time(12)), "afternoon": (time(12), time(16)),
          "late": (time(16), time(23, 59))}  # fmt: skip


@dataclass(frozen=True)
class House:
    """The problem, and the stored call behind each id of it.

    `broken`: promised calls that cannot be held as they were promised (somebody is away). `wider`:
    the calls whose next attempt should bring another day or part of the day, without that wish.
    """

    problem: Problem
    calls: Mapping[str, Callback]
    broken: frozenset[str]
    wider: Mapping[str, Call]


def read_house(session: Session, *, now: datetime, away: Mapping[int, Days] | None = None) -> House:
    """Everything the planner needs at this moment, in a fixed number of queries.

    `away` adds absences by staff id that are not stored: to see what they would mean. Every promise
    is in the problem as movable unless the person chose the time or the call begins soon; those
    that cannot be held any more are movable, whatever they are.
    """
    stored = {str(callback.id): callback for callback in _open_calls(session, now=now)}
    callers = _callers(session, away or {})
    first_day = local(now).date()
    calendars = team_calendars(session)
    wide = [_call(callback, calendars, first_day, now) for callback in stored.values()]
    calls = tuple(
        _another_time(call, callback) for call, callback in zip(wide, stored.values(), strict=True)
    )
    problem = Problem(
        land=session.scalar(select(Site.land).order_by(Site.id).limit(1)) or Land.NW,
        first_day=first_day,
        last_day=max((call.latest_send for call in calls), default=first_day),
        callers=callers,
        calls=calls,
    )
    placed = {key: spot for key, callback in stored.items()
              if not is_missed(callback, now=now) and (spot := _spot(callback))}  # fmt: skip
    broken = frozenset(_broken(replace(problem, calls=tuple(wide)), placed, stored, now))
    promised = tuple(
        Promised(spot, fixed=key not in broken and _stays(stored[key], now))
        for key, spot in placed.items()
        if stored[key].promised_at or stored[key].fixed or _soon(stored[key], now)
    )
    return House(
        problem=replace(problem, promised=promised),
        calls=stored,
        broken=broken & {one.placed.call for one in promised},
        wider={call.id: call for call, asked in zip(wide, calls, strict=True) if call != asked},
    )


def openly(house: House) -> House:
    """The same house in which nothing confidential is planned: what a team lead may look at.

    The ombudsperson's calls stay where they are; those without a time are left out.
    """
    hidden = {call.id for call in house.problem.calls if call.team == OMBUDS}
    placed = {key: spot for key in hidden if (spot := _spot(house.calls[key]))}
    return replace(
        house,
        problem=replace(
            house.problem,
            calls=tuple(c for c in house.problem.calls if c.id not in hidden or c.id in placed),
            promised=(
                *(one for one in house.problem.promised if one.placed.call not in hidden),
                *(Promised(spot, fixed=True) for spot in placed.values()),
            ),
        ),
        broken=house.broken - hidden,
    )


def moment_of(placed: Placed) -> datetime:
    """When a placed call begins (UTC)."""
    return at(placed.day, placed.starts)


def _open_calls(session: Session, *, now: datetime) -> Sequence[Callback]:
    return session.scalars(
        select(Callback)
        .where(
            or_(
                Callback.state == CallState.PLANNED,
                (Callback.state == CallState.OWED) & (Callback.due_by > now),
            ),
            ~held_back(),
        )
        .options(
            joinedload(Callback.notice).joinedload(Notice.case).joinedload(Case.person),
            joinedload(Callback.case).joinedload(Case.person),
            selectinload(Callback.attempts),
        )
        .order_by(Callback.id)
    ).all()


def _callers(session: Session, away: Mapping[int, Days]) -> tuple[Caller, ...]:
    memberships: dict[int, list[TeamMember]] = {}
    for member in session.scalars(select(TeamMember)):
        memberships.setdefault(member.staff_id, []).append(member)
    people = session.scalars(
        select(Staff)
        .where(Staff.disabled_at.is_(None))
        .options(selectinload(Staff.working_times), selectinload(Staff.absences))
        .order_by(Staff.id)
    )
    return tuple(
        _caller(staff, memberships.get(staff.id, []), away.get(staff.id))
        for staff in people
        if staff.working_times
    )


def _caller(staff: Staff, memberships: Iterable[TeamMember], away: Days | None) -> Caller:
    own = {str(member.team_id) for member in memberships if not member.backup}
    absences = [(absence.first_day, absence.last_day) for absence in staff.absences]
    return Caller(
        id=str(staff.id),
        teams=frozenset(own | ({OMBUDS} if Role.OMBUDSPERSON in staff.roles else set())),
        backup_for=frozenset(str(member.team_id) for member in memberships if member.backup),
        languages=frozenset(staff.languages),
        # Nobody is called at night, however long somebody works.
        hours=tuple(
            Window(row.weekday, max(row.starts, FIRST_CALL), min(row.ends, LAST_CALL_ENDS))
            for row in staff.working_times
            if row.starts < LAST_CALL_ENDS and row.ends > FIRST_CALL
        ),
        absences=tuple([*absences, away] if away else absences),
    )


def _call(
    callback: Callback,
    calendars: Mapping[int | None, WorkCalendar],
    first_day: date,
    now: datetime,
) -> Call:
    calendar = calendars[None if callback.confidential else callback.team_id]
    latest = local(callback.due_by).date()
    earliest = max([now + PREPARATION, callback.not_before or now, _heard(callback, calendar, now)]
                   + [attempt.at + MIN_GAP for attempt in callback.attempts])  # fmt: skip
    return Call(
        id=str(callback.id),
        team=OMBUDS if callback.confidential else str(callback.team_id or OMBUDS),
        language=callback.language,
        earliest=_wall(earliest),
        latest_send=latest,
        reachable=person_windows(callback) or EVERY_DAY,
        unreachable=frozenset(_closed(calendar, first_day, latest)),
        priority=callback.priority,
        minutes=callback.minutes,
    )


def _heard(callback: Callback, calendar: WorkCalendar, now: datetime) -> datetime:
    """From when on a new time can have been heard by somebody who expects another one.

    From the next working day on; or from the time they expect, if that is sooner.
    """
    if callback.promised_at is None or callback.starts_at is None:
        return now
    next_day = at(calendar.add_working_days(local(now).date(), 1), FIRST_CALL)
    return min(next_day, callback.starts_at)


def _another_time(call: Call, callback: Callback) -> Call:
    """The last attempt needed must bring a second day and a second part of the day."""
    tries = [attempt.at for attempt in callback.attempts if attempt.outcome in UNANSWERED]
    if len(tries) < MAX_ATTEMPTS - 1:
        return call
    days, parts = {local(moment).date() for moment in tries}, {day_part(moment) for moment in tries}
    return replace(
        call,
        unreachable=call.unreachable | (days if len(days) < MIN_DAYS else set()),
        reachable=_outside(call.reachable, parts) if len(parts) < MIN_DAY_PARTS else call.reachable,
    )


def _outside(windows: Sequence[Window], parts: set[str]) -> tuple[Window, ...]:
    others = [bounds for part, bounds in _PARTS.items() if part not in parts]
    cut = [
        Window(window.weekday, max(window.starts, starts), min(window.ends, ends))
        for window in windows
        for starts, ends in others
    ]
    return tuple(window for window in cut if window.starts < window.ends)


def _wall(moment: datetime) -> tuple[date, time]:
    """The wall clock in Berlin, up to the next full minute."""
    here = local(moment)
    if here.second or here.microsecond:
        here = local(moment + timedelta(minutes=1)).replace(second=0, microsecond=0)
    return here.date(), here.time()


def _closed(calendar: WorkCalendar, first: date, last: date) -> set[date]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {day for day in days if not calendar.is_working_day(day)}


def person_windows(callback: Callback) -> tuple[Window, ...]:
    """When the person said they can be reached; empty when they said nothing.

    What somebody wrote in confidence plays no part in a call of another team.
    """
    person: ContactPerson | None = callback.case.person if callback.case else None
    if callback.notice and callback.notice.case and not callback.notice.case.confidential:
        person = callback.notice.case.person
    return tuple(
        Window(weekday, time.fromisoformat(starts), time.fromisoformat(ends))
        for weekday, starts, ends in (person.call_windows if person else [])
    )


def _spot(callback: Callback) -> Placed | None:
    """Where a planned call stands."""
    if callback.state is not CallState.PLANNED:
        return None
    if callback.starts_at is None or callback.staff_id is None:
        return None
    day, starts = _wall(callback.starts_at)
    return Placed(str(callback.id), str(callback.staff_id), day, starts)


def is_missed(callback: Callback, *, now: datetime) -> bool:
    """Whether a planned time passed and nobody noted an attempt: the call is owed again."""
    planned = callback.state is CallState.PLANNED
    return bool(planned and callback.ends_at and callback.ends_at + MISSED_AFTER <= now)


def _soon(callback: Callback, now: datetime) -> bool:
    return bool(callback.starts_at and callback.starts_at <= now + SOON)


def _stays(callback: Callback, now: datetime) -> bool:
    return callback.fixed or _soon(callback, now)


def _broken(
    problem: Problem, placed: Mapping[str, Placed], stored: Mapping[str, Callback], now: datetime
) -> Iterable[str]:
    """The planned calls that cannot be held any more: nobody is there, or the day is none."""
    callers = {caller.id: caller for caller in problem.callers}
    for call in problem.calls:
        spot = placed.get(call.id)
        begun = stored[call.id].starts_at
        if spot is None or begun is None or begun <= now:
            continue
        caller = callers.get(spot.caller)
        # The person was reachable when it was planned; caller, closing days and last day can fail.
        anew = replace(call, earliest=(spot.day, spot.starts),
                       reachable=(Window(spot.day.weekday(), time(0), time(23, 59)),))  # fmt: skip
        if caller is None or not fits(problem, anew, caller, spot.day, spot.starts):
            yield call.id
