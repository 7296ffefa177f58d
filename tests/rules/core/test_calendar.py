"""Working days and public holidays, against the text of the laws and against another table."""

from datetime import date, datetime, timedelta

import holidays
import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from anbelo.core.calendar import (
    Land,
    WorkCalendar,
    easter_sunday,
    is_legal_working_day,
    nationwide_holidays,
    next_legal_working_day,
    public_holidays,
)

YEARS = range(2024, 2033)
CHRISTMAS_CLOSING = frozenset({date(2026, 12, 24), date(2026, 12, 31)})
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
CALENDARS = st.builds(
    WorkCalendar,
    land=st.sampled_from(Land),
    closing_days=st.frozensets(st.dates(date(2024, 1, 1), date(2032, 12, 31)), max_size=20),
)


@pytest.mark.parametrize("land", Land)
def test_holidays_equal_those_of_the_holidays_package(land):
    for year in YEARS:
        assert public_holidays(land, year) == set(holidays.Germany(subdiv=land.value, years=year))


def test_holidays_reach_back_to_the_year_buss_und_bettag_was_given_up():
    for land in Land:
        theirs = set(holidays.Germany(subdiv=land.value, years=range(1995, 2024)))
        assert set().union(*(public_holidays(land, year) for year in range(1995, 2024))) == theirs
    with pytest.raises(ValueError, match="year_before_holiday_table"):
        public_holidays(Land.NW, 1994)


def test_nationwide_holidays_are_exactly_those_shared_by_all_laender():
    for year in range(1995, 2051):
        assert nationwide_holidays(year) == frozenset.intersection(
            *(public_holidays(land, year) for land in Land)
        )


def test_assumption_day_in_bavaria_depends_on_the_municipality():
    day = date(2027, 8, 15)
    assert day not in public_holidays(Land.BY, 2027)
    assert day in public_holidays(Land.BY, 2027, catholic=True)
    assert len(public_holidays(Land.BY, 2027)) == 12
    assert day in public_holidays(Land.SL, 2027)
    assert day not in public_holidays(Land.NW, 2027, catholic=True)


def test_catholic_bavaria_equals_the_category_of_the_holidays_package():
    for year in YEARS:
        theirs = holidays.Germany(subdiv="BY", years=year, categories=("public", "catholic"))
        assert public_holidays(Land.BY, year, catholic=True) == set(theirs)


@pytest.mark.parametrize(
    ("day", "land"),
    [
        (date(2025, 5, 8), Land.BE),
        (date(2028, 6, 17), Land.BE),
        (date(2026, 11, 18), Land.SN),
        (date(2026, 9, 20), Land.TH),
        (date(2026, 4, 5), Land.BB),
    ],
)
def test_a_holiday_of_one_land_alone(day, land):
    assert {other for other in Land if day in public_holidays(other, day.year)} == {land}


def test_days_on_which_offices_close_are_no_legal_holidays():
    for land in Land:
        for day in (date(2026, 12, 24), date(2026, 12, 31), date(2026, 2, 16)):
            assert is_legal_working_day(day, land), (land, day)


def test_easter_equals_the_computation_of_dateutil():
    assert [easter_sunday(year) for year in range(1900, 2200)] == [
        easter(year) for year in range(1900, 2200)
    ]


def test_a_legal_period_ends_after_a_whole_chain_of_free_days():
    assert next_legal_working_day(date(2024, 3, 29), Land.NW) == date(2024, 4, 2)
    assert next_legal_working_day(date(2026, 6, 4), Land.NW) == date(2026, 6, 5)
    assert next_legal_working_day(date(2026, 6, 4), None) == date(2026, 6, 4)


def test_a_datetime_is_refused_where_a_plain_day_is_meant():
    with pytest.raises(TypeError, match="datetime_instead_of_day"):
        is_legal_working_day(datetime(2026, 12, 25, 9, 0), Land.NW)


def test_closing_days_stop_the_office_but_no_legal_period():
    office = WorkCalendar(Land.NW, CHRISTMAS_CLOSING)
    assert office.next_working_day(date(2026, 12, 24)) == date(2026, 12, 28)
    assert next_legal_working_day(date(2026, 12, 24), Land.NW) == date(2026, 12, 24)


def test_working_days_are_counted_from_the_day_after():
    office = WorkCalendar(Land.NW)
    assert office.add_working_days(date(2026, 12, 22), 3) == date(2026, 12, 28)
    assert office.add_working_days(date(2026, 12, 28), -3) == date(2026, 12, 22)
    assert office.add_working_days(date(2026, 12, 26), 0) == date(2026, 12, 28)
    assert office.add_working_days(date(2026, 12, 26), 1) == date(2026, 12, 28)
    assert office.working_days_between(date(2026, 12, 22), date(2026, 12, 28)) == 3
    with pytest.raises(ValueError, match="end_before_start"):
        office.working_days_between(date(2026, 12, 28), date(2026, 12, 22))


@given(office=CALENDARS, day=DAYS, n=st.integers(1, 30))
def test_adding_working_days_and_counting_them_agree(office, day, n):
    later = office.add_working_days(day, n)
    assert office.is_working_day(later)
    assert office.working_days_between(day, later) == n
    assert office.working_days_between(day, later - timedelta(days=1)) == n - 1


@given(office=CALENDARS, day=DAYS, n=st.integers(1, 30))
def test_going_back_from_a_working_day_undoes_going_forward(office, day, n):
    start = office.next_working_day(day)
    assert office.add_working_days(office.add_working_days(start, n), -n) == start


@given(office=CALENDARS, day=DAYS)
def test_the_next_working_day_is_the_first_one_not_before_the_day(office, day):
    found = office.next_working_day(day)
    assert office.is_working_day(found)
    assert found >= day
    between = [day + timedelta(days=n) for n in range((found - day).days)]
    assert not any(map(office.is_working_day, between))
