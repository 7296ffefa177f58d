"""A proposal in words: what the software suggests, how sure it is, and because of which words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from anbelo.core.texts import N_
from anbelo.offices.rules import Rule
from anbelo.triage.proposal import Confidence, Kind, LegalNature, Urgency
from anbelo.web.i18n import _
from anbelo.web.marking import Segment, phrases, segments
from anbelo.web.routing_words import rule_in_words
from anbelo.web.words import category_label, label

if TYPE_CHECKING:
    from anbelo.cases.models import Case, Concern

Span = tuple[int, int]
# Of the whole text, not of one concern.
SHARED: dict[str, tuple[str, type[Kind | Urgency | LegalNature]]] = {
    "kind": (N_("Art „%(value)s“"), Kind),
    "urgency": (N_("Dringlichkeit „%(value)s“"), Urgency),
    "legal_nature": (N_("Rechtliche Art „%(value)s“"), LegalNature),
}


@dataclass(frozen=True)
class Because:
    """What was proposed, and the words of the person that led to it."""

    what: str
    words: Sequence[str]


@dataclass(frozen=True)
class ConcernView:
    """One concern as the triage page explains it."""

    id: int
    title: str
    proposal: str
    words: Sequence[str]
    rule: str


def spans_of(concern: "Concern", aspect: str | None = None) -> list[Span]:
    """Where in the text the words behind a proposal are, of one aspect or of all."""
    return [
        (start, end)
        for found, _points_to, start, end in concern.proposal.get("reasons", ())
        if aspect in {None, found}
    ]


def marked_text(case: "Case") -> list[Segment]:
    """The person's text with all words that led to the proposal."""
    return segments(case.text, [span for concern in case.concerns for span in spans_of(concern)])


def shared_reasons(case: "Case") -> list[Because]:
    """Kind, urgency and legal nature with their words; those without words are only a default."""
    first = case.concerns[0]
    found = []
    for aspect, (name, codes) in SHARED.items():
        words = phrases(case.text, spans_of(first, aspect))
        if words:
            value = label(codes(first.proposal[aspect]))
            found.append(Because(_(name, value=value), words))
    return found


def proposal_in_words(concern: "Concern", *, short: bool = False) -> str:
    """The proposed topic and how sure it is; or that there is none."""
    code, stored = concern.proposed_category, concern.proposal
    if code is None and short:
        return _("Ohne Vorschlag zum Thema")
    if code is None:
        return _("Kein Vorschlag. Die Wörter reichen nicht. Bitte entscheiden Sie selbst.")
    topic = category_label(code)
    if stored.get("confidence"):
        sure = label(Confidence(stored["confidence"]))
        return _("Vorschlag: %(topic)s (%(sure)s)", topic=topic, sure=sure)
    if stored.get("chosen_by_person") == code:
        return _("Die Person hat das Thema „%(topic)s“ selbst gewählt.", topic=topic)
    return _("Vorschlag: %(topic)s", topic=topic)


def concern_views(
    case: "Case", rules: Sequence[Rule], *, teams: Mapping[int, str], sites: Mapping[int, str]
) -> list[ConcernView]:
    """All concerns of a case with proposal, reasons and the routing rule that fired."""
    by_id = {rule.id: rule for rule in rules}
    places = {rule.id: place for place, rule in enumerate(rules, start=1)}
    many = len(case.concerns) > 1
    views = []
    for concern in case.concerns:
        fired = by_id.get(concern.routing_rule_id or 0)
        words = rule_in_words(fired, teams=teams, sites=sites) if fired else ""
        place = places[fired.id] if fired else 0
        views.append(
            ConcernView(
                concern.id,
                _("Anliegen %(number)s", number=concern.position) if many else _("Anliegen"),
                proposal_in_words(concern),
                phrases(case.text, spans_of(concern, "category")),
                _("Regel %(number)s: %(rule)s", number=place, rule=words) if fired else "",
            )
        )
    return views
