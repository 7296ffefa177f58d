"""The page of one case: read in one go, shown in its own place, its opening remembered."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Viewer
from anbelo.attachments.service import of_case
from anbelo.callbacks.queries import calls_of
from anbelo.cases.queries import case_for, same_person
from anbelo.cases.rules import Result, Status, is_open
from anbelo.cases.service import note_read
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.correspondence.queries import messages_of
from anbelo.notices.queries import notices_of
from anbelo.offices.queries import routing, sites, teams
from anbelo.ombuds.dates import legal_box
from anbelo.ombuds.duty_words import DUTIES, WAYS
from anbelo.ombuds.reasons import concern_views, marked_text, shared_reasons
from anbelo.ombuds.triage_form import (
    kind_options,
    legal_options,
    proposed,
    team_options,
    topic_groups,
    urgency_options,
)
from anbelo.web.access import viewer
from anbelo.web.file_rows import file_rows
from anbelo.web.forms import Form
from anbelo.web.house import unit_of_work
from anbelo.web.i18n import _, moment, relative
from anbelo.web.words import label, language_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from anbelo.cases.models import Case

CONFLICT = 409


def address(reference: str, *, confidential: bool) -> str:
    """Where a case is shown: confidential ones have a place of their own."""
    place = "ombuds.confidential_case" if confidential else "ombuds.case"
    return url_for(place, reference=reference)


def show(
    reference: str,
    *,
    confidential: bool | None = None,
    status: int = 200,
    form: Form | None = None,
    answering: Form | None = None,
    ending: Form | None = None,
) -> ResponseReturnValue:
    """The page of a case, with the forms as they were sent when something in them was wrong.

    `confidential` is the place that was asked for; in the other one there is only the way here.
    Every showing of a confidential case is an event in the trail.
    """
    at = now()
    with unit_of_work() as session:
        case = case_for(session, viewer(), reference)
        if confidential not in {None, case.confidential}:
            return redirect(address(case.reference, confidential=case.confidential), 303)
        note_read(session, viewer(), case, now=at)
        facts = context(session, viewer(), case, at=at)
        template = "ombuds/confidential_case.html" if case.confidential else "ombuds/case.html"
        page = render_template(
            template,
            triage=form or proposed(case),
            answering=answering or Form(values={"language": case.language}),
            ending=ending or Form(),
            form=form or answering or ending,
            conflict=status == CONFLICT,
            **facts,
        )
    return make_response(page, status)


def context(session: "Session", viewer: Viewer, case: "Case", *, at: datetime) -> dict[str, Any]:
    """What the pages of both kinds of case show."""
    team_names = {team.id: team.name for team in teams(session)}
    site_names = {site.id: site.name for site in sites(session)}
    rules = routing(session)
    return {
        "case": case,
        "still_open": is_open(case.status),
        "decided": case.status is Status.ASSIGNED,
        "segments": marked_text(case),
        "because": shared_reasons(case),
        "concerns": concern_views(case, rules, teams=team_names, sites=site_names),
        "topics": topic_groups(),
        "kinds": kind_options(),
        "urgencies": urgency_options(),
        "natures": legal_options(),
        "teams": team_options(team_names),
        "legal": legal_box(case, local_day(at)),
        "duty_words": {duty: _(words) for duty, words in DUTIES.items()},
        "way_words": {way: _(words) for way, words in WAYS.items()},
        "others": same_person(session, viewer, case),
        "notices": notices_of(session, viewer, case),
        "calls": calls_of(session, viewer, case),
        "messages": messages_of(session, case),
        "files": file_rows(of_case(session, case.id)),
        "history": history(case),
        "results": [(result.value, label(result)) for result in Result],
        "languages": answer_languages(case),
    }


def history(case: "Case") -> list[dict[str, Any]]:
    """What happened to a case, newest first, for the timeline."""
    return [
        {
            "title": label(entry.act),
            "when": _("%(moment)s (%(away)s)", moment=moment(entry.at), away=relative(entry.at)),
            "iso": entry.at.isoformat(),
            "by": entry.staff.name if entry.staff else "",
        }
        for entry in reversed(case.history)
    ]


def answer_languages(case: "Case") -> list[tuple[str, str]]:
    """The languages an answer may be in: the person's own first, then German."""
    return [(code, language_name(code)) for code in dict.fromkeys((case.language, "de"))]
