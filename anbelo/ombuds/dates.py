"""The dates and duties of a case that may be more than a complaint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from anbelo.core.calendar import FIRST_YEAR, Land
from anbelo.notices.deadlines import hearing_dates, objection_dates
from anbelo.notices.receipt import Sending
from anbelo.notices.standing import WayLeft, standing
from anbelo.ombuds.duties import Duty, duties
from anbelo.triage.proposal import LegalNature

if TYPE_CHECKING:
    from anbelo.cases.models import Case

OBJECTING = frozenset({LegalNature.OBJECTION, LegalNature.WITHDRAWN_WISH})


@dataclass(frozen=True)
class LegalBox:
    """What to know and do when a text is more than a complaint.

    `last_day` is the cautious day to tell the person, counted from the date on the letter; None
    without such a date. `days_left` after today, below 0 when over.
    """

    nature: LegalNature
    duties: Sequence[Duty]
    last_day: date | None = None
    days_left: int | None = None
    ways: Sequence[WayLeft] = ()


def legal_box(case: "Case", today: date) -> LegalBox | None:
    """The box for a case; None for a plain complaint, praise or suggestion."""
    nature = case.legal_nature
    if nature is LegalNature.NONE:
        return None
    printed_on = case.letter_date
    if printed_on is None or printed_on.year < FIRST_YEAR:
        return LegalBox(nature, duties(nature, case.channel, None))
    sending = Sending(printed_on=printed_on)
    land = case.site.land if case.site else Land.NW
    if nature is LegalNature.HEARING_STATEMENT:
        last_day = hearing_dates(sending, land).earliest_safe
        left = (last_day - today).days if last_day else None
        return LegalBox(nature, duties(nature, case.channel, None), last_day, left)
    if nature not in OBJECTING:
        return LegalBox(nature, duties(nature, case.channel, None))
    dates = objection_dates(sending, land)
    last_day, now = dates.earliest_safe, standing(dates, today)
    left = (last_day - today).days if last_day else None
    return LegalBox(nature, duties(nature, case.channel, now.state), last_day, left, now.ways)
