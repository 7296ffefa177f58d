"""Which topics of the category tree a text is about."""

from collections import defaultdict

from anbelo.triage import lexicon
from anbelo.triage.matching import Hit, Reading
from anbelo.triage.proposal import Confidence, ProposedConcern

# Weights of the word lists add up. Below ENOUGH nothing is proposed; a further topic must be
# strong by itself and reach a good part of the first.
ENOUGH = 2.0
SURE, FAIRLY_SURE = 7.0, 4.0
FURTHER, PART_OF_FIRST = 4.0, 0.5
FINE = 2.0
MOST_CONCERNS = 3


def propose_concerns(reading: Reading, languages: tuple[str, ...]) -> tuple[ProposedConcern, ...]:
    """Give up to three topics, the strongest first; none when the lists do not know enough."""
    by_topic: dict[str, list[Hit]] = defaultdict(list)
    for hit in lexicon.find(lexicon.TOPICS, languages, reading):
        by_topic[hit.entry.points_to[:3]].append(hit)
    ranked = sorted(((_score(found), topic) for topic, found in by_topic.items()), reverse=True)
    chosen = [(score, topic) for score, topic in ranked if _counts(score, ranked[0][0])]
    return tuple(
        _concern(reading, topic, by_topic[topic], _confidence(score, ranked))
        for score, topic in chosen[:MOST_CONCERNS]
    )


def _counts(score: float, best: float) -> bool:
    if score == best:
        return score >= ENOUGH
    return score >= FURTHER and score >= PART_OF_FIRST * best


def _confidence(score: float, ranked: list[tuple[float, str]]) -> Confidence:
    """Sure means: much was found, and much more than for the next topic."""
    best = ranked[0][0]
    rival = ranked[1][0] if len(ranked) > 1 else 0.0
    lead = best - rival if score == best else 0.0
    if score >= SURE and lead >= score / 3:
        return Confidence.HIGH
    if score >= FAIRLY_SURE and (lead > 1 or score < best):
        return Confidence.MEDIUM
    return Confidence.LOW


def _score(hits: list[Hit]) -> float:
    """Add the weights; words that already counted for this topic count no second time."""
    used: set[int] = set()
    total = 0.0
    for hit in sorted(hits, key=lambda h: (-h.entry.weight, h.first, h.last)):
        fresh = [part for part in hit.parts if part not in used]
        total += hit.entry.weight * len(fresh) / len(hit.parts)
        used.update(fresh)
    return total


def _concern(
    reading: Reading, topic: str, hits: list[Hit], confidence: Confidence
) -> ProposedConcern:
    """Name the fine topic when it has enough of its own, otherwise the top one."""
    fine: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        fine[hit.entry.points_to].append(hit)
    best = max(sorted(fine), key=lambda code: (_score(fine[code]), code != topic))
    code = best if best != topic and _score(fine[best]) >= FINE else topic
    shown = sorted(hits, key=lambda hit: hit.entry.points_to != code)
    return ProposedConcern(code, confidence, lexicon.reasons(reading, shown))
