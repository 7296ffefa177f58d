"""When a letter counts as received (Bekanntgabe, § 37 SGB X): the day from which periods run.

Pure: calendar days in, calendar days out. The presumed day is fixed by law and never moves, not
even from a Saturday, Sunday or holiday (BSG 6.5.2010, B 14 AS 12/09 R; only tax law differs).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeVar


class Delivery(StrEnum):
    """The way a notice or letter reached its recipient."""

    POST = "post"  # ordinary letter inside Germany
    POST_ABROAD = "post_abroad"
    FORMAL = "formal"  # Postzustellungsurkunde: the day written on the yellow envelope
    REGISTERED_RETURN_SLIP = (
        "registered_return_slip"  # Einschreiben mit Rückschein: day on the slip
    )
    PORTAL = "portal"  # in an online account; "posted" is the notification about it
    ELECTRONIC = "electronic"  # sent electronically itself, at home or abroad
    HANDED_OVER = "handed_over"
    ORAL = "oral"  # spoken (§ 33 SGB X), for example on the telephone


class Flag(StrEnum):
    """What a person must know about a computed date before relying on it."""

    # No documented posting day: nothing is presumed for the office (BSG 3.3.2009, B 4 AS 37/08 R).
    POSTING_NOT_DOCUMENTED = "posting_not_documented"
    # The claimant's date is a cautious one, counted from the date printed on the letter.
    COUNTED_FROM_PRINTED_DATE = "counted_from_printed_date"
    # The claimant's date is a cautious one, counted from the posting day; the arrival is not known.
    COUNTED_FROM_POSTING_DAY = "counted_from_posting_day"
    # The office cannot say that any period has begun.
    RECEIPT_UNKNOWN = "receipt_unknown"
    # The date rests on an arrival after the presumed day, which must be made credible.
    LATE_ARRIVAL_NEEDS_PROOF = "late_arrival_needs_proof"
    # The office must prove the arrival and its day (§ 37 Abs. 2 S. 3 SGB X).
    ARRIVAL_DISPUTED = "arrival_disputed"
    # Posted 28 to 31 December 2024, between three and four days: let a lawyer confirm.
    CHANGE_OF_LAW_2025 = "change_of_law_2025"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedRule:
    """A rule of law, its source, and the days it is in force: both included, `None` is open."""

    code: str
    source: str
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force_on(self, day: date) -> bool:
        """Whether the rule applies to the day that the law names for it."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


RuleT = TypeVar("RuleT", bound=DatedRule)


def rule_in_force(rules: Iterable[RuleT], day: date) -> RuleT:
    """Pick the rule in force on a day. Raises `LookupError("no_rule_in_force")`."""
    for rule in rules:
        if rule.in_force_on(day):
            return rule
    raise LookupError("no_rule_in_force")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRule(DatedRule):
    """How many days after posting a letter counts as received; chosen by the posting day."""

    deliveries: frozenset[Delivery]
    days: int


_FIRST_BORDER_DAY = date(2024, 12, 28)
_LAST_OLD = date(2024, 12, 31)
_FIRST_NEW = date(2025, 1, 1)
_BY_LETTER = frozenset({Delivery.POST, Delivery.ELECTRONIC})
_BY_PORTAL = frozenset({Delivery.PORTAL})

RECEIPT_RULES: Final = (
    ReceiptRule(
        code="third_day",
        deliveries=_BY_LETTER,
        days=3,
        valid_to=_LAST_OLD,
        source="§ 37 Abs. 2 SGB X (bis 31.12.2024)",
    ),
    ReceiptRule(
        code="fourth_day",
        deliveries=_BY_LETTER,
        days=4,
        valid_from=_FIRST_NEW,
        source="§ 37 Abs. 2 SGB X (ab 1.1.2025)",
    ),
    ReceiptRule(
        code="portal_third_day",
        deliveries=_BY_PORTAL,
        days=3,
        valid_to=_LAST_OLD,
        source="§ 37 Abs. 2a SGB X (bis 31.12.2024)",
    ),
    ReceiptRule(
        code="portal_fourth_day",
        deliveries=_BY_PORTAL,
        days=4,
        valid_from=_FIRST_NEW,
        source="§ 37 Abs. 2a SGB X (ab 1.1.2025)",
    ),
)
_PRESUMING = _BY_LETTER | _BY_PORTAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What is known about one letter to one recipient; each recipient has a period of their own.

    `posted_on`: documented posting day (for a portal: the notification was sent). `printed_on`: the
    date on the letter. `received_on`: the real day, as shown by slip, envelope or the person; for a
    portal with a disputed notification the day of retrieval. `arrival_disputed`: the person denies
    that it arrived in time and the office has not proved it. `abroad`: received outside Germany.

    Raises `ValueError("received_before_posted")`.
    """

    delivery: Delivery = Delivery.POST
    posted_on: date | None = None
    printed_on: date | None = None
    received_on: date | None = None
    arrival_disputed: bool = False
    abroad: bool = False

    def __post_init__(self) -> None:
        if self.posted_on and self.received_on and self.received_on < self.posted_on:
            raise ValueError("received_before_posted")

    @property
    def received_abroad(self) -> bool:
        """Whether the recipient got it outside Germany, which makes periods longer."""
        return self.abroad or self.delivery is Delivery.POST_ABROAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The day a letter counts as received.

    `presumed_on`: by law, if anything is presumed. `effective_on`: the day the office may count
    from, `None` if it cannot show one. `safe_from`: the day claimants count from, never later than
    the effective one. `rule`: the presumption used.
    """

    presumed_on: date | None
    effective_on: date | None
    safe_from: date | None
    rule: ReceiptRule | None
    flags: tuple[Flag, ...]


def presumption(delivery: Delivery, posted_on: date) -> ReceiptRule | None:
    """Find the presumption for a letter posted on this day; `None` where only the real day counts.

    Nothing is presumed for post abroad (§ 37 Abs. 2 S. 1 SGB X says "im Inland"), formal delivery,
    return slips, letters handed over and spoken decisions.
    """
    rules = [rule for rule in RECEIPT_RULES if delivery in rule.deliveries]
    return rule_in_force(rules, posted_on) if rules else None


def presumed_receipt(delivery: Delivery, posted_on: date) -> date | None:
    """Give the presumed day of receipt, never moved; `None` where only the real day counts."""
    rule = presumption(delivery, posted_on)
    return posted_on + timedelta(days=rule.days) if rule else None


def receipt(sending: Sending) -> Receipt:
    """Say when a letter counts as received, for the office and, cautiously, for the claimant."""
    posted_on = sending.posted_on
    rule = presumption(sending.delivery, posted_on) if posted_on else None
    if posted_on and rule:
        return _by_presumption(sending, posted_on, rule)
    if sending.delivery in _PRESUMING:
        return _without_posting_day(sending)
    return _by_real_day(sending)


def _by_presumption(sending: Sending, posted_on: date, rule: ReceiptRule) -> Receipt:
    """Early arrival changes nothing, a later one counts; denied altogether, nothing is presumed."""
    presumed, actual = posted_on + timedelta(days=rule.days), sending.received_on
    # § 37 Abs. 2a SGB X: notification disputed and not proved, then the day of retrieval counts.
    retrieval_counts = sending.arrival_disputed and sending.delivery is Delivery.PORTAL
    flags: list[Flag] = []
    if _FIRST_BORDER_DAY <= posted_on <= _LAST_OLD:
        flags.append(Flag.CHANGE_OF_LAW_2025)
    if sending.arrival_disputed:
        flags.append(Flag.ARRIVAL_DISPUTED)
    effective: date | None = presumed
    if sending.arrival_disputed and actual is None:
        effective = None
        flags.append(Flag.RECEIPT_UNKNOWN)
    elif actual and retrieval_counts:
        effective = actual
    elif actual and actual > presumed:
        effective = actual
        flags.append(Flag.LATE_ARRIVAL_NEEDS_PROOF)
    return Receipt(
        presumed_on=presumed,
        effective_on=effective,
        safe_from=effective or presumed,
        rule=rule,
        flags=tuple(flags),
    )


def _by_real_day(sending: Sending) -> Receipt:
    """Only the real day counts; unknown, the claimant counts from the first day possible."""
    flags: list[Flag] = []
    if sending.received_on is None:
        flags.append(Flag.RECEIPT_UNKNOWN)
        if sending.posted_on:
            flags.append(Flag.COUNTED_FROM_POSTING_DAY)
        elif sending.printed_on:
            flags.append(Flag.COUNTED_FROM_PRINTED_DATE)
    return Receipt(
        presumed_on=None,
        effective_on=sending.received_on,
        safe_from=sending.received_on or sending.posted_on or sending.printed_on,
        rule=None,
        flags=tuple(flags),
    )


def _without_posting_day(sending: Sending) -> Receipt:
    """Nothing is presumed for the office; the claimant counts as if posted on the printed date."""
    flags = [Flag.POSTING_NOT_DOCUMENTED]
    if sending.received_on is None:
        flags.append(Flag.RECEIPT_UNKNOWN)
    safe_from = sending.received_on
    if sending.printed_on:
        cautious = presumed_receipt(sending.delivery, sending.printed_on)
        if cautious and (safe_from is None or cautious < safe_from):
            safe_from = cautious
            flags.append(Flag.COUNTED_FROM_PRINTED_DATE)
    return Receipt(
        presumed_on=None,
        effective_on=sending.received_on,
        safe_from=safe_from,
        rule=None,
        flags=tuple(flags),
    )
