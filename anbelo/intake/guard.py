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

    `complaint` says how to call what the person wrote. `last_day` is the cautious last day: counted
    as if a letter by post had left on its printed date (§ 37 Abs. 2 SGB X, § 84 SGG): posting is
    never earlier, so neither is the true end. Without that date it counts from the day the letter
    came; None when both are unknown. `over`: even this day has passed. `came_late`: it came after
    the day it counts as received; whoever can make that credible has longer.
    """

    complaint: bool
    letter_date: date | None = None
    letter_came: date | None = None
    last_day: date | None = None
    over: bool = False
    came_late: bool = False


def guard(
    *,
    kind: Kind,
    nature: LegalNature,
    letter_date: date | None,
    letter_came: date | None,
    land: Land,
    today: date,
) -> Guard | None:
    """The guard for this contact; None when nothing in it points to a decision.

    Praise and suggestions without a letter and without a word of disagreement need none.
    """
    dated = letter_date or letter_came
    if kind in _HARMLESS and nature is LegalNature.NONE and dated is None:
        return None
    complaint = kind is Kind.COMPLAINT
    if dated is None:
        return Guard(complaint)
    sending = Sending(printed_on=letter_date, received_on=letter_came)
    dates = objection_dates(sending, land)
    last_day, counted_from = dates.earliest_safe, dates.receipt.safe_from
    over = last_day is not None and last_day < today
    late = letter_came is not None and counted_from is not None and letter_came > counted_from
    return Guard(complaint, letter_date, letter_came, last_day, over, late)
