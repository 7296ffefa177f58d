"""What the ombudsperson sends, checked once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import fields, post_load, validates

from anbelo.cases.rules import MAX_TEXT, Result
from anbelo.core.texts import languages
from anbelo.triage.categories import CATEGORIES
from anbelo.triage.proposal import Kind, LegalNature, Urgency
from anbelo.web.fields import Choice, FormSchema, Text, problem

BY_RULE = "rule"
ID_DIGITS = 15
FIELDS = ("category", "kind", "urgency", "legal_nature", "team")


@dataclass(frozen=True)
class Chosen:
    """What was chosen for one concern; `team` is a number, or None to let the rules choose."""

    category: str
    kind: Kind
    urgency: Urgency
    legal_nature: LegalNature
    team: int | None


class TeamNumber(fields.Field[int | None]):
    """The number of a team, or "rule"; whether the team exists is for the domain to say."""

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401 - marshmallow's own signature
        attr: str | None,  # noqa: ARG002 - same
        data: Mapping[str, Any] | None,  # noqa: ARG002 - same
        **_: object,
    ) -> int | None:
        if value == BY_RULE:
            return None
        if not (isinstance(value, str) and value.isascii() and value.isdigit()):
            raise problem("unknown_team")
        if len(value) > ID_DIGITS:
            raise problem("unknown_team")
        return int(value)


class ConcernSchema(FormSchema):
    """The decision about one concern."""

    category = Text(required=True)
    kind = Choice(Kind, required=True)
    urgency = Choice(Urgency, required=True)
    legal_nature = Choice(LegalNature, required=True)
    team = TeamNumber(load_default=None)

    @validates("category")
    def known(self, value: str, **_: object) -> None:
        """A topic of the tree."""
        if value not in CATEGORIES:
            raise problem("unknown_category")

    @post_load
    def to_chosen(self, data: dict[str, Any], **_: object) -> Chosen:
        """The decision as a value."""
        return Chosen(**data)


class OrdinaryConcernSchema(ConcernSchema):
    """The same for an ordinary case: a team must answer."""

    team = TeamNumber(
        required=True, error_messages={"required": "Missing data for required field."}
    )


@dataclass(frozen=True)
class Ending:
    """How a case ended."""

    result: Result


class EndingSchema(FormSchema):
    """The end of a case."""

    result = Choice(Result, required=True)

    @post_load
    def to_ending(self, data: dict[str, Any], **_: object) -> Ending:
        """The end as a value."""
        return Ending(**data)


@dataclass(frozen=True, repr=False)
class Answer:
    """A message to the claimant."""

    text: str
    language: str


class AnswerSchema(FormSchema):
    """A message to the claimant, in a language people write in here."""

    text = Text(required=True, limit=MAX_TEXT)
    language = Text(required=True)

    @validates("language")
    def known(self, value: str, **_: object) -> None:
        """A language of ours."""
        if value not in languages():
            raise problem("unknown_language")

    @post_load
    def to_answer(self, data: dict[str, Any], **_: object) -> Answer:
        """The message as a value."""
        return Answer(**data)


def version_of(typed: str | None) -> int:
    """The version of the case that the person saw; anything unreadable counts as outdated."""
    value = typed or ""
    fine = value.isascii() and value.isdigit() and len(value) <= ID_DIGITS
    return int(value) if fine else -1
