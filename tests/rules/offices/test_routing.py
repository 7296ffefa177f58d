"""The first routing rule that fits decides, and is named."""

import pytest

from anbelo.offices.rules import Matter, Route, Rule, choose_team, fits

MATTER = Matter("KDU-5", "complaint", "emergency", "none", 3)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule(1, 1), True),
        (Rule(1, 1, category="KDU"), True),
        (Rule(1, 1, category="KDU-5"), True),
        (Rule(1, 1, category="KDU-50"), False),
        (Rule(1, 1, category="KD"), False),
        (Rule(1, 1, category="LEI"), False),
        (Rule(1, 1, urgency="emergency", site_id=3), True),
        (Rule(1, 1, urgency="emergency", site_id=4), False),
        (Rule(1, 1, legal_nature="objection"), False),
        (Rule(1, 1, kind="praise"), False),
    ],
)
def test_every_condition_must_hold(rule, expected):
    assert fits(rule, MATTER) is expected


def test_the_order_decides_and_the_rule_is_named():
    rules = [Rule(1, 10, category="LEI"), Rule(2, 20, category="KDU"), Rule(3, 30)]
    assert choose_team(rules, MATTER, confidential=False) == Route(20, 2)


def test_a_confidential_case_goes_to_no_team_whatever_the_rules_say():
    assert choose_team([Rule(1, 10)], MATTER, confidential=True) is None


def test_an_unknown_topic_only_fits_rules_without_topic():
    matter = Matter(None, "complaint", "normal", "none", None)
    assert choose_team([Rule(1, 1, category="KDU")], matter, confidential=False) is None
    assert choose_team([Rule(2, 2)], matter, confidential=False) == Route(2, 2)
