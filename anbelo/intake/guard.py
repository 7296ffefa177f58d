"""The objection guard: nobody may miss a period because they wrote to us instead of objecting."""

from dataclasses import dataclass
from datetime import date

from anbelo.core.calendar import Land
from anbelo.notices.deadlines import objection_dates
from anbelo.notices.receipt import Sending
from anbelo.triage.proposal import Kind, LegalNature

_HARMLESS = frozenset({Kind.PRAISE, Kind.SUGGESTION})


@dataclass(frozen=True)
class Guard:
    """What to say about objecting.

    `last_day` is the cautious last day, counted from the date printed on the letter (posting and
    arrival are later, so the true one is never earlier); None without a letter's date. `over` says
    that even this day has passed.
    """

    letter_date: date | None
    last_day: date | None
    over: bool


def guard(
    *, kind: Kind, nature: LegalNature, letter_date: date | None, land: Land, today: date
) -> Guard | None:
    """The guard for this contact; None when nothing in it points to a decision.

    Praise and suggestions without a letter and without a word of disagreement need none.
    """
    if kind in _HARMLESS and nature is LegalNature.NONE and letter_date is None:
        return None
    if letter_date is None:
        return Guard(None, None, over=False)
    last_day = objection_dates(Sending(printed_on=letter_date), land).earliest_safe
    return Guard(letter_date, last_day, over=last_day is not None and last_day < today)
