"""One notice is in one cohort, and counts when its time to be objected to is over."""

from datetime import date, timedelta

import pytest

from anbelo.notices.rules import CallPolicy
from anbelo.reports.effect import (
    ATTEMPTED,
    NOT_CALLED,
    TALKED,
    Cohort,
    Group,
    Sent,
    Tally,
    cohort_of,
    effect_of,
    lottery,
    month_closes,
    was_in_lottery,
    window_end,
)

LONG_AFTER = date(2026, 11, 23)
DRAWN, NOT_DRAWN = Cohort(Group.DRAWN, 20), Cohort(Group.NOT_DRAWN, 20)


def cohort(**more):
    known = {"talked": False, "attempted": False, "holdout": False, "in_lottery": True}
    return cohort_of(**{**known, "percent": 0, **more})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"talked": True, "attempted": True}, TALKED),
        ({"attempted": True}, ATTEMPTED),
        ({}, NOT_CALLED),
        ({"holdout": True, "percent": 20}, DRAWN),
        # What was drawn counts, whatever happened then.
        ({"holdout": True, "percent": 20, "talked": True}, DRAWN),
        ({"percent": 20, "talked": True}, NOT_DRAWN),
        ({"percent": 20}, NOT_DRAWN),
        ({"percent": 20, "in_lottery": False, "talked": True}, TALKED),
        ({"holdout": True, "percent": 0}, NOT_CALLED),
    ],
)
def test_every_notice_is_in_one_cohort(facts, expected):
    assert cohort(**facts) == expected


@pytest.mark.parametrize(
    ("policy", "wanted", "lower", "unclear", "expected"),
    [
        (CallPolicy.OPTIONAL, False, False, False, True),
        (CallPolicy.WHEN_LOWER, True, True, False, True),
        (CallPolicy.WHEN_LOWER, False, True, False, True),
        (CallPolicy.WHEN_LOWER, False, None, None, True),
        (CallPolicy.WHEN_LOWER, False, False, False, False),
        # The call cleared the facts: it stays where the lot put it.
        (CallPolicy.WHEN_LOWER, True, False, False, True),
    ],
)
def test_the_lot_decides_where_somebody_would_have_called(
    policy, wanted, lower, unclear, expected
):  # fmt: skip
    facts = {"call_wanted": wanted, "amount_lower": lower, "facts_unclear": unclear}
    assert was_in_lottery(policy, **facts) is expected


def test_an_objection_counts_until_the_period_is_over_everywhere_and_two_weeks_more():
    # Posted on Monday 1 June 2026: received on 5 June, so until Sunday 5 July, moved to Monday.
    assert window_end(date(2026, 6, 1)) == date(2026, 7, 6) + timedelta(days=14)
    # All Saints' Day is a holiday in some Länder only; the latest of them counts.
    assert window_end(date(2024, 9, 28)) == date(2024, 11, 4) + timedelta(days=14)


def sent(day=date(2025, 3, 3), *, kind="refusal", cohort=TALKED, objected=None, count=1):
    return Sent(day, kind, cohort, objected, count)


def test_a_late_objection_is_none_in_time():
    day = date(2025, 3, 3)
    found = effect_of(
        2025,
        [sent(objected=window_end(day), count=6),
         sent(objected=window_end(day) + timedelta(days=1), count=7), sent(count=8)],
        today=LONG_AFTER,
    )  # fmt: skip
    assert found.whole == Tally(objections=6, without=15)


def test_a_month_counts_as_a_whole_once_the_last_of_its_windows_is_over():
    rows = [
        sent(date(2026, 8, 3), count=30),
        sent(date(2026, 8, 3), objected=date(2026, 8, 20), count=9),
    ]
    closes = month_closes(2026, 8)
    open_still = effect_of(2026, rows, today=closes)
    assert (open_still.too_fresh, open_still.whole) == (39, Tally())
    assert 8 in open_still.open_months
    counted = effect_of(2026, rows, today=closes + timedelta(days=1))
    assert (counted.too_fresh, counted.whole) == (0, Tally(9, 30))


def test_cohorts_kinds_and_months_add_up():
    rows = [
        sent(count=100), sent(objected=date(2025, 3, 20), count=10),
        sent(cohort=NOT_CALLED, count=50), sent(cohort=NOT_CALLED, objected=date(2025, 3, 20), count=20),
        sent(date(2025, 5, 5), kind="loan", count=40),
        sent(date(2025, 5, 5), kind="loan", objected=date(2025, 5, 20), count=5),
    ]  # fmt: skip
    found = effect_of(2025, rows, today=LONG_AFTER)
    assert found.cohorts.shown == {
        TALKED: Tally(15, 140),
        ATTEMPTED: Tally(),
        NOT_CALLED: Tally(20, 50),
    }
    assert found.kinds[TALKED].shown == {"loan": Tally(5, 40), "refusal": Tally(10, 100)}
    months = found.months[TALKED].shown
    assert {month: tally for month, tally in months.items() if tally.notices} == {
        3: Tally(10, 100),
        5: Tally(5, 40),
    }


def test_a_house_with_very_few_notices_shows_nothing():
    found = effect_of(2025, [sent(count=4)], today=LONG_AFTER)
    assert found.whole is None
    assert (found.cohorts.shown, found.kinds, found.months) == ({}, {}, {})


def test_the_lot_is_compared_only_where_both_sides_may_be_shown():
    both = [
        sent(cohort=DRAWN, count=80), sent(cohort=DRAWN, objected=date(2025, 3, 20), count=20),
        sent(cohort=NOT_DRAWN, count=350), sent(cohort=NOT_DRAWN, objected=date(2025, 3, 20), count=50),
        sent(count=100), sent(objected=date(2025, 3, 20), count=10),
    ]  # fmt: skip
    found = effect_of(2025, both, today=LONG_AFTER)
    assert lottery(found) == {20: (Tally(50, 350), Tally(20, 80))}
    few = [*both[:1], *both[2:], sent(cohort=DRAWN, objected=date(2025, 3, 20), count=3)]
    assert lottery(effect_of(2025, few, today=LONG_AFTER)) == {}
