"""Text in, proposal out: topic, urgency, kind and legal nature, each with the words that led to it.

Word lists and plain rules, so that every proposal can be explained, works offline and is the same
every time. The software proposes, a person decides.
"""

from anbelo.triage import lexicon
from anbelo.triage.kinds import propose_kind
from anbelo.triage.languages import guess
from anbelo.triage.legal import propose_legal_nature
from anbelo.triage.proposal import (
    Confidence,
    Kind,
    LegalNature,
    Proposal,
    ProposedConcern,
    Reason,
    Suggested,
    Urgency,
)
from anbelo.triage.topics import propose_concerns
from anbelo.triage.urgency import propose_urgency

__all__ = [
    "Confidence",
    "Kind",
    "LegalNature",
    "Proposal",
    "ProposedConcern",
    "Reason",
    "Suggested",
    "Urgency",
    "propose",
]


def propose(text: str, *, language: str | None = None) -> Proposal:
    """Propose what a contact is about, what it is and how urgent, from its words alone.

    `language` is the code the person chose ("de", "de-easy", "ar"); people often write in another
    one, so the text itself is looked at too. Never raises; of a very long text the beginning and
    the end are read. Offsets in the reasons are places in `text`.
    """
    reading = lexicon.read(text)
    found, likely = guess(text, reading.words)
    chosen = language.split("-")[0] if language else None
    tried = (found, *likely, chosen, "de", "en" if found is None else None)
    languages = tuple(dict.fromkeys(code for code in tried if code))
    concerns = propose_concerns(reading, languages)
    kind = propose_kind(reading, languages)
    return Proposal(
        kind=kind,
        concerns=concerns,
        urgency=propose_urgency(reading, kind),
        legal_nature=propose_legal_nature(reading),
        language_used=found or chosen,
        abstained=not concerns,
    )
