"""The effect is what the stored rows say: counted a second time, by other means."""

import random
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

import holidays
import pytest
from dateutil.relativedelta import relativedelta
from scipy.stats import binomtest
from sqlalchemy import text

from anbelo.callbacks.rules import Outcome
from anbelo.core.calendar import at
from anbelo.notices.kinds import KindFacts, change_kind, set_holdout
from anbelo.notices.models import NoticeKind
from anbelo.notices.rules import CallPolicy
from anbelo.reports.effect import Tally, lottery
from anbelo.reports.effect_queries import effect_years, year_effect
from anbelo.reports.intervals import newcombe, wilson
from tests import scenes
from tests.released import released, without_guards

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
STARTED, RAISED = datetime(2025, 4, 10, 8, tzinfo=UTC), datetime(2025, 9, 2, 8, tzinfo=UTC)
KINDS = ("refusal", "withdrawal_refund", "grant_lower", "loan", "change_up", "hearing")
LATE = 200


@pytest.fixture
def two_years(office):
    """Some 3,000 notices of all sorts; the lot for two kinds was changed once on the way."""
    lot = random.Random(3)
    with office.unit_of_work() as session:
        for kind in ("grant_lower", "change_up"):
            for percent, moment in ((20, STARTED), (40, RAISED)):
                draw(session, kind, percent, moment)
        with without_guards(session):
            for _ in range(3000):
                one_of_many(session, lot)
    with office.reading() as session:
        yield session


def draw(session, kind, percent, moment):
    """Management sets the lot at a moment."""
    version = session.get(NoticeKind, kind).version
    set_holdout(session, kind, percent, version=version, actor="staff:1", now=moment)
    session.flush()


def one_of_many(house, lot):
    day = date(2025, 1, 1) + timedelta(days=lot.randrange(690))
    kind = lot.choice(KINDS)
    announced = at(day, time(12)) - timedelta(days=lot.randrange(1, 20))
    chance = 0 if announced < STARTED else 20 if announced < RAISED else 40
    holdout = kind in {"grant_lower", "change_up"} and lot.randrange(100) < chance
    outcomes = []
    if not holdout:
        outcomes = lot.choice([[], [Outcome.NOT_REACHED] * 2, [Outcome.NOT_REACHED, Outcome.CLEARED],
                               [Outcome.DISAGREES], [Outcome.REFUSED]])  # fmt: skip
    objects = lot.random() < (0.3 if holdout else 0.15)
    later = timedelta(days=LATE if lot.random() < 0.1 else lot.randrange(35))
    released(
        house, day, kind=kind, outcomes=outcomes, tried_after=lot.random() < 0.1,
        objected_on=day + later if objects else None, announced_at=announced, holdout=holdout,
        call_wanted=not holdout and lot.random() < 0.5,
        amount_lower=lot.choice([None, False, True]), facts_unclear=lot.choice([None, False, True]),
    )  # fmt: skip


LAENDER = [holidays.Germany(subdiv=land, years=range(2025, 2028)) for land in
           holidays.Germany.subdivisions]  # fmt: skip


def last_counted_day(day):
    """By dateutil and the package `holidays`: letter post since 2025, the latest Land, 14 days."""
    month_later = day + timedelta(days=4) + relativedelta(months=1)
    ends = []
    for closed in LAENDER:
        end = month_later
        while end.weekday() > 4 or end in closed:
            end += timedelta(days=1)
        ends.append(end)
    return max(ends) + timedelta(days=14)


def raw(house):
    """Everything as it lies in the tables, one row a notice."""
    return house.execute(
        text("""
        SELECT n.kind_code AS kind, n.holdout, n.call_wanted, n.amount_lower, n.facts_unclear, n.announced_at,
               (n.released_at AT TIME ZONE 'Europe/Berlin')::date AS day, o.received_on,
               count(a.id) FILTER (WHERE a.at <= n.released_at) AS tries,
               count(a.id) FILTER (WHERE a.at <= n.released_at AND a.outcome IN
                   ('erreicht_geklaert', 'erreicht_nicht_einverstanden')) AS talks
        FROM notice n LEFT JOIN callback c ON c.notice_id = n.id
        LEFT JOIN attempt a ON a.callback_id = c.id LEFT JOIN objection o ON o.notice_id = n.id
        WHERE n.state = 'released' GROUP BY n.id, o.received_on
        """)
    ).all()


def by_hand(house, year):
    """Objections and the rest by (cohort, table, line), and how many are too fresh."""
    found, fresh = defaultdict(lambda: [0, 0]), 0
    for row in raw(house):
        if row.day.year != year or row.kind == "hearing":
            continue
        month_ends = date(year, row.day.month, 1) + relativedelta(months=1, days=-1)
        if last_counted_day(month_ends) >= NOW.date():
            fresh += 1
            continue
        objected = row.received_on is not None and row.received_on <= last_counted_day(row.day)
        cohort = cohort_by_hand(row)
        for line in (("all", ""), ("kind", row.kind), ("month", row.day.month)):
            found[cohort, *line][0 if objected else 1] += 1
    return {key: Tally(*counts) for key, counts in found.items()}, fresh


def cohort_by_hand(row):
    chance = 0
    if row.kind in {"grant_lower", "change_up"} and row.announced_at >= STARTED:
        chance = 20 if row.announced_at < RAISED else 40
    clear = row.amount_lower is False and row.facts_unclear is False and not row.call_wanted
    if chance and (row.kind == "change_up" or not clear):
        return f"drawn_{chance}" if row.holdout else f"not_drawn_{chance}"
    if row.holdout or not row.tries:
        return "not_called"
    return "talked" if row.talks else "attempted"


def test_the_report_is_what_the_rows_say_counted_by_other_means(two_years):
    assert effect_years(two_years) == [2026, 2025]
    for year in (2025, 2026):
        compare(two_years, year)
    compare_the_lots(two_years)


def compare(two_years, year):
    """Every line of every table against the count by hand."""
    found = year_effect(two_years, year, now=NOW)
    expected, fresh = by_hand(two_years, year)
    assert found.too_fresh == fresh
    assert found.whole == sum(
        (t for (_, table, _), t in expected.items() if table == "all"), Tally()
    )
    checked = same(found.cohorts, {c: t for (c, table, _), t in expected.items() if table == "all"},
                   lambda cohort: cohort.code)  # fmt: skip
    for table, parts in (("kind", found.kinds), ("month", found.months)):
        for cohort, part in parts.items():
            lines = {line: t for (c, name, line), t in expected.items()
                     if (c, name) == (cohort.code, table)}  # fmt: skip
            checked += same(part, lines, lambda line: line)
    assert checked > 30


def same(part, expected, name_of):
    """Compare a table: what is shown is counted right, what tells of few is hidden."""
    for code, tally in part.shown.items():
        assert tally == expected.get(name_of(code), Tally())
        assert not 0 < tally.objections < 5
        assert not 0 < tally.without < 5
    hidden = sum((expected.get(name_of(code), Tally()) for code in part.hidden), Tally())
    assert part.rest in {None, hidden}
    for code, tally in expected.items():
        if 0 < tally.objections < 5 or 0 < tally.without < 5:
            assert code in {name_of(one) for one in part.hidden}
    return len(part.shown)


def compare_the_lots(two_years):
    """Both lotteries of a year with intervals by SciPy."""
    found = year_effect(two_years, 2025, now=NOW)
    expected, _ = by_hand(two_years, 2025)
    assert set(lottery(found)) == {20, 40}
    for chance, (base, drawn) in lottery(found).items():
        counts = [expected[f"{name}_{chance}", "all", ""] for name in ("not_drawn", "drawn")]
        (x, n), (y, m) = ((t.objections, t.objections + t.without) for t in counts)
        p, q = (binomtest(a, b).proportion_ci(method="wilson") for a, b in ((y, m), (x, n)))
        assert wilson(drawn.share).low == pytest.approx(100 * p.low)
        assert wilson(base.share).high == pytest.approx(100 * q.high)
        difference = newcombe(drawn.share, base.share)
        low = (y / m - x / n) - ((y / m - p.low) ** 2 + (q.high - x / n) ** 2) ** 0.5
        high = (y / m - x / n) + ((p.high - y / m) ** 2 + (x / n - q.low) ** 2) ** 0.5
        assert (difference.range.low, difference.range.high) == pytest.approx(
            (100 * low, 100 * high)
        )


def test_policy_a_ends_a_lottery_and_what_was_drawn_before_still_compares(office):
    with office.unit_of_work() as session:
        draw(session, "loan", 20, STARTED)
    with office.unit_of_work() as session:
        kind = session.get(NoticeKind, "loan")
        rulings = tuple((one["kind"], one["objection_suspends"]) for one in kind.rulings)
        facts = KindFacts(
            **{name: getattr(kind, name) for name in (
                "label", "burdensome", "hearing_needed", "what_the_call_clears", "talk_guide",
                "hold_working_days")},
            call_policy=CallPolicy.ALWAYS, rulings=rulings,
        )  # fmt: skip
        change_kind(session, "loan", facts, version=kind.version, actor="staff:1", now=RAISED)
    day = date(2025, 10, 6)
    with office.unit_of_work() as session, without_guards(session):
        for number in range(40):
            released(session, day, kind="loan", announced_at=STARTED + timedelta(days=1),
                     holdout=number < 20)  # fmt: skip
        for _ in range(30):
            released(session, day, kind="loan", announced_at=RAISED + timedelta(days=1))
    with office.reading() as session:
        found = year_effect(session, 2025, now=NOW)
    assert {one.code: tally.notices for one, tally in found.cohorts.shown.items()} == {
        "talked": 0, "attempted": 0, "not_called": 30, "drawn_20": 20, "not_drawn_20": 20,
    }  # fmt: skip


def test_a_confidential_case_behind_a_notice_changes_no_figure(office):
    with office.unit_of_work() as session, without_guards(session):
        for number in range(30):
            released(session, date(2025, 3, 3), outcomes=[Outcome.CLEARED] * (number % 2))
    with office.reading() as session:
        before = year_effect(session, 2025, now=NOW)
    with office.unit_of_work() as session, without_guards(session):
        case_id = scenes.contact(session, confidential=True).case.id
        session.execute(text("UPDATE notice SET case_id = :case_id"), {"case_id": case_id})
    with office.reading() as session:
        assert year_effect(session, 2025, now=NOW) == before
        assert before.whole == Tally(0, 30)


def test_a_house_without_notices_has_no_effect_and_no_years(office):
    with office.reading() as session:
        assert effect_years(session) == []
        assert year_effect(session, 2025, now=NOW).whole == Tally()
