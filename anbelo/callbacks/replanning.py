"""Proposals to move promised calls: asked for, shown, then applied or turned down by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from anbelo.accounts.models import Absence, Staff
from anbelo.accounts.rules import Permission, Role, Viewer
from anbelo.audit.service import record
from anbelo.callbacks.calendars import is_confidential
from anbelo.callbacks.models import Callback, Replanning
from anbelo.callbacks.planner.problem import Days
from anbelo.callbacks.planning import Move, ask_for_plan, rebook, still_possible
from anbelo.callbacks.queries import calls_by_ids, visible
from anbelo.callbacks.timetable import read_house
from anbelo.core.db import AlreadyTaken, first_come
from anbelo.core.errors import Invalid, Missing, Refused
from anbelo.offices.models import TeamMember
from anbelo.offices.queries import my_teams
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import promise

LONGEST_ABSENCE_DAYS = 366


@dataclass(frozen=True)
class Change:
    """One call of a proposal: its old time and its new one (None: none).

    `told`: the person knows the old one. `visible`: this viewer may know whose call it is.
    """

    callback: Callback
    caller: Staff | None
    was: datetime | None
    starts_at: datetime | None
    told: bool
    visible: bool

    @property
    def breaks_promise(self) -> bool:
        """Whether the person must be told another time, or that nobody calls."""
        return self.told and self.starts_at != self.was


def ask_for_absence(
    session: Session, viewer: Viewer, staff_id: int, days: tuple[date, date], *, now: datetime
) -> Replanning:
    """Ask what an absence of a team colleague would mean; nothing is changed yet.

    Raises Missing "no_such_colleague", Invalid "ends_before_it_starts", "absence_too_long".
    """
    first, last = days
    if staff_id not in {colleague.id for colleague in colleagues(session, viewer)}:
        raise Missing("no_such_colleague")
    if last < first:
        raise Invalid("ends_before_it_starts", field="last_day")
    if (last - first).days > LONGEST_ABSENCE_DAYS:
        raise Invalid("absence_too_long", field="last_day")
    asked = Replanning(staff_id=staff_id, first_day=first, last_day=last,
                       asked_by=viewer.staff_id, asked_at=now, result={})  # fmt: skip
    session.add(asked)
    session.flush()  # the promise needs the number
    promise(session, Topic.PROPOSE_MOVES, asked.id, now=now)
    return asked


def colleagues(session: Session, viewer: Viewer) -> Sequence[Staff]:
    """Whose absence this viewer may report, by name: their own, as a lead that of their teams."""
    mine = Staff.id == viewer.staff_id
    if viewer.may(Permission.PLAN_TEAM):
        in_my_teams = select(TeamMember.staff_id).where(
            TeamMember.team_id.in_(my_teams(viewer.staff_id)), TeamMember.backup.is_(False)
        )
        mine = or_(mine, Staff.id.in_(in_my_teams))
    return session.scalars(
        select(Staff).where(Staff.disabled_at.is_(None), mine).order_by(Staff.name)
    ).all()


def open_proposals(session: Session, viewer: Viewer) -> Sequence[Replanning]:
    """What waits for a decision: of this viewer's colleagues; leads see what the planner found."""
    return session.scalars(
        select(Replanning)
        .where(Replanning.ended_at.is_(None), _visible(session, viewer))
        .options(joinedload(Replanning.staff))
        .order_by(Replanning.id)
    ).all()


def _visible(session: Session, viewer: Viewer) -> ColumnElement[bool]:
    known = and_(
        Replanning.staff_id.in_([colleague.id for colleague in colleagues(session, viewer)]),
        or_(Replanning.staff_id == viewer.staff_id, ~_own_of_ombuds()),
    )
    found_itself = Replanning.staff_id.is_(None)
    return or_(known, found_itself) if viewer.may(Permission.PLAN_TEAM) else known


def _own_of_ombuds() -> ColumnElement[bool]:
    """What the ombudsperson asked about an own absence: it shows confidential calls."""
    return and_(
        Replanning.asked_by == Replanning.staff_id,
        Replanning.staff_id.in_(
            select(Staff.id).where(Staff.role_values.contains([Role.OMBUDSPERSON.value]))
        ),
    )


def proposal_for(
    session: Session, viewer: Viewer, replanning_id: int, *, lock: bool = False
) -> Replanning:
    """One proposal; Missing "no_such_proposal" when there is none for this viewer."""
    wanted = (
        select(Replanning)
        .where(Replanning.id == replanning_id, _visible(session, viewer))
        .options(joinedload(Replanning.staff))
    )
    found = session.scalar(wanted.with_for_update(of=Replanning) if lock else wanted)
    if found is None:
        raise Missing("no_such_proposal")
    return found


def changes_of(session: Session, viewer: Viewer, proposal: Replanning) -> list[Change]:
    """What a ready proposal would change, promised calls first, without calls gone meanwhile."""
    stored = {move["call"]: move for move in proposal.result.get("moves", ())}
    callers = {
        staff.id: staff
        for staff in session.scalars(
            select(Staff).where(Staff.id.in_({m["staff"] for m in stored.values() if m["staff"]}))
        )
    }
    known = set(
        session.scalars(select(Callback.id).where(Callback.id.in_(stored), visible(viewer)))
    )
    changes = [
        Change(
            callback,
            callers.get(stored[callback.id]["staff"]),
            _moment(stored[callback.id]["was"]),
            _moment(stored[callback.id]["starts"]),
            stored[callback.id]["told"],
            callback.id in known,
        )
        for callback in calls_by_ids(session, stored)
        # One that became confidential meanwhile is not even a line without a name.
        if callback.id in known or not is_confidential(callback)
    ]
    return sorted(changes, key=lambda change: (not change.breaks_promise, not change.told))


def apply(session: Session, viewer: Viewer, proposal: Replanning, *, now: datetime) -> bool:
    """Store the absence and the new times, and have the people told; all of it or nothing.

    False when a call changed since it was computed or a time can no longer be had: then nothing is
    stored and it is computed anew. Raises Refused "proposal_ended", "proposal_not_ready".
    """
    if proposal.ended_at is not None:
        raise Refused("proposal_ended")
    if proposal.ready_at is None:
        raise Refused("proposal_not_ready")
    if not _rebooked(session, viewer, proposal, now=now):
        proposal.ready_at = None
        promise(session, Topic.PROPOSE_MOVES, proposal.id, now=now)
        return False
    if proposal.staff_id and proposal.first_day and proposal.last_day:
        session.add(Absence(staff_id=proposal.staff_id, first_day=proposal.first_day,
                            last_day=proposal.last_day))  # fmt: skip
        record(session, actor=viewer.actor, action="absence_recorded",
               subject=f"staff:{proposal.staff_id}", now=now)  # fmt: skip
    proposal.ended_at, proposal.applied = now, True
    ask_for_plan(session, now=now)
    return True


def turn_down(session: Session, viewer: Viewer, proposal: Replanning, *, now: datetime) -> None:
    """Leave everything as it is. Doing it again changes nothing; an applied one stays applied."""
    if proposal.ended_at is None:
        proposal.ended_at = now
        record(session, actor=viewer.actor, action="moves_turned_down",
               subject=f"staff:{viewer.staff_id}", now=now)  # fmt: skip


def _rebooked(session: Session, viewer: Viewer, proposal: Replanning, *, now: datetime) -> bool:
    stored = {move["call"]: move for move in proposal.result["moves"]}
    calls = calls_by_ids(session, stored, lock=True)
    if {call.id: call.version for call in calls} != {n: m["version"] for n, m in stored.items()}:
        return False
    moves = [
        Move(call, stored[call.id]["staff"], _moment(stored[call.id]["starts"])) for call in calls
    ]
    house = read_house(session, now=now, away=away_in(proposal))
    if not all(still_possible(house, move, now=now) for move in moves):
        return False
    try:
        with first_come(session):
            rebook(session, moves, actor=viewer.actor, now=now)
    except AlreadyTaken:  # somebody got one of these times meanwhile
        return False
    return True


def away_in(proposal: Replanning) -> dict[int, Days]:
    """The absence a proposal is about, by staff id; empty when the planner found it itself."""
    if proposal.staff_id is None or proposal.first_day is None or proposal.last_day is None:
        return {}
    return {proposal.staff_id: (proposal.first_day, proposal.last_day)}


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None
