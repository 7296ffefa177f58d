"""What management and administrators ask for, checked once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import fields, post_load

from anbelo.cases.rules import MAX_TEXT
from anbelo.offices.rules import MAX_HOUSE_TEXT
from anbelo.web.fields import FormSchema, Text, problem

EARLIEST, LATEST = 1990, 2100
YEAR_DIGITS = 4


class Year(fields.Field[int]):
    """A calendar year in four digits."""

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401 - marshmallow's own signature
        attr: str | None,  # noqa: ARG002 - same
        data: Mapping[str, Any] | None,  # noqa: ARG002 - same
        **_: object,
    ) -> int:
        text = value.strip() if isinstance(value, str) else ""
        if not (text.isascii() and text.isdigit()):
            raise problem("not_a_number")
        if len(text) != YEAR_DIGITS or not EARLIEST <= int(text) <= LATEST:
            raise problem("date_out_of_range")
        return int(text)


class YearSchema(FormSchema):
    """Which year; without one the page chooses."""

    year = Year(load_default=None)

    @post_load
    def to_year(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        """The year, or None."""
        return data


@dataclass(frozen=True, repr=False)
class Trial:
    """A text to be tried out; never stored."""

    text: str
    site: str


class TrialSchema(FormSchema):
    """The bench: what would happen to this text."""

    text = Text(required=True, limit=MAX_TEXT)
    site = Text(load_default="")

    @post_load
    def to_trial(self, data: dict[str, Any], **_: object) -> Trial:
        """The text as a value."""
        return Trial(**data)


class HouseTextSchema(FormSchema):
    """A text of the house and the version in which somebody saw it; empty takes it away."""

    text = Text(load_default="", limit=MAX_HOUSE_TEXT)
    version = fields.Integer(required=True)
