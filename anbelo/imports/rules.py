"""What a line of a file may hold, and every way in which it can be wrong. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

import phonenumbers

from anbelo.cases.rules import MAX_TEXT, CallWish, Channel, NewContact
from anbelo.core.calendar import at, local
from anbelo.core.letters import MOST_MARKS, composed, piled_up, plain_lines
from anbelo.core.texts import languages
from anbelo.triage.categories import CATEGORIES
from anbelo.triage.proposal import Kind

E = TypeVar("E", bound=Enum)

MAX_ID, MAX_NAME = 100, 200
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
NEEDED = ("id", "text", "lang")
FIELDS = (*NEEDED, "kind", "category", "channel", "site", "name", "phone", "received_at",
          "confidential")  # fmt: skip
_OUR_CODE = re.compile(r"[A-Z]{3}(-\d+)?")
_YES, _NO = frozenset({"true", "yes", "ja", "1"}), frozenset({"false", "no", "nein", "0", ""})

# What a spreadsheet would calculate. A cell is refused for its first sign alone. In JSON lines,
# where "- first, ..." is an honest text, only what really is a formula is refused: "=" before a
# name, number or sign; after + - @ a function, a sum and nothing else, or a call of another
# program ("cmd|'...'!A0").
_CELL_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_FORMULA = re.compile(
    r"""\s*(?:
        = \s* (?: [\w+\-@$"'\[{] | \(\s*\w )
      | [+\-] \s* [A-Z][A-Z0-9.]+ \(
      | @ \s* [A-Za-z][A-Za-z0-9.]* \(
      | [+\-@] \s* [\d.,]+ (?: \s* [+\-*/^&] \s* [\d.,(]+ )+ \)* \s* $
      | [=+\-@] [^|\n]* \| [^!\n]* ! \w
    )""",
    re.VERBOSE,
)
_PHONE_CELL = re.compile(r"\+[\d ()/.\-]{5,}")


@dataclass(frozen=True)
class Fault:
    """Why a line cannot be taken over: its number in the file, the field, and a whole sentence.

    The sentence is English, for commands; pages have words of their own for `code` and `facts`
    (without a code: the line cannot be read at all).
    """

    line: int
    field: str
    sentence: str
    code: str = ""
    facts: Mapping[str, object] = with_default(default_factory=dict, compare=False)


@dataclass(frozen=True, repr=False)
class RawLine:
    """One line as the file holds it; `cells` tells that it comes from a table of cells."""

    number: int
    values: Mapping[str, object]
    cells: bool = False


@dataclass(frozen=True, repr=False)
class Checked:
    """A line that can become a case."""

    line: int
    external_id: str
    contact: NewContact


class LineCheck:
    """Checks one line; collects every fault of it instead of stopping at the first."""

    def __init__(self, raw: RawLine) -> None:
        self.raw = raw
        self.faults: list[Fault] = []

    def fault(self, field: str, sentence: str, code: str = "", **facts: object) -> None:
        """Remember what is wrong with a field."""
        self.faults.append(Fault(self.raw.number, field, sentence, code, facts))

    def text(self, field: str, limit: int, *, needed: bool = False) -> str:
        """A text in composed form, trimmed; "" when it is wrong or not there."""
        value = self.raw.values.get(field)
        if isinstance(value, int | float) and not isinstance(value, bool) and field != "text":
            value = str(value)
        if value is None:
            value = ""
        if not isinstance(value, str):
            self.fault(field, "is not text.", "not_text")
            return ""
        sentence = bad_sign(plain_lines(value))
        text = "" if sentence else composed(value)
        size = len(text.strip())
        if sentence:
            self.fault(field, sentence, "bad_characters")
        elif sentence := formula(value, cell=self.raw.cells, phone=field == "phone"):
            self.fault(field, sentence, "formula")
        elif size > limit:
            self.fault(field, f"has {size:,} characters; {limit:,} are possible.", "too_long",
                       length=size, limit=limit)  # fmt: skip
        elif needed and not size:
            self.fault(field, "is missing.", "required")
        else:
            return text.strip()
        return ""

    def language(self, field: str = "lang") -> str:
        """The code of a language we know."""
        code = self.text(field, MAX_ID, needed=True)
        if code and code not in languages():
            possible = listed(languages())
            self.fault(field, f"is a language we do not know. Possible: {possible}.",
                       "not_possible", possible=possible)  # fmt: skip
        return code

    def choice(self, field: str, kind: type[E]) -> E | None:
        """One of our values, or None."""
        value = self.text(field, MAX_ID)
        if not value:
            return None
        try:
            return kind(value)
        except ValueError:
            possible = listed(str(member.value) for member in kind)
            self.fault(field, f"is not one of our values. Possible: {possible}.",
                       "not_possible", possible=possible)  # fmt: skip
            return None

    def phone(self) -> str:
        """A telephone number as E.164, or ""."""
        value = self.text("phone", MAX_NAME)
        if not value:
            return ""
        try:
            number = phonenumbers.parse(value, "DE")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            self.fault("phone", "is not a telephone number. Write it like 0221 4710123.",
                       "not_a_phone_number")  # fmt: skip
            return ""
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def day(self, field: str, *, needed: bool = False) -> date | None:
        """A day, written as 2026-11-24 or 24.11.2026; a spreadsheet's midnight is left out."""
        value = self.text(field, MAX_ID, needed=needed)
        if not value:
            return None
        found = read_day(value.removesuffix("T00:00:00"))
        if found is None or not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
            self.fault(field, "is not a day. Write it like 2026-11-24 or 24.11.2026.",
                       "not_a_date")  # fmt: skip
            return None
        return found

    def yes_or_no(self, field: str) -> bool:
        """Yes or no; nothing means no."""
        return bool(self.yes_no_or_nothing(field))

    def yes_no_or_nothing(self, field: str) -> bool | None:
        """Yes, no, or None when the line does not say."""
        value = self.raw.values.get(field)
        word = str(value).strip().casefold() if value is not None else ""
        if word in _YES or word in _NO:
            return (word in _YES) if word else None
        self.fault(field, "is neither true nor false.", "not_yes_or_no")
        return None


class ContactCheck(LineCheck):
    """Checks one line of a contacts file."""

    def __init__(self, raw: RawLine, *, sites: frozenset[str], now: datetime) -> None:
        super().__init__(raw)
        self.sites, self.now = sites, now
        self.foreign_category: str | None = None

    def checked(self, default_site: str | None) -> Checked | None:
        """The contact of this line; None when it has faults."""
        external_id = self.text("id", MAX_ID, needed=True)
        text = self.text("text", MAX_TEXT, needed=True)
        language = self.language()
        phone = self.phone()
        contact = NewContact(
            text=text,
            channel=self.choice("channel", Channel) or Channel.IMPORT,
            language=language,
            kind=self.choice("kind", Kind),
            category=self._category(),
            site_code=self._site() or default_site,
            name=self.text("name", MAX_NAME),
            call=CallWish(phone=phone, language=language) if phone else None,
            received_at=self._moment(),
            confidential=self.yes_or_no("confidential"),
        )
        return None if self.faults else Checked(self.raw.number, external_id, contact)

    def _category(self) -> str | None:
        """One of our codes; foreign labels are left out, a mistyped code is a fault."""
        value = self.text("category", MAX_ID)
        if not value or value in CATEGORIES:
            return value or None
        if _OUR_CODE.fullmatch(value):
            self.fault("category", "looks like one of our codes, but there is no such topic.")
        self.foreign_category = value
        return None

    def _site(self) -> str | None:
        value = self.text("site", MAX_ID)
        if value and value not in self.sites:
            self.fault("site", f"is no site of this house. Possible: {listed(self.sites)}.")
        return value or None

    def _moment(self) -> datetime | None:
        value = self.text("received_at", MAX_ID)
        if not value:
            return None
        moment = _read_moment(value)
        if moment is None:
            self.fault("received_at", "is not a time. Write it like 2018-03-05T09:30.")
        elif local(moment).year < EARLIEST_YEAR or moment > self.now:
            self.fault("received_at", "lies in the future or too long ago.")
        return moment


def bad_sign(text: str) -> str:
    """Name the first sign no person types (NUL, control signs, half characters); "" if none."""
    if place := piled_up(text):
        return f"holds more than {MOST_MARKS} marks on one letter at character {place}."
    for place, sign in enumerate(text, start=1):
        if unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t":
            name = "NUL" if sign == "\0" else f"U+{ord(sign):04X}"
            return f"holds the control character {name} at character {place}."
    return ""


def formula(value: str, *, cell: bool, phone: bool = False) -> str:
    """Say so when a spreadsheet could calculate this text; "" when it is only text."""
    if phone and _PHONE_CELL.fullmatch(value.strip()):
        return ""
    signs = unicodedata.normalize("NFKC", value)
    risky = signs.startswith(_CELL_SIGNS) if cell else _FORMULA.match(signs) is not None
    if not risky:
        return ""
    return "could be a formula. Put the words before its first sign, or remove the sign."


def listed(values: Iterable[str]) -> str:
    """Values as a sentence names them."""
    return ", ".join(sorted(values))


def read_day(text: str) -> date | None:
    """A day as ISO or as Germans write it; None when it is none."""
    parts = text.split(".")
    try:
        if len(parts) == 3:  # noqa: PLR2004 - day, month, year
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        return date.fromisoformat(text)
    except (ValueError, OverflowError):
        return None


def _read_moment(text: str) -> datetime | None:
    """A time with its offset, or by the wall clock in Berlin."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at(moment.date(), moment.time()) if moment.utcoffset() is None else moment
