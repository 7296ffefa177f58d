"""Until when somebody can object, sue or answer, and when we owe an answer: the dates of a notice.

Pure: what is known goes in, calendar days and codes come out, each rule with its source. How a
letter counts as received is in `receipt.py`; what an end means on a given day in `standing.py`.

* A period of months ends on the same day number, or on the last day of a shorter month (§ 64 Abs. 2
  SGG); there is no end-of-month rule: 28 February leads to 28 March.
* Only the last day moves, to the next legal working day (§ 64 Abs. 3 SGG), by the holidays of the
  Land where the office sits, not of the claimant's home. Closing days of the office move nothing.
* The last day counts until 24:00 Berlin time, and arrival at any German authority saves it (§ 84
  Abs. 2 SGG): see `arrived_in_time`.
* Claimants are shown `earliest_safe`: moved by nationwide holidays only.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from anbelo.core.calendar import Land, WorkCalendar, local_day, next_legal_working_day
from anbelo.notices.receipt import (
    DatedRule,
    Delivery,
    Flag,
    Receipt,
    Sending,
    receipt,
    rule_in_force,
)

_DAY = timedelta(days=1)


class Remedy(StrEnum):
    """What somebody may do against a decision."""

    OBJECTION = "objection"  # Widerspruch, § 84 SGG
    LAWSUIT = "lawsuit"  # Klage against the Widerspruchsbescheid, § 87 SGG


class Instruction(StrEnum):
    """The written instruction on remedies (Rechtsbehelfsbelehrung) in the notice."""

    CORRECT = "correct"
    MISSING = "missing"
    INCOMPLETE = "incomplete"
    WRONG = "wrong"  # also: names no electronic way although one is open (BSG B 7 AS 10/22 R)


class Period(StrEnum):
    """How long a remedy is open."""

    ONE_MONTH = "one_month"
    THREE_MONTHS_ABROAD = "three_months_abroad"
    ONE_YEAR = "one_year"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRule(DatedRule):
    """Length of a period for a remedy; chosen by the day of receipt."""

    remedy: Remedy
    period: Period
    months: int


def _period_rule(remedy: Remedy, period: Period, months: int, source: str) -> PeriodRule:
    code = f"{remedy}_{period}"
    return PeriodRule(code=code, remedy=remedy, period=period, months=months, source=source)


PERIOD_RULES: Final = (
    _period_rule(Remedy.OBJECTION, Period.ONE_MONTH, 1, "§ 84 Abs. 1 S. 1 SGG"),
    _period_rule(Remedy.OBJECTION, Period.THREE_MONTHS_ABROAD, 3, "§ 84 Abs. 1 S. 2 SGG"),
    _period_rule(Remedy.OBJECTION, Period.ONE_YEAR, 12, "§ 66 Abs. 2 SGG"),
    _period_rule(Remedy.LAWSUIT, Period.ONE_MONTH, 1, "§ 87 Abs. 1 S. 1 SGG"),
    _period_rule(Remedy.LAWSUIT, Period.THREE_MONTHS_ABROAD, 3, "§ 87 Abs. 1 S. 2 SGG"),
    _period_rule(Remedy.LAWSUIT, Period.ONE_YEAR, 12, "§ 66 Abs. 2 SGG"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionDates:
    """Everything a page, a letter or a list needs to say about the end of a remedy.

    `land`, `catholic`: whose holidays moved them. `raw_end`: before moving. `last_day`: the last
    full day on which it may arrive; `None` when the office cannot show any receipt.
    `earliest_safe`: the day to tell claimants, never later than `last_day`.
    `last_day_if_arrived_in_time`: what remains when a late arrival is not believed.
    `one_year_last_day`: the end if the instruction turns out to be missing or wrong.
    """

    receipt: Receipt
    rule: PeriodRule
    land: Land
    catholic: bool
    raw_end: date | None
    last_day: date | None
    earliest_safe: date | None
    last_day_if_arrived_in_time: date | None
    one_year_last_day: date | None

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What must be known before relying on these dates."""
        return self.receipt.flags


def months_later(day: date, months: int) -> date:
    """Give the same day number some months later, or the last day of that month if it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def objection_dates(
    sending: Sending,
    land: Land,
    *,
    instruction: Instruction | None = None,
    remedy: Remedy = Remedy.OBJECTION,
    catholic: bool = False,
) -> ObjectionDates:
    """Compute until when one recipient can object (or sue).

    `land`: where the deciding office sits. `instruction`: unknown counts as correct, except that a
    spoken decision carries none, so it can be fought for a year (§ 66 SGG). `catholic`: see
    `anbelo.core.calendar.public_holidays`.
    """
    got = receipt(sending)
    rule = _choose_period(sending, got, instruction, remedy)

    def moved(start: date | None, months: int, where: Land | None) -> date | None:
        if start is None:
            return None
        return next_legal_working_day(months_later(start, months), where, catholic=catholic)

    late = Flag.LATE_ARRIVAL_NEEDS_PROOF in got.flags
    return ObjectionDates(
        receipt=got,
        rule=rule,
        land=land,
        catholic=catholic,
        raw_end=months_later(got.effective_on, rule.months) if got.effective_on else None,
        last_day=moved(got.effective_on, rule.months, land),
        earliest_safe=moved(got.safe_from, rule.months, None),
        last_day_if_arrived_in_time=moved(got.presumed_on, rule.months, land) if late else None,
        one_year_last_day=moved(got.effective_on, 12, land),
    )


def _choose_period(
    sending: Sending, got: Receipt, instruction: Instruction | None, remedy: Remedy
) -> PeriodRule:
    if instruction is None:
        spoken = sending.delivery is Delivery.ORAL
        instruction = Instruction.MISSING if spoken else Instruction.CORRECT
    period = Period.ONE_MONTH
    if instruction is not Instruction.CORRECT:
        period = Period.ONE_YEAR
    elif sending.received_abroad:
        period = Period.THREE_MONTHS_ABROAD
    rules = [rule for rule in PERIOD_RULES if rule.remedy is remedy and rule.period is period]
    return rule_in_force(rules, got.effective_on or got.safe_from or date.max)


def arrived_in_time(dates: ObjectionDates, arrived_at: datetime) -> bool | None:
    """Whether an objection that arrived at this moment is in time; `None` if nobody can say.

    Arrival at any German authority counts, ours too. Raises `ValueError` for a naive moment.
    """
    day = local_day(arrived_at)
    return None if dates.last_day is None else day <= dates.last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingRule(DatedRule):
    """How many days somebody has to answer before a burdensome notice; chosen by receipt day."""

    days: int


HEARING_RULES: Final = (
    HearingRule(code="hearing_two_weeks", days=14, source="§ 24 SGB X (üblich: zwei Wochen)"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingDates:
    """Until when somebody may comment on a planned decision.

    `last_day`: before the day after it the office must not decide; `None` when it cannot show that
    the letter arrived. `earliest_safe`: the day to tell claimants.
    """

    receipt: Receipt
    rule: HearingRule
    last_day: date | None
    earliest_safe: date | None


def hearing_dates(sending: Sending, land: Land, *, catholic: bool = False) -> HearingDates:
    """Compute the answer day of a hearing (Anhörung): receipt and two weeks, then moved.

    The law names no length (§ 24 SGB X); two weeks besides the time by post are customary.
    """
    got = receipt(sending)
    rule = rule_in_force(HEARING_RULES, got.effective_on or got.safe_from or date.max)
    length = timedelta(days=rule.days)

    def moved(start: date | None, where: Land | None) -> date | None:
        return start and next_legal_working_day(start + length, where, catholic=catholic)

    return HearingDates(
        receipt=got,
        rule=rule,
        last_day=moved(got.effective_on, land),
        earliest_safe=moved(got.safe_from, None),
    )


class Pending(StrEnum):
    """What somebody is waiting for the office to decide."""

    APPLICATION = "application"
    OBJECTION = "objection"


@dataclass(frozen=True, slots=True, kw_only=True)
class InactionRule(DatedRule):
    """How many months the office has before it can be sued for doing nothing; by filing day."""

    pending: Pending
    months: int


INACTION_RULES: Final = (
    InactionRule(
        code="inaction_application",
        pending=Pending.APPLICATION,
        months=6,
        source="§ 88 Abs. 1 SGG",
    ),
    InactionRule(
        code="inaction_objection",
        pending=Pending.OBJECTION,
        months=3,
        source="§ 88 Abs. 2 SGG",
    ),
)


def inaction_suit_from(pending: Pending, filed_on: date) -> date:
    """Give the first day on which a suit for inaction (Untätigkeitsklage) is possible.

    A waiting time, not a period: the day after the same day number, never moved.
    """
    rules = [rule for rule in INACTION_RULES if rule.pending is pending]
    return months_later(filed_on, rule_in_force(rules, filed_on).months) + _DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRule(DatedRule):
    """How fast a complaint is acknowledged (working days) and answered (calendar days)."""

    acknowledge_working_days: int
    answer_calendar_days: int


COMPLAINT_TARGET: Final = TargetRule(
    code="complaint_target",
    acknowledge_working_days=3,
    answer_calendar_days=14,
    source="Kundenreaktionsmanagement der Bundesagentur (für Jobcenter eine Empfehlung)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintTargets:
    """The days until which a complaint should be acknowledged and answered, both included."""

    acknowledge_by: date
    answer_by: date
    rule: TargetRule


def complaint_targets(
    received_on: date, calendar: WorkCalendar, rule: TargetRule = COMPLAINT_TARGET
) -> ComplaintTargets:
    """Compute our own promise for a complaint; the day it came in is not counted.

    Closing days prolong the acknowledgement, nothing prolongs the answer.
    """
    return ComplaintTargets(
        acknowledge_by=calendar.add_working_days(received_on, rule.acknowledge_working_days),
        answer_by=received_on + timedelta(days=rule.answer_calendar_days),
        rule=rule,
    )
