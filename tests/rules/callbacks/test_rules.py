"""When trying was honest enough."""

from datetime import date, datetime, time, timedelta

import pytest

from anbelo.callbacks.rules import Outcome, Try, day_part, tried_honestly
from anbelo.core.calendar import BERLIN, Land, WorkCalendar

HOUSE = WorkCalendar(Land.NW)
MONDAY = date(2026, 11, 23)


def moment(day: int, clock: str) -> datetime:
    return datetime.combine(MONDAY + timedelta(days=day), time.fromisoformat(clock), BERLIN)


def tries(*when: tuple[int, str], outcome: Outcome = Outcome.NOT_REACHED) -> list[Try]:
    return [Try(moment(day, clock), outcome) for day, clock in when]


@pytest.mark.parametrize(
    ("made", "enough"),
    [
        (tries((0, "09:00"), (0, "13:00"), (1, "09:00")), True),
        (tries((0, "09:00"), (1, "13:00"), (4, "16:30")), True),
        (tries((0, "09:00"), (0, "13:00")), False),
        (tries((0, "09:00"), (0, "12:00"), (0, "16:00")), False),  # one day only
        (tries((0, "09:00"), (1, "09:00"), (2, "09:00")), False),  # one part of the day only
        (tries((0, "09:00"), (0, "11:59"), (1, "13:00")), False),  # less than three hours apart
        (tries((0, "09:00"), (1, "13:00"), (9, "09:00")), False),  # longer than five working days
        (tries((0, "09:00"), (8, "09:00"), (9, "13:00"), (10, "09:00")), True),  # later three count
        (tries((0, "09:00"), (0, "13:00"), (1, "09:00"), outcome=Outcome.WRONG_NUMBER), False),
        (tries((0, "09:00"), (0, "13:00"), (1, "09:00"), outcome=Outcome.VOICEMAIL), True),
        (tries((0, "02:00"), (0, "13:00"), (1, "23:30")), False),  # nobody is called at night
        (tries((-2, "09:00"), (-1, "13:00"), (-2, "13:00")), False),  # nor on a weekend
        (tries((0, "07:59"), (0, "13:00"), (1, "09:00")), False),
        (tries((0, "08:00"), (0, "13:00"), (1, "17:59")), True),
        ([], False),
    ],
)
def test_three_fair_attempts_are_enough_and_nothing_less(made, enough):
    assert tried_honestly(made, HOUSE) is enough


def test_the_order_of_the_notes_does_not_matter():
    made = tries((0, "09:00"), (0, "13:00"), (1, "09:00"))
    assert tried_honestly(reversed(made), HOUSE)


def test_parts_of_the_day_go_by_the_clock_in_berlin():
    assert day_part(moment(0, "11:59")) == "morning"
    assert day_part(moment(0, "12:00")) == "afternoon"
    assert day_part(moment(0, "16:00")) == "late"
