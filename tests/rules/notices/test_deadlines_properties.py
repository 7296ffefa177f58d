"""What holds for every posting day 2024 to 2032 in all sixteen Länder, computed twice."""

from collections import Counter
from datetime import date, timedelta

import holidays
import pytest
from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, FR, MO, TH, TU, WE, rrule
from hypothesis import given
from hypothesis import strategies as st

from anbelo.core.calendar import Land, is_legal_working_day
from anbelo.notices.deadlines import (
    Instruction,
    Pending,
    hearing_dates,
    inaction_suit_from,
    months_later,
    objection_dates,
)
from anbelo.notices.receipt import Delivery, Sending

FIRST, LAST = date(2024, 1, 1), date(2032, 12, 31)
POSTING_DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
NEVER_AN_END = {(3, 31), (5, 31), (7, 31), (10, 31), (12, 31)}
SENDINGS = st.builds(
    lambda delivery, posted, printed, received, disputed, abroad: Sending(
        delivery=delivery,
        posted_on=posted,
        printed_on=printed,
        received_on=max(received, posted) if received and posted else received,
        arrival_disputed=disputed,
        abroad=abroad,
    ),
    st.sampled_from(Delivery),
    st.none() | st.dates(FIRST, LAST),
    st.none() | st.dates(FIRST, LAST),
    st.none() | st.dates(FIRST, LAST),
    st.booleans(),
    st.booleans(),
)


def open_days_by_dateutil(land: Land) -> dict[date, date]:
    """Map each day to the first weekday that is no holiday, from packages alone."""
    free = holidays.Germany(subdiv=land.value, years=range(2024, 2035))
    weekdays = rrule(DAILY, dtstart=FIRST, until=date(2033, 12, 31), byweekday=(MO, TU, WE, TH, FR))
    open_days = {moment.date() for moment in weekdays} - set(free)
    landing: dict[date, date] = {}
    following = date(2033, 12, 30)
    for n in range((following - FIRST).days + 1):
        day = date(2033, 12, 30) - timedelta(days=n)
        following = day if day in open_days else following
        landing[day] = following
    return landing


@pytest.mark.parametrize("land", Land)
def test_a_second_computation_agrees_and_the_invariants_hold_for_every_posting_day(land):
    landing = open_days_by_dateutil(land)
    for posted in POSTING_DAYS:
        dates = objection_dates(Sending(posted_on=posted), land)
        days = 3 if posted.year == 2024 else 4
        raw = posted + relativedelta(days=days) + relativedelta(months=1)
        assert (dates.raw_end, dates.last_day) == (raw, landing[raw]), posted
        assert (raw.month, raw.day) not in NEVER_AN_END, posted
        assert raw <= dates.earliest_safe <= dates.last_day, posted
        if 2025 <= posted.year <= 2030:
            assert 32 <= (dates.last_day - posted).days <= 39, posted


def test_at_least_forty_thousand_cases_are_computed_twice():
    assert len(POSTING_DAYS) * len(Land) >= 40_000


def test_the_shortest_and_longest_distance_really_occur():
    distances = Counter(
        (objection_dates(Sending(posted_on=posted), land).last_day - posted).days
        for land in Land
        for posted in POSTING_DAYS
        if 2025 <= posted.year <= 2030
    )
    assert (min(distances), max(distances)) == (32, 39)


@pytest.fixture(scope="module")
def weekday_postings():
    """Every weekday of 2026 and 2027, as North Rhine-Westphalia counts it."""
    posted = [day for day in POSTING_DAYS if day.year in {2026, 2027} and day.weekday() < 5]
    return {day: objection_dates(Sending(posted_on=day), Land.NW) for day in posted}


def landing_in_nw(day: date) -> date:
    while not is_legal_working_day(day, Land.NW):
        day += timedelta(days=1)
    return day


def test_shortcuts_are_wrong_as_often_as_they_were_found_to_be(weekday_postings):
    """A count of thirty days, the old three days, and the tax rule that moves the receipt."""
    thirty_days = three_days = tax_rule = 0
    for posted, dates in weekday_postings.items():
        received = posted + timedelta(days=4)
        thirty_days += landing_in_nw(received + timedelta(days=30)) != dates.last_day
        old = posted + relativedelta(days=3) + relativedelta(months=1)
        three_days += landing_in_nw(old) != dates.last_day
        moved = landing_in_nw(received) + relativedelta(months=1)
        tax_rule += landing_in_nw(moved) != dates.last_day
    assert (len(weekday_postings), thirty_days, three_days, tax_rule) == (522, 268, 362, 200)


@given(st.dates(date(1995, 1, 1), date(2100, 12, 31)), st.integers(0, 48))
def test_adding_months_agrees_with_dateutil(day, months):
    assert months_later(day, months) == day + relativedelta(months=months)


@given(st.dates(FIRST, LAST), st.sampled_from(Pending))
def test_waiting_time_before_a_suit_for_inaction_agrees_with_dateutil(filed, pending):
    months = {Pending.APPLICATION: 6, Pending.OBJECTION: 3}[pending]
    expected = filed + relativedelta(months=months) + relativedelta(days=1)
    assert inaction_suit_from(pending, filed) == expected


@given(SENDINGS, st.sampled_from(Land), st.none() | st.sampled_from(Instruction))
def test_the_claimants_day_is_never_later_than_the_offices(sending, land, instruction):
    dates = objection_dates(sending, land, instruction=instruction)
    known = any((sending.posted_on, sending.printed_on, sending.received_on))
    assert (dates.earliest_safe is not None) == known
    if dates.last_day:
        assert dates.earliest_safe <= dates.last_day
        assert is_legal_working_day(dates.last_day, land)
        assert dates.raw_end <= dates.last_day <= dates.one_year_last_day
    hearing = hearing_dates(sending, land)
    if hearing.last_day:
        assert hearing.earliest_safe <= hearing.last_day
        assert is_legal_working_day(hearing.last_day, land)


@given(SENDINGS, st.sampled_from(Land))
def test_no_effective_receipt_without_evidence(sending, land):
    """The office needs a documented posting that presumes something, or a real day."""
    got = objection_dates(sending, land).receipt
    if sending.received_on is None and (sending.posted_on is None or sending.arrival_disputed):
        assert got.effective_on is None
    if got.presumed_on and sending.received_on and not sending.arrival_disputed:
        assert got.effective_on == max(got.presumed_on, sending.received_on)


@given(st.dates(FIRST, LAST), st.integers(0, 90), st.sampled_from(Land))
def test_a_later_arrival_never_shortens_the_period(posted, delay, land):
    plain = objection_dates(Sending(posted_on=posted), land)
    arrived = Sending(posted_on=posted, received_on=posted + timedelta(days=delay))
    late = objection_dates(arrived, land)
    assert late.last_day >= plain.last_day
    if late.last_day_if_arrived_in_time:
        assert late.last_day_if_arrived_in_time == plain.last_day
