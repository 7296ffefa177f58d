"""Whether a call before a notice changes how often people object: counted, and nobody recognised.

Pure. Every released notice is in exactly one cohort. Two of them, `DRAWN` and `NOT_DRAWN`, were
told apart by lot and by nothing else: only they show what calling does. People who are reached
differ from people who are not, so the others describe and prove nothing.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Generic, TypeVar

from anbelo.core.calendar import Land
from anbelo.notices.deadlines import months_later, objection_dates
from anbelo.notices.receipt import Sending
from anbelo.notices.rules import CallPolicy
from anbelo.reports.rules import SMALLEST_GROUP, Share

K = TypeVar("K", bound=Hashable)

# How long after the last day an objection may lie in the in-tray before it counts as not made.
MARGIN = timedelta(days=14)
MONTHS = range(1, 13)


class Group(StrEnum):
    """What happened before a notice left."""

    TALKED = "talked"
    ATTEMPTED = "attempted"
    NOT_CALLED = "not_called"
    # In the lottery: what was drawn counts, not what was done (intention to treat).
    DRAWN = "drawn"
    NOT_DRAWN = "not_drawn"


_ORDER = tuple(Group)


@dataclass(frozen=True)
class Cohort:
    """A group; in the lottery with the percentage in force, because only equal chances compare."""

    group: Group
    percent: int = 0

    @property
    def code(self) -> str:
        """Its name for other programs: "talked", "drawn_20"."""
        return f"{self.group}_{self.percent}" if self.percent else str(self.group)

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands among the others."""
        return _ORDER.index(self.group), self.percent


TALKED, ATTEMPTED, NOT_CALLED = (Cohort(group) for group in _ORDER[:3])


def was_in_lottery(
    policy: CallPolicy,
    *,
    call_wanted: bool,
    amount_lower: bool | None,
    facts_unclear: bool | None,
) -> bool:
    """Whether the lot could decide about a notice of a kind whose lottery is on.

    For policy B only when the rules would want a talk (lower or unclear, or nobody said so):
    where nobody would have called anyway, the lot takes nothing away. A talk that was wanted once
    counts even when the facts became clear since: often the call cleared them, and leaving out what
    calls cleared would be comparing what is left of one side with the whole other.
    """
    if policy is CallPolicy.OPTIONAL or call_wanted:
        return True
    return not (amount_lower is False and facts_unclear is False)


def cohort_of(
    *, talked: bool, attempted: bool, holdout: bool, in_lottery: bool, percent: int
) -> Cohort:
    """The one cohort of a notice; without a known chance of the lot there is no fair comparison."""
    if in_lottery and percent:
        return Cohort(Group.DRAWN if holdout else Group.NOT_DRAWN, percent)
    if holdout:
        return NOT_CALLED
    if talked:
        return TALKED
    return ATTEMPTED if attempted else NOT_CALLED


@dataclass(frozen=True)
class Sent:
    """Notices that are alike: released on one day (Berlin), one kind, one cohort, one objection.

    `objected_on`: the day an objection arrived; None when none is recorded.
    """

    day: date
    kind: str
    cohort: Cohort
    objected_on: date | None
    count: int


@dataclass(frozen=True)
class Tally:
    """How many notices had an objection in time, and how many had none."""

    objections: int = 0
    without: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.objections + other.objections, self.without + other.without)

    @property
    def notices(self) -> int:
        """All of them."""
        return self.objections + self.without

    @property
    def share(self) -> Share:
        """The objections as a part of the notices."""
        return Share(self.objections, self.notices)

    def tells_of_few(self, least: int = SMALLEST_GROUP) -> bool:
        """Whether it would tell of fewer than `least`: with an objection, or without one."""
        return 0 < self.objections < least or 0 < self.without < least


NOTHING = Tally()


@dataclass(frozen=True)
class Told(Generic[K]):
    """What may be shown of groups whose sum is known: some, and all others together as `rest`.

    `rest` is None when nothing is hidden, or when it would be the known sum itself.
    """

    shown: Mapping[K, Tally] = field(default_factory=dict)
    hidden: tuple[K, ...] = ()
    rest: Tally | None = None


def told(
    groups: Mapping[K, Tally],
    *,
    known: K | None = None,
    least: int = SMALLEST_GROUP,
) -> Told[K]:
    """Hide small groups so that no sum gives them away, even to whoever knows this rule.

    Hidden groups have one remainder, of at least two groups and large enough. Where the small ones
    do not suffice, others go with them, the last ones of `groups` first: an order that depended on
    their size would tell of it. With a small group the empty ones are hidden: it could be empty.
    `known`: the group whose number of notices stands on another page; two others in its remainder
    hide each other without it.
    """
    whole = sum(groups.values(), NOTHING)
    hidden = {code for code, tally in groups.items() if tally.tells_of_few(least)}
    if hidden:
        hidden |= {code for code, tally in groups.items() if not tally.notices}
    others = [code for code in groups if code not in hidden]
    while hidden and others and not _hides(groups, hidden, whole, known, least):
        hidden.add(others.pop())
    rest = sum((groups[code] for code in hidden), NOTHING)
    return Told(
        {code: tally for code, tally in groups.items() if code not in hidden},
        tuple(code for code in groups if code in hidden),
        rest if hidden and rest != whole else None,
    )


def _hides(
    groups: Mapping[K, Tally], hidden: set[K], whole: Tally, known: K | None, least: int
) -> bool:
    """Whether the sum of the hidden groups tells nothing of each; what all lack is no secret."""
    rest = sum((groups[code] for code in hidden), NOTHING)
    enough = (whole.objections == 0 or rest.objections >= 2 * least) and (
        whole.without == 0 or rest.without >= 2 * least
    )
    if len(hidden) < 2 or not enough:  # noqa: PLR2004 - one alone is its own sum
        return False
    return known not in hidden or len(hidden) > 2  # noqa: PLR2004 - two besides the known one


@dataclass(frozen=True)
class Effect:
    """The effect in one year of release (Berlin); every month enters when its last window ended.

    `too_fresh`: notices of months still open. Letters that decide nothing yet or are
    fought in court are in no figure: nobody can object to them. `whole` is None when it would tell
    of few.
    """

    year: int
    too_fresh: int
    whole: Tally | None
    cohorts: Told[Cohort]
    kinds: Mapping[Cohort, Told[str]]
    months: Mapping[Cohort, Told[int]]
    open_months: tuple[int, ...]


def effect_of(year: int, sent: Iterable[Sent], *, today: date) -> Effect:
    """Count a year as it may be shown on a day (Berlin).

    A month counts when the windows of all its notices are over: figures that grew by one notice a
    day would tell of that notice.
    """
    by_kind: defaultdict[tuple[Cohort, str], Tally] = defaultdict(Tally)
    by_month: defaultdict[tuple[Cohort, int], Tally] = defaultdict(Tally)
    still_open = tuple(month for month in MONTHS if month_closes(year, month) >= today)
    too_fresh = 0
    for one in sent:
        if one.day.month in still_open:
            too_fresh += one.count
            continue
        by_kind[one.cohort, one.kind] += _tally(one)
        by_month[one.cohort, one.day.month] += _tally(one)
    cohorts = _cohorts(by_month)
    closed = [month for month in MONTHS if month not in still_open]
    kinds = sorted({kind for _, kind in by_kind})
    whole = sum(by_month.values(), NOTHING)
    return Effect(
        year=year,
        too_fresh=too_fresh,
        whole=None if whole.tells_of_few() else whole,
        cohorts=cohorts,
        kinds={one: told({k: by_kind[one, k] for k in kinds}) for one in cohorts.shown},
        months={one: told({m: by_month[one, m] for m in closed}) for one in cohorts.shown},
        open_months=still_open,
    )


def _cohorts(by_month: Mapping[tuple[Cohort, int], Tally]) -> Told[Cohort]:
    """The cohorts as they may be shown; the lottery is the last to be hidden for others' sake."""
    found: defaultdict[Cohort, Tally] = defaultdict(Tally)
    for (cohort, _), tally in by_month.items():
        found[cohort] += tally
    lots = sorted((one for one in found if one.percent), key=lambda one: one.place)
    groups = {one: found[one] for one in (*lots, TALKED, NOT_CALLED, ATTEMPTED)}
    if sum(groups.values(), NOTHING).tells_of_few():
        return Told(hidden=tuple(groups))
    result = told(groups, known=TALKED)
    shown = sorted(result.shown, key=lambda one: one.place)
    return Told({one: result.shown[one] for one in shown}, result.hidden, result.rest)


def _tally(one: Sent) -> Tally:
    if one.objected_on is not None and one.objected_on <= window_end(one.day):
        return Tally(objections=one.count)
    return Tally(without=one.count)


@lru_cache(maxsize=1024)
def window_end(day: date) -> date:
    """The last day on which an objection to a letter of this day counts here.

    The last day to object (§ 37 Abs. 2 SGB X, § 84 SGG, § 64 SGG) in the Land where it is latest,
    and a margin for the way to the in-tray. Notices abroad or with a wrong instruction run longer;
    nobody knows that of all, and it is the same for every cohort.
    """
    ends = (objection_dates(Sending(posted_on=day), land, catholic=True).last_day for land in Land)
    return max(end for end in ends if end is not None) + MARGIN


def month_closes(year: int, month: int) -> date:
    """The last day on which an objection to a notice of this month counts."""
    return window_end(months_later(date(year, month, 1), 1) - timedelta(days=1))


def lottery(effect: Effect) -> dict[int, tuple[Tally, Tally]]:
    """By percentage: the tallies of those the lot did not draw and of those it did, if shown."""
    shown = effect.cohorts.shown
    percents = sorted({code.percent for code in shown if code.percent})
    pairs = {p: (Cohort(Group.NOT_DRAWN, p), Cohort(Group.DRAWN, p)) for p in percents}
    return {
        percent: (shown[base], shown[other])
        for percent, (base, other) in pairs.items()
        if base in shown and other in shown
    }
