"""What connected systems send: checked once, turned into what the rooms understand."""

from datetime import time
from decimal import Decimal
from typing import Any

from marshmallow import RAISE, Schema, fields, post_load, validate, validates_schema

from anbelo.api.fields import E164, IsoDay, Moment, OneOf, Shape, Words, YesNo
from anbelo.callbacks.rules import AttemptRecord, IdentityCheck, Outcome, Understood
from anbelo.cases.rules import MAX_TEXT, CallWish, Channel, NewContact, Window
from anbelo.core.texts import languages
from anbelo.notices.rules import MIN_REASON_LENGTH
from anbelo.notices.service import NewDisposition, NewNotice
from anbelo.triage.categories import CATEGORIES
from anbelo.triage.proposal import Kind
from anbelo.web.fields import problem

# A reference starts with a letter or digit: "." and ".." would vanish from an address.
EXTERNAL_REF = r"[A-Za-z0-9][A-Za-z0-9._:\-]{0,63}"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAX_WINDOWS = 21
MAX_DISPOSITIONS = 20
# The form, the counter and the import are doors of ours; a system reports what came in elsewhere.
CHANNELS = (
    Channel.API,
    Channel.EMAIL,
    Channel.LETTER,
    Channel.PHONE,
    Channel.VISIT,
    Channel.VOLUNTEER,
    Channel.KIOSK,
)
LANGUAGES = tuple(languages())
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"


def external_ref() -> Shape:
    """The field for a notice's reference."""
    about = "The sending system's own number of the notice; unique, and part of its address."
    return Shape(EXTERNAL_REF, about=about, example="BSC-2026-000123", required=True)


class Request(Schema):
    """Everything that was not asked for is refused."""

    class Meta:
        """How marshmallow treats what we did not ask for."""

        unknown = RAISE


class NothingSchema(Request):
    """No details: an empty object, or no body at all."""


class PersonSchema(Request):
    """Who wrote or spoke. Everything is voluntary."""

    name = Words(limit=200, about="Name, as the person writes it.")
    email = Shape(
        r"[^@\u0000-\u0020\u007f-\u00a0\u2000-\u200f\u2028-\u202f]{1,64}"
        r"@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,5}",
        about="E-mail address.",
        example="name@beispiel.de",
        code="not_an_email",
    )
    address = Words(limit=500, about="Postal address, in lines.")


class WindowSchema(Request):
    """A time of the week at which the person can be reached (wall clock in Berlin)."""

    weekday = OneOf(WEEKDAYS, about="Day of the week.", required=True)
    starts = Shape(_CLOCK, about="From.", example="09:00", required=True)
    ends = Shape(_CLOCK, about="Until; later than `starts`.", example="12:00", required=True)

    @validates_schema(skip_on_field_errors=True)
    def in_order(self, data: dict[str, Any], **_: object) -> None:
        """A window ends after it starts; both are "HH:MM", so their texts compare like times."""
        if data["ends"] <= data["starts"]:
            error = problem("window_backwards")
            error.field_name = "ends"
            raise error

    @post_load
    def to_window(self, data: dict[str, Any], **_: object) -> Window:
        """The window as the rules know it."""
        starts, ends = time.fromisoformat(data["starts"]), time.fromisoformat(data["ends"])
        return Window(WEEKDAYS.index(data["weekday"]), starts, ends)


class CallWishSchema(Request):
    """The wish to be called, and with it the consent to use this number for this purpose."""

    phone = E164(about="Number with country code (E.164).", required=True)
    language = OneOf(LANGUAGES, about="Language of the call.", required=True)
    windows = fields.List(
        fields.Nested(WindowSchema),
        validate=validate.Length(max=MAX_WINDOWS),
        metadata={"description": "When the person can be reached; none means any time."},
    )
    others_may_answer = YesNo(about="Others may take the call.")
    safe_word = Words(limit=60, about="Word by which we know them.")

    @post_load
    def to_wish(self, data: dict[str, Any], **_: object) -> CallWish:
        """The wish as the rules know it."""
        return CallWish(**{**data, "windows": tuple(data.get("windows", ()))})


class ContactSchema(Request):
    """A suggestion, complaint, praise or question that reached the sending system."""

    text = Words(limit=MAX_TEXT, about="What the person says, in their words.", required=True)
    language = OneOf(LANGUAGES, about="Language the person chose.", required=True)
    channel = OneOf(CHANNELS, about="How it reached the sending system.", required=True)
    kind = OneOf(Kind, about="Kind, if the person named it.")
    category = OneOf(CATEGORIES, about="Topic, if the person chose one.")
    site = Shape(r"[A-Z0-9]{1,10}", about="Code of a site of the office.", example="GL")
    person = fields.Nested(PersonSchema)
    call = fields.Nested(CallWishSchema)
    letter_date = IsoDay(about="Date of the office's letter it is about.")
    confidential = YesNo(about="Only the ombudsperson may read it.")
    received_at = Moment(about="When it came in; now, if left out.")

    @post_load
    def to_contact(self, data: dict[str, Any], **_: object) -> NewContact:
        """The contact as the rules know it."""
        person: dict[str, Any] = data.pop("person", {})
        kind, site_code = data.pop("kind", None), data.pop("site", None)
        channel = Channel(data.pop("channel"))
        return NewContact(
            kind=Kind(kind) if kind else None,
            channel=channel,
            site_code=site_code,
            **person,
            **data,
        )


class CodeSchema(Request):
    """A receipt code; it travels only in bodies, never in an address."""

    code = Words(limit=60, about="The 20 digits of the receipt; gaps do not matter.", required=True)


class DispositionSchema(Request):
    """One ruling of a notice (Verfügungssatz)."""

    kind = Shape(r"[a-z][a-z0-9_]{0,39}", about="What it rules.", example="refund", required=True)
    amount = Shape(r"[0-9]{1,8}(?:\.[0-9]{1,2})?", about="Euros, as text so that no cent is lost.",
                   example="120.50", code="not_an_amount")  # fmt: skip
    objection_suspends = YesNo(
        about="Whether an objection stops it (§ 86a SGG); under § 39 SGB II many do not.",
        required=True,
    )

    @post_load
    def to_disposition(self, data: dict[str, Any], **_: object) -> NewDisposition:
        """The ruling as the rules know it."""
        amount = data.pop("amount", None)
        return NewDisposition(amount=Decimal(amount) if amount else None, **data)


class NoticeFactsSchema(Request):
    """What a notice (Bescheid) says, who calls before it leaves, and how long it may wait."""

    kind = Shape(r"[a-z][a-z0-9_]{0,39}", about="Kind of notice, from the office's own list.",
                 example="withdrawal_refund", required=True)  # fmt: skip
    team = Shape(r"[A-Z0-9]{1,20}", about="Code of the team that calls.", example="LEISTUNG",
                 required=True)  # fmt: skip
    person_name = Words(limit=200, about="Whom the notice is for.", required=True)
    phone = E164(about="Number with country code; none: no call is possible.")
    language = OneOf(LANGUAGES, about="Language of the call.", required=True)
    printed_on = IsoDay(about="Date on the letter.", required=True)
    send_no_later_than = IsoDay(
        about="Last sending day: on it the notice may leave without a talk. Left out: as long as "
        "its kind may wait. It becomes the working day before, if it is none."
    )
    summary = Words(limit=2000, about="What it says, for the person who calls.", required=True)
    case_reference = Shape(r"[A-Za-z0-9]{8}", about="Reference of a case it belongs to.",
                           example="7KQ2M4XA")  # fmt: skip
    amount_lower = YesNo(about="Whether the person gets less money; left out: not known.")
    facts_unclear = YesNo(about="Whether facts are still unclear; left out: not known.")
    urgent_reason = Words(
        limit=500,
        about="Why the last sending day leaves no time for a talk; needed only then, at least "
        f"{MIN_REASON_LENGTH} characters.",
    )
    dispositions = fields.List(
        fields.Nested(DispositionSchema),
        validate=validate.Length(max=MAX_DISPOSITIONS),
        metadata={"description": "Its rulings, in their order."},
    )

    @post_load
    def to_notice(self, data: dict[str, Any], **_: object) -> NewNotice:
        """The notice as the rules know it; when it is changed, its reference is in the address."""
        rulings = tuple(data.get("dispositions", ()))
        return NewNotice(**{"external_ref": "", **data, "dispositions": rulings})


class NoticeSchema(NoticeFactsSchema):
    """A notice (Bescheid) that is ready to be sent and waits for the talk before it."""

    external_ref = external_ref()


class OutcomeSchema(Request):
    """What came of one attempt to call, made in the sending system."""

    outcome = OneOf(Outcome, about="What came of it.", required=True)
    at = Moment(about="When the call was made.", required=True)
    identity = OneOf(
        IdentityCheck,
        about="How the caller made sure who is speaking. A talk without it is refused.",
    )
    interpreter = YesNo(about="An interpreter took part.")
    rights_explained = YesNo(about="The right to object was explained.")
    understood = OneOf(Understood, about="What the teach-back showed.")
    note = Words(limit=500, about="Where the file says more; not the talk.")

    @post_load
    def to_attempt(self, data: dict[str, Any], **_: object) -> AttemptRecord:
        """The attempt as the rules know it."""
        understood = data.pop("understood", None)
        return AttemptRecord(
            outcome=Outcome(data.pop("outcome")),
            identity=IdentityCheck(data.pop("identity", IdentityCheck.NONE)),
            understood=Understood(understood) if understood else None,
            **data,
        )
