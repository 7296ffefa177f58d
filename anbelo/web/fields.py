"""Checked once, at the door: schema fields whose errors are codes we have words for."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

import phonenumbers
from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load

from anbelo.core.letters import LONGEST_COMPOSED, composed, piled_up

MAX_LINE = 200
_CONTROL = {"Cc", "Cs"}
_ALLOWED_CONTROL = "\n\t"


@dataclass(frozen=True)
class Problem:
    """Why an input was not accepted: a code of `problems.PROBLEMS` and what its sentence needs."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def problem(code: str, **facts: object) -> ValidationError:
    """The error to raise in a schema."""
    return ValidationError([Problem(code, facts)])


class Text(fields.String):
    """Text in composed form (NFC), trimmed; refuses what no person types (NUL, control signs)."""

    def __init__(self, *, limit: int = MAX_LINE, **more: Any) -> None:  # noqa: ANN401 - marshmallow's own options
        # The number also goes into the API's description.
        super().__init__(metadata={"maxLength": limit}, **more)
        self.limit = limit

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:  # noqa: ANN401
        if not isinstance(value, str):
            raise problem("not_text")
        if len(value) > self.limit * LONGEST_COMPOSED:
            raise problem("too_long", limit=self.limit, length=len(value))
        if piled_up(value):
            raise problem("bad_characters")
        text = composed(value)
        if any(unicodedata.category(c) in _CONTROL and c not in _ALLOWED_CONTROL for c in text):
            raise problem("bad_characters")
        text = text.strip()
        if len(text) > self.limit:
            raise problem("too_long", limit=self.limit, length=len(text))
        if self.required and not text:
            raise problem("required")
        return text


class Phone(Text):
    """A phone number as people write it in Germany, stored as E.164 ("+49...")."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:  # noqa: ANN401
        text = super()._deserialize(value, attr, data, **more)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, "DE")
        except phonenumbers.NumberParseException:
            raise problem("not_a_phone_number") from None
        if not phonenumbers.is_possible_number(number):
            raise problem("not_a_phone_number")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class Email(Text):
    """An e-mail address: something, one @, a domain with a dot; the rest shows when we write."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:  # noqa: ANN401
        text = super()._deserialize(value, attr, data, **more)
        name, at, domain = text.partition("@")
        bad = not (name and at and "." in domain.strip(".")) or "@" in domain
        bad = bad or any(sign.isspace() for sign in text)
        if text and bad:
            raise problem("not_an_email")
        return text


class Choice(fields.Enum[Any]):
    """One of the values of an enum."""

    def __init__(self, enum: type[Enum], **more: Any) -> None:  # noqa: ANN401 - marshmallow's own options
        super().__init__(enum, by_value=fields.String(), **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:  # noqa: ANN401
        try:
            return self.enum(value)
        except ValueError:
            raise problem("not_a_choice") from None


class Day(fields.Date):
    """A date, as "2026-11-24" or "24.11.2026"; between `earliest` and `latest` if given."""

    def __init__(
        self,
        *,
        earliest: date = date(1990, 1, 1),
        latest: date = date(2100, 1, 1),
        **more: Any,  # noqa: ANN401 - marshmallow's own options
    ) -> None:
        super().__init__(**more)
        self.earliest, self.latest = earliest, latest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> date:  # noqa: ANN401
        found = read_day(value) if isinstance(value, str) else None
        if found is None:
            raise problem("not_a_date")
        if not self.earliest <= found <= self.latest:
            raise problem("date_out_of_range")
        return found


def read_day(text: str) -> date | None:
    """The day somebody wrote, as "2026-11-24" or "24.11.2026"; None when it is none."""
    parts = text.strip().split(".")
    try:
        if len(parts) == 3:  # noqa: PLR2004 - day, month, year
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        return date.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        return None


class FormSchema(Schema):
    """A schema for an HTML form: unknown fields are ignored, empty ones count as not given."""

    class Meta:
        """How marshmallow treats what we did not ask for."""

        unknown = EXCLUDE

    @pre_load
    def drop_empty(self, data: Mapping[str, Any], **_: object) -> dict[str, Any]:
        """An empty box is no answer."""
        many = {name for name, found in self.fields.items() if isinstance(found, fields.List)}
        getlist = getattr(data, "getlist", lambda name: data[name])
        return {
            name: getlist(name) if name in many else data[name]
            for name in data
            if name in many or (data[name] is not None and str(data[name]).strip())
        }
