"""How the end of a period stands today: a way forward is always named."""

from datetime import date, timedelta

import pytest

from anbelo.core.calendar import Land
from anbelo.notices.deadlines import Instruction, objection_dates
from anbelo.notices.receipt import Delivery, Sending
from anbelo.notices.standing import (
    State,
    Way,
    restoration_last_day,
    review_reach,
    standing,
)

# Posted on 21 November 2026: received 25 November, last day Monday 28 December.
DATES = objection_dates(Sending(posted_on=date(2026, 11, 21)), Land.NW)
LAST = date(2026, 12, 28)


@pytest.mark.parametrize(
    ("today", "state", "days_left"),
    [
        (date(2026, 12, 21), State.OPEN, 7),
        (date(2026, 12, 22), State.LAST_DAYS, 6),
        (LAST, State.LAST_DAYS, 0),
        (date(2026, 12, 29), State.EXPIRED, -1),
    ],
)
def test_the_last_seven_days_include_the_last_one(today, state, days_left):
    found = standing(DATES, today)
    assert (found.state, found.days_left) == (state, days_left)


def test_expired_is_never_said_alone():
    for days in (1, 40, 400, 4000):
        found = standing(DATES, LAST + timedelta(days=days))
        assert found.state is State.EXPIRED
        assert [left.way for left in found.ways] == list(Way)
        assert all(left.source for left in found.ways)


def test_each_way_closes_after_its_own_last_day():
    ends = {left.way: left.until for left in standing(DATES, date(2027, 1, 4)).ways}
    assert ends == {
        Way.WRONG_INSTRUCTION: date(2027, 11, 25),
        Way.RESTORATION: date(2027, 12, 28),
        Way.REVIEW: date(2030, 12, 31),
    }
    for way, until in ends.items():
        for today, still_open in ((until, True), (until + timedelta(days=1), False)):
            left = {left.way: left.still_open for left in standing(DATES, today).ways}
            assert left[way] is still_open


def test_a_year_already_given_cannot_be_given_again():
    sending = Sending(delivery=Delivery.FORMAL, received_on=date(2026, 11, 25))
    dates = objection_dates(sending, Land.NW, instruction=Instruction.MISSING)
    found = standing(dates, date(2027, 11, 26))
    assert found.state is State.EXPIRED
    assert [left.way for left in found.ways if left.still_open] == [Way.RESTORATION, Way.REVIEW]


def test_nobody_is_told_late_while_the_posting_is_not_documented():
    dates = objection_dates(Sending(printed_on=date(2026, 11, 17)), Land.NW)
    assert standing(dates, date(2026, 12, 1)).state is State.OPEN
    assert standing(dates, date(2026, 12, 21)).state is State.LAST_DAYS
    assert standing(dates, date(2026, 12, 22)).state is State.UNDETERMINED
    assert standing(objection_dates(Sending(), Land.NW), LAST).days_left is None


def test_restoration_is_asked_for_within_a_month_after_the_obstacle_and_within_a_year():
    assert restoration_last_day(DATES, date(2027, 1, 31)) == date(2027, 3, 1)
    assert restoration_last_day(DATES, date(2027, 12, 20)) == date(2027, 12, 28)
    assert restoration_last_day(objection_dates(Sending(), Land.NW), LAST) is None


@pytest.mark.parametrize(
    ("requested", "back_to"), [("2026-11-22", "2025-01-01"), ("2027-01-04", "2026-01-01")]
)
def test_a_review_pays_back_from_the_first_of_january_of_the_year_before(requested, back_to):
    reach = review_reach(date.fromisoformat(requested))
    assert reach.back_to == date.fromisoformat(back_to)


def test_the_cliff_at_new_year_costs_exactly_one_year():
    reach = review_reach(date(2027, 5, 3))
    assert reach.request_by == date(2027, 12, 31)
    assert review_reach(reach.request_by).back_to == reach.back_to
    the_day_after = review_reach(reach.request_by + timedelta(days=1))
    assert the_day_after.back_to == reach.back_to_if_later == date(2027, 1, 1)
