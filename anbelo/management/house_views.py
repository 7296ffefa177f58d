"""The house as it is, for administrators; and a bench to try a text on."""

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.management.door import bp
from anbelo.management.house_page import (
    Bench,
    hours_in_words,
    kind_rows,
    members_in_words,
    rules_in_words,
    try_out,
)
from anbelo.management.schemas import Trial, TrialSchema
from anbelo.notices.queries import kinds
from anbelo.offices.queries import routing, sites, teams_with_members
from anbelo.web.access import allow
from anbelo.web.forms import Form, check, typed
from anbelo.web.house import reading
from anbelo.web.i18n import _
from anbelo.web.words import say


@bp.get("/house")
@allow(Permission.ADMINISTER)
def house() -> ResponseReturnValue:
    """Sites, teams, rules and kinds of notices as they are now."""
    return _page(Form(labels=_labels()), None)


@bp.post("/house")
@allow(Permission.ADMINISTER)
def bench() -> ResponseReturnValue:
    """What would happen to a text: shown, and stored nowhere."""
    form = typed(_labels())
    trial: Trial | None = check(TrialSchema(), form)
    return make_response(_page(form, trial), 422 if form.errors else 200)


def _labels() -> dict[str, str]:
    return {"text": _("Text"), "site": _("Standort")}


def _page(form: Form, trial: Trial | None) -> str:
    with reading() as session:
        found_sites, found_teams = sites(session), teams_with_members(session)
        rules, found_kinds = routing(session), kinds(session)
    site_names = {site.id: site.name for site in found_sites}
    team_names = {team.id: team.name for team in found_teams}
    result: Bench | None = None
    if trial is not None:
        by_code = {site.code: site.id for site in found_sites}
        if trial.site and trial.site not in by_code:
            form.errors["site"] = [say("unknown_site")]
        else:
            result = try_out(
                trial.text,
                site_id=by_code.get(trial.site),
                rules=rules,
                teams=team_names,
                sites=site_names,
            )
    return render_template(
        "management/house.html",
        form=form,
        result=result,
        sites=[(site, hours_in_words(site.hours)) for site in found_sites],
        teams=[(team.name, members_in_words(team)) for team in found_teams],
        rules=rules_in_words(rules, teams=team_names, sites=site_names),
        kinds=kind_rows(found_kinds),
    )
