"""When a notice may leave the house. Pure; the database holds the same line with a trigger."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MIN_REASON_LENGTH = 10


class CallPolicy(StrEnum):
    """How firmly a talk is wanted before a kind of notice goes out."""

    ALWAYS = "A"
    WHEN_LOWER = "B"
    OPTIONAL = "C"


class NoticeState(StrEnum):
    """Where a notice stands. Only a held one can be released."""

    HELD = "held"
    RELEASED = "released"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"


class ReleaseReason(StrEnum):
    """Why a notice was allowed to leave. There is no other way out."""

    SPOKEN = "spoken"
    TRIED = "tried"
    NO_CALL_WISHED = "no_call_wished"
    NO_NUMBER = "no_number"
    LAST_DAY = "last_day"
    LEAD_REASON = "lead_reason"
    NO_CALL_NEEDED = "no_call_needed"


# A talk was wanted but never held: these letters take a cover sheet in plain words along.
WITHOUT_TALK = frozenset(
    {
        ReleaseReason.TRIED,
        ReleaseReason.NO_CALL_WISHED,
        ReleaseReason.NO_NUMBER,
        ReleaseReason.LAST_DAY,
        ReleaseReason.LEAD_REASON,
    }
)


@dataclass(frozen=True)
class Evidence:
    """What is known about the talk when somebody wants to send the notice."""

    spoken: bool = False
    tried_honestly: bool = False
    call_refused: bool = False
    has_number: bool = True
    lead_reason: str = ""


@dataclass(frozen=True)
class Release:
    """Leave to send, and why."""

    reason: ReleaseReason


@dataclass(frozen=True)
class Hold:
    """No leave yet; `code` says what is missing."""

    code: str


def decide_release(
    *, policy: CallPolicy, send_no_later_than: date, today: date, evidence: Evidence
) -> Release | Hold:
    """Say whether a notice may go out, and why.

    We talk first; but no claimant waits past the last sending day because we could not reach them.
    `today` is the day in Berlin. A lead's reason needs at least ten characters of words.
    """
    reasons = (
        (evidence.spoken, ReleaseReason.SPOKEN),
        (policy is CallPolicy.OPTIONAL, ReleaseReason.NO_CALL_NEEDED),
        (evidence.call_refused, ReleaseReason.NO_CALL_WISHED),
        (not evidence.has_number, ReleaseReason.NO_NUMBER),
        (evidence.tried_honestly, ReleaseReason.TRIED),
        (today >= send_no_later_than, ReleaseReason.LAST_DAY),
        (len(evidence.lead_reason.strip()) >= MIN_REASON_LENGTH, ReleaseReason.LEAD_REASON),
    )
    for holds, reason in reasons:
        if holds:
            return Release(reason)
    return Hold("call_owed")
