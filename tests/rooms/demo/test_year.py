"""The demo year is told by the real services, and its figures come out of what they stored."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from anbelo.accounts.models import Staff
from anbelo.accounts.rules import Viewer
from anbelo.audit.queries import verify
from anbelo.callbacks.queries import work_list
from anbelo.cases.queries import confidential_cases, inbox
from anbelo.core.calendar import Land, is_legal_working_day
from anbelo.core.db import Database
from anbelo.core.texts import languages
from anbelo.demo.office import SITES
from anbelo.demo.texts import samples, written
from anbelo.demo.year import TOPICS, is_empty, year_lives
from anbelo.notices.queries import held
from anbelo.reports.queries import year_figures
from anbelo.triage.categories import CATEGORIES, is_benefit

IN_2018 = "timezone('Europe/Berlin', received_at)::date BETWEEN '2018-01-01' AND '2018-12-31'"
BENEFIT = "category ~ '^(BES|LEI|KDU)' OR category IN ('WAR-1', 'WAR-2', 'WAR-3', 'WAR-4')"
TODAY = date(2026, 11, 24)


def ask(database: Database, question: str) -> Any:
    with database.reading() as session:
        return session.execute(text(question)).all()


def viewer(session: Session, login: str) -> Viewer:
    staff = session.scalars(select(Staff).where(Staff.login == login)).one()
    return Viewer(staff.id, staff.name, staff.roles)


def test_rows_counted_by_hand_give_320_of_which_305_concern_benefits(lived):
    [(enquiries,)] = ask(lived, f'SELECT count(*) FROM "case" WHERE {IN_2018}')
    [(benefits,)] = ask(
        lived,
        f'SELECT count(DISTINCT c.id) FROM "case" c JOIN concern k ON k.case_id = c.id '
        f"WHERE {IN_2018} AND ({BENEFIT})",
    )
    assert (enquiries, benefits) == (320, 305)


def test_the_report_counts_the_same(lived):
    with lived.reading() as session:
        figures = year_figures(session, 2018)
    assert (figures.enquiries, figures.benefits) == (320, 305)
    assert [row.code for row in figures.categories][:4] == ["BES", "WAR", "LEI", "KDU"]
    assert {row.code for row in figures.sites} == {code for code, _ in SITES}
    assert {row.code for row in figures.kinds} == {"complaint", "question", "praise", "suggestion"}
    assert len(figures.channels) >= 5
    assert len(figures.languages) >= 8
    assert figures.talked_before.part > figures.talked_before.whole / 2


def test_a_case_that_is_not_stored_is_not_counted(lived):
    """The figures hang on rows: without one category decision they change."""
    with lived.engine.connect() as connection, connection.begin() as outer:
        session = Session(connection)
        session.execute(
            text(
                "UPDATE concern SET category = 'UMG-1' WHERE case_id = (SELECT c.id FROM \"case\" c "
                f"JOIN concern k ON k.case_id = c.id WHERE {IN_2018} AND ({BENEFIT}) LIMIT 1)"
            )
        )
        assert year_figures(session, 2018).benefits == 304
        outer.rollback()


def test_everybody_came_on_a_working_day_in_office_hours(lived):
    rows = ask(
        lived, f"SELECT timezone('Europe/Berlin', received_at) FROM \"case\" WHERE {IN_2018}"
    )
    assert all(is_legal_working_day(moment.date(), Land.NW) for (moment,) in rows)
    assert all(8 <= moment.hour < 16 for (moment,) in rows)
    assert {moment.month for (moment,) in rows} == set(range(1, 13))


def test_the_past_is_finished(lived):
    open_calls = ask(
        lived,
        "SELECT 1 FROM callback WHERE state IN ('owed', 'planned') AND owed_since < '2019-02-01'",
    )
    open_cases = ask(lived, f'SELECT 1 FROM "case" WHERE {IN_2018} AND closed_at IS NULL')
    held_still = ask(
        lived, "SELECT 1 FROM notice WHERE printed_on < '2019-06-01' AND state = 'held'"
    )
    assert open_calls == open_cases == held_still == []


def test_notices_calls_and_messages_have_many_outcomes(lived):
    outcomes = {outcome for (outcome,) in ask(lived, "SELECT DISTINCT outcome FROM attempt")}
    reasons = {reason for (reason,) in ask(lived, "SELECT DISTINCT release_reason FROM notice")}
    results = {result for (result,) in ask(lived, 'SELECT DISTINCT result FROM "case"')}
    [(written_both_ways,)] = ask(lived, "SELECT count(DISTINCT direction) FROM message")
    assert len(outcomes) >= 5
    assert {"spoken", "tried"} <= reasons
    assert len(results) >= 5
    assert written_both_ways == 2


def test_confidential_cases_are_of_this_year_only(lived):
    rows = ask(lived, 'SELECT DISTINCT extract(year FROM received_at)::int FROM "case" '
                      "WHERE confidential")  # fmt: skip
    assert rows == [(2026,)]


def test_the_trail_is_intact_and_in_the_order_of_time(lived):
    with lived.reading() as session:
        verdict = verify(session)
    backwards = ask(
        lived,
        "SELECT 1 FROM (SELECT at, lag(at) OVER (ORDER BY seq) AS before FROM audit_entry) AS line "
        "WHERE at < before",
    )
    assert verdict.intact
    assert verdict.entries > 1500
    assert backwards == []


@pytest.mark.parametrize("login", ["leistung", "leistung2", "kdu", "kdu2", "teamleitung", "ombuds"])
def test_everybody_who_calls_finds_calls_today(lived, login):
    with lived.reading() as session:
        assert work_list(session, viewer(session, login))


def test_the_ombudsperson_finds_a_full_inbox_with_emergencies_and_confidential_cases(lived):
    with lived.reading() as session:
        ombuds = viewer(session, "ombuds")
        waiting = inbox(session, ombuds).cases
        secret = confidential_cases(session, ombuds).cases
    assert len(waiting) >= 12
    assert {"emergency", "self_harm"} <= {case.urgency.value for case in waiting}
    assert len(secret) >= 4


def test_notices_are_held_some_of_them_near_their_last_day(lived):
    with lived.reading() as session:
        found = held(session, viewer(session, "teamleitung"))
        last_days = [notice.send_no_later_than for notice in found]
    assert len(last_days) >= 6
    assert all(day > TODAY for day in last_days)
    assert min(last_days) <= date(2026, 11, 26)


def test_only_todays_jobs_are_left_for_the_worker(lived):
    [(waiting,)] = ask(lived, "SELECT count(*) FROM outbox_message WHERE done_at IS NULL "
                              "AND available_at < '2026-11-23'")  # fmt: skip
    assert waiting == 0


def test_every_number_is_one_kept_free_for_films(lived):
    free = ("+492214710", "+493023125", "+496990009", "+494066969")
    rows = ask(lived, "SELECT phone FROM contact_person UNION SELECT phone FROM notice")
    assert all(phone == "" or phone.startswith(free) for (phone,) in rows)


def test_an_office_that_is_there_is_left_alone(office, fresh_database_url):
    nobody = Database(fresh_database_url)
    with nobody.reading() as session:
        assert is_empty(session)
    nobody.close()
    with office.reading() as session:
        assert not is_empty(session)


def test_the_same_seed_gives_the_same_days():
    first, again, other = ([moment for moment, _ in year_lives(None, seed)] for seed in (1, 1, 2))
    assert first == again != other
    assert first[0] >= datetime(2018, 1, 1, tzinfo=UTC)


def test_every_text_has_a_known_topic_and_language_and_no_open_place():
    class First:
        """Chance that always takes the first."""

        choice = staticmethod(lambda options: options[0])
        randint = staticmethod(lambda low, _high: low)

    for sample in samples():
        assert sample.category in CATEGORIES
        assert sample.language in languages()
        assert "{" not in written(First(), sample)


def test_the_plan_of_topics_adds_up():
    assert sum(TOPICS.values()) == 320
    assert sum(number for code, number in TOPICS.items() if is_benefit(code)) == 305
