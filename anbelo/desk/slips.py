"""The paper somebody takes home from the desk, in their own language.

It uses only sentences that claimants read elsewhere, too, so that every offered language has them
(a test holds that): the other pages of the desk exist in the staff's languages alone.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask import render_template
from markupsafe import Markup

from anbelo.core.calendar import local_day
from anbelo.core.texts import SOURCE, languages
from anbelo.desk.advice import last_safe_day
from anbelo.notices.deadlines import complaint_targets
from anbelo.papers.typesetting import data_square
from anbelo.web.access import viewer
from anbelo.web.house import house
from anbelo.web.i18n import choose

if TYPE_CHECKING:
    from anbelo.callbacks.models import Callback
    from anbelo.cases.models import Case
    from anbelo.core.calendar import WorkCalendar


def slip(
    case: "Case",
    groups: Sequence[str],
    *,
    call: "Callback | None",
    calendar: "WorkCalendar",
    today: date,
) -> Markup:
    """The code to read and to scan, what comes next, and until when an objection is safe.

    `call`: the next planned call. Of a confidential case nothing but the code leaves this room.
    """
    open_ = not case.confidential
    day = last_safe_day(case.letter_date, calendar.land) if open_ and case.letter_date else None
    known = languages().get(case.language)
    lang = known.code if known and known.offered else SOURCE
    choose(lang)
    try:
        page = render_template(
            "desk/slip.html",
            groups=groups,
            square=data_square(groups),
            confidential=case.confidential,
            call=call if open_ and call and call.starts_at else None,
            call_day=local_day(call.starts_at) if call and call.starts_at else None,
            answer_by=complaint_targets(local_day(case.received_at), calendar).answer_by,
            last_day=day if day and day >= today else None,
            site=case.site,
            address=f"{house().settings.base_url}/{lang}/status",
        )
        return Markup(page)  # noqa: S704 - our own template
    finally:
        choose(viewer().ui_language)
