"""Where the end of a remedy stands today, and which ways are left: never "too late" alone.

Pure: dates and `today` (the day in Berlin) go in, codes and days come out.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from anbelo.core.calendar import next_legal_working_day
from anbelo.notices.deadlines import ObjectionDates, Remedy, months_later

LAST_DAYS = 7
"""How many days before the end, the last day included, count as the last days."""


class State(StrEnum):
    """How the end of a remedy lies to today."""

    OPEN = "open"
    LAST_DAYS = "last_days"
    EXPIRED = "expired"
    # The office cannot show that a period ran; the claimant's cautious date may be over.
    UNDETERMINED = "undetermined"


class Way(StrEnum):
    """What can still be done when a period seems to be over."""

    WRONG_INSTRUCTION = "wrong_instruction"  # § 66 SGG: a year if the instruction was not right
    RESTORATION = "restoration"  # § 67 SGG: Wiedereinsetzung, kept from it without fault
    REVIEW = "review"  # § 44 SGB X: Überprüfungsantrag, informal, must name the notice


@dataclass(frozen=True, slots=True, kw_only=True)
class WayLeft:
    """One way, the last day for it, and whether that day is still to come.

    A way that is over is named too: force majeure can reopen § 66 and § 67 SGG.
    """

    way: Way
    until: date
    still_open: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The state today and the ways left.

    `days_left` after today: 0 on the last day itself, below 0 once it is over, `None` when no end
    is known. When expired, `ways` always names § 66 SGG, § 67 SGG and § 44 SGB X.
    """

    state: State
    days_left: int | None
    ways: tuple[WayLeft, ...]


def standing(dates: ObjectionDates, today: date) -> Standing:
    """Say how the end of a remedy stands on this day.

    Counts to the last day; when the office cannot show one, to the claimant's cautious day, whose
    passing leaves the state undetermined, because then nobody can call an objection late.
    """
    end = dates.last_day or dates.earliest_safe
    if end is None:
        return Standing(state=State.UNDETERMINED, days_left=None, ways=())
    days_left = (end - today).days
    if days_left >= 0:
        state = State.LAST_DAYS if days_left < LAST_DAYS else State.OPEN
        return Standing(state=state, days_left=days_left, ways=())
    if dates.last_day is None:
        return Standing(state=State.UNDETERMINED, days_left=None, ways=())
    return Standing(state=State.EXPIRED, days_left=days_left, ways=_ways_left(dates, today))


def _ways_left(dates: ObjectionDates, today: date) -> tuple[WayLeft, ...]:
    """Name all three ways, also those that are over."""
    received, end = dates.receipt.effective_on, dates.last_day
    year_end = dates.one_year_last_day
    if received is None or end is None or year_end is None:
        return ()
    restoration_end = _restoration_limit(dates, end)
    review_end = date(received.year + 4, 12, 31)
    return (
        WayLeft(
            way=Way.WRONG_INSTRUCTION,
            until=year_end,
            still_open=today <= year_end,
            source="§ 66 Abs. 2 SGG",
        ),
        WayLeft(
            way=Way.RESTORATION,
            until=restoration_end,
            still_open=today <= restoration_end,
            source="§ 67 SGG (§ 84 Abs. 2 S. 3 SGG)",
        ),
        WayLeft(
            way=Way.REVIEW,
            until=review_end,
            still_open=today <= review_end,
            source="§ 44 SGB X, § 40 Abs. 1 S. 2 SGB II",
        ),
    )


def _restoration_limit(dates: ObjectionDates, missed: date) -> date:
    """Count a year from the missed end (§ 67 Abs. 3 SGG)."""
    return next_legal_working_day(months_later(missed, 12), dates.land, catholic=dates.catholic)


def restoration_last_day(dates: ObjectionDates, obstacle_gone_on: date) -> date | None:
    """Give the last day to ask for restoration (Wiedereinsetzung): a month after the obstacle.

    At most a year after the missed end (§ 67 Abs. 2, 3 SGG). `None` when the office cannot show
    that anything was missed.
    """
    if dates.last_day is None:
        return None
    month = months_later(obstacle_gone_on, 1)
    month_end = next_legal_working_day(month, dates.land, catholic=dates.catholic)
    return min(month_end, _restoration_limit(dates, dates.last_day))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReach:
    """How far back money can be paid after a request for review, and the cliff at New Year.

    A request that arrives by `request_by` reaches back to `back_to`; a day later only to
    `back_to_if_later`.
    """

    back_to: date
    request_by: date
    back_to_if_later: date
    source: str = "§ 44 Abs. 4 SGB X, § 40 Abs. 1 S. 2 Nr. 2 SGB II"


def review_reach(requested_on: date) -> ReviewReach:
    """Say from which day a review (§ 44 SGB X) asked for on this day can pay money back.

    From 1 January of the year before. The cliff on 31 December never moves, even on a Sunday.
    """
    year = requested_on.year
    return ReviewReach(
        back_to=date(year - 1, 1, 1),
        request_by=date(year, 12, 31),
        back_to_if_later=date(year, 1, 1),
    )


# Letters that decide nothing yet (no Verwaltungsakt, § 31 SGB X): nothing to object to. Asking to
# lower the rent is none either (BSG 7.11.2006, B 7b AS 10/06 R; 19.3.2008, B 11b AS 41/06 R).
_NO_DECISION = frozenset({"hearing", "cooperation_request", "cost_reduction", "payment_stop"})
_AFTER_OBJECTION = "objection_ruling"


def remedy_against(kind_code: str) -> Remedy | None:
    """What somebody may do against a kind of notice; None when it decides nothing yet."""
    if kind_code in _NO_DECISION:
        return None
    return Remedy.LAWSUIT if kind_code == _AFTER_OBJECTION else Remedy.OBJECTION
