"""One's own calendar behind a secret address: times and codes, nothing about anybody."""

import logging
import re
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import structlog
from icalendar import Calendar
from sqlalchemy import select, update

from anbelo import logs
from anbelo.accounts.models import Staff
from anbelo.audit.models import AuditEntry
from anbelo.callbacks.calendars import calendar_file
from anbelo.callbacks.models import Callback
from anbelo.callbacks.rules import CallState
from anbelo.cases.models import Case
from anbelo.core.calendar import BERLIN

ADDRESS = re.compile(r"http://localhost(/calendar/[\w-]{43}\.ics)")


@pytest.fixture
def address(signed_in):
    """Switch the calendar of somebody on; gives the path of its address."""

    def switch_on(login="leistung"):
        person = signed_in(login)
        person.visit("/desk/calendar")
        return ADDRESS.search(person.send("/desk/calendar"))[1]

    return switch_on


@pytest.fixture
def planned(office):
    """Give a call to somebody at this moment."""

    def place(callback_id, moment, *, login="leistung"):
        with office.unit_of_work() as session:
            callback = session.get_one(Callback, callback_id)
            callback.staff_id = session.scalars(select(Staff.id).where(Staff.login == login)).one()
            callback.state = CallState.PLANNED
            callback.starts_at, callback.ends_at = moment, moment + timedelta(minutes=20)

    return place


def events(anybody, path):
    anybody.answer = anybody.client.get(path)
    assert anybody.status == 200
    assert anybody.answer.mimetype == "text/calendar"
    return Calendar.from_ical(anybody.answer.data).walk("VEVENT")


def test_the_address_is_shown_once_and_only_its_hash_is_kept(signed_in, office, address):
    path = address()
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    person = signed_in("leistung")
    page = person.visit("/desk/calendar")
    assert "Ihr Kalender ist eingeschaltet." in page
    assert secret not in page
    with office.reading() as session:
        kept = session.scalar(select(Staff.calendar_hash).where(Staff.login == "leistung"))
        trail = [vars(entry) for entry in session.scalars(select(AuditEntry))]
    assert len(kept) == 32
    assert "calendar_opened" in str(trail)
    assert secret not in str(trail)


def test_it_holds_times_and_codes_and_nothing_about_anybody(
    anybody, address, make_notice, make_case, office, planned
):
    moment = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    planned(make_notice("BG-2026/7", person_name="Geheime Person", language="ar"), moment)
    case = make_case(name="Amira Geheim", call=True, team="LEISTUNG")
    with office.reading() as session:
        wished = session.scalars(select(Callback.id).where(Callback.case_id == case.case_id)).one()
    planned(wished, moment + timedelta(hours=1))
    first, second = events(anybody, address())
    assert str(first["SUMMARY"]) == "Anruf BG-2026/7"
    assert str(second["SUMMARY"]) == f"Anruf {case.reference}"
    assert first.start == moment
    assert first.end == moment + timedelta(minutes=20)
    assert set(first) == {"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND",
                          "SUMMARY", "CLASS", "TRANSP"}  # fmt: skip
    for word in ("Geheim", "5550", "4915", "Ablehnung", "Arabisch", "Miete"):
        assert word not in anybody.page


def test_a_confidential_call_is_a_busy_time_without_any_code(
    anybody, address, make_case, office, planned
):
    case = make_case(confidential=True, call=True)
    with office.reading() as session:
        found = session.scalars(select(Callback.id)).one()
    planned(found, datetime(2026, 11, 24, 9, 0, tzinfo=UTC), login="ombuds")
    [event] = events(anybody, address("ombuds"))
    assert str(event["SUMMARY"]) == "Belegt"
    assert case.reference not in anybody.page


def test_a_case_that_becomes_confidential_loses_its_code(
    anybody, address, make_case, office, planned
):
    case = make_case(call=True, team="LEISTUNG")
    with office.reading() as session:
        found = session.scalars(select(Callback.id)).one()
    planned(found, datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    path = address()
    events(anybody, path)
    assert case.reference in anybody.page
    with office.unit_of_work() as session:
        session.execute(update(Case).values(confidential=True))
    events(anybody, path)
    assert case.reference not in anybody.page


def test_only_ones_own_calls_of_two_weeks_back_and_eight_ahead(
    anybody, address, make_notice, planned
):
    now = datetime.now(UTC)
    inside = {"A": timedelta(days=-13), "B": timedelta(days=55)}
    outside = {"C": timedelta(days=-15), "D": timedelta(days=57)}
    for ref, away in (inside | outside).items():
        planned(make_notice(ref), now + away)
    planned(make_notice("E"), now + timedelta(days=2), login="leistung2")
    found = [str(event["SUMMARY"]) for event in events(anybody, address())]
    assert found == ["Anruf A", "Anruf B"]


@pytest.mark.parametrize(
    ("day", "offsets"),
    [
        (datetime(2026, 10, 24, 9, 0, tzinfo=BERLIN), (2, 1)),
        (datetime(2027, 3, 27, 9, 0, tzinfo=BERLIN), (1, 2)),
    ],
)
def test_nine_o_clock_stays_nine_o_clock_over_the_change_of_clocks(day, offsets):
    """Read as a program does that knows no zones but those in the file."""
    calls = [
        Callback(id=n, owed_since=day, starts_at=start.astimezone(UTC),
                 ends_at=(start + timedelta(minutes=20)).astimezone(UTC),
                 version=1, confidential=True, attempts=[])
        for n, start in enumerate([day, day + timedelta(days=2)])
    ]  # fmt: skip
    calendar = Calendar.from_ical(calendar_file(calls, language="de", key=b"k"))
    [zone] = calendar.walk("VTIMEZONE")
    for event, offset in zip(calendar.walk("VEVENT"), offsets, strict=True):
        assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
        wall = event.start.replace(tzinfo=None)
        assert wall.hour == 9
        assert zone.to_tz(lookup_tzid=False).utcoffset(wall) == timedelta(hours=offset)
        assert event.start.utcoffset() == timedelta(hours=offset)


def test_a_moved_call_keeps_its_name_and_counts_up(anybody, address, make_notice, planned):
    call = make_notice()
    moment = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    planned(call, moment)
    path = address()
    [before] = events(anybody, path)
    planned(call, moment + timedelta(days=1))
    [after] = events(anybody, path)
    assert before["UID"] == after["UID"]
    assert re.fullmatch(r"[0-9a-f]{32}@anbelo", before["UID"])
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_nothing_new_is_told_in_two_words_and_nothing_is_cached(
    anybody, address, make_notice, planned
):
    call = make_notice()
    moment = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    planned(call, moment)
    path = address()
    first = anybody.client.get(path)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Cache-Control"] == "no-store"
    again = anybody.client.get(path, headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    planned(call, moment + timedelta(days=1))
    assert anybody.client.get(path, headers=tag).status_code == 200


def test_unknown_old_switched_off_and_disabled_are_answered_alike(
    anybody, signed_in, address, office
):
    old = address()
    new = address()
    person = signed_in("leistung")
    person.visit("/desk/calendar")
    person.send("/desk/calendar/off")
    gone = address("leistung2")
    with office.unit_of_work() as session:
        session.execute(
            update(Staff).where(Staff.login == "leistung2").values(disabled_at=datetime.now(UTC))
        )
    answers = [
        anybody.client.get(path)
        for path in (old, new, gone, f"/calendar/{'x' * 43}.ics", "/calendar/x.ics")
    ]
    assert {answer.status_code for answer in answers} == {404}
    pages = {re.sub(r'nonce="[^"]*"', "", answer.get_data(as_text=True)) for answer in answers}
    assert len(pages) == 1
    assert old.removeprefix("/calendar/") not in pages.pop()
    assert {answer.headers["Referrer-Policy"] for answer in answers} == {"no-referrer"}


def test_guessing_is_slowed_down_but_the_right_address_always_opens(anybody, address):
    right = address()
    guesses = [anybody.client.get(f"/calendar/{n:043}.ics") for n in range(21)]
    assert [answer.status_code for answer in guesses] == [404] * 20 + [429]
    assert int(guesses[-1].headers["Retry-After"]) >= 1
    assert anybody.client.get(right).status_code == 200


def test_the_secret_is_in_no_log_even_when_something_breaks(app, anybody, address, monkeypatch):
    path = address()
    output = StringIO()
    monkeypatch.setattr(sys, "stderr", output)
    root = logging.getLogger()
    talkers = [logging.getLogger(name) for name in ("anbelo", "gunicorn")]
    before = (root.handlers[:], root.level, [talker.level for talker in talkers])
    monkeypatch.setenv("ANBELO_LOG_LEVEL", "debug")
    try:
        logs.set_up("test")
        app.testing = False
        monkeypatch.setattr("anbelo.desk.calendar_feed.calendar_calls", None)
        answer = anybody.client.get(path)
        gunicorn = logging.getLogger("gunicorn.error")
        gunicorn.error("Error handling request %s %s", "GET", path)
        gunicorn.debug("%s %s", "GET", path)
        logging.getLogger("werkzeug").warning("%s", path)
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])
        for talker, level in zip(talkers, before[2], strict=True):
            talker.setLevel(level)
        structlog.reset_defaults()
    assert answer.status_code == 500
    assert '"broken"' in output.getvalue()
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    assert secret not in output.getvalue()
    assert secret not in answer.get_data(as_text=True)
