"""What came of a call, and when trying was honest enough. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from anbelo.core.calendar import WorkCalendar, local

CALL_MINUTES = 20
MAX_ATTEMPTS = 3
WITHIN_WORKING_DAYS = 5
MIN_DAYS = 2
MIN_DAY_PARTS = 2
MIN_GAP = timedelta(hours=3)
# No calls before 8 or after 18 o'clock, on Sundays and on holidays.
FIRST_CALL, LAST_CALL_ENDS = time(8), time(18)


class Outcome(StrEnum):
    """What came of one attempt (the codes of the call record)."""

    CLEARED = "erreicht_geklaert"
    NEW_FACTS = "erreicht_neue_tatsachen"
    DISAGREES = "erreicht_nicht_einverstanden"
    WANTS_APPOINTMENT = "erreicht_wuenscht_termin"
    REFUSED = "kein_gespraech_gewuenscht"
    WRONG_NUMBER = "falsche_nummer"
    NOT_REACHED = "nicht_erreicht"
    VOICEMAIL = "mailbox_neutral"
    IDENTITY_OPEN = "identitaet_nicht_bestaetigt"
    LANGUAGE_MISSING = "sprache_fehlt"


class CallState(StrEnum):
    """Where a call owed stands."""

    OWED = "owed"
    PLANNED = "planned"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class Purpose(StrEnum):
    """Why we call."""

    NOTICE = "notice"
    CONTACT = "contact"


class IdentityCheck(StrEnum):
    """How we made sure who is speaking; never the answers themselves."""

    NONE = "none"
    TWO_FACTS = "two_facts"
    CALL_CODE = "call_code"
    CALLED_BACK = "called_back"


class Understood(StrEnum):
    """What the teach-back question showed."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


TALKED = frozenset({Outcome.CLEARED, Outcome.DISAGREES})
SETTLES = TALKED | {Outcome.NEW_FACTS, Outcome.REFUSED, Outcome.WRONG_NUMBER}
# Only these tell that we tried at the right number and nobody was there.
UNANSWERED = frozenset({Outcome.NOT_REACHED, Outcome.VOICEMAIL})


@dataclass(frozen=True)
class Try:
    """One attempt as the rules see it; `at` is aware."""

    at: datetime
    outcome: Outcome


@dataclass(frozen=True)
class AttemptRecord:
    """What a caller notes after one attempt. The note points to the file, it does not tell it."""

    outcome: Outcome
    at: datetime
    identity: IdentityCheck = IdentityCheck.NONE
    interpreter: bool = False
    rights_explained: bool = False
    understood: Understood | None = None
    note: str = ""
    agreed_step: str = ""
    agreed_on: date | None = None


def day_part(moment: datetime) -> str:
    """Morning (until 12), afternoon (until 16) or late, by the wall clock in Berlin."""
    hour = local(moment).hour
    if hour < 12:  # noqa: PLR2004 - noon
        return "morning"
    return "afternoon" if hour < 16 else "late"  # noqa: PLR2004 - four o'clock


def tried_honestly(tries: Iterable[Try], calendar: WorkCalendar) -> bool:
    """Whether enough unanswered attempts were made at times that gave the person a fair chance.

    Three attempts within five working days, on at least two days and in two parts of the day, each
    at least three hours after the one before; attempts closer together count once, attempts outside
    the hours for calls (8 to 18 o'clock on working days) not at all.
    """
    fair = [t.at for t in tries if t.outcome in UNANSWERED and _callable(t.at, calendar)]
    spaced = _spaced(sorted(fair))
    for first in range(len(spaced) - MAX_ATTEMPTS + 1):
        chosen = spaced[first:]
        last_day = calendar.add_working_days(local(chosen[0]).date(), WITHIN_WORKING_DAYS)
        inside = [moment for moment in chosen if local(moment).date() <= last_day]
        days = {local(moment).date() for moment in inside}
        parts = {day_part(moment) for moment in inside}
        if len(inside) >= MAX_ATTEMPTS and len(days) >= MIN_DAYS and len(parts) >= MIN_DAY_PARTS:
            return True
    return False


def _callable(moment: datetime, calendar: WorkCalendar) -> bool:
    """Whether people may be called at this moment at all."""
    here = local(moment)
    return calendar.is_working_day(here.date()) and FIRST_CALL <= here.time() < LAST_CALL_ENDS


def _spaced(moments: Sequence[datetime]) -> list[datetime]:
    """Leave out what came less than three hours after an attempt that counts."""
    kept: list[datetime] = []
    for moment in moments:
        if not kept or moment - kept[-1] >= MIN_GAP:
            kept.append(moment)
    return kept


def worth_trying(tries: Sequence[Try], moment: datetime, calendar: WorkCalendar) -> bool:
    """Whether an attempt at this moment would count towards having tried honestly.

    At least three hours after the one before; the last one that is needed must also bring the
    second day or the second part of the day, if that is still missing.
    """
    if any(abs(moment - one.at) < MIN_GAP for one in tries):
        return False
    unanswered = [one for one in tries if one.outcome in UNANSWERED]
    if len(unanswered) + 1 < MAX_ATTEMPTS:
        return True
    return tried_honestly([*unanswered, Try(moment, Outcome.NOT_REACHED)], calendar)
