"""The worked examples a lawyer can check by hand: receipt and last day, one by one."""

from datetime import UTC, date, datetime

import pytest

from anbelo.core.calendar import Land, WorkCalendar
from anbelo.notices.deadlines import (
    Instruction,
    Pending,
    Period,
    Remedy,
    arrived_in_time,
    complaint_targets,
    hearing_dates,
    inaction_suit_from,
    objection_dates,
)
from anbelo.notices.receipt import Delivery, Flag, Sending

# posted, Land of the office, presumed receipt, last day, what the example shows
EXAMPLES = [
    ("2007-09-26", "BW", "2007-09-29", "2007-10-29", "BSG B 14 AS 12/09 R, Saturday stays"),
    ("2024-02-26", "NW", "2024-02-29", "2024-04-02", "leap day, chain over Easter"),
    ("2024-12-31", "NW", "2025-01-03", "2025-02-03", "last posting day of the old law"),
    ("2025-01-02", "NW", "2025-01-06", "2025-02-06", "new law, Epiphany is no holiday here"),
    ("2025-01-26", "NW", "2025-01-30", "2025-02-28", "no 30 February"),
    ("2025-01-27", "NW", "2025-01-31", "2025-02-28", "no 31 February"),
    ("2025-04-04", "BE", "2025-04-08", "2025-05-09", "single Berlin holiday"),
    ("2025-07-11", "SL", "2025-07-15", "2025-08-18", "Assumption Day in Saarland"),
    ("2025-08-30", "NW", "2025-09-03", "2025-10-06", "posted on Saturday, Unity Day"),
    ("2026-01-27", "NW", "2026-01-31", "2026-03-02", "Saturday receipt stays, Saturday end moves"),
    ("2026-02-27", "NW", "2026-03-03", "2026-04-07", "Good Friday to Tuesday after Easter"),
    ("2026-03-27", "NW", "2026-03-31", "2026-04-30", "April has 30 days"),
    ("2026-03-28", "NW", "2026-04-01", "2026-05-04", "1 May is a Friday"),
    ("2026-04-10", "NW", "2026-04-14", "2026-05-15", "Ascension Day"),
    ("2026-04-21", "NW", "2026-04-25", "2026-05-26", "Whit Monday"),
    ("2026-04-30", "NW", "2026-05-04", "2026-06-05", "Corpus Christi in North Rhine-Westphalia"),
    ("2026-04-30", "HH", "2026-05-04", "2026-06-04", "no Corpus Christi in Hamburg"),
    ("2026-09-21", "NW", "2026-09-25", "2026-10-26", "Sunday end moves to Monday"),
    ("2026-10-14", "SN", "2026-10-18", "2026-11-19", "Buß- und Bettag in Saxony"),
    ("2026-10-27", "NW", "2026-10-31", "2026-11-30", "November has 30 days"),
    ("2026-10-28", "NW", "2026-11-01", "2026-12-01", "receipt on Sunday and All Saints stays"),
    ("2026-11-20", "NW", "2026-11-24", "2026-12-24", "Christmas Eve is no holiday"),
    ("2026-11-21", "NW", "2026-11-25", "2026-12-28", "Christmas and a weekend"),
    ("2026-11-27", "NW", "2026-12-01", "2027-01-04", "New Year and a weekend"),
    ("2026-12-02", "BW", "2026-12-06", "2027-01-07", "Epiphany in Baden-Württemberg"),
    ("2027-02-24", "NW", "2027-02-28", "2027-03-30", "Easter Sunday and Monday"),
    ("2027-09-26", "NW", "2027-09-30", "2027-11-02", "Saturday, Sunday, All Saints"),
    ("2028-01-27", "NW", "2028-01-31", "2028-02-29", "leap year"),
]


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(("posted", "land", "presumed", "last", "why"), EXAMPLES)
def test_posted_letter(posted, land, presumed, last, why):
    dates = objection_dates(Sending(posted_on=day(posted)), Land(land))
    assert dates.receipt.presumed_on == day(presumed), why
    assert dates.receipt.effective_on == day(presumed), why
    assert dates.last_day == day(last), why
    assert dates.rule.period is Period.ONE_MONTH


def test_a_late_arrival_that_is_shown_counts():
    dates = objection_dates(
        Sending(posted_on=day("2026-11-02"), received_on=day("2026-11-12")), Land.NW
    )
    assert dates.receipt.presumed_on == day("2026-11-06")
    assert dates.raw_end == day("2026-12-12")
    assert dates.last_day == day("2026-12-14")
    assert dates.last_day_if_arrived_in_time == day("2026-12-07")
    assert dates.flags == (Flag.LATE_ARRIVAL_NEEDS_PROOF,)


def test_an_early_arrival_changes_nothing():
    dates = objection_dates(
        Sending(posted_on=day("2026-09-29"), received_on=day("2026-10-01")), Land.NW
    )
    assert dates.receipt.effective_on == day("2026-10-03")
    assert dates.last_day == day("2026-11-03")
    assert dates.flags == ()


@pytest.mark.parametrize(
    ("received", "raw", "last"),
    [("2026-11-30", "2027-02-28", "2027-03-01"), ("2026-01-31", "2026-04-30", "2026-04-30")],
)
def test_abroad_three_months_run_from_the_real_arrival(received, raw, last):
    sending = Sending(delivery=Delivery.POST_ABROAD, received_on=day(received))
    dates = objection_dates(sending, Land.NW)
    assert (dates.raw_end, dates.last_day) == (day(raw), day(last))
    assert dates.receipt.presumed_on is None
    assert dates.rule.source == "§ 84 Abs. 1 S. 2 SGG"


@pytest.mark.parametrize(
    ("received", "raw", "last"),
    [("2028-02-29", "2029-02-28", "2029-02-28"), ("2025-11-01", "2026-11-01", "2026-11-02")],
)
@pytest.mark.parametrize(
    "instruction", [Instruction.MISSING, Instruction.INCOMPLETE, Instruction.WRONG]
)
def test_without_a_right_instruction_the_period_is_a_year(received, raw, last, instruction):
    sending = Sending(delivery=Delivery.HANDED_OVER, received_on=day(received))
    dates = objection_dates(sending, Land.NW, instruction=instruction)
    assert (dates.raw_end, dates.last_day) == (day(raw), day(last))
    assert dates.rule.source == "§ 66 Abs. 2 SGG"


def test_formal_delivery_counts_the_day_on_the_envelope():
    sending = Sending(delivery=Delivery.FORMAL, received_on=day("2026-11-28"))
    dates = objection_dates(sending, Land.NW)
    assert dates.raw_end == dates.last_day == day("2026-12-28")


def test_suit_for_inaction_is_possible_after_six_and_after_three_months():
    assert inaction_suit_from(Pending.APPLICATION, day("2026-05-15")) == day("2026-11-16")
    assert inaction_suit_from(Pending.OBJECTION, day("2026-08-31")) == day("2026-12-01")


def test_a_hearing_gives_two_weeks_after_the_presumed_receipt():
    hearing = hearing_dates(Sending(posted_on=day("2026-12-18")), Land.NW)
    assert hearing.receipt.effective_on == day("2026-12-22")
    assert hearing.last_day == hearing.earliest_safe == day("2027-01-05")


@pytest.mark.parametrize(
    ("closing_days", "acknowledge_by"),
    [(frozenset(), "2026-12-28"), (frozenset({day("2026-12-24")}), "2026-12-29")],
)
def test_a_complaint_is_acknowledged_in_three_working_days(closing_days, acknowledge_by):
    targets = complaint_targets(day("2026-12-22"), WorkCalendar(Land.NW, closing_days))
    assert targets.acknowledge_by == day(acknowledge_by)
    assert targets.answer_by == day("2027-01-05")


def test_a_suit_after_the_objection_runs_like_an_objection():
    sending = Sending(posted_on=day("2026-11-21"))
    dates = objection_dates(sending, Land.NW, remedy=Remedy.LAWSUIT)
    assert dates.last_day == day("2026-12-28")
    assert dates.rule.source == "§ 87 Abs. 1 S. 1 SGG"


def test_the_last_day_counts_until_midnight_in_berlin():
    dates = objection_dates(Sending(posted_on=day("2026-11-20")), Land.NW)
    assert arrived_in_time(dates, datetime(2026, 12, 24, 22, 59, tzinfo=UTC)) is True
    assert arrived_in_time(dates, datetime(2026, 12, 24, 23, 0, tzinfo=UTC)) is False
    unknown = objection_dates(Sending(printed_on=day("2026-11-20")), Land.NW)
    assert arrived_in_time(unknown, datetime(2027, 12, 24, 23, 0, tzinfo=UTC)) is None
