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

    `complaint` says how to call what the person wrote. `last_day` is the cautious last day, counted
    as if a letter by post had left on its printed date (§ 37 Abs. 2 SGB X, § 84 SGG): posting is
    never earlier, so neither is the true end. None without a letter's date. `over`: even this day
    has passed.
    """

    complaint: bool
    letter_date: date | None = None
    last_day: date | None = None
    over: bool = False


def guard(
    *, kind: Kind, nature: LegalNature, letter_date: date | None, land: Land, today: date
) -> Guard | None:
    """The guard for this contact; None when nothing in it points to a decision.

    Praise and suggestions without a letter and without a word of disagreement need none.
    """
    if kind in _HARMLESS and nature is LegalNature.NONE and letter_date is None:
        return None
    complaint = kind is Kind.COMPLAINT
    if letter_date is None:
        return Guard(complaint)
    last_day = objection_dates(Sending(printed_on=letter_date), land).earliest_safe
    over = last_day is not None and last_day < today
    return Guard(complaint, letter_date, last_day, over)
