"""What administrators and management say about kinds of notices, checked once."""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import fields, post_load, validates

from anbelo.notices.kinds import DISPOSITIONS, KindFacts
from anbelo.notices.rules import CallPolicy
from anbelo.web.fields import Choice, FormSchema, Text, problem

MAX_GUIDE = 4000
MAX_DIGITS = 4
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
# The address of the page for a new kind.
_RESERVED = "new"
NEVER_HELD, STOPS, GOES_ON = "", "yes", "no"


class Whole(fields.Field[int]):
    """A whole number as people type it; its limits are the domain's own."""

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401 - marshmallow's own signature
        attr: str | None,  # noqa: ARG002 - same
        data: Mapping[str, Any] | None,  # noqa: ARG002 - same
        **_: object,
    ) -> int:
        text = value.strip() if isinstance(value, str) else ""
        if not (text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS):
            raise problem("not_a_number")
        return int(text)


class KindSchema(FormSchema):
    """A kind of notice; every ruling is left out, stopped by an objection, or not stopped."""

    label = Text(required=True)
    burdensome = fields.Boolean(load_default=False)
    hearing_needed = fields.Boolean(load_default=False)
    call_policy = Choice(CallPolicy, required=True)
    what_the_call_clears = Text(required=True)
    talk_guide = Text(load_default="", limit=MAX_GUIDE)
    hold_working_days = Whole(required=True)
    active = fields.Boolean(load_default=False)

    @validates("label")
    def _plain_label(self, value: str, **_: object) -> None:
        if "%" in value:  # labels are put into sentences
            raise problem("label_percent")

    @validates("what_the_call_clears")
    def _plain_words(self, value: str, **_: object) -> None:
        if "%" in value:
            raise problem("label_percent")

    @post_load
    def to_facts(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        """The values; the rulings come beside them (see `typed_rulings`)."""
        return data


def typed_rulings(values: Mapping[str, Any]) -> tuple[tuple[str, bool], ...]:
    """The rulings chosen in the form, in the order of the list; an unknown answer is none."""
    return tuple(
        (code, values[f"ruling-{code}"] == STOPS)
        for code in DISPOSITIONS
        if values.get(f"ruling-{code}") in {STOPS, GOES_ON}
    )


def facts(data: dict[str, Any], values: Mapping[str, Any]) -> KindFacts:
    """A checked kind as the room knows it."""
    return KindFacts(**data, rulings=typed_rulings(values))


class CodeSchema(FormSchema):
    """The code of a new kind; it never changes, because notices and systems name it."""

    code = Text(required=True)

    @validates("code")
    def _plain_code(self, value: str, **_: object) -> None:
        if not _CODE.fullmatch(value) or value == _RESERVED:
            raise problem("kind_code_shape")


class VersionSchema(FormSchema):
    """The version of a kind that somebody had seen."""

    version = Whole(required=True)


class HoldoutSchema(FormSchema):
    """For which kind the lot decides, and how often."""

    kind = Text(required=True)
    percent = Whole(required=True)
