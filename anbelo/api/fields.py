# ruff: noqa: ARG002 - marshmallow gives every field the same arguments
"""Fields of the API: exactly what their description promises, in both directions.

A connected system reads the OpenAPI document and trusts it. So a value is accepted if and only if
it fits the description; only facts (an unknown team, a day in the past) may still be refused.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from marshmallow import fields

from anbelo.web.fields import Day, Phone, Text, problem

_CONTROL = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
_SPACE = r"\t\n\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
ANY_TEXT = f"^[^{_CONTROL}]*$"
SOME_TEXT = f"^[{_SPACE}]*[^{_CONTROL}{_SPACE}][^{_CONTROL}]*$"
# The longest that composing (NFC) makes of one character.
_NFC_GROWTH = 3
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_EARLIEST_YEAR, _LATEST_YEAR = 1990, 2100


def describe(field: fields.Field[Any], about: str, **facts: object) -> None:
    """Say in the document what a field is."""
    field.metadata = {**field.metadata, "description": about, **facts}


class Words(Text):
    """Text as people write it; at most `limit` characters as they were sent."""

    def __init__(self, *, limit: int, about: str, **more: Any) -> None:  # noqa: ANN401 - marshmallow's own options
        super().__init__(limit=limit * _NFC_GROWTH, **more)
        self.most = limit
        describe(self, about, maxLength=limit, pattern=SOME_TEXT if self.required else ANY_TEXT)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:  # noqa: ANN401
        if isinstance(value, str) and len(value) > self.most:
            raise problem("too_long", limit=self.most, length=len(value))
        return super()._deserialize(value, attr, data, **more)


class Shape(fields.String):
    """Text of one fixed shape; anything else is refused with the problem `code`."""

    def __init__(
        self,
        pattern: str,
        *,
        about: str,
        example: str,
        code: str = "wrong_shape",
        **more: Any,  # noqa: ANN401 - marshmallow's own options
    ) -> None:
        described = {"pattern": f"^{pattern}$", "description": about, "examples": [example]}
        super().__init__(metadata=described, **more)
        self.shape = re.compile(pattern)
        self.code = code
        self.example = example

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:  # noqa: ANN401
        if not isinstance(value, str):
            raise problem("not_text")
        if not self.shape.fullmatch(value):
            raise problem(self.code, example=self.example)
        return value


class E164(Phone):
    """A phone number with its country code ("+49..."), of a length its country knows."""

    SHAPE = r"\+[1-9][0-9]{6,14}"

    def __init__(self, *, about: str, **more: Any) -> None:  # noqa: ANN401 - marshmallow's own options
        super().__init__(limit=16, **more)
        describe(self, about, pattern=f"^{self.SHAPE}$", examples=["+4922025550100"])

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:  # noqa: ANN401
        if not isinstance(value, str) or not re.fullmatch(self.SHAPE, value):
            raise problem("not_a_phone_number")
        return super()._deserialize(value, attr, data, **more)


class OneOf(fields.String):
    """One of a few codes."""

    def __init__(self, values: Iterable[str], *, about: str, **more: Any) -> None:  # noqa: ANN401 - marshmallow's own options
        self.values = tuple(values)
        super().__init__(metadata={"enum": list(self.values), "description": about}, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:  # noqa: ANN401
        if not isinstance(value, str) or value not in self.values:
            raise problem("not_a_choice")
        return value


class YesNo(fields.Boolean):
    """true or false and nothing that looks like it."""

    def __init__(self, *, about: str, **more: Any) -> None:  # noqa: ANN401 - marshmallow's own options
        super().__init__(metadata={"description": about}, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> bool:  # noqa: ANN401
        if not isinstance(value, bool):
            raise problem("not_a_boolean")
        return value


class IsoDay(Day):
    """A day as "2026-11-24"."""

    def __init__(self, *, about: str, **more: Any) -> None:  # noqa: ANN401 - marshmallow's own options
        super().__init__(**more)
        describe(self, about, examples=["2026-11-24"])

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> date:  # noqa: ANN401
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise problem("not_a_date")
        return super()._deserialize(value, attr, data, **more)


class Moment(fields.DateTime):
    """A moment with its offset (RFC 3339), between 1990 and 2100."""

    def __init__(self, *, about: str, **more: Any) -> None:  # noqa: ANN401 - marshmallow's own options
        super().__init__(**more)
        describe(self, about, examples=["2026-11-24T10:20:00+01:00"])

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> datetime:  # noqa: ANN401
        found = moment(value) if isinstance(value, str) else None
        if found is None:
            raise problem("not_a_moment")
        if not _EARLIEST_YEAR <= found.year <= _LATEST_YEAR:
            raise problem("date_out_of_range")
        return found


def moment(text: str) -> datetime | None:
    """The moment an RFC 3339 text names; None when it names none, or one without offset."""
    parts = _MOMENT.fullmatch(text)
    if parts is None:
        return None
    day, clock, fraction, offset = parts.groups()
    # A leap second is the end of its minute; clocks here have none.
    clock = clock.replace(":60", ":59") if clock.endswith(":60") else clock
    micros = (fraction or "0")[:6].ljust(6, "0")
    try:
        return datetime.fromisoformat(f"{day}T{clock}.{micros}{offset.upper()}")
    except ValueError:
        return None


def answer(kind: type[fields.Field[Any]], about: str, **more: Any) -> fields.Field[Any]:  # noqa: ANN401 - field options
    """A field of an answer: always there, described."""
    described = {"description": about, **more.pop("metadata", {})}
    return kind(required=True, metadata=described, **more)
