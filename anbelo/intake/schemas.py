"""What claimants tell us, checked at the door. Only their words are needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from anbelo.cases.rules import MAX_TEXT, CallWish, Channel, NewContact, Window
from anbelo.core.texts import languages
from anbelo.triage.categories import CATEGORIES
from anbelo.triage.proposal import Kind
from anbelo.web.fields import Choice, Day, Email, FormSchema, Phone, Problem, Text, problem

# The law of these letters is in force since then (SGB II, 1.1.2005).
FIRST_LETTER = date(2005, 1, 1)
MAX_CODE = 100
UNKNOWN = "unknown"
ONLY_A_CALL = "Bitte rufen Sie mich an."
"""The words of a wish for a call that came without any: German, for those who read it."""
TO_OBJECT = (
    "Ich möchte einen Widerspruch einlegen. Bitte rufen Sie mich an und geben Sie mir einen "
    "Termin, damit Sie den Widerspruch für mich aufschreiben (Niederschrift)."
)
"""The same for somebody who wants to object in person (§ 84 Abs. 1 SGG)."""


class MayCall(StrEnum):
    """Whether we may call."""

    YES = "yes"
    NO = "no"


class Weekday(StrEnum):
    """A working day; the value counts from Monday."""

    MONDAY = "0"
    TUESDAY = "1"
    WEDNESDAY = "2"
    THURSDAY = "3"
    FRIDAY = "4"


class DayPart(StrEnum):
    """A part of the day, wall clock in Berlin."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    LATE = "late"


HOURS: dict[DayPart, tuple[time, time]] = {
    DayPart.MORNING: (time(8), time(12)),
    DayPart.AFTERNOON: (time(12), time(16)),
    DayPart.LATE: (time(16), time(18)),
}


class CallSchema(FormSchema):
    """A number to call and when; the words are optional here."""

    text = Text(limit=MAX_TEXT)
    to_object = fields.Boolean(load_default=False)
    phone = Phone()
    call_language = Text(limit=20)
    weekdays = fields.List(Choice(Weekday))
    parts = fields.List(Choice(DayPart))
    others_may_answer = fields.Boolean(load_default=False)
    safe_word = Text(limit=60)

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    @validates_schema(skip_on_field_errors=False)
    def check_language(self, data: Mapping[str, Any], **_: object) -> None:
        """The talk can only be in a language we know."""
        if data.get("call_language", self.language) not in languages():
            raise at("call_language", "unknown_language")

    @validates_schema(skip_on_field_errors=False, pass_original=True)
    def check_number(
        self, _data: Mapping[str, Any], original: Mapping[str, str], **_: object
    ) -> None:
        """Who wants a call leaves a number."""
        if not original.get("phone", "").strip():
            raise at("phone", "phone_missing")

    @post_load
    def to_contact(self, data: Mapping[str, Any], **_: object) -> NewContact:
        """A wish for a call; without words, the words say so in German for those who read it."""
        return NewContact(
            text=data.get("text") or (TO_OBJECT if data["to_object"] else ONLY_A_CALL),
            channel=Channel.FORM,
            language=self.language,
            kind=Kind.QUESTION,
            call=self.wish(data),
        )

    def wish(self, data: Mapping[str, Any]) -> CallWish:
        """The number with its consent, language and times."""
        return CallWish(
            phone=data["phone"],
            language=data.get("call_language", self.language),
            windows=windows(data.get("weekdays", []), data.get("parts", [])),
            others_may_answer=data["others_may_answer"],
            safe_word=data.get("safe_word", ""),
        )


class ContactSchema(CallSchema):
    """The whole form."""

    kind = Choice(Kind)
    category = Text(limit=20)
    text = Text(required=True, limit=MAX_TEXT)
    letter_date = Day(earliest=FIRST_LETTER)
    letter_came = Day(earliest=FIRST_LETTER)
    call = Choice(MayCall)
    name = Text()
    email = Email()
    address = Text(limit=500)
    confidential = fields.Boolean(load_default=False)
    site = Text(limit=20)

    def __init__(self, language: str, *, today: date) -> None:
        super().__init__(language)
        for name in ("letter_date", "letter_came"):
            asked = self.fields[name]
            assert isinstance(asked, Day)  # noqa: S101 - as declared above
            asked.latest = today

    @validates_schema(skip_on_field_errors=False)
    def check_category(self, data: Mapping[str, Any], **_: object) -> None:
        """A topic of the tree, or "I don't know"."""
        if data.get("category", UNKNOWN) not in {UNKNOWN, *CATEGORIES}:
            raise at("category", "unknown_category")

    @validates_schema(skip_on_field_errors=False)
    def check_letter(self, data: Mapping[str, Any], **_: object) -> None:
        """A letter comes on its own date or later."""
        written, came = data.get("letter_date"), data.get("letter_came")
        if written and came and came < written:
            raise at("letter_came", "came_before_written")

    @validates_schema(skip_on_field_errors=False, pass_original=True)
    def check_number(
        self, _data: Mapping[str, Any], original: Mapping[str, str], **_: object
    ) -> None:
        """Yes needs a number; a number without yes or no needs the answer: it is their consent."""
        number = original.get("phone", "").strip()
        if original.get("call") == MayCall.YES and not number:
            raise at("phone", "phone_or_no_call")
        if number and not original.get("call"):
            raise at("call", "may_we_call")

    @post_load
    def to_contact(self, data: Mapping[str, Any], **_: object) -> NewContact:
        """What they told us."""
        category = data.get("category", UNKNOWN)
        return NewContact(
            text=data["text"],
            channel=Channel.FORM,
            language=self.language,
            kind=data.get("kind"),
            category=None if category == UNKNOWN else category,
            site_code=data.get("site"),
            name=data.get("name", ""),
            email=data.get("email", ""),
            address=data.get("address", ""),
            letter_date=data.get("letter_date"),
            letter_came=data.get("letter_came"),
            confidential=data["confidential"],
            call=self.wish(data) if data.get("call") is MayCall.YES else None,
        )


@dataclass(frozen=True, repr=False)
class Objection:
    """What the letter of an objection needs; everything else is written by hand."""

    letter_date: date
    site: str
    name: str = ""
    address: str = ""
    number: str = ""


class ObjectionSchema(FormSchema):
    """The letter to print: only the date on the notice and the place are needed."""

    letter_date = Day(earliest=FIRST_LETTER, required=True)
    site = Text(required=True, limit=20)
    name = Text()
    address = Text(limit=500)
    number = Text(limit=30)

    def __init__(self, *, today: date) -> None:
        super().__init__()
        letter_date = self.fields["letter_date"]
        assert isinstance(letter_date, Day)  # noqa: S101 - as declared above
        letter_date.latest = today

    @post_load
    def to_objection(self, data: Mapping[str, Any], **_: object) -> Objection:
        """What they told us."""
        return Objection(**data)


class CodeSchema(FormSchema):
    """The receipt code as somebody typed it."""

    code = Text(required=True, limit=MAX_CODE)

    @post_load
    def to_code(self, data: Mapping[str, Any], **_: object) -> str:
        """Just as typed; `cases.receipts.parse` reads it."""
        return str(data["code"])


class HelpedSchema(FormSchema):
    """Whether it helped; what is still missing is voluntary."""

    helped = Choice(MayCall, required=True)
    text = Text(limit=MAX_TEXT)


class MessageSchema(FormSchema):
    """A message to the office."""

    text = Text(required=True, limit=MAX_TEXT)

    @post_load
    def to_text(self, data: Mapping[str, Any], **_: object) -> str:
        """The words."""
        return str(data["text"])


class Moment(fields.String):
    """A moment as our own page wrote it into a choice (ISO 8601 with its offset)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:  # noqa: ANN401
        text = super()._deserialize(value, attr, data, **more)
        try:
            found = datetime.fromisoformat(str(text)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise problem("not_a_choice") from None
        return found


@dataclass(frozen=True)
class ChosenTime:
    """A time for a call (UTC), and the one the person saw before (None: there was none)."""

    time: datetime
    seen: datetime | None


class TimeSchema(FormSchema):
    """One of the times that were offered."""

    time = Moment(required=True, error_messages={"required": [Problem("time_missing")]})
    seen = Moment()

    @post_load
    def to_choice(self, data: Mapping[str, Any], **_: object) -> ChosenTime:
        """The choice."""
        return ChosenTime(data["time"], data.get("seen"))


def windows(days: list[Weekday], parts: list[DayPart]) -> tuple[Window, ...]:
    """Every chosen part of every chosen day; one question left open means "all of them"."""
    if not days and not parts:
        return ()
    return tuple(
        Window(int(day), *HOURS[part])
        for day in (days or list(Weekday))
        for part in (parts or list(DayPart))
    )


def at(field: str, code: str) -> ValidationError:
    """An error of the whole form, shown next to this field."""
    return ValidationError(problem(code).messages, field_name=field)
