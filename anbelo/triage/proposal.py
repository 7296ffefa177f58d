"""What the software may propose about a contact. A person decides."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Kind(StrEnum):
    """What somebody wants: Anregung, Beschwerde, Lob or Frage."""

    SUGGESTION = "suggestion"
    COMPLAINT = "complaint"
    PRAISE = "praise"
    QUESTION = "question"


class Urgency(StrEnum):
    """How fast somebody must act.

    `soon` is a date within days, `emergency` means home, food, power or medicine are at stake now,
    `self_harm` means somebody may want to die. Self-harm wins over emergency.
    """

    NORMAL = "normal"
    SOON = "soon"
    EMERGENCY = "emergency"
    SELF_HARM = "self_harm"


class LegalNature(StrEnum):
    """What a text may be besides a complaint; the label people give it does not decide.

    `objection`: disagrees with a decision (§§ 83, 84 SGG). `review_request`: wants an old decision
    looked at again (§ 44 SGB X). `hearing_statement`: answers an Anhörung or a request to lower the
    rent, which are no decisions yet (§ 24 SGB X). `data_request`: access, erasure, correction or
    objection under data protection law (Art. 15 to 21 DSGVO). `withdrawn_wish`: says expressly
    "kein Widerspruch"; the last day for one is named to the person all the same.
    """

    NONE = "none"
    OBJECTION = "objection"
    REVIEW_REQUEST = "review_request"
    HEARING_STATEMENT = "hearing_statement"
    DATA_REQUEST = "data_request"
    WITHDRAWN_WISH = "withdrawn_wish"


class Confidence(StrEnum):
    """How sure the word lists are, in words: they cannot honestly give a percentage."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Reason:
    """The words that led to a proposal.

    `phrase` is `text[start:end]` of the text as it was written, `points_to` the code or value.
    """

    phrase: str
    start: int
    end: int
    points_to: str


@dataclass(frozen=True)
class Suggested(Generic[T]):
    """A proposed value with the words that led to it; without reasons it is only the default."""

    value: T
    confidence: Confidence
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class ProposedConcern:
    """A proposed topic of the category tree, top ("KDU") or fine ("KDU-5"), with its reasons."""

    category: str
    confidence: Confidence
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Proposal:
    """Everything proposed for one text.

    `concerns` are up to three topics, the strongest first; empty (and `abstained` true) when the
    word lists do not know. `language_used` is the language the text was read in ("de", "ar"), or
    `None` when it was not recognised and German and English were tried.
    """

    kind: Suggested[Kind]
    concerns: tuple[ProposedConcern, ...]
    urgency: Suggested[Urgency]
    legal_nature: Suggested[LegalNature]
    language_used: str | None
    abstained: bool
