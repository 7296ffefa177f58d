"""Notices that wait for a talk: announcing, asking, changing, withdrawing, releasing, outcomes.

A system knows the notices it announced itself and nothing about cases. Whatever becomes of the case
a notice belongs to (it may be made confidential), the answers here stay the same.
"""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from anbelo.accounts.rules import Scope
from anbelo.api.answers import NoticeStateSchema, OutcomeNotedSchema
from anbelo.api.document import PREFIX, Reply, operation
from anbelo.api.repeating import once_for_client, replay
from anbelo.api.schemas import NothingSchema, NoticeFactsSchema, NoticeSchema, OutcomeSchema
from anbelo.api.standing import explained, held_from, missing, standing
from anbelo.callbacks.changes import change_notice, withdraw_notice
from anbelo.callbacks.gate import may_leave, release_notice
from anbelo.callbacks.queries import callback_of_notice
from anbelo.callbacks.rules import AttemptRecord
from anbelo.callbacks.service import announce_notice, record_attempt
from anbelo.core.calendar import local
from anbelo.core.clock import now
from anbelo.core.errors import Invalid, Refused
from anbelo.notices.queries import notice_of_client
from anbelo.notices.rules import Hold, NoticeState
from anbelo.notices.service import NewNotice
from anbelo.web.access import allow_client, client
from anbelo.web.house import reading, unit_of_work

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from anbelo.notices.models import Notice

CLOCKS_DIFFER = timedelta(minutes=5)
NOTICE: dict[str, dict[str, Any]] = {
    "refund": {
        "summary": "A withdrawal with a repayment demand",
        "value": {
            "external_ref": "BSC-2026-000123",
            "kind": "withdrawal_refund",
            "team": "LEISTUNG",
            "person_name": "Karim Muster",
            "phone": "+4922025550112",
            "language": "ar",
            "printed_on": "2026-11-24",
            "send_no_later_than": "2099-12-01",
            "summary": "Aufhebung für Oktober, Erstattung 120,50 Euro.",
            "dispositions": [
                {"kind": "withdrawal", "objection_suspends": False},
                {"kind": "refund", "amount": "120.50", "objection_suspends": True},
            ],
        },
    }
}
CHANGE = {
    "other_amount": {
        "summary": "The same notice with a lower demand",
        "value": {
            **{
                name: value
                for name, value in NOTICE["refund"]["value"].items()
                if name != "external_ref"
            },
            "summary": "Aufhebung für Oktober, Erstattung 80,00 Euro.",
            "amount_lower": True,
        },
    }
}
OUTCOME = {
    "not_reached": {
        "value": {
            "outcome": "nicht_erreicht",
            "at": "2026-11-24T10:20:00+01:00",
            "note": "Akte 12, Blatt 4",
        }
    }
}
_REFERENCE = {"external_ref": "$response.body#/external_ref"}
LINKS = {
    name: {"operationId": operation_id, "parameters": _REFERENCE}
    for name, operation_id in (
        ("readNotice", "read_notice"),
        ("changeNotice", "change"),
        ("withdrawNotice", "withdraw"),
        ("releaseNotice", "release"),
        ("postOutcome", "post_outcome"),
    )
}
LOCATION = {"Location": {"description": "Where it can be asked for.", "schema": {"type": "string"}}}


@operation(
    "POST",
    "/notices",
    takes=NoticeSchema,
    gives=NoticeStateSchema,
    status=201,
    repeatable=True,
    refuses=(409,),
    examples=NOTICE,
    links=LINKS,
    headers=LOCATION,
)
@allow_client(Scope.ANNOUNCE_NOTICE)
def announce(new: NewNotice) -> Reply:
    """Announce a notice before it is sent.

    It is held from this moment, and a call is owed. It leaves after a talk, after enough honest
    attempts, or on the last sending day; one that comes too late for a talk needs an
    `urgent_reason`. The same facts under the same reference again give the same notice; other facts
    are refused (409 `already_announced`; to change them, send a PUT). A case we may not speak about
    counts as unknown (422 `unknown_case`).
    """
    moment = now()
    with unit_of_work() as session:
        answer = once_for_client(
            session, lambda: standing(session, _announced(session, new, moment), moment)
        )
    location = f"{PREFIX}/notices/{new.external_ref}"
    return explained(answer.value), {"Location": location, **replay(answer)}


def _announced(session: "Session", new: NewNotice, moment: "datetime") -> "Notice":
    """The notice held; when it was announced at this very moment, look once more at what is."""
    known = client()
    again = partial(
        announce_notice, session, new, actor=known.actor, now=moment, client_id=known.client_id
    )
    try:
        return again()
    except Refused:
        return again()


@operation("GET", "/notices/<notice_ref:external_ref>", gives=NoticeStateSchema, refuses=(404,))
@allow_client(Scope.ANNOUNCE_NOTICE)
def read_notice(external_ref: str) -> Reply:
    """Ask whether a notice may go, and why or why not.

    A held one tells what keeps it: a call is owed, or nobody has asked for its release yet. The
    call tells its planned time, or why it has none. A notice another system announced, or the
    office itself, does not exist here (404 `no_such_notice`).
    """
    with reading() as session:
        return explained(standing(session, _own(session, external_ref), now())), {}


@operation(
    "PUT",
    "/notices/<notice_ref:external_ref>",
    takes=NoticeFactsSchema,
    gives=NoticeStateSchema,
    repeatable=True,
    refuses=(404, 409),
    examples=CHANGE,
)
@allow_client(Scope.ANNOUNCE_NOTICE)
def change(new: NewNotice, external_ref: str) -> Reply:
    """Change the facts of a notice that waits.

    Send all of them: what is left out is not known any more, except the last sending day, which
    then stays. It only becomes earlier, never later (422 `last_day_later`), and not so early that
    no time for a talk is left (422 `no_time_for_a_talk`). The kind stays (422 `kind_fixed`), and
    there always is a number if there was one (422 `phone_kept`). A notice that was stopped because
    of new facts waits again, and the talk is owed again. One that left or was withdrawn stays as
    it is (409 `notice_not_held`).
    """
    facts = replace(new, external_ref=external_ref)

    def act(session: "Session", moment: "datetime") -> "Notice":
        notice = _own(session, external_ref)
        return change_notice(session, notice, facts, actor=client().actor, now=moment)

    return _once(act)


@operation(
    "POST",
    "/notices/<notice_ref:external_ref>/withdrawal",
    takes=NothingSchema,
    optional_body=True,
    gives=NoticeStateSchema,
    repeatable=True,
    refuses=(404, 409),
)
@allow_client(Scope.ANNOUNCE_NOTICE)
def withdraw(_nothing: dict[str, Any], external_ref: str) -> Reply:
    """Withdraw a notice: it will never leave, and nobody calls about it.

    Whoever was told the time of the call hears that it does not take place. Once more changes
    nothing; one that has left stays as it is (409 `notice_not_held`).
    """

    def act(session: "Session", moment: "datetime") -> "Notice":
        notice = _own(session, external_ref)
        return withdraw_notice(session, notice, actor=client().actor, now=moment)

    return _once(act)


@operation(
    "POST",
    "/notices/<notice_ref:external_ref>/release",
    takes=NothingSchema,
    optional_body=True,
    gives=NoticeStateSchema,
    repeatable=True,
    refuses=(404, 409),
)
@allow_client(Scope.RELEASE_NOTICE)
def release(_nothing: dict[str, Any], external_ref: str) -> Reply:
    """Ask for a notice to be released.

    The office's rules decide: 409 `call_owed` tells what is missing. There is no way round the talk
    here: a reason for an early release is given by a team lead, by name, in the office.
    """

    def act(session: "Session", moment: "datetime") -> "Notice":
        notice = _own(session, external_ref)
        if notice.state is not NoticeState.HELD:
            raise Refused("notice_not_held", state=notice.state)
        leave = may_leave(session, notice, today=local(moment).date())
        if isinstance(leave, Hold):
            raise Refused(leave.code, **missing(session, notice))
        release_notice(session, notice, actor=client().actor, now=moment)
        return notice

    return _once(act)


@operation(
    "POST",
    "/notices/<notice_ref:external_ref>/outcomes",
    takes=OutcomeSchema,
    gives=OutcomeNotedSchema,
    status=201,
    repeatable=True,
    refuses=(404, 409),
    examples=OUTCOME,
)
@allow_client(Scope.POST_OUTCOME)
def post_outcome(attempt: AttemptRecord, external_ref: str) -> Reply:
    """Report what came of a call that the sending system made itself.

    The answer says what followed: the notice is released, stopped (new facts) or still held. An
    attempt counts from the moment the notice was announced, or decided anew after it was stopped;
    earlier ones were not about it (422 `outcome_too_early`).
    """
    moment = now()

    def act() -> dict[str, Any]:
        notice = _own(session, external_ref)
        callback = callback_of_notice(session, notice.id, lock=True)
        counted = replace(attempt, at=_about(notice, attempt.at))
        record_attempt(session, None, callback, counted, actor=client().actor, now=moment)
        return standing(session, notice, moment)

    with unit_of_work() as session:
        answer = once_for_client(session, act)
    told = explained(answer.value)
    parts = ("state", "reason", "held_because", "explanation")
    return {
        "external_ref": external_ref,
        "release": {part: told[part] for part in parts},
    }, replay(answer)


def _about(notice: "Notice", at: "datetime") -> "datetime":
    """The moment of an attempt, if it was about the notice as it waits now.

    A sending system whose clock is behind may call just after it announced: that call counts from
    the announcement. Raises Invalid "outcome_too_early".
    """
    since = held_from(notice)
    if at >= since:
        return at
    if notice.held_since > notice.announced_at or at < since - CLOCKS_DIFFER:
        raise Invalid("outcome_too_early", field="at")
    return since


def _own(session: "Session", external_ref: str) -> "Notice":
    """A notice of the asking system; Missing "no_such_notice" for everything else."""
    return notice_of_client(session, client().client_id, external_ref)


def _once(act: "Callable[[Session, datetime], Notice]") -> Reply:
    """Do something to a notice once, and answer where it stands then."""
    moment = now()
    with unit_of_work() as session:
        answer = once_for_client(session, lambda: standing(session, act(session, moment), moment))
    return explained(answer.value), replay(answer)
