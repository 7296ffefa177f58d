"""A notice waits for the call, but not forever."""

from datetime import date, timedelta

import pytest

from anbelo.core.calendar import Land, WorkCalendar
from anbelo.notices.rules import (
    CallPolicy,
    Evidence,
    Hold,
    Release,
    ReleaseReason,
    call_wanted,
    decide_release,
    drawn,
    last_sending_day,
)

LAST = date(2026, 12, 4)
BEFORE = LAST - timedelta(days=1)


@pytest.mark.parametrize(
    ("evidence", "today", "reason"),
    [
        (Evidence(), BEFORE, None),
        (Evidence(), LAST, ReleaseReason.LAST_DAY),
        (Evidence(), LAST + timedelta(days=9), ReleaseReason.LAST_DAY),
        (Evidence(spoken=True), BEFORE, ReleaseReason.SPOKEN),
        (Evidence(spoken=True), LAST, ReleaseReason.SPOKEN),
        (Evidence(tried_honestly=True), BEFORE, ReleaseReason.TRIED),
        (Evidence(call_refused=True), BEFORE, ReleaseReason.NO_CALL_WISHED),
        (Evidence(has_number=False), BEFORE, ReleaseReason.NO_NUMBER),
        (Evidence(lead_reason="Umzug morgen, eilt"), BEFORE, ReleaseReason.LEAD_REASON),
        (Evidence(lead_reason="eilt"), BEFORE, None),
        (Evidence(lead_reason=" " * 40), BEFORE, None),
    ],
)
def test_a_burdensome_notice_leaves_only_for_one_of_the_listed_reasons(evidence, today, reason):
    found = decide_release(
        call_wanted=True, send_no_later_than=LAST, today=today, evidence=evidence
    )
    assert found == (Release(reason) if reason else Hold("call_owed"))


def test_only_where_no_talk_is_wanted_a_notice_goes_at_once():
    def decide(*, call_wanted):
        return decide_release(
            call_wanted=call_wanted, send_no_later_than=LAST, today=BEFORE, evidence=Evidence()
        )

    assert decide(call_wanted=True) == Hold("call_owed")
    assert decide(call_wanted=False) == Release(ReleaseReason.NO_CALL_NEEDED)


@pytest.mark.parametrize(
    ("policy", "lower", "unclear", "expected"),
    [
        (CallPolicy.ALWAYS, False, False, True),
        (CallPolicy.WHEN_LOWER, None, None, True),
        (CallPolicy.WHEN_LOWER, False, None, True),
        (CallPolicy.WHEN_LOWER, None, False, True),
        (CallPolicy.WHEN_LOWER, True, False, True),
        (CallPolicy.WHEN_LOWER, False, True, True),
        (CallPolicy.WHEN_LOWER, False, False, False),
        (CallPolicy.OPTIONAL, True, True, False),
    ],
)
def test_whether_a_talk_is_wanted(policy, lower, unclear, expected):
    assert call_wanted(policy, amount_lower=lower, facts_unclear=unclear) is expected


def test_the_lot_never_spares_a_notice_that_always_wants_a_talk():
    for number in range(100):
        assert not drawn(CallPolicy.ALWAYS, 50, lambda _most, n=number: n)
    spared = [n for n in range(100) if drawn(CallPolicy.OPTIONAL, 20, lambda _most, n=n: n)]
    assert len(spared) == 20
    assert not drawn(CallPolicy.WHEN_LOWER, 0, lambda _most: 0)


def test_post_leaves_on_a_working_day_never_after_the_last_one():
    days = WorkCalendar(Land.NW)
    sunday, friday = date(2026, 12, 6), date(2026, 12, 4)
    assert last_sending_day(days, sunday, today=date(2026, 12, 1)) == friday
    assert last_sending_day(days, friday, today=date(2026, 12, 1)) == friday
    assert last_sending_day(days, sunday, today=date(2026, 12, 5)) == sunday, "too late for another"
