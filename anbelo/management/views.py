"""The figures of a year, on a page and to take away."""

from flask import Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from anbelo.accounts.rules import Permission
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.errors import Invalid
from anbelo.management.door import bp
from anbelo.management.figures_page import Group, as_json, groups, headline, talked, totals
from anbelo.management.schemas import YearSchema
from anbelo.management.spreadsheet import csv_file
from anbelo.offices.queries import sites
from anbelo.reports.queries import year_figures, years
from anbelo.reports.rules import Figures
from anbelo.web.access import allow
from anbelo.web.forms import Form, check, problems
from anbelo.web.house import reading
from anbelo.web.i18n import _


@bp.get("/figures")
@allow(Permission.SEE_FIGURES)
def figures() -> ResponseReturnValue:
    """How many, about what, from where, and how often somebody talked first."""
    form = Form(values=request.args.to_dict(), labels={"year": _("Jahr")})
    asked = check(YearSchema(), form, request.args)
    with reading() as session:
        known = years(session)
        if asked is None:
            page = render_template("management/figures.html", form=form, known=known, year=None)
            return make_response(page, 422)
        year = asked["year"] or _latest(known)
        found = year_figures(session, year)
        names = {site.code: site.name for site in sites(session)}
    return render_template(
        "management/figures.html",
        form=Form(values={"year": year}, labels=form.labels),
        known=known,
        year=year,
        figures=found,
        headline=headline(found),
        talked=talked(found.talked_before),
        groups=groups(found, names),
    )


def _latest(known: list[int]) -> int:
    return known[0] if known else local_day(now()).year


@bp.get("/figures.csv")
@allow(Permission.SEE_FIGURES)
def figures_csv() -> ResponseReturnValue:
    """The same figures as a table for a spreadsheet."""
    found, parts = _asked_for()
    names = {
        "enquiries": _("Anfragen"),
        "benefits": _("davon zu Leistungen"),
        "notices_released": _("Freigegebene Bescheide"),
        "notices_talked_before": _("davon nach einem Gespräch"),
    }
    hidden = _("nicht gezeigt")
    rows: list[list[object]] = [[_("Gruppe"), _("Wert"), _("Anzahl")]]
    rows += [
        [_("Jahr %(year)s", year=found.year), names[code], hidden if count is None else count]
        for code, count in totals(found).items()
    ]
    rows += [
        [part.name, line.label, line.shown if line.count is None else line.count]
        for part in parts
        for line in part.lines
    ]
    return _download(Response(csv_file(rows), mimetype="text/csv"), found, "csv")


@bp.get("/figures.json")
@allow(Permission.SEE_FIGURES)
def figures_json() -> ResponseReturnValue:
    """The same figures for another program."""
    found, parts = _asked_for()
    return _download(jsonify(as_json(found, parts)), found, "json")


def _asked_for() -> tuple[Figures, list[Group]]:
    try:
        asked = YearSchema().load(request.args)
    except ValidationError as error:
        wrong = next(iter(problems(error.messages)))
        raise Invalid(wrong.code, field="year") from None
    with reading() as session:
        found = year_figures(session, asked["year"] or _latest(years(session)))
        names = {site.code: site.name for site in sites(session)}
    return found, groups(found, names)


def _download(response: Response, found: Figures, ending: str) -> Response:
    name = f"anbelo-{found.year}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
