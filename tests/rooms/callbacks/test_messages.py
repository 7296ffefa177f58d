"""People are told when we call: neutrally, in their language, once, and only what is still true."""

import json
import smtplib
from datetime import UTC, datetime, time, timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Inbox
from sqlalchemy import select

from anbelo.callbacks.messages import (
    not_at_night,
    tell,
    tell_cancelled,
    tell_moved,
    tell_planned,
    ways_of,
)
from anbelo.callbacks.models import Callback, Telling
from anbelo.callbacks.planning import give_back, plan
from anbelo.callbacks.telling import Way
from anbelo.core.calendar import at, local
from anbelo.core.senders import Message, Patient, PostOffice, post_office
from anbelo.outbox.models import OutboxMessage
from anbelo.outbox.rules import Topic
from anbelo.supervisor import free_port
from tests.scenes import PHONE, call_wish, callback_of, contact, notice

MONDAY = datetime(2025, 6, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def house(office):
    with office.unit_of_work() as session:
        yield session
        session.rollback()


@pytest.fixture
def gateway(monkeypatch, tmp_path):
    """A gateway for text messages that takes files, and a number people see."""
    monkeypatch.setenv("ANBELO_SMS", f"spool:{tmp_path}")
    monkeypatch.setenv("ANBELO_CALLER_NUMBER", "+49 2202 9333-0 33")
    post_office.cache_clear()
    yield tmp_path
    post_office.cache_clear()


def sent(folder):
    return [json.loads(p.read_text("utf-8")) for p in sorted(folder.glob("*.json"))]


def planned(house, language="de", **more):
    callback = callback_of(house, notice(house, moment=MONDAY, language=language, **more))
    plan(house, callback, now=MONDAY)
    house.flush()
    return callback


def tellings(house):
    return house.scalars(select(Telling).order_by(Telling.id)).all()


def test_nothing_is_written_where_no_sender_is_configured(house):
    planned(house)
    assert not tellings(house)


def test_the_message_is_neutral_and_says_when(house, gateway):
    callback = planned(house)
    (telling,) = tellings(house)
    tell(house, telling.id, now=MONDAY)
    (message,) = sent(gateway)
    assert message["to"] == PHONE
    here = local(callback.starts_at)
    assert f"zwischen {here:%H:%M} und" in message["text"]
    assert "endet auf 33" in message["text"]
    for word in ("Jobcenter", "Bescheid", "AnBeLo", "Probe Person"):
        assert word not in json.dumps(message, ensure_ascii=False)
    assert callback.promised_at == MONDAY


@pytest.mark.usefixtures("gateway")
def test_it_waits_until_two_working_days_before(house):
    planned(house)
    job = house.scalars(
        select(OutboxMessage).where(OutboxMessage.topic == Topic.TELL_CLAIMANT)
    ).one()
    assert local(job.available_at).hour == 8, "the call is near: tell as soon as the day begins"
    late = callback_of(house, notice(house, "N-2", moment=MONDAY, language="de"))
    plan(house, late, now=MONDAY)
    late.starts_at += timedelta(days=7)
    late.ends_at += timedelta(days=7)
    tell_planned(house, late, now=MONDAY)
    jobs = house.scalars(
        select(OutboxMessage.available_at).where(OutboxMessage.topic == Topic.TELL_CLAIMANT)
    ).all()
    there = max(jobs)
    assert (local(late.starts_at).date() - local(there).date()).days in {2, 4}
    assert local(there).hour == 9


def test_a_second_run_sends_nothing_more(house, gateway):
    planned(house)
    (telling,) = tellings(house)
    for _ in range(2):
        tell(house, telling.id, now=MONDAY)
    assert len(sent(gateway)) == 1


def test_what_is_no_longer_true_is_not_sent(house, gateway):
    callback = planned(house)
    (telling,) = tellings(house)
    give_back(callback)
    tell(house, telling.id, now=MONDAY)
    assert (telling.failed, sent(gateway)) == ("outdated", [])


def test_a_moved_call_is_told_at_once_in_the_persons_language(house, gateway):
    callback = planned(house, "en", team="LEISTUNG")
    callback.starts_at += timedelta(days=1)
    callback.ends_at += timedelta(days=1)
    tell_moved(house, callback, now=MONDAY)
    for telling in tellings(house):
        tell(house, telling.id, now=MONDAY)
    (message,) = sent(gateway)
    assert "new time" in message["text"]


def test_only_who_was_told_a_time_hears_that_it_is_cancelled(house, gateway):
    callback = planned(house)
    tell_cancelled(house, callback, now=MONDAY)
    assert len(tellings(house)) == 1, "only the plan"
    callback.promised_at = MONDAY
    was = callback.starts_at
    give_back(callback)
    tell_cancelled(house, callback, now=MONDAY, was=was)
    tell(house, tellings(house)[-1].id, now=MONDAY)
    assert "fällt aus" in sent(gateway)[-1]["text"]


def test_an_email_goes_to_whoever_gave_an_address(house, monkeypatch):
    class Kept(Inbox):
        mails: list = []  # noqa: RUF012 - one inbox for the test

        def handle_message(self, message):
            self.mails.append(message)

    port = free_port(0)
    server = Controller(Kept(), hostname="127.0.0.1", port=port)
    server.start()
    monkeypatch.setenv("ANBELO_EMAIL", f"smtp://127.0.0.1:{port}?from=anrufe@office.example")
    post_office.cache_clear()
    try:
        case = contact(house, email="a@example.org", call=call_wish(), moment=MONDAY).case
        callback = callback_of_case(house, case)
        plan(house, callback, now=MONDAY)
        house.flush()
        (telling,) = tellings(house)
        tell(house, telling.id, now=MONDAY)
    finally:
        server.stop()
        post_office.cache_clear()
    (mail,) = Kept.mails
    assert mail["To"] == "a@example.org"
    assert mail["Message-ID"].startswith(f"<call-{telling.id}-")
    assert mail["Message-ID"].endswith("@office.example>")
    assert "Mit Ihrem Code" in mail.get_payload(decode=True).decode()


def callback_of_case(house, case):
    return house.scalars(select(Callback).where(Callback.case_id == case.id)).one()


def test_a_mail_server_that_is_away_lets_the_job_rest(house, monkeypatch):
    monkeypatch.setenv("ANBELO_EMAIL", "smtp://127.0.0.1:9?from=anrufe@office.example")
    post_office.cache_clear()
    case = contact(house, email="a@example.org", call=call_wish(), moment=MONDAY).case
    callback = callback_of_case(house, case)
    plan(house, callback, now=MONDAY)
    house.flush()
    with pytest.raises((OSError, smtplib.SMTPException)):
        tell(house, tellings(house)[0].id, now=MONDAY)
    post_office.cache_clear()


def test_what_somebody_wrote_in_confidence_tells_nobody_about_a_notice(house):
    case = contact(house, email="a@example.org", confidential=True, moment=MONDAY).case
    callback = planned(house)
    callback.notice.case_id = case.id
    house.flush()
    house.expire_all()
    assert ways_of(callback, PostOffice(email=object(), sms=object())) == [Way.SMS]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ANBELO_EMAIL", "http://mail"),
        ("ANBELO_EMAIL", "smtp://host"),
        ("ANBELO_SMS", "smtp://host?from=a@b"),
        ("ANBELO_SMS", "spool:/nowhere/at/all"),
    ],
)
def test_a_sender_that_cannot_work_stops_the_start(name, value):
    with pytest.raises(ValueError, match=name):
        PostOffice.from_env({name: value})


def test_a_password_is_never_in_the_words_about_a_wrong_address():
    with pytest.raises(ValueError, match="ANBELO_EMAIL cannot be read") as error:
        PostOffice.from_env({"ANBELO_EMAIL": "smtp://user:Geheim/Teil2@host:25?from=a@b.example"})
    assert "Geheim" not in str(error.value)


def test_there_and_back_and_there_again_ends_with_the_true_time(house, gateway):
    callback = planned(house)
    first, ends = callback.starts_at, callback.ends_at
    for number, days in enumerate((1, 0, 1)):
        callback.starts_at, callback.ends_at = (first + timedelta(days), ends + timedelta(days))
        tell_moved(house, callback, now=MONDAY + timedelta(minutes=number))
        for telling in tellings(house):
            tell(house, telling.id, now=MONDAY + timedelta(hours=1))
        house.expire_all()
    last = max(sent_at(gateway), key=lambda found: found[0])[1]
    assert f"{local(first + timedelta(1)).day}." in last["text"]
    assert len(sent(gateway)) == 3


def sent_at(folder):
    return [(p.stat().st_mtime_ns, json.loads(p.read_text("utf-8"))) for p in folder.glob("*.json")]


def test_a_cancellation_is_told_even_if_another_time_was_found_meanwhile(house, gateway):
    callback = planned(house)
    was = callback.starts_at
    callback.promised_at = MONDAY
    give_back(callback)
    tell_cancelled(house, callback, now=MONDAY, was=was)
    plan(house, callback, now=was + timedelta(hours=-1, days=1))
    tell(house, tellings(house)[1].id, now=MONDAY)
    assert "fällt aus" in sent(gateway)[0]["text"]


def test_nobody_is_woken_at_night_except_for_a_call_right_in_the_morning():
    night = at(local(MONDAY).date(), time(2, 30))
    later = at(local(MONDAY).date(), time(15))
    assert not_at_night(night, later) == at(local(MONDAY).date(), time(8))
    assert not_at_night(night, at(local(MONDAY).date(), time(8, 20))) == night
    evening = at(local(MONDAY).date(), time(21))
    assert local(not_at_night(evening, later + timedelta(days=2))).time() == time(8)


def test_a_silent_sender_rests_and_holds_nobody_up():
    class Silent:
        tries = 0

        def send(self, _message):
            self.tries += 1
            raise OSError("nobody answers")

    silent = Silent()
    patient = Patient(silent)
    for _ in range(50):
        with pytest.raises(OSError, match=r"answers|rests"):
            patient.send(Message("k", "to", "subject", "text"))
    assert silent.tries == 1
