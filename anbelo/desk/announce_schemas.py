"""What somebody says about a notice that waits for a talk, checked once."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from marshmallow import fields, post_load, validates

from anbelo.core.texts import SOURCE, languages
from anbelo.desk.schemas import MAX_REASON
from anbelo.imports.notices_rules import MAX_SUMMARY, REFERENCE
from anbelo.notices.kinds import DISPOSITIONS
from anbelo.notices.service import NewDisposition
from anbelo.web.fields import Day, FormSchema, Phone, Text, problem

RULINGS = range(1, 4)
YES, NO = "yes", "no"
_AMOUNT = re.compile(r"\d{1,8}(?:[.,]\d{1,2})?")
_CASE = re.compile(r"[A-Za-z0-9]{8}")


class YesNoUnknown(fields.Field[bool | None]):
    """Yes, no, or nothing said."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: object) -> bool | None:  # noqa: ANN401, ARG002 - marshmallow's own signature
        if value not in {YES, NO}:
            raise problem("not_a_choice")
        return bool(value == YES)


class Amount(Text):
    """Euros as people type them: "120,50"."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:  # noqa: ANN401 - same
        text = super()._deserialize(value, attr, data, **more).removesuffix("€").strip()
        if not _AMOUNT.fullmatch(text):
            raise problem("not_euros")
        return Decimal(text.replace(",", "."))


class FactsSchema(FormSchema):
    """The facts of a notice; its rulings come as NewDisposition or, untouched, as none."""

    team = Text(required=True)
    person_name = Text(required=True)
    phone = Phone(load_default="")
    language = Text(load_default=SOURCE)
    printed_on = Day(required=True, earliest=date(2018, 1, 1))
    send_no_later_than = Day(load_default=None)
    amount_lower = YesNoUnknown(load_default=None)
    facts_unclear = YesNoUnknown(load_default=None)
    summary = Text(required=True, limit=MAX_SUMMARY)
    case_reference = Text(load_default="")
    urgent_reason = Text(load_default="", limit=MAX_REASON)
    ruling_1 = Text(load_default="")
    ruling_2 = Text(load_default="")
    ruling_3 = Text(load_default="")
    amount_1 = Amount(load_default=None)
    amount_2 = Amount(load_default=None)
    amount_3 = Amount(load_default=None)
    effect_1 = YesNoUnknown(load_default=None)
    effect_2 = YesNoUnknown(load_default=None)
    effect_3 = YesNoUnknown(load_default=None)

    @validates("language")
    def _known_language(self, value: str, **_: object) -> None:
        if value not in languages():
            raise problem("unknown_language")

    @validates("case_reference")
    def _case_shape(self, value: str, **_: object) -> None:
        if value and not _CASE.fullmatch(value):
            raise problem("unknown_case")

    @validates("ruling_1", "ruling_2", "ruling_3")
    def _known_ruling(self, value: str, **_: object) -> None:
        if value and value not in DISPOSITIONS:
            raise problem("not_a_choice")

    @post_load
    def gather(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        """The facts, with `rulings` as (ruling, amount, effect or None) in their order."""
        rows = [
            (data.pop(f"ruling_{n}"), data.pop(f"amount_{n}"), data.pop(f"effect_{n}"))
            for n in RULINGS
        ]
        data["rulings"] = [row for row in rows if row[0]]
        data["case_reference"] = data["case_reference"].upper() or None
        return data


class AnnounceSchema(FactsSchema):
    """A new notice: its number in the benefits system and its kind, besides the facts."""

    external_ref = Text(required=True)
    kind = Text(required=True)

    @validates("external_ref")
    def _reference_shape(self, value: str, **_: object) -> None:
        if not REFERENCE.fullmatch(value):
            raise problem("reference_shape")


def dispositions(
    rulings: list[tuple[str, Decimal | None, bool | None]],
    usual: dict[str, bool],
    stops: Any,  # noqa: ANN401 - a set of codes
) -> tuple[NewDisposition, ...]:
    """The rulings as typed; without any, what this kind usually decides."""
    if not rulings:
        return tuple(NewDisposition(code, effect) for code, effect in usual.items())
    return tuple(
        NewDisposition(code, usual.get(code, code in stops) if effect is None else effect, amount)
        for code, amount, effect in rulings
    )


class WithdrawSchema(FormSchema):
    """That a notice will not be sent at all; ticked on purpose."""

    sure = fields.Boolean(required=True)

    @validates("sure")
    def _really(self, value: bool, **_: object) -> None:  # noqa: FBT001 - marshmallow's own signature
        if not value:
            raise problem("required")
