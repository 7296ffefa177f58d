"""The form of the triage page: what stands in it, and what was chosen in it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flask import request
from werkzeug.datastructures import MultiDict

from anbelo.cases.rules import Decision
from anbelo.offices.rules import Matter, Rule, choose_team
from anbelo.ombuds.schemas import (
    BY_RULE,
    FIELDS,
    Chosen,
    ConcernSchema,
    OrdinaryConcernSchema,
)
from anbelo.triage.categories import children, top_level
from anbelo.triage.proposal import Kind, LegalNature, Urgency
from anbelo.web.forms import Form, check
from anbelo.web.i18n import _
from anbelo.web.words import label

if TYPE_CHECKING:
    from anbelo.cases.models import Case

Options = list[tuple[str, str]]


def labels(case: "Case") -> dict[str, str]:
    """The names of all fields, with the number of the concern where there are several."""
    names = {
        "category": _("Thema"),
        "kind": _("Art"),
        "urgency": _("Dringlichkeit"),
        "legal_nature": _("Rechtliche Art"),
        "team": _("Team"),
    }
    found = {"confidential": _("Vertraulich")}
    for concern in case.concerns:
        for field, name in names.items():
            many = len(case.concerns) > 1
            found[f"{field}-{concern.id}"] = (
                _("%(field)s, Anliegen %(number)s", field=name, number=concern.position)
                if many
                else name
            )
    return found


def proposed(case: "Case") -> Form:
    """The form as the page opens it: what was decided, else what is proposed."""
    values = {}
    for concern in case.concerns:
        values[f"category-{concern.id}"] = concern.category or concern.proposed_category or ""
        values[f"kind-{concern.id}"] = concern.kind
        values[f"urgency-{concern.id}"] = concern.urgency
        values[f"legal_nature-{concern.id}"] = concern.legal_nature
        values[f"team-{concern.id}"] = str(concern.team_id or concern.proposed_team_id or "")
    return Form(values=values, labels=labels(case))


def read(form: Form, case: "Case", *, confidential: bool) -> dict[int, Chosen] | None:
    """What was chosen for each concern; None when something is wrong, told in `form.errors`."""
    schema = ConcernSchema() if confidential else OrdinaryConcernSchema()
    chosen: dict[int, Chosen] = {}
    for concern in case.concerns:
        part = Form(values=form.values)
        sent = MultiDict({field: request.form.get(f"{field}-{concern.id}", "") for field in FIELDS})
        found = check(schema, part, sent)
        if found is None:
            form.errors.update({f"{f}-{concern.id}": said for f, said in part.errors.items()})
        else:
            chosen[concern.id] = found
    return None if form.errors else chosen


def decisions_of(
    case: "Case", chosen: Mapping[int, Chosen], rules: Sequence[Rule], *, confidential: bool
) -> tuple[Decision, ...]:
    """The choices as decisions; where the rules were asked to choose, they name the team."""
    made = []
    for concern_id, choice in chosen.items():
        team = choice.team
        if team is None:
            matter = Matter(
                choice.category, choice.kind, choice.urgency, choice.legal_nature, case.site_id
            )
            route = choose_team(rules, matter, confidential=confidential)
            team = route.team_id if route else None
        made.append(
            Decision(
                concern_id=concern_id,
                category=choice.category,
                kind=choice.kind,
                urgency=choice.urgency,
                legal_nature=choice.legal_nature,
                team_id=None if confidential else team,
            )
        )
    return tuple(made)


def topic_groups() -> list[tuple[str, Options]]:
    """The whole tree, each top topic with what is below it."""
    return [
        (
            _(top.label),
            [(top.code, _("%(topic)s (allgemein)", topic=_(top.label)))]
            + [(child.code, _(child.label)) for child in children(top.code)],
        )
        for top in top_level()
    ]


def kind_options() -> Options:
    """The kinds of concern."""
    return [(kind.value, label(kind)) for kind in Kind]


def urgency_options() -> Options:
    """How fast somebody must act."""
    return [(urgency.value, label(urgency)) for urgency in Urgency]


def legal_options() -> Options:
    """What a text may be besides a complaint."""
    return [(nature.value, label(nature)) for nature in LegalNature]


def team_options(teams: Mapping[int, str]) -> Options:
    """Every team, after the choice to let the rules name one for the chosen topic."""
    by_rule = (BY_RULE, _("nach der Regel für das gewählte Thema"))
    return [by_rule, *((str(number), name) for number, name in teams.items())]
