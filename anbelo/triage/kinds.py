"""What somebody wants: to suggest, to complain, to praise, or to ask."""

from collections import defaultdict

from anbelo.triage import lexicon
from anbelo.triage.lexicon import negated, reasons
from anbelo.triage.matching import Hit, Reading
from anbelo.triage.proposal import Confidence, Kind, Suggested

_CLEAR, _FAIR = 6, 3


def propose_kind(reading: Reading, languages: tuple[str, ...]) -> Suggested[Kind]:
    """Propose the kind; without any sign a complaint, because that always gets an answer."""
    found: dict[Kind, list[Hit]] = defaultdict(list)
    for hit in lexicon.find(lexicon.KIND, languages, reading):
        kind = Kind(hit.entry.points_to)
        if kind is Kind.PRAISE and negated(reading, hit):
            kind = Kind.COMPLAINT
        found[kind].append(hit)
    if bitter := list(lexicon.SARCASM.find(reading)):
        return Suggested(Kind.COMPLAINT, Confidence.LOW, reasons(reading, bitter))
    if not found:
        return Suggested(Kind.COMPLAINT, Confidence.LOW, ())
    scores = {kind: sum(hit.entry.weight for hit in hits) for kind, hits in found.items()}
    best = max(Kind, key=lambda kind: scores.get(kind, 0))
    rival = max((score for kind, score in scores.items() if kind is not best), default=0)
    return Suggested(best, _confidence(scores[best] - rival), reasons(reading, found[best]))


def _confidence(lead: int) -> Confidence:
    if lead >= _CLEAR:
        return Confidence.HIGH
    return Confidence.MEDIUM if lead >= _FAIR else Confidence.LOW
