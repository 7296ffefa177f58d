"""A routing rule in words, the same for those who triage and those who run the house."""

from collections.abc import Mapping

from babel.lists import format_list

from anbelo.offices.rules import Rule
from anbelo.triage.proposal import Kind, LegalNature, Urgency
from anbelo.web.i18n import _, locale
from anbelo.web.words import category_label, label


def rule_in_words(rule: Rule, *, teams: Mapping[int, str], sites: Mapping[int, str]) -> str:
    """What a rule says: when it fits, and who answers then; `teams` and `sites` are names by id."""
    team = teams.get(rule.team_id, "")
    conditions = _conditions(rule, sites)
    if not conditions:
        return _("Alles andere geht an das Team %(team)s.", team=team)
    return _(
        "%(conditions)s: geht an das Team %(team)s.",
        conditions=format_list(conditions, locale=locale()),
        team=team,
    )


def _conditions(rule: Rule, sites: Mapping[int, str]) -> list[str]:
    found = []
    if rule.category:
        found.append(_("Thema „%(topic)s“", topic=category_label(rule.category)))
    if rule.kind:
        found.append(_("Art „%(kind)s“", kind=label(Kind(rule.kind))))
    if rule.urgency:
        found.append(_("Dringlichkeit „%(urgency)s“", urgency=label(Urgency(rule.urgency))))
    if rule.legal_nature:
        nature = label(LegalNature(rule.legal_nature))
        found.append(_("rechtliche Art „%(nature)s“", nature=nature))
    if rule.site_id:
        found.append(_("Standort %(site)s", site=sites.get(rule.site_id, "")))
    return found
