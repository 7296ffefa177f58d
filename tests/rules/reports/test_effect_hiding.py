"""Nobody can work out a hidden group of the effect, even knowing exactly how we hide.

Every possible set of small groups is published, once and for all. An attacker sees one publication
and knows the rule; what remains possible for them are all sets with the same publication.
"""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbelo.reports import effect
from anbelo.reports.effect import NOTHING, Tally, told

CODES = "abcd"
COUNTS = ("objections", "without", "notices")


def seen(found, whole):
    """What a reader learns of one breakdown of a sum they know."""
    return whole, tuple(sorted(found.shown.items())), found.hidden, found.rest


def on_the_other_page(groups, known, least):
    """What the figures of the year show of one group, unless it tells of few."""
    whole, part = sum(groups.values(), NOTHING).notices, groups[known].notices
    return None if 0 < part < least or 0 < whole - part < least else part


def worlds(size, most, least, *, known=None):
    """Every set of groups, by what would be published of it; a sum that tells of few never is."""
    cells = [Tally(x, y) for x, y in product(range(most + 1), repeat=2)]
    found = defaultdict(list)
    for chosen in product(cells, repeat=size):
        groups = dict(zip(CODES, chosen, strict=False))
        whole = sum(chosen, NOTHING)
        if not whole.tells_of_few(least):
            published = seen(told(groups, known=known, least=least), whole)
            other = on_the_other_page(groups, known, least) if known else None
            found[published, other].append(groups)
    return {key: worlds for key, worlds in found.items() if was_tried(key[0], most)}


def was_tried(published, most):
    """Whether every set with this sum was tried: at the edge some would be missing."""
    whole, _, hidden, rest = published
    left = rest or whole
    return not hidden or (left.objections <= most and left.without <= most)


def given_away(found, least):
    """Publications in which a hidden small count has only one possible value left.

    That nobody at all objected, or everybody did, is no secret of a group: the sum says it.
    """
    for key, possible in found.items():
        whole, _, hidden, _ = key[0]
        for code, name in product(hidden, COUNTS):
            values = {getattr(groups[code], name) for groups in possible}
            if len(values) == 1 and 0 < min(values) < least and getattr(whole, name):
                yield key, code, name


@pytest.mark.parametrize("known", [None, "a"])
@pytest.mark.parametrize(("size", "most", "least"), [(2, 7, 3), (3, 6, 3)])
def test_no_hidden_small_count_has_only_one_possible_value(size, most, least, known):
    found = worlds(size, most, least, known=known)
    assert sum(1 for (_, _, hidden, _), _ in found if hidden) > 30
    assert list(given_away(found, least)) == []


@pytest.mark.parametrize(
    "weaker",
    [
        pytest.param(lambda *_: True, id="nothing hidden for others' sake"),
        pytest.param(lambda _groups, hidden, *_: len(hidden) > 1, id="any two are enough"),
    ],
)
def test_a_weaker_rule_is_found_out(monkeypatch, weaker):
    monkeypatch.setattr(effect, "_hides", weaker)
    assert list(given_away(worlds(3, 4, 3), 3)) != []


def test_kinds_and_months_of_the_same_notices_do_not_give_each_other_away():
    found = defaultdict(list)
    for a1, a2, b1, b2 in product(range(10), repeat=4):
        if a1 + a2 + b1 + b2 >= 10:  # of larger sums not every set is tried
            continue
        kinds = {"a": Tally(a1 + a2), "b": Tally(b1 + b2), "c": NOTHING}
        months = {1: Tally(a1 + b1), 2: Tally(a2 + b2), 3: NOTHING}
        whole = sum(kinds.values(), NOTHING)
        if not whole.tells_of_few(3):
            views = [seen(told(part, least=3), whole) for part in (kinds, months)]
            found[tuple(views)].append(kinds | months)
    assert len(found) > 10
    for views, possible in found.items():
        for view in views:
            assert list(given_away({(view, None): possible}, 3)) == []


GROUPS = st.dictionaries(
    st.sampled_from([f"kind {n}" for n in range(8)]),
    st.builds(Tally, st.integers(0, 30), st.integers(0, 200)),
)


@given(GROUPS)
def test_what_is_shown_tells_of_no_few_and_adds_up(groups):
    whole = sum(groups.values(), NOTHING)
    found = told(groups)
    assert {*found.shown, *found.hidden} == set(groups)
    assert not any(tally.tells_of_few() for tally in found.shown.values())
    if found.rest is not None:
        assert len(found.hidden) > 1
        assert not found.rest.tells_of_few()
        assert sum(found.shown.values(), found.rest) == whole
    elif found.hidden:
        assert sum(found.shown.values(), NOTHING) == NOTHING
    else:
        assert sum(found.shown.values(), NOTHING) == whole


@given(GROUPS)
def test_only_what_must_be_hidden_is_hidden(groups):
    if not any(tally.tells_of_few() for tally in groups.values()):
        assert told(groups).shown == groups
