"""Notices that wait for a talk: announcing, asking, releasing, reporting an attempt.

A system knows the notices it announced and nothing about cases. Whatever becomes of the case a
notice belongs to (it may be made confidential), the answers here stay the same.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from anbelo.accounts.rules import Scope
from anbelo.api.answers import NoticeStateSchema, OutcomeNotedSchema
from anbelo.api.document import PREFIX, Reply, operation
from anbelo.api.repeating import once_for_client, replay
from anbelo.api.schemas import NothingSchema, NoticeSchema, OutcomeSchema
from anbelo.callbacks.queries import callback_of_notice
from anbelo.callbacks.rules import MAX_ATTEMPTS, UNANSWERED, AttemptRecord
from anbelo.callbacks.service import announce_notice, may_leave, record_attempt, release_notice
from anbelo.core.calendar import local
from anbelo.core.clock import now
from anbelo.core.errors import Invalid, Refused
from anbelo.core.texts import N_
from anbelo.notices.queries import notice_by_ref
from anbelo.notices.rules import Hold, NoticeState, ReleaseReason
from anbelo.notices.service import NewNotice
from anbelo.web.access import allow_client, client
from anbelo.web.house import reading, unit_of_work
from anbelo.web.i18n import _
from anbelo.web.words import label

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from anbelo.notices.models import Notice

CLOCKS_DIFFER = timedelta(minutes=5)
HELD = {
    "call_owed": N_(
        "Der Bescheid bleibt noch hier: Wir haben noch nicht mit der Person gesprochen."
    ),
    "release_not_asked": N_("Der Bescheid darf gehen. Bitte fragen Sie die Freigabe an."),
    "new_facts": N_("Im Gespräch gab es neue Tatsachen. Das Team entscheidet neu."),
}
NOTICE = {
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
    attempts, or on the last sending day. A reference can be announced once (409
    `already_announced`); a case we may not speak about counts as unknown (422 `unknown_case`).
    """
    moment = now()

    def act() -> dict[str, Any]:
        known = client()
        notice = announce_notice(session, new, actor=known.actor, now=moment,
                                 client_id=known.client_id)  # fmt: skip
        return _standing(session, notice, moment)

    with unit_of_work() as session:
        answer = once_for_client(session, act)
    location = f"{PREFIX}/notices/{new.external_ref}"
    return _explained(answer.value), {"Location": location, **replay(answer)}


@operation("GET", "/notices/<notice_ref:external_ref>", gives=NoticeStateSchema, refuses=(404,))
@allow_client(Scope.ANNOUNCE_NOTICE)
def read_notice(external_ref: str) -> Reply:
    """Ask whether a notice may go, and why or why not.

    A held one tells what keeps it: a call is owed, or nobody has asked for its release yet.
    """
    with reading() as session:
        return _explained(_standing(session, notice_by_ref(session, external_ref), now())), {}


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
    moment = now()

    def act() -> dict[str, Any]:
        notice = notice_by_ref(session, external_ref)
        if notice.state is not NoticeState.HELD:
            raise Refused("notice_not_held", state=notice.state)
        leave = may_leave(session, notice, today=local(moment).date())
        if isinstance(leave, Hold):
            raise Refused(leave.code, **_missing(session, notice))
        release_notice(session, notice, actor=client().actor, now=moment)
        return _standing(session, notice, moment)

    with unit_of_work() as session:
        answer = once_for_client(session, act)
    return _explained(answer.value), replay(answer)


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
    attempt counts from the moment the notice was announced; earlier ones were not about it.
    """
    moment = now()

    def act() -> dict[str, Any]:
        notice = notice_by_ref(session, external_ref)
        if attempt.at < notice.announced_at - CLOCKS_DIFFER:
            raise Invalid("outcome_too_early", field="at")
        callback = callback_of_notice(session, notice.id, lock=True)
        record_attempt(session, None, callback, attempt, actor=client().actor, now=moment)
        return _standing(session, notice, moment)

    with unit_of_work() as session:
        answer = once_for_client(session, act)
    standing = _explained(answer.value)
    parts = ("state", "reason", "held_because", "explanation")
    return {
        "external_ref": external_ref,
        "release": {part: standing[part] for part in parts},
    }, replay(answer)


def _standing(session: "Session", notice: "Notice", moment: datetime) -> dict[str, Any]:
    """Where a notice stands, in codes; nothing of its case."""
    because = None
    if notice.state is NoticeState.STOPPED:
        because = "new_facts"
    elif notice.state is NoticeState.HELD:
        leave = may_leave(session, notice, today=local(moment).date())
        because = leave.code if isinstance(leave, Hold) else "release_not_asked"
    return {
        "external_ref": notice.external_ref,
        "state": notice.state,
        "reason": notice.release_reason,
        "held_because": because,
        "last_sending_day": notice.send_no_later_than.isoformat(),
        "announced_at": notice.announced_at.isoformat(),
        "released_at": notice.released_at.isoformat() if notice.released_at else None,
    }


def _explained(standing: dict[str, Any]) -> dict[str, Any]:
    """The same with a sentence in the language of the request (a repeated one may differ there)."""
    if standing["reason"]:
        sentence = label(ReleaseReason(standing["reason"]))
    elif because := standing["held_because"]:
        sentence = _(HELD[because])
    else:
        sentence = label(NoticeState(standing["state"]))
    return {**standing, "explanation": sentence}


def _missing(session: "Session", notice: "Notice") -> dict[str, Any]:
    """What a release still needs: a talk, or more honest attempts, or the last sending day."""
    attempts = callback_of_notice(session, notice.id).attempts
    return {
        "last_day": notice.send_no_later_than.isoformat(),
        "unanswered_attempts": sum(attempt.outcome in UNANSWERED for attempt in attempts),
        "attempts_needed": MAX_ATTEMPTS,
    }
