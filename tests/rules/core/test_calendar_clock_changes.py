"""Berlin wall clocks: every change to and from summer time from 2024 to 2035."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbelo.core.calendar import BERLIN, at, local, local_day

YEARS = range(2024, 2036)
HOUR = timedelta(hours=1)


def last_sunday(year: int, month: int) -> date:
    """Both months of change have 31 days."""
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


@pytest.mark.parametrize("year", YEARS)
def test_a_time_that_does_not_exist_moves_forward_by_the_missing_hour(year):
    day = last_sunday(year, 3)
    moment = at(day, time(2, 30))
    assert moment == datetime(year, 3, day.day, 1, 30, tzinfo=UTC)
    assert local(moment).replace(tzinfo=None) == datetime(year, 3, day.day, 3, 30)
    assert at(day, time(1, 59)) < at(day, time(3, 0)) <= moment
    assert at(day, time(2, 0)) == at(day, time(3, 0))


@pytest.mark.parametrize("year", YEARS)
def test_a_time_that_exists_twice_means_the_first_still_summer_time(year):
    day = last_sunday(year, 10)
    moment = at(day, time(2, 30))
    assert moment == datetime(year, 10, day.day, 0, 30, tzinfo=UTC)
    assert local(moment).utcoffset() == 2 * HOUR
    assert at(day, time(2, 30, fold=1)) == moment
    assert at(day, time(3, 0)) == datetime(year, 10, day.day, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("year", YEARS)
def test_days_of_change_have_23_and_25_hours(year):
    for month, hours in ((3, 23), (10, 25)):
        day = last_sunday(year, month)
        assert at(day + timedelta(days=1), time.min) - at(day, time.min) == hours * HOUR


@pytest.mark.parametrize("year", YEARS)
def test_nine_o_clock_stays_nine_o_clock_over_the_whole_year(year):
    for n in range(365):
        day = date(year, 1, 1) + timedelta(days=n)
        moment = at(day, time(9, 0))
        assert moment.tzinfo is UTC
        assert (local(moment).time(), local_day(moment)) == (time(9, 0), day)


def test_the_day_in_berlin_begins_before_the_day_in_utc():
    assert local_day(datetime(2026, 6, 30, 22, 0, tzinfo=UTC)) == date(2026, 7, 1)
    assert local_day(datetime(2026, 12, 31, 22, 59, tzinfo=UTC)) == date(2026, 12, 31)
    assert local_day(datetime(2026, 12, 31, 23, 0, tzinfo=UTC)) == date(2027, 1, 1)
    tokyo = timezone(timedelta(hours=9))
    assert local_day(datetime(2026, 7, 1, 6, 59, tzinfo=tokyo)) == date(2026, 6, 30)


@pytest.mark.parametrize("question", [local, local_day])
def test_a_naive_moment_is_refused(question):
    with pytest.raises(ValueError, match="naive_datetime"):
        question(datetime(2026, 7, 1, 9, 0))


def test_a_wall_clock_time_with_a_zone_of_its_own_is_refused():
    with pytest.raises(ValueError, match="time_with_zone"):
        at(date(2026, 7, 1), time(9, 0, tzinfo=UTC))


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)),
)
def test_every_moment_comes_back_except_the_second_of_a_doubled_hour(moment):
    shown = local(moment)
    assert shown.tzinfo is BERLIN
    assert shown == moment
    assert at(shown.date(), shown.time()) == moment - (HOUR if shown.fold else timedelta())
