"""When a letter counts as received, by every way it can take."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from anbelo.core.calendar import Land
from anbelo.notices.deadlines import (
    HEARING_RULES,
    INACTION_RULES,
    PERIOD_RULES,
    Instruction,
    Period,
    hearing_dates,
    objection_dates,
)
from anbelo.notices.receipt import (
    RECEIPT_RULES,
    DatedRule,
    Delivery,
    Flag,
    Sending,
    presumed_receipt,
    receipt,
    rule_in_force,
)

MONDAY = date(2026, 11, 2)
PRESUMING = [Delivery.POST, Delivery.PORTAL, Delivery.ELECTRONIC]
REAL_DAY_ONLY = [delivery for delivery in Delivery if delivery not in PRESUMING]


@pytest.mark.parametrize("delivery", PRESUMING)
def test_three_days_until_the_end_of_2024_then_four(delivery):
    assert presumed_receipt(delivery, date(2024, 12, 31)) == date(2025, 1, 3)
    assert presumed_receipt(delivery, date(2025, 1, 1)) == date(2025, 1, 5)


@pytest.mark.parametrize("delivery", REAL_DAY_ONLY)
def test_where_nothing_is_presumed_only_the_real_day_counts(delivery):
    assert presumed_receipt(delivery, MONDAY) is None
    got = receipt(Sending(delivery=delivery, posted_on=MONDAY, received_on=date(2026, 11, 3)))
    assert got.effective_on == got.safe_from == date(2026, 11, 3)
    assert (got.presumed_on, got.rule, got.flags) == (None, None, ())


@pytest.mark.parametrize("delivery", REAL_DAY_ONLY)
def test_without_the_real_day_the_office_has_no_date_but_the_claimant_a_cautious_one(delivery):
    posted = receipt(Sending(delivery=delivery, posted_on=MONDAY, printed_on=date(2026, 10, 30)))
    assert (posted.effective_on, posted.safe_from) == (None, MONDAY)
    assert posted.flags == (Flag.RECEIPT_UNKNOWN, Flag.COUNTED_FROM_POSTING_DAY)
    printed = receipt(Sending(delivery=delivery, printed_on=date(2026, 10, 30)))
    assert (printed.effective_on, printed.safe_from) == (None, date(2026, 10, 30))
    assert printed.flags == (Flag.RECEIPT_UNKNOWN, Flag.COUNTED_FROM_PRINTED_DATE)


def test_without_documented_posting_nothing_is_presumed_for_the_office():
    dates = objection_dates(Sending(printed_on=date(2026, 11, 17)), Land.NW)
    assert dates.receipt.presumed_on is None
    assert dates.receipt.effective_on is None
    assert (dates.raw_end, dates.last_day, dates.one_year_last_day) == (None, None, None)
    assert dates.earliest_safe == date(2026, 12, 21)
    assert set(dates.flags) == {
        Flag.POSTING_NOT_DOCUMENTED,
        Flag.RECEIPT_UNKNOWN,
        Flag.COUNTED_FROM_PRINTED_DATE,
    }


def test_without_documented_posting_the_real_day_counts_even_when_it_is_early():
    sending = Sending(printed_on=MONDAY, received_on=date(2026, 11, 4))
    got = receipt(sending)
    assert got.effective_on == got.safe_from == date(2026, 11, 4)
    assert got.flags == (Flag.POSTING_NOT_DOCUMENTED,)


def test_without_documented_posting_a_late_arrival_leaves_the_claimant_cautious():
    got = receipt(Sending(printed_on=MONDAY, received_on=date(2026, 11, 20)))
    assert got.effective_on == date(2026, 11, 20)
    assert got.safe_from == date(2026, 11, 6)
    assert Flag.COUNTED_FROM_PRINTED_DATE in got.flags


def test_with_no_day_at_all_nobody_has_a_date():
    dates = objection_dates(Sending(), Land.NW)
    assert (dates.last_day, dates.earliest_safe) == (None, None)
    assert hearing_dates(Sending(), Land.NW).earliest_safe is None


def test_who_denies_the_arrival_takes_the_presumption_from_the_office():
    got = receipt(Sending(posted_on=MONDAY, arrival_disputed=True))
    assert got.presumed_on == got.safe_from == date(2026, 11, 6)
    assert got.effective_on is None
    assert got.flags == (Flag.ARRIVAL_DISPUTED, Flag.RECEIPT_UNKNOWN)


@pytest.mark.parametrize("retrieved", [date(2026, 11, 4), date(2026, 11, 25)])
def test_a_disputed_portal_notification_counts_from_the_retrieval(retrieved):
    sending = Sending(
        delivery=Delivery.PORTAL, posted_on=MONDAY, received_on=retrieved, arrival_disputed=True
    )
    got = receipt(sending)
    assert got.effective_on == got.safe_from == retrieved
    assert got.flags == (Flag.ARRIVAL_DISPUTED,)


def test_early_retrieval_in_the_portal_changes_nothing_while_the_notification_stands():
    sending = Sending(delivery=Delivery.PORTAL, posted_on=MONDAY, received_on=MONDAY)
    assert receipt(sending).effective_on == date(2026, 11, 6)


def test_the_border_of_the_law_is_flagged_for_the_lawyer():
    for offset in range(-2, 8):
        posted = date(2024, 12, 27) + timedelta(days=offset)
        flagged = Flag.CHANGE_OF_LAW_2025 in receipt(Sending(posted_on=posted)).flags
        assert flagged == (date(2024, 12, 28) <= posted <= date(2024, 12, 31)), posted


def test_nothing_arrives_before_it_was_posted():
    with pytest.raises(ValueError, match="received_before_posted"):
        Sending(posted_on=MONDAY, received_on=date(2026, 11, 1))


def test_an_arrival_on_the_presumed_day_is_not_late():
    got = receipt(Sending(posted_on=MONDAY, received_on=date(2026, 11, 6)))
    assert (got.effective_on, got.flags) == (date(2026, 11, 6), ())


def test_electronic_sending_abroad_is_presumed_and_gives_three_months():
    sending = Sending(delivery=Delivery.ELECTRONIC, posted_on=MONDAY, abroad=True)
    dates = objection_dates(sending, Land.NW)
    assert dates.receipt.effective_on == date(2026, 11, 6)
    assert dates.rule.period is Period.THREE_MONTHS_ABROAD
    assert dates.last_day == date(2027, 2, 8)


def test_a_wrong_instruction_goes_before_the_three_months_abroad():
    sending = Sending(delivery=Delivery.POST_ABROAD, received_on=MONDAY)
    dates = objection_dates(sending, Land.NW, instruction=Instruction.WRONG)
    assert dates.rule.period is Period.ONE_YEAR


def test_a_spoken_decision_can_be_fought_for_a_year_unless_a_written_instruction_was_given():
    spoken = Sending(delivery=Delivery.ORAL, received_on=MONDAY)
    assert objection_dates(spoken, Land.NW).last_day == date(2027, 11, 2)
    instructed = objection_dates(spoken, Land.NW, instruction=Instruction.CORRECT)
    assert instructed.last_day == date(2026, 12, 2)


def test_assumption_day_moves_the_end_only_in_catholic_bavaria():
    sending = Sending(delivery=Delivery.HANDED_OVER, received_on=date(2025, 7, 15))
    assert objection_dates(sending, Land.BY).last_day == date(2025, 8, 15)
    assert objection_dates(sending, Land.BY, catholic=True).last_day == date(2025, 8, 18)


def test_claimants_are_shown_the_day_that_holds_in_every_land():
    dates = objection_dates(Sending(posted_on=date(2026, 4, 30)), Land.NW)
    assert (dates.earliest_safe, dates.last_day) == (date(2026, 6, 4), date(2026, 6, 5))
    hearing = hearing_dates(
        Sending(delivery=Delivery.HANDED_OVER, received_on=date(2026, 5, 21)), Land.NW
    )
    assert (hearing.earliest_safe, hearing.last_day) == (date(2026, 6, 4), date(2026, 6, 5))


@pytest.mark.parametrize("delivery", PRESUMING)
def test_presumptions_follow_one_another_without_gap_or_overlap(delivery):
    rules = [rule for rule in RECEIPT_RULES if delivery in rule.deliveries]
    assert rules[0].valid_from is None
    assert rules[-1].valid_to is None
    for earlier, later in pairwise(rules):
        assert later.valid_from - earlier.valid_to == timedelta(days=1)


def test_every_rule_names_its_source_and_has_a_code_of_its_own():
    rules = [*RECEIPT_RULES, *PERIOD_RULES, *HEARING_RULES, *INACTION_RULES]
    assert all("§" in rule.source for rule in rules)
    assert len({rule.code for rule in rules}) == len(rules)


def test_a_day_without_any_rule_in_force_is_an_error():
    only_2025 = DatedRule(
        code="x", source="§ 1", valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31)
    )
    assert rule_in_force([only_2025], date(2025, 12, 31)) is only_2025
    with pytest.raises(LookupError, match="no_rule_in_force"):
        rule_in_force([only_2025], date(2026, 1, 1))
