"""The cover sheet of a letter that left without a talk, to be printed and put on top of it."""

from datetime import date
from typing import TYPE_CHECKING

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from anbelo.accounts.rules import Permission
from anbelo.callbacks.queries import callback_of_notice
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.errors import Refused
from anbelo.core.texts import SOURCE
from anbelo.desk.door import bp
from anbelo.desk.sentences import plain_day
from anbelo.notices.queries import notice_for
from anbelo.notices.rules import WITHOUT_TALK, NoticeState
from anbelo.offices.queries import calendar, sites
from anbelo.web.access import allow, viewer
from anbelo.web.cover import sheet, sheet_language
from anbelo.web.house import house, reading
from anbelo.web.i18n import choose
from anbelo.web.words import language_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from anbelo.core.calendar import Land
    from anbelo.notices.models import Notice
    from anbelo.offices.models import Site


@bp.get("/notices/<path:reference>/cover")
@allow(Permission.RELEASE_NOTICE)
def cover(reference: str) -> ResponseReturnValue:
    """The sheet in the person's language, and in German words on a second one if that differs."""
    today = local_day(now())
    with reading() as session:
        found = notice_for(session, viewer(), reference)
        _check(found)
        tried = bool(callback_of_notice(session, found.id).attempts)
        land = calendar(session, found.team_id).land
        places = _places(found, sites(session))
    spoken = sheet_language(found.language)
    sheets = [
        _sheet(code, found, tried=tried, land=land, today=today, places=places)
        for code in dict.fromkeys((spoken, SOURCE))
    ]
    return render_template(
        "desk/cover.html",
        notice=found,
        sheets=sheets,
        language=language_name(found.language),
        translated=spoken == found.language,
        today=plain_day(today),
    )


def _check(notice: "Notice") -> None:
    """A sheet says that we did not talk: only for letters of which that is true."""
    if notice.state is not NoticeState.RELEASED:
        raise Refused("cover_too_early")
    if notice.release_reason not in WITHOUT_TALK:
        raise Refused("cover_not_needed")


def _places(notice: "Notice", every: "Sequence[Site]") -> "Sequence[Site]":
    """Where to call: the site of the team, else that of the case, else every different number."""
    known = notice.team.site_id or (notice.case.site_id if notice.case else None)
    found = [site for site in every if site.id == known] or every
    return list({site.phone: site for site in reversed(found)}.values())[::-1]


def _sheet(
    code: str,
    notice: "Notice",
    *,
    tried: bool,
    land: "Land",
    today: date,
    places: "Sequence[Site]",
) -> Markup:
    choose(code)
    address = house().settings.base_url + url_for("intake.call", lang=code)
    words = sheet(notice, tried=tried, land=land, today=today, sites=places, address=address)
    try:
        return Markup(render_template("cover_sheet.html", sheet=words))  # noqa: S704 - ours
    finally:
        choose(viewer().ui_language)
