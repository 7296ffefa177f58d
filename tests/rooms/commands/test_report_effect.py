"""`anbelo report --effect`: the same figures at a shell, with the same hiding."""

import json
from datetime import date, timedelta

import pytest

from anbelo.callbacks.rules import Outcome
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.notices.models import NoticeKind
from tests.released import released, without_guards

DAY, CAME = date(2025, 3, 3), date(2025, 3, 20)
LOT = {"kind": "grant_lower", "amount_lower": True}


@pytest.fixture
def left(office):
    """So many notices left, so many of them with an objection."""

    def leave(count, objections, *, day=DAY, **more):
        with office.unit_of_work() as session, without_guards(session):
            for number in range(count):
                released(session, day, objected_on=CAME if number < objections else None, **more)

    return leave


@pytest.fixture
def lottery(office):
    with office.unit_of_work() as session:
        session.get(NoticeKind, "grant_lower").holdout_percent = 20


def effect(anbelo):
    answer = anbelo("report", "--effect", "--json", "--year", "2025")
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


def test_groups_have_their_share_and_how_sure_it_is(anbelo, left):
    left(100, 10, outcomes=[Outcome.CLEARED])
    left(60, 12)
    left(40, 8, outcomes=[Outcome.NOT_REACHED])
    found = effect(anbelo)
    assert found["cohorts"]["talked"] == {
        "notices": 100, "objections": 10, "percent": 10.0,
        "low": pytest.approx(5.523, abs=0.001), "high": pytest.approx(17.437, abs=0.001),
    }  # fmt: skip
    assert (found["all"]["notices"], found["all"]["objections"]) == (200, 30)
    assert found["months"]["talked"]["3"]["objections"] == 10
    table = anbelo("report", "--effect", "--year", "2025", COLUMNS="160").output
    assert "10 of 100: 10.0 % (5.5 to 17.4)" in table
    assert "only the lot compares fairly" in table


def test_small_groups_are_hidden_at_a_shell_too(anbelo, left):
    left(100, 10, outcomes=[Outcome.CLEARED])
    left(60, 12)
    left(40, 2, outcomes=[Outcome.NOT_REACHED])
    found = effect(anbelo)["cohorts"]
    assert (found["attempted"], found["not_called"]) == (None, None)
    assert found["rest"]["objections"] == 14
    table = anbelo("report", "--effect", "--year", "2025", COLUMNS="160").output
    assert "2 of 40" not in table
    assert "12 of 60" not in table


def test_a_year_that_would_tell_of_few_shows_nothing(anbelo, left):
    left(30, 3)
    found = effect(anbelo)
    assert found["all"] is None
    assert found["kinds"] == found["months"] == {}
    table = anbelo("report", "--effect", "--year", "2025").output
    assert "Too few notices in 2025 to show anything." in table
    assert "3 of 30" not in table


@pytest.mark.usefixtures("lottery")
def test_the_lot_is_told_in_one_sentence(anbelo, left):
    left(400, 40, **LOT)
    left(100, 20, holdout=True, **LOT)
    table = anbelo("report", "--effect", "--year", "2025", COLUMNS="200").output
    assert "Lot with 20 in 100: +10.0 points of objections without a call" in table


@pytest.mark.parametrize(("count", "says"), [(3, "Fewer than 5 notices"), (7, "7 notices")])
def test_fresh_notices_are_counted_apart(anbelo, left, count, says):
    today = local_day(now())
    left(count, 0, day=today - timedelta(days=1))
    year = str((today - timedelta(days=1)).year)
    answer = anbelo("report", "--effect", "--year", year)
    assert says in answer.output
    assert "too fresh" in answer.output
