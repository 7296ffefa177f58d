"""What people at the desk and in the teams type, checked once."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates, validates_schema

from anbelo.callbacks.rules import AttemptRecord, IdentityCheck, Outcome, Understood
from anbelo.cases.rules import MAX_TEXT, CallWish, Channel, NewContact, Result, Window
from anbelo.core.texts import SOURCE, languages
from anbelo.triage.categories import CATEGORIES
from anbelo.triage.proposal import Kind
from anbelo.web.fields import Choice, Day, FormSchema, Phone, Problem, Text, problem

MAX_REASON = 500
# The ways in which somebody reaches people here; the other channels fill themselves.
CHANNELS = (
    Channel.COUNTER,
    Channel.PHONE,
    Channel.LETTER,
    Channel.EMAIL,
    Channel.VISIT,
    Channel.VOLUNTEER,
)
WORKDAYS = range(5)
# When somebody likes to be called; an empty choice means any time.
DAY_PARTS = {"morning": (time(8), time(12)), "afternoon": (time(12), time(18))}
# Who is on the phone must be known before anything is said about a notice.
SPOKE = frozenset(
    {Outcome.CLEARED, Outcome.NEW_FACTS, Outcome.DISAGREES, Outcome.WANTS_APPOINTMENT}
)


class FindSchema(FormSchema):
    """What somebody looks for: a code, a number, a name, words."""

    words = Text(required=True)


class ContactSchema(FormSchema):
    """What somebody said at the counter, on the phone or in a letter."""

    text = Text(required=True, limit=MAX_TEXT)
    channel = Choice(Channel, required=True)
    kind = Choice(Kind)
    category = Text()
    language = Text(load_default=SOURCE)
    site = Text()
    name = Text(load_default="")
    letter_date = Day()
    confidential = fields.Boolean(load_default=False)
    call = fields.Boolean(load_default=False)
    phone = Phone(load_default="")
    call_language = Text()
    call_when = Text()

    @validates("channel")
    def _known_channel(self, value: Channel, **_: object) -> None:
        if value not in CHANNELS:
            raise problem("not_a_choice")

    @validates("category")
    def _known_category(self, value: str, **_: object) -> None:
        if value not in CATEGORIES:
            raise problem("unknown_category")

    @validates("language")
    def _known_language(self, value: str, **_: object) -> None:
        if value not in languages():
            raise problem("unknown_language")

    @validates("call_language")
    def _known_call_language(self, value: str, **_: object) -> None:
        if value not in languages():
            raise problem("unknown_language")

    @validates("call_when")
    def _known_part(self, value: str, **_: object) -> None:
        if value not in DAY_PARTS:
            raise problem("not_a_choice")

    @validates_schema
    def _phone_and_consent(self, data: dict[str, Any], **_: object) -> None:
        if data.get("call") and not data.get("phone"):
            raise ValidationError({"phone": [Problem("person_phone_missing")]})
        if data.get("phone") and not data.get("call"):
            raise ValidationError({"call": [Problem("call_consent_missing")]})

    @post_load
    def to_contact(self, data: dict[str, Any], **_: object) -> NewContact:
        """The contact as the rooms know it."""
        call = None
        if data["call"]:
            call = CallWish(
                phone=data["phone"],
                language=data.get("call_language") or data["language"],
                windows=windows(data.get("call_when")),
            )
        return NewContact(
            text=data["text"],
            channel=data["channel"],
            language=data["language"],
            kind=data.get("kind"),
            category=data.get("category"),
            site_code=data.get("site"),
            name=data["name"],
            letter_date=data.get("letter_date"),
            confidential=data["confidential"],
            call=call,
        )


def windows(part: str | None) -> tuple[Window, ...]:
    """The hours of every working day in which somebody likes to be called; empty means any."""
    if part is None:
        return ()
    starts, ends = DAY_PARTS[part]
    return tuple(Window(weekday, starts, ends) for weekday in WORKDAYS)


class NewCodeSchema(FormSchema):
    """Nobody gets a code without having shown who they are: the box must be ticked."""

    identity = fields.Boolean(
        required=True, truthy={"1"}, falsy=set(),
        error_messages={"required": [Problem("identity_first")]},
    )  # fmt: skip


class AnswerSchema(FormSchema):
    """A message to the person, and the last message its author had seen."""

    text = Text(required=True, limit=MAX_TEXT)
    language = Text(load_default=SOURCE)
    seen = fields.Integer(required=True)

    @validates("language")
    def _known_language(self, value: str, **_: object) -> None:
        if value not in languages():
            raise problem("unknown_language")


class CloseSchema(FormSchema):
    """How a case ended, decided on the version of it that the person saw."""

    result = Choice(Result, required=True)
    version = fields.Integer(required=True)


@dataclass(frozen=True)
class TypedAttempt:
    """What a caller noted, and how many attempts they had seen before."""

    seen: int
    outcome: Outcome
    details: dict[str, Any]

    def record(self, at: datetime) -> AttemptRecord:
        """The attempt as the rooms know it, made at this moment."""
        return AttemptRecord(outcome=self.outcome, at=at, **self.details)


class AttemptSchema(FormSchema):
    """What came of a call."""

    seen = fields.Integer(required=True)
    outcome = Choice(Outcome, required=True)
    identity = Choice(IdentityCheck, load_default=IdentityCheck.NONE)
    interpreter = fields.Boolean(load_default=False)
    rights_explained = fields.Boolean(load_default=False)
    understood = Choice(Understood, load_default=None)
    note = Text(load_default="")
    agreed_step = Text(load_default="")
    agreed_on = Day(load_default=None, earliest=date(2018, 1, 1))

    @validates_schema
    def _whole(self, data: dict[str, Any], **_: object) -> None:
        if data.get("outcome") in SPOKE and data.get("identity") is IdentityCheck.NONE:
            raise ValidationError({"identity": [Problem("identity_missing")]})
        if data.get("agreed_on") and not data.get("agreed_step"):
            raise ValidationError({"agreed_step": [Problem("agreed_step_missing")]})

    @post_load
    def to_attempt(self, data: dict[str, Any], **_: object) -> TypedAttempt:
        """The attempt without its moment: the clock belongs to the view."""
        return TypedAttempt(data.pop("seen"), data.pop("outcome"), data)


class ReleaseSchema(FormSchema):
    """The reason of a team lead to send a notice without a talk."""

    reason = Text(load_default="", limit=MAX_REASON)
