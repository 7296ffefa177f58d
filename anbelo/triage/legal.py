"""What a text may be in law besides a complaint. The software proposes, a person decides."""

from collections import defaultdict

from anbelo.triage import lexicon
from anbelo.triage.lexicon import negated, overlap, reasons, sureness
from anbelo.triage.matching import Hit, Reading
from anbelo.triage.proposal import Confidence, LegalNature, Suggested

# What wins when several are found: the more special nature before the general one.
_ORDER = (
    LegalNature.DATA_REQUEST,
    LegalNature.REVIEW_REQUEST,
    LegalNature.WITHDRAWN_WISH,
    LegalNature.OBJECTION,
    LegalNature.HEARING_STATEMENT,
)


def propose_legal_nature(reading: Reading) -> Suggested[LegalNature]:
    """Propose the legal nature; in doubt a text that turns against a decision is an objection."""
    cancelled = list(lexicon.LEGAL_CANCELLED.find_all(reading))
    found: dict[LegalNature, list[Hit]] = defaultdict(list)
    for hit in lexicon.LEGAL.find_all(reading):
        nature = LegalNature(hit.entry.points_to)
        if nature is LegalNature.OBJECTION and (
            negated(reading, hit) or any(overlap(hit, other) for other in cancelled)
        ):
            continue
        found[nature].append(hit)
    for nature in _ORDER:
        if hits := found[nature]:
            weight = max(hit.entry.weight for hit in hits)
            return Suggested(nature, sureness(weight), reasons(reading, hits))
    return Suggested(LegalNature.NONE, Confidence.MEDIUM, ())
