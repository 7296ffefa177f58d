"""How fast somebody must act: self-harm first, then what costs home, food or medicine."""

from anbelo.triage import lexicon
from anbelo.triage.lexicon import negated, overlap, reasons, sureness
from anbelo.triage.matching import Hit, Reading
from anbelo.triage.proposal import Confidence, Kind, Suggested, Urgency

_CERTAIN = 3


def propose_urgency(reading: Reading, kind: Suggested[Kind]) -> Suggested[Urgency]:
    """Propose how urgent a text is; when in doubt about a life, it is urgent.

    A denied wish to die is shown too: only a person can judge it. Figures of speech ("totgelacht")
    and emergencies told as solved do not count.
    """
    if harm := _self_harm(reading):
        return _suggest(reading, Urgency.SELF_HARM, harm)
    if emergency := _emergency(reading, kind):
        return _suggest(reading, Urgency.EMERGENCY, emergency)
    if soon := list(lexicon.SOON.find(reading)):
        return _suggest(reading, Urgency.SOON, soon)
    return Suggested(Urgency.NORMAL, Confidence.MEDIUM, ())


def _suggest(reading: Reading, urgency: Urgency, hits: list[Hit]) -> Suggested[Urgency]:
    weight = max(hit.entry.weight for hit in hits)
    return Suggested(urgency, sureness(weight), reasons(reading, hits))


def _self_harm(reading: Reading) -> list[Hit]:
    figures = list(lexicon.SELF_HARM_FIGURES.find_all(reading))
    hits = lexicon.SELF_HARM.find_all(reading)
    return [hit for hit in hits if not any(overlap(hit, figure) for figure in figures)]


def _emergency(reading: Reading, kind: Suggested[Kind]) -> list[Hit]:
    over = max((hit.last for hit in lexicon.SOLVED.find_all(reading)), default=-1)
    ended = reading.words[over].sentence if over >= 0 else -1
    elsewhere = list(lexicon.EMERGENCY_ELSEWHERE.find_all(reading))
    hits = [
        hit
        for hit in lexicon.EMERGENCY.find_all(reading)
        if reading.words[hit.first].sentence > ended
        and not negated(reading, hit, before=1)
        and not any(overlap(hit, other) for other in elsewhere)
    ]
    # "A desk for eviction notices would be good" names a danger, it does not tell of one.
    told = kind.value in {Kind.PRAISE, Kind.SUGGESTION} and kind.confidence is not Confidence.LOW
    return [hit for hit in hits if not told or hit.entry.weight >= _CERTAIN]
