"""What a line of a file of notices may hold. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anbelo.imports.rules import MAX_ID, MAX_NAME, LineCheck, RawLine, listed
from anbelo.notices.service import NewDisposition, NewNotice

NEEDED = ("reference", "kind", "team", "name", "language", "printed_on")
FIELDS = (*NEEDED, "phone", "send_no_later_than", "amount_lower", "facts_unclear", "summary",
          "rulings", "case_reference", "urgent_reason")  # fmt: skip
MAX_SUMMARY, MAX_REASON, MAX_RULINGS = 2000, 500, 20
# As in addresses of the API, so that every notice has one.
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:\-]{0,63}")
_CASE = re.compile(r"[A-Za-z0-9]{8}")
_RULING = re.compile(
    r"(?P<kind>[a-z][a-z0-9_]{0,39})(?:\s+(?P<amount>\d{1,8}(?:[.,]\d{1,2})?))?"
    r"(?:\s+(?P<effect>stops|goes_on))?"
)

# Active kinds of the house by code: what each usually rules, and whether an objection stops it.
Kinds = Mapping[str, tuple[tuple[str, bool], ...]]


@dataclass(frozen=True, repr=False)
class CheckedNotice:
    """A line that can become a notice."""

    line: int
    notice: NewNotice


class NoticeCheck(LineCheck):
    """Checks one line of a file of notices."""

    def __init__(
        self, raw: RawLine, *, kinds: Kinds, teams: frozenset[str], stops: frozenset[str]
    ) -> None:
        super().__init__(raw)
        self.kinds, self.teams, self.stops = kinds, teams, stops

    def checked(self) -> CheckedNotice | None:
        """The notice of this line; None when it has faults."""
        kind = self._one_of("kind", frozenset(self.kinds))
        printed_on = self.day("printed_on", needed=True) or date.min
        notice = NewNotice(
            external_ref=self._shaped("reference", REFERENCE, needed=True),
            kind=kind,
            team=self._one_of("team", self.teams),
            person_name=self.text("name", MAX_NAME, needed=True),
            phone=self.phone(),
            language=self.language("language"),
            summary=self.text("summary", MAX_SUMMARY),
            printed_on=printed_on,
            send_no_later_than=self.day("send_no_later_than"),
            amount_lower=self.yes_no_or_nothing("amount_lower"),
            facts_unclear=self.yes_no_or_nothing("facts_unclear"),
            case_reference=self._shaped("case_reference", _CASE).upper() or None,
            urgent_reason=self.text("urgent_reason", MAX_REASON),
            dispositions=self._rulings(kind),
        )
        return None if self.faults else CheckedNotice(self.raw.number, notice)

    def _one_of(self, name: str, known: frozenset[str]) -> str:
        value = self.text(name, MAX_ID, needed=True)
        if value and value not in known:
            possible = listed(known)
            self.fault(name, f"is not one of ours. Possible: {possible}.", "not_possible",
                       possible=possible)  # fmt: skip
        return value

    def _shaped(self, name: str, shape: re.Pattern[str], *, needed: bool = False) -> str:
        value = self.text(name, MAX_ID, needed=needed)
        if value and not shape.fullmatch(value):
            self.fault(name, "may hold letters, digits and . _ : - only (a reference up to 64, a "
                       "case exactly 8 of them).", "reference_shape")  # fmt: skip
            return ""
        return value

    def _rulings(self, kind: str) -> tuple[NewDisposition, ...]:
        """What it rules ("refund 800.00 stops"); without any, what this kind usually decides."""
        value = self.text("rulings", MAX_SUMMARY)
        usual = dict(self.kinds.get(kind, ()))
        if not value:
            return tuple(NewDisposition(code, effect) for code, effect in usual.items())
        found: list[NewDisposition] = []
        for part in value.split("|"):
            match = _RULING.fullmatch(part.strip())
            if match is None or len(found) == MAX_RULINGS:
                self.fault("rulings", "must look like: withdrawal | refund 800.00 stops (at most "
                           f"{MAX_RULINGS}).", "rulings_shape")  # fmt: skip
                return ()
            code, amount, effect = match["kind"], match["amount"], match["effect"]
            suspends = usual.get(code, code in self.stops) if effect is None else effect == "stops"
            money = Decimal(amount.replace(",", ".")) if amount else None
            found.append(NewDisposition(code, suspends, money))
        return tuple(found)
