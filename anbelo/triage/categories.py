"""What a contact can be about: the category tree, with codes that never change meaning.

Labels, explanations and examples are German source texts for the catalogues; translate them where
they are shown (`anbelo.core.texts.translate`).
"""

from dataclasses import dataclass
from types import MappingProxyType

from anbelo.triage.tree_benefits import ROWS as BENEFIT_ROWS
from anbelo.triage.tree_service import ROWS as SERVICE_ROWS


@dataclass(frozen=True)
class Category:
    """One topic of the tree.

    `code` is stable ("KDU", "KDU-5"). `label`, `explanation` and `example` are catalogue texts.
    `parent` is the code above, `None` for a top topic. `default_team` names the usual team as a
    topic key ("housing"); which team really answers is decided by the offices' routing table.
    """

    code: str
    label: str
    explanation: str
    example: str
    parent: str | None
    default_team: str


def _build() -> dict[str, Category]:
    tree: dict[str, Category] = {}
    for code, team, label, explanation, example in BENEFIT_ROWS + SERVICE_ROWS:
        parent = code.split("-")[0] if "-" in code else None
        tree[code] = Category(code, label, explanation, example, parent, team)
    return tree


CATEGORIES = MappingProxyType(_build())

# The office's yearly report says "of 320 enquiries 305 concerned benefits". Benefits are what the
# benefit teams decide: notices, mistakes in the sum, rent and heating, and waiting for one of these
# decisions. Waiting on the phone or in the house, manners, work, access and data are not.
BENEFITS = frozenset(
    code
    for code in CATEGORIES
    if code.startswith(("BES", "LEI", "KDU")) or code in {"WAR-1", "WAR-2", "WAR-3", "WAR-4"}
)


def category(code: str) -> Category:
    """Look up a code; KeyError when the tree does not know it."""
    return CATEGORIES[code]


def top_level() -> tuple[Category, ...]:
    """List the nine topics a person chooses from first, in the order they are shown."""
    return tuple(entry for entry in CATEGORIES.values() if entry.parent is None)


def children(code: str) -> tuple[Category, ...]:
    """List the finer topics below a topic; none below a fine one. KeyError for an unknown code."""
    parent = CATEGORIES[code].code
    return tuple(entry for entry in CATEGORIES.values() if entry.parent == parent)


def is_benefit(code: str) -> bool:
    """Tell whether a topic counts as "benefits" in the yearly figures. KeyError if unknown."""
    return CATEGORIES[code].code in BENEFITS
