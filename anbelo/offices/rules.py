"""Which team answers: the first routing rule that fits; what texts of its own a house has."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_HOUSE_TEXT = 20_000
"""Characters of one text of the house."""


class Purpose(StrEnum):
    """What a text of the house is for: privacy notice (Art. 13 GDPR), imprint (§ 5 DDG), help."""

    PRIVACY = "privacy"
    IMPRINT = "imprint"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class Rule:
    """A line of the routing table as a value; `None` fits everything."""

    id: int
    team_id: int
    category: str | None = None
    kind: str | None = None
    urgency: str | None = None
    legal_nature: str | None = None
    site_id: int | None = None


@dataclass(frozen=True)
class Matter:
    """What is known about a concern when its team is chosen."""

    category: str | None
    kind: str
    urgency: str
    legal_nature: str
    site_id: int | None


@dataclass(frozen=True)
class Route:
    """The chosen team and the rule that chose it."""

    team_id: int
    rule_id: int


def fits(rule: Rule, matter: Matter) -> bool:
    """Whether every condition of the rule holds; a top category also fits what is below it."""
    exact = (
        (rule.kind, matter.kind),
        (rule.urgency, matter.urgency),
        (rule.legal_nature, matter.legal_nature),
        (rule.site_id, matter.site_id),
    )
    if any(wanted is not None and wanted != found for wanted, found in exact):
        return False
    if rule.category is None:
        return True
    return matter.category is not None and (
        matter.category == rule.category or matter.category.startswith(f"{rule.category}-")
    )


def choose_team(rules: Sequence[Rule], matter: Matter, *, confidential: bool) -> Route | None:
    """The team of the first rule that fits; a confidential case gets none, whatever they say."""
    if confidential:
        return None
    return next((Route(r.team_id, r.id) for r in rules if fits(r, matter)), None)
