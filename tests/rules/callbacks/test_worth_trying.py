"""When the next attempt would count."""

from datetime import UTC, datetime, timedelta

import pytest

from anbelo.callbacks.rules import Outcome, Try, tried_honestly, worth_trying
from anbelo.core.calendar import Land, WorkCalendar

NRW = WorkCalendar(Land.NW)
MONDAY_NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)


def unanswered(*hours):
    return [Try(MONDAY_NINE + timedelta(hours=h), Outcome.NOT_REACHED) for h in hours]


@pytest.mark.parametrize(
    ("tries", "hours", "counts"),
    [
        ([], 0, True),
        ([0], 1, False),  # too soon after the first
        ([0], 3, True),
        ([0, 3], 6, False),  # a third one on the same day shows nothing new
        ([0, 3], 24, True),  # the second day, and two parts of the day already
        ([0, 24], 48, False),  # three mornings
        ([0, 24], 52, True),  # the afternoon was missing
    ],
)
def test_the_next_attempt_counts_where_it_gives_a_new_chance(tries, hours, counts):
    moment = MONDAY_NINE + timedelta(hours=hours)
    assert worth_trying(unanswered(*tries), moment, NRW) is counts


def test_three_attempts_that_each_counted_are_enough():
    tries = []
    for hours in range(100):
        moment = MONDAY_NINE + timedelta(hours=hours)
        if len(tries) < 3 and worth_trying(tries, moment, NRW):
            tries.append(Try(moment, Outcome.VOICEMAIL))
    assert tried_honestly(tries, NRW)


def test_a_talk_without_identity_also_needs_three_hours_of_rest():
    tries = [Try(MONDAY_NINE, Outcome.IDENTITY_OPEN)]
    assert not worth_trying(tries, MONDAY_NINE + timedelta(hours=2), NRW)
    assert worth_trying(tries, MONDAY_NINE + timedelta(hours=3), NRW)
