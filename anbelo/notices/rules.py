"""When a notice may leave the house. Pure; the database holds the same line with a trigger."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from anbelo.core.calendar import WorkCalendar

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


def call_wanted(
    policy: CallPolicy, *, amount_lower: bool | None, facts_unclear: bool | None
) -> bool:
    """Whether the house wants a talk before a notice of this policy leaves.

    A: always. B: unless the announcement says both that the amount is not lower and that the facts
    are clear; what is not said counts for the talk. C: a talk is optional.
    """
    if policy is CallPolicy.WHEN_LOWER:
        return not (amount_lower is False and facts_unclear is False)
    return policy is CallPolicy.ALWAYS


def call_priority(policy: CallPolicy, *, wanted: bool) -> int:
    """Who is called first when there is not time for all: 1 before 2 before 3."""
    if not wanted:
        return 3
    return 1 if policy is CallPolicy.ALWAYS else 2


def drawn(policy: CallPolicy, percent: int, lot: Callable[[int], int]) -> bool:
    """Whether the lot leaves this notice uncalled, so that the effect of calling can be known.

    `lot(100)` gives a number from 0 to 99, each as likely. Never where a talk is always wanted.
    """
    return policy is not CallPolicy.ALWAYS and lot(100) < percent


def last_sending_day(days: WorkCalendar, day: date, *, today: date) -> date:
    """The day on which the post really leaves at the latest: a working day, never after `day`.

    When no working day is left between today and then, it is `day` itself.
    """
    for back in range((day - today).days):
        if days.is_working_day(day - timedelta(days=back)):
            return day - timedelta(days=back)
    return day


def decide_release(
    *, call_wanted: bool, send_no_later_than: date, today: date, evidence: Evidence
) -> Release | Hold:
    """Say whether a notice may go out, and why.

    We talk first; but no claimant waits past the last sending day because we could not reach them.
    `call_wanted` was decided when the notice was announced: changing its kind frees nothing.
    `today` is the day in Berlin. A lead's reason needs at least ten characters of words.
    """
    reasons = (
        (evidence.spoken, ReleaseReason.SPOKEN),
        (not call_wanted, ReleaseReason.NO_CALL_NEEDED),
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
