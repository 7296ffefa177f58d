"""Where a notice and the call before it stand, as a connected system learns it.

Stored answers hold codes only; the sentences are added in the language of each request.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from anbelo.callbacks.gate import leave_of
from anbelo.callbacks.queries import callback_of_notice
from anbelo.callbacks.rules import MAX_ATTEMPTS, UNANSWERED, CallState
from anbelo.core.calendar import local
from anbelo.core.texts import N_
from anbelo.notices.rules import Hold, NoticeState, ReleaseReason
from anbelo.web.i18n import _
from anbelo.web.words import label

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from anbelo.callbacks.models import Callback
    from anbelo.notices.models import Notice

HELD = {
    "call_owed": N_(
        "Der Bescheid bleibt noch hier: Wir haben noch nicht mit der Person gesprochen."
    ),
    "release_not_asked": N_("Der Bescheid darf gehen. Bitte fragen Sie die Freigabe an."),
    "new_facts": N_("Im Gespräch gab es neue Tatsachen. Das Team entscheidet neu."),
}
WHY_NO_TIME = {
    "nobody_free": N_("Der Anruf hat noch keine Zeit: Niemand mit dieser Sprache ist frei."),
    "no_speaker": N_(
        "Der Anruf hat noch keine Zeit: Im Team und in der Vertretung spricht niemand diese "
        "Sprache."
    ),
    "no_days": N_(
        "Der Anruf hat noch keine Zeit: Bis zum letzten Tag für den Versand gibt es keinen "
        "Arbeitstag."
    ),
    "no_hours": N_(
        "Der Anruf hat noch keine Zeit: Wer diese Sprache spricht, hat bis dahin keine Stunden "
        "für Anrufe."
    ),
    "no_common_time": N_("Der Anruf hat noch keine Zeit: Es gibt noch keine gemeinsame Zeit."),
    "all_taken": N_("Der Anruf hat noch keine Zeit: Alle passenden Zeiten sind vergeben."),
    "left_over": N_("Der Anruf hat noch keine Zeit: Der nächste Plan kann ihn aufnehmen."),
}
# When somebody can be reached may stand in their case: a system learns nothing of cases.
_TELLS_OF_A_PERSON = frozenset({"wrong_days", "wrong_times", "busy"})


def standing(session: "Session", notice: "Notice", moment: datetime) -> dict[str, Any]:
    """Where a notice and its call stand at a moment, in codes; nothing of its case."""
    callback = callback_of_notice(session, notice.id)
    because = None
    if notice.state is NoticeState.STOPPED:
        because = "new_facts"
    elif notice.state is NoticeState.HELD:
        leave = leave_of(session, callback, today=local(moment).date())
        because = leave.code if isinstance(leave, Hold) else "release_not_asked"
    return {
        "external_ref": notice.external_ref,
        "state": notice.state,
        "reason": notice.release_reason,
        "held_because": because,
        "last_sending_day": notice.send_no_later_than.isoformat(),
        "announced_at": notice.announced_at.isoformat(),
        "released_at": notice.released_at.isoformat() if notice.released_at else None,
        "call": _call(callback),
    }


def _call(callback: "Callback") -> dict[str, Any]:
    """The planned time of a call, or the reason the planner found why there is none."""
    starts_at = ends_at = why = None
    if callback.state is CallState.PLANNED and callback.starts_at and callback.ends_at:
        starts_at, ends_at = callback.starts_at.isoformat(), callback.ends_at.isoformat()
    elif callback.state is CallState.OWED:
        why = "no_common_time" if callback.why in _TELLS_OF_A_PERSON else callback.why
    return {
        "state": callback.state,
        "starts_at": starts_at,
        "ends_at": ends_at,
        # Reasons of a time the call has lost, or of another version's plan, explain nothing.
        "why": why if why in WHY_NO_TIME else None,
    }


def explained(told: dict[str, Any]) -> dict[str, Any]:
    """The same with sentences in the language of the request (a repeated one may differ there)."""
    if told["reason"]:
        sentence = label(ReleaseReason(told["reason"]))
    elif because := told["held_because"]:
        sentence = _(HELD[because])
    else:
        sentence = label(NoticeState(told["state"]))
    call = told["call"]
    why = call["why"]
    words = _(WHY_NO_TIME[why]) if why else label(CallState(call["state"]))
    return {**told, "explanation": sentence, "call": {**call, "explanation": words}}


def missing(session: "Session", notice: "Notice") -> dict[str, Any]:
    """What a release still needs: a talk, or more honest attempts, or the last sending day.

    Only attempts since the notice is held count: after it was decided anew, the talk is about that.
    """
    since = held_from(notice)
    attempts = callback_of_notice(session, notice.id).attempts
    return {
        "last_day": notice.send_no_later_than.isoformat(),
        "unanswered_attempts": sum(
            attempt.outcome in UNANSWERED and attempt.at >= since for attempt in attempts
        ),
        "attempts_needed": MAX_ATTEMPTS,
    }


def held_from(notice: "Notice") -> datetime:
    """From when on an attempt is about this notice: calls are told to the minute."""
    return notice.held_since.replace(second=0, microsecond=0)
