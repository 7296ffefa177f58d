"""Every promise has somebody who keeps it, and keeping it twice changes nothing."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from anbelo.attachments.service import add
from anbelo.callbacks.models import Telling
from anbelo.callbacks.planning import WHOLE_HOUSE, plan
from anbelo.callbacks.replanning import ask_for_absence
from anbelo.callbacks.telling import News, Way
from anbelo.core.calendar import local
from anbelo.core.clock import now
from anbelo.outbox.rules import Topic
from anbelo.worker import JOBS
from tests.scenes import call_wish, callback_of, contact, notice, viewer
from tests.snapshot import content

ROOT = Path(__file__).parents[2]


def test_every_topic_has_a_job_and_every_job_a_topic():
    assert set(JOBS) == set(Topic)


def test_every_topic_is_promised_somewhere():
    promised = {
        node.attr
        for path in (ROOT / "anbelo").rglob("*.py")
        if path.name != "worker.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Topic"
    }
    assert promised == {topic.name for topic in Topic}


def prepare(session, topic):  # noqa: PLR0911 - one answer for every topic
    """A subject for which this job has something to do; its number and the time to do it."""
    if topic is Topic.HARDEN_RECEIPT:
        return contact(session).case.id, now()
    if topic is Topic.PLAN_CALLBACK:
        contact(session, call=call_wish())
        return callback_of(session, notice(session)).id, now()
    if topic is Topic.PLAN_HOUSE:
        callback_of(session, notice(session))
        return WHOLE_HOUSE, now()
    if topic is Topic.PROPOSE_MOVES:
        lead = viewer(session, "teamleitung")
        day = local(now()).date()
        return ask_for_absence(session, lead, lead.staff_id, (day, day), now=now()).id, now()
    if topic is Topic.SETTLE_NOTICE:
        return notice(session).id, now() + timedelta(days=11)
    if topic is Topic.TELL_CLAIMANT:
        callback = callback_of(session, notice(session))
        plan(session, callback, now=now())
        told = Telling(callback_id=callback.id, news=News.PLANNED, way=Way.SMS, created_at=now(),
                       starts_at=callback.starts_at)  # fmt: skip
        session.add(told)
        session.flush()
        return told.id, now()
    if topic is Topic.CLEAN_ATTACHMENT:
        case = contact(session).case
        words = b"Kontoauszug"
        return add(session, name="a.txt", content=words, now=now(), case_id=case.id).id, now()
    raise AssertionError(f"say here what {topic} needs")


@pytest.mark.parametrize("topic", Topic)
def test_a_job_run_twice_has_one_effect(office, topic):
    with office.unit_of_work() as session:
        subject, moment = prepare(session, topic)
    snapshots = [stored(office)]
    for _ in range(2):
        with office.unit_of_work() as session:
            JOBS[topic](session, subject, now=moment)
        snapshots.append(stored(office))
    before, once, twice = snapshots
    assert before != once, "the job did nothing: the test proves nothing"
    assert once == twice


@pytest.mark.parametrize("topic", Topic)
def test_a_job_whose_subject_is_gone_does_nothing(office, topic):
    before = stored(office)
    with office.unit_of_work() as session:
        JOBS[topic](session, 987654321, now=now())
    assert stored(office) == before


def stored(office):
    with office.engine.connect() as connection:
        return content(connection)
