"""A notice waits for the call, but not forever."""

from datetime import date, timedelta

import pytest

from anbelo.notices.rules import CallPolicy, Evidence, Hold, Release, ReleaseReason, decide_release

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
        policy=CallPolicy.ALWAYS, send_no_later_than=LAST, today=today, evidence=evidence
    )
    assert found == (Release(reason) if reason else Hold("call_owed"))


@pytest.mark.parametrize("policy", [CallPolicy.ALWAYS, CallPolicy.WHEN_LOWER])
def test_only_an_optional_call_lets_a_notice_go_at_once(policy):
    def decide(policy):
        return decide_release(
            policy=policy, send_no_later_than=LAST, today=BEFORE, evidence=Evidence()
        )

    assert decide(policy) == Hold("call_owed")
    assert decide(CallPolicy.OPTIONAL) == Release(ReleaseReason.NO_CALL_NEEDED)
