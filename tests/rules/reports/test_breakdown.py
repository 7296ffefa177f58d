"""Small groups stay hidden, and the total does not give them away."""

from anbelo.reports.rules import Row, Share, breakdown


def test_large_groups_are_counted_and_sorted():
    assert breakdown({"a": 7, "b": 20}) == (Row("b", 20), Row("a", 7))


def test_a_group_under_five_is_hidden_together_with_the_next_smallest():
    assert breakdown({"a": 20, "b": 9, "c": 2}) == (Row("a", 20), Row("b", None), Row("c", None))


def test_two_small_groups_hide_each_other():
    assert breakdown({"a": 20, "b": 1, "c": 2}) == (Row("a", 20), Row("c", None), Row("b", None))


def test_an_empty_group_is_nobody_and_may_be_shown():
    rows = breakdown({"1": 8, "2": 6}, order=("1", "2", "3"))
    assert rows == (Row("1", 8), Row("2", 6), Row("3", 0))


def test_a_share_of_nothing_is_no_percentage():
    assert Share(0, 0).percent is None
    assert Share(305, 320).percent == 95.3125
