"""Planning the whole house: the best plan of this moment, and what moving promises would gain.

Only jobs come here: the planner's numeric library stays out of the web processes.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from anbelo.accounts.models import Staff
from anbelo.accounts.rules import Role
from anbelo.callbacks.models import Callback, Replanning
from anbelo.callbacks.planner.plan import plan
from anbelo.callbacks.planner.problem import Call, Placed, Plan, Problem, Taken
from anbelo.callbacks.planner.reasons import explain
from anbelo.callbacks.planning import WHOLE_HOUSE, Move, ask_for_plan, give_back_missed, rebook
from anbelo.callbacks.replanning import away_in
from anbelo.callbacks.timetable import OMBUDS, House, moment_of, openly, read_house
from anbelo.cases.rules import Window
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import promise

EVERY = timedelta(minutes=5)
PLANNER = 4_711
"""The number of the lock that lets only one planner change the house at a time."""


def plan_house(session: Session, subject: int, *, now: datetime) -> None:
    """Give every call owed the best time there is, without moving what was promised.

    A promise whose caller is away goes to another caller at the same time if one is free; if none
    is, it stays where it is and a proposal is asked for, which a person decides. Runs again after
    five minutes and after every change.
    """
    if subject != WHOLE_HOUSE:
        return
    if not session.scalar(select(func.pg_try_advisory_xact_lock(PLANNER))):
        ask_for_plan(session, now=now)  # another planner is at it: look again afterwards
        return
    house = read_house(session, now=now)
    for callback in house.calls.values():
        give_back_missed(callback, now=now)
    problem = keeping_promises(house)
    # A broken promise keeps its time or is decided by a person: no other time is tried for it.
    best = best_plan(problem, {k: v for k, v in house.wider.items() if k not in house.broken})
    moves = changes(house, best)
    rebook(session, moves, actor="planner", now=now)
    _explain(house, problem, best, {str(move.callback.id) for move in moves})
    if gained := _gained_by_moving(house, best):
        _propose(session, gained, now=now)
    _ask_ombudsperson(session, house, best, now=now)
    ask_for_plan(session, now=now, after=EVERY)


def keeping_promises(house: House) -> Problem:
    """The problem with every promise fixed; broken ones may only change their caller.

    Until somebody decides about a broken one, its place is given to nobody else.
    """
    problem = house.problem
    spots = {promised.placed.call: promised.placed for promised in problem.promised}
    kept = [
        spot
        for key, spot in spots.items()
        if key in house.broken or _minute_of_day(spot.starts) % problem.grid
    ]
    return replace(
        with_taken(problem, kept),
        calls=tuple(
            _at_this_time(house.wider.get(call.id, call), spots[call.id])
            if call.id in house.broken
            else call
            for call in problem.calls
        ),
        promised=tuple(
            replace(promised, fixed=True)
            for promised in problem.promised
            if promised.placed.call not in house.broken
        ),
    )


def _at_this_time(call: Call, spot: Placed) -> Call:
    ends = _minute_of_day(spot.starts) + call.minutes
    window = Window(
        spot.day.weekday(), spot.starts, spot.starts.replace(hour=ends // 60, minute=ends % 60)
    )
    latest = min(call.latest_send, spot.day + timedelta(days=1))
    return replace(call, earliest=(spot.day, spot.starts), latest_send=latest, reachable=(window,))


def best_plan(problem: Problem, wider: Mapping[str, Call]) -> Plan:
    """The best plan; whom no time fits that would count (`wider`) is called at any other time."""
    found = plan(problem)
    stuck = wider.keys() & set(found.impossible)
    if not stuck:
        return found
    calls = tuple(wider[call.id] if call.id in stuck else call for call in problem.calls)
    return plan(replace(problem, calls=calls))


def changes(house: House, best: Plan, *, give_up: bool = False) -> list[Move]:
    """What is different from now.

    A broken promise without a new place stays where it is; with `give_up` it loses its time.
    """
    spots = {placed.call: placed for placed in best.placed}
    found = (
        _move(callback, spots.get(key))
        for key, callback in house.calls.items()
        if key in spots or give_up or key not in house.broken
    )
    return [move for move in found if move is not None]


def _move(callback: Callback, spot: Placed | None) -> Move | None:
    """The change this call needs; None when it stays as it is."""
    staff_id = int(spot.caller) if spot else None
    starts_at = moment_of(spot) if spot else None
    if (callback.staff_id, callback.starts_at) == (staff_id, starts_at):
        return None
    return Move(callback, staff_id, starts_at)


def _explain(house: House, problem: Problem, best: Plan, moved: set[str]) -> None:
    """Store why each new time, and why there is none."""
    held = {placed.call for placed in best.placed}
    only = moved | {key for key in house.calls if key not in held}
    # A broken promise was only looked at for its own time; why it has none now is another question.
    whole = replace(problem, calls=house.problem.calls)
    secret = {call.id for call in whole.calls if call.team == OMBUDS}
    told, placed = _as_others_know(whole, best, secret)
    found = {**explain(whole, best.placed, only & secret), **explain(told, placed, only - secret)}
    for key, why in found.items():
        facts = why.to_facts()
        if house.calls[key].why_facts != facts:
            house.calls[key].why, house.calls[key].why_facts = facts["code"], facts


def _as_others_know(
    problem: Problem, best: Plan, secret: set[str]
) -> tuple[Problem, tuple[Placed, ...]]:
    """The plan in which the ombudsperson's own calls are time taken by something not named."""
    told = replace(
        with_taken(problem, [spot for spot in best.placed if spot.call in secret]),
        calls=tuple(call for call in problem.calls if call.id not in secret),
        promised=tuple(one for one in problem.promised if one.placed.call not in secret),
    )
    return told, tuple(spot for spot in best.placed if spot.call not in secret)


def with_taken(problem: Problem, spots: Collection[Placed]) -> Problem:
    """The same problem with these places taken by something that is not moved."""
    minutes = {call.id: call.minutes for call in problem.calls}
    taken: dict[str, list[Taken]] = {}
    for spot in spots:
        ends = datetime.combine(spot.day, spot.starts) + timedelta(minutes=minutes[spot.call])
        taken.setdefault(spot.caller, []).append(Taken(spot.day, spot.starts, ends.time()))
    return replace(
        problem,
        callers=tuple(
            replace(caller, taken=(*caller.taken, *taken.get(caller.id, ())))
            for caller in problem.callers
        ),
    )


def _minute_of_day(moment: time) -> int:
    return 60 * moment.hour + moment.minute


def _gained_by_moving(house: House, best: Plan) -> list[str]:
    """The calls a person must decide about; empty when moving gains nothing.

    Those that could be held if promises were moved, and promises nobody can hold any more.
    Confidential calls are no reason to ask a team lead.
    """
    shown = openly(house)
    held = {placed.call for placed in best.placed}
    seen = {call.id for call in shown.problem.calls if call.team != OMBUDS}
    lost = shown.broken - held
    waiting = seen - held - (set(best.impossible) - shown.broken)
    if not waiting or not any(not promised.fixed for promised in shown.problem.promised):
        return []
    freer = {placed.call for placed in best_plan(shown.problem, shown.wider).placed} & seen
    more = freer - held if len(freer) > len(held & seen) else set()
    return sorted(more | lost)


def _ask_ombudsperson(session: Session, house: House, best: Plan, *, now: datetime) -> None:
    """Confidential promises nobody can hold any more are decided by the ombudsperson alone."""
    held = {placed.call for placed in best.placed}
    secret = {call.id for call in house.problem.calls if call.team == OMBUDS}
    lost = sorted((house.broken & secret) - held)
    ombuds = select(Staff.id).where(
        Staff.role_values.contains([Role.OMBUDSPERSON.value]), Staff.disabled_at.is_(None)
    )
    if lost and (staff_id := session.scalar(ombuds.order_by(Staff.id).limit(1))):
        _propose(session, lost, now=now, for_ombuds=staff_id)


def _propose(
    session: Session, gained: list[str], *, now: datetime, for_ombuds: int | None = None
) -> None:
    """Ask for a proposal, once: what somebody has turned down today does not come back today.

    One `for_ombuds` (staff id) counts as their own question: nobody else sees it.
    """
    recent = session.scalars(
        select(Replanning).where(
            Replanning.staff_id.is_not_distinct_from(for_ombuds),
            Replanning.first_day.is_(None),
            or_(Replanning.ended_at.is_(None), Replanning.asked_at > now - timedelta(days=1)),
        )
    )
    known = set(gained)
    if any(old.ended_at is None or known <= set(old.result.get("gained", ())) for old in recent):
        return
    proposal = Replanning(staff_id=for_ombuds, asked_by=for_ombuds, asked_at=now,
                          result={"gained": gained})  # fmt: skip
    session.add(proposal)
    session.flush()  # the promise needs the number
    promise(session, Topic.PROPOSE_MOVES, proposal.id, now=now)


def propose_moves(session: Session, replanning_id: int, *, now: datetime) -> None:
    """Compute which promises would move, and store it for a person to look at and decide.

    Does nothing for a proposal that is ready, ended or gone.
    """
    found = session.get(Replanning, replanning_id, with_for_update=True)
    if found is None or found.ended_at or found.ready_at:
        return
    house = read_house(session, now=now, away=away_in(found))
    if not _own_confidential(session, found):
        house = openly(house)
    best = best_plan(house.problem, house.wider)
    found.result = {
        **found.result,
        "moves": [_as_stored(move) for move in changes(house, best, give_up=True)],
        "lost": sorted(int(key) for key in best.dropped),
        "held": len(best.placed),
        "owed": len(house.calls),
    }
    found.ready_at = now


def _own_confidential(session: Session, found: Replanning) -> bool:
    """Whether the ombudsperson asks about an own absence: nobody else sees that proposal."""
    staff = session.get(Staff, found.staff_id) if found.staff_id else None
    own = staff is not None and found.asked_by == staff.id
    return own and staff is not None and Role.OMBUDSPERSON in staff.roles


def _as_stored(move: Move) -> dict[str, Any]:
    return {
        "call": move.callback.id,
        "version": move.callback.version,
        "staff": move.staff_id,
        "starts": move.starts_at.isoformat() if move.starts_at else None,
        "was": move.callback.starts_at.isoformat() if move.callback.starts_at else None,
        "told": move.callback.promised_at is not None,
    }
