"""What a contact, a case and its concerns may be, and how they may change. Pure."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from anbelo.triage.proposal import Kind, LegalNature, Urgency

# Letters and digits that cannot be mistaken for one another when read aloud or written down.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
REFERENCE_LENGTH = 8
MAX_TEXT = 20_000
MAX_CONCERNS = 3


class Channel(StrEnum):
    """How a contact reached us; every way counts the same."""

    FORM = "form"
    COUNTER = "counter"
    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    KIOSK = "kiosk"
    VOLUNTEER = "volunteer"
    VISIT = "visit"
    API = "api"
    IMPORT = "import"


class Status(StrEnum):
    """Where a case stands."""

    NEW = "new"
    ASSIGNED = "assigned"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Result(StrEnum):
    """How a case ended; never a bare "justified" or "unjustified"."""

    HELPED = "helped"
    EXPLAINED = "explained"
    CHANGED = "changed"
    FORWARDED = "forwarded"
    NOT_REMEDIED = "not_remedied"


class Act(StrEnum):
    """One line of a case's history."""

    OPENED = "opened"
    DECIDED = "decided"
    UNDONE = "undone"
    CONFIDENTIAL = "made_confidential"
    NOTICE_HELD = "notice_held"
    CALL_PLANNED = "call_planned"
    CALL_MOVED = "call_moved"
    CALL_CANCELLED = "call_cancelled"
    CALL_TRIED = "call_tried"
    TALKED = "talked"
    NOTICE_RELEASED = "notice_released"
    NOTICE_STOPPED = "notice_stopped"
    NOTICE_CHANGED = "notice_changed"
    NOTICE_WITHDRAWN = "notice_withdrawn"
    MESSAGE_IN = "message_in"
    MESSAGE_OUT = "message_out"
    CLOSED = "closed"
    HELPED = "helped_said"
    REOPENED = "reopened"
    CODE_RENEWED = "code_renewed"
    SPAM = "spam"
    NOT_SPAM = "not_spam"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Window:
    """When somebody can be reached every week: weekday 0 is Monday, wall clock in Berlin."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, repr=False)
class CallWish:
    """A wish to be called: the consent to use this number for this purpose."""

    phone: str
    language: str
    windows: tuple[Window, ...] = ()
    others_may_answer: bool = False
    safe_word: str = ""


@dataclass(frozen=True, repr=False)
class NewContact:
    """What somebody tells us, checked at the door. Everything about the person is voluntary."""

    text: str
    channel: Channel
    language: str
    kind: Kind | None = None
    category: str | None = None
    site_code: str | None = None
    name: str = ""
    email: str = ""
    address: str = ""
    letter_date: date | None = None
    letter_came: date | None = None
    confidential: bool = False
    call: CallWish | None = None
    received_at: datetime | None = None


@dataclass(frozen=True)
class Decision:
    """What the ombudsperson decides about one concern."""

    concern_id: int
    category: str
    kind: Kind
    urgency: Urgency
    legal_nature: LegalNature
    team_id: int | None


@dataclass(frozen=True)
class Triage:
    """A whole decision about a case, made on the version of it that the person saw."""

    version: int
    decisions: tuple[Decision, ...] = field(default=())
    confidential: bool = False


def new_reference() -> str:
    """A random reference: no gap and no order ever tells that another case exists."""
    return "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))


def is_open(status: Status) -> bool:
    """Whether somebody still has to do something."""
    return status in {Status.NEW, Status.ASSIGNED}
