"""Whether a call before the notice helps: on a page and to take away."""

from dataclasses import dataclass

from flask import Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from anbelo.accounts.rules import Permission
from anbelo.audit.service import record
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.errors import Invalid
from anbelo.management.door import bp
from anbelo.management.effect_files import as_json, as_rows
from anbelo.management.effect_page import (
    CHANCES,
    bars,
    comparisons,
    description,
    details,
    needed_rows,
    overall_rows,
    too_fresh,
)
from anbelo.management.figures_page import BAR_STEP
from anbelo.management.schemas import YearSchema
from anbelo.management.spreadsheet import csv_file
from anbelo.notices.queries import kinds
from anbelo.reports.effect import Effect
from anbelo.reports.effect_queries import effect_years, year_effect
from anbelo.web.access import allow, viewer
from anbelo.web.forms import Form, check, problems
from anbelo.web.house import reading, unit_of_work
from anbelo.web.i18n import _


@dataclass(frozen=True)
class _Asked:
    """A year as it may be shown, and how the house calls its kinds of notices."""

    effect: Effect
    kind_names: dict[str, str]


@bp.get("/figures/effect")
@allow(Permission.SEE_FIGURES)
def effect() -> ResponseReturnValue:
    """How often people object, with a talk before and without, and what the lot shows."""
    form = Form(values=request.args.to_dict(), labels={"year": _("Jahr")})
    asked = check(YearSchema(), form, request.args)
    with reading() as session:
        known = effect_years(session)
        if asked is None:
            page = render_template("management/effect.html", form=form, known=known, year=None)
            return make_response(page, 422)
        year = asked["year"] or _latest(known)
        found = year_effect(session, year, now=now())
        names = {kind.code: kind.label for kind in kinds(session)}
    usual, needed = needed_rows(found)
    return render_template(
        "management/effect.html",
        form=Form(values={"year": year}, labels=form.labels),
        known=known,
        year=year,
        effect=found,
        fresh=too_fresh(found),
        overall=overall_rows(found),
        bars=bars(found),
        bar_step=BAR_STEP,
        description=description(found),
        comparisons=comparisons(found),
        details=details(found, names),
        usual=usual,
        needed=needed,
        chances=CHANCES,
    )


def _latest(known: list[int]) -> int:
    return known[0] if known else local_day(now()).year


@bp.get("/figures/effect.csv")
@allow(Permission.SEE_FIGURES)
def effect_csv() -> ResponseReturnValue:
    """The same figures as a table for a spreadsheet."""
    asked = _taken("csv")
    content = csv_file(as_rows(asked.effect, asked.kind_names))
    return _download(Response(content, mimetype="text/csv"), asked.effect, "csv")


@bp.get("/figures/effect.json")
@allow(Permission.SEE_FIGURES)
def effect_json() -> ResponseReturnValue:
    """The same figures for another program."""
    asked = _taken("json")
    return _download(jsonify(as_json(asked.effect, asked.kind_names)), asked.effect, "json")


def _taken(ending: str) -> _Asked:
    """The year somebody takes away; the trail keeps who did."""
    try:
        asked = YearSchema().load(request.args)
    except ValidationError as error:
        wrong = next(iter(problems(error.messages)))
        raise Invalid(wrong.code, field="year") from None
    with unit_of_work() as session:
        found = year_effect(session, asked["year"] or _latest(effect_years(session)), now=now())
        names = {kind.code: kind.label for kind in kinds(session)}
        record(session, actor=viewer().actor, action="figures_taken",
               subject=f"staff:{viewer().staff_id}", now=now(), year=found.year,
               form=ending)  # fmt: skip
    return _Asked(found, names)


def _download(response: Response, found: Effect, ending: str) -> Response:
    name = f"anbelo-effect-{found.year}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
