"""Small groups stay hidden, and the total does not give them away."""

from anbelo.reports.rules import Row, Share, breakdown


def test_large_groups_are_counted_and_sorted():
    assert breakdown({"a": 7, "b": 20}) == (Row("b", 20), Row("a", 7))


def test_a_group_under_five_is_hidden_together_with_the_next_smallest():
    rows = breakdown({"a": 20, "b": 9, "c": 2})
    assert rows == (Row("a", 20), Row("b", None), Row("c", None, small=True))


def test_two_small_groups_hide_each_other():
    rows = breakdown({"a": 20, "b": 1, "c": 2})
    assert rows == (Row("a", 20), Row("c", None, small=True), Row("b", None, small=True))


def test_an_empty_group_is_nobody_and_may_be_shown():
    rows = breakdown({"1": 8, "2": 6}, order=("1", "2", "3"))
    assert rows == (Row("1", 8), Row("2", 6), Row("3", 0))


def test_a_share_of_nothing_is_no_percentage():
    assert Share(0, 0).percent is None
    assert Share(305, 320).percent == 95.3125


def test_small_groups_whose_sum_gives_them_away_take_a_larger_one_with_them():
    ones = breakdown({"a": 20, "b": 6, "c": 1, "d": 1})
    assert [row.count for row in ones] == [20, None, None, None]
    fours = breakdown({"a": 20, "b": 6, "c": 4, "d": 4})
    assert [row.count for row in fours] == [20, None, None, None]
    assert [row.small for row in fours] == [False, False, True, True]


def test_a_share_tells_of_few_when_the_part_or_the_rest_is_under_five():
    assert Share(3, 100).tells_of_few
    assert Share(98, 100).tells_of_few
    assert not Share(305, 320).tells_of_few
    assert not Share(0, 320).tells_of_few
    assert not Share(320, 320).tells_of_few
