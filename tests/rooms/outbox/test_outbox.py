"""A promise is kept once, whatever happens to Redis, to workers and to the job itself."""

import json
import threading
from datetime import time, timedelta

import pytest
from redis.exceptions import RedisError
from rq.serializers import JSONSerializer
from sqlalchemy import delete, select, text

from anbelo import worker
from anbelo.core.calendar import at
from anbelo.core.clock import now
from anbelo.notices.models import Notice
from anbelo.notices.rules import ReleaseReason
from anbelo.outbox.models import OutboxMessage
from anbelo.outbox.relay import RUN, connect, queue, relay_due
from anbelo.outbox.rules import LEASE, MAX_ATTEMPTS, Topic, back_off
from anbelo.outbox.service import lease_due, promise, unpark
from anbelo.worker import perform, tend
from tests.scenes import notice

SECOND = timedelta(seconds=1)


@pytest.fixture
def effects(monkeypatch):
    """Jobs that only note their subject."""
    seen = []
    noted = {topic: lambda _s, subject, now: seen.append(subject) for topic in Topic}  # noqa: ARG005
    monkeypatch.setattr(worker, "JOBS", noted)
    return seen


def promised(office, *subjects, available_at=None):
    with office.unit_of_work() as session:
        for subject in subjects:
            promise(session, Topic.PLAN_CALLBACK, subject, now=now(), available_at=available_at)
    with office.reading() as session:
        return list(session.scalars(select(OutboxMessage.id).order_by(OutboxMessage.id)))


def stored(office, message_id):
    with office.reading() as session:
        return session.get(OutboxMessage, message_id)


def leased(office, **more):
    with office.unit_of_work() as session:
        return list(lease_due(session, **{"now": now() + SECOND, "limit": 10, **more}))


def test_a_promise_undone_with_its_cause_never_existed(office):
    with pytest.raises(RuntimeError), office.unit_of_work() as session:
        promise(session, Topic.PLAN_CALLBACK, 1, now=now())
        raise RuntimeError("cause undone")
    assert promised(office) == []


def test_a_job_takes_effect_once_however_often_it_is_delivered(office, effects):
    (one,) = promised(office, 41)
    assert worker.perform(office, one, now=now() + SECOND)
    assert not worker.perform(office, one, now=now() + SECOND)
    assert effects == [41]


def test_a_leased_job_is_handed_out_again_only_after_its_lease(office):
    (one,) = promised(office, 1)
    assert leased(office) == [one]
    assert leased(office) == []
    assert leased(office, now=now() + LEASE + 2 * SECOND) == [one]


def test_two_relays_never_take_the_same_job(office):
    promised(office, *range(6))
    with office.unit_of_work() as first, office.unit_of_work() as second:
        a = lease_due(first, now=now() + SECOND, limit=3)
        b = lease_due(second, now=now() + SECOND, limit=6)
    assert len(a) == len(b) == 3
    assert not set(a) & set(b)


def test_work_for_later_waits(office, effects):
    (one,) = promised(office, 1, available_at=now() + timedelta(hours=2))
    assert leased(office) == []
    assert not worker.perform(office, one, now=now())
    assert effects == []
    assert worker.perform(office, one, now=now() + timedelta(hours=3))


def test_a_failing_job_rests_longer_each_time_and_is_parked_in_the_end(office, monkeypatch):
    def fail(*_args, **_more):
        raise ValueError("secret 0170 1234567")

    monkeypatch.setattr(worker, "JOBS", dict.fromkeys(Topic, fail))
    (one, other) = promised(office, 1, 2)
    moment = now() + SECOND
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert not worker.perform(office, one, now=moment)
        message = stored(office, one)
        assert message.attempts == attempt
        assert message.last_error == "ValueError"
        if attempt < MAX_ATTEMPTS:
            assert message.available_at == moment + back_off(attempt)
        moment = message.available_at + SECOND
    assert stored(office, one).parked_at is not None
    assert leased(office, now=moment + timedelta(days=1)) == [other]
    with office.unit_of_work() as session:
        assert unpark(session, one, now=moment)
    assert stored(office, one).attempts == 0


def test_a_failing_job_undoes_what_it_began(office, monkeypatch):
    def half(session, subject, *, now):
        promise(session, Topic.PLAN_CALLBACK, subject + 1, now=now)
        session.flush()
        raise ValueError

    monkeypatch.setattr(worker, "JOBS", dict.fromkeys(Topic, half))
    (one,) = promised(office, 1)
    worker.perform(office, one, now=now() + SECOND)
    assert promised(office) == [one]


def test_the_poller_finds_what_nobody_rang_for(office, effects):
    promised(office, 1, 2)
    assert worker.poll(office, now=now()) == 0
    assert worker.poll(office, now=now() + timedelta(seconds=11)) == 2
    assert sorted(effects) == [1, 2]


def test_redis_gets_a_number_and_nothing_else(office, redis_url):
    ids = promised(office, 990017, 990018)
    with connect(redis_url) as redis:
        jobs = queue(redis)
        assert relay_due(office, jobs, now=now() + SECOND) == 2
        assert [job.args for job in jobs.jobs] == [[i] for i in ids]
        everything = json.dumps([repr(redis.hgetall(key)) for key in redis.keys("rq:job:*")])
    assert "990017" not in everything


def test_a_rung_bell_is_answered_by_the_worker(office, redis_url, effects, monkeypatch):
    promised(office, 5, 6)
    monkeypatch.setattr(worker, "_database", lambda: office)
    with connect(redis_url, timeout=None) as redis:
        relay_due(office, queue(redis), now=now() - timedelta(hours=1))
        relay_due(office, queue(redis), now=now())
        ours = worker.OurQueue("anbelo", connection=redis, serializer=JSONSerializer)
        worker.BellWorker([ours], connection=redis, serializer=JSONSerializer).work(burst=True)
    assert sorted(effects) == [5, 6]


@pytest.mark.parametrize(
    "planted",
    [
        ("os.system", ["true"], {}),
        ("anbelo.worker.perform", [1], {}),
        (RUN, ["1; DROP TABLE"], {}),
        (RUN, [1, 2], {}),
        (RUN, [], {"message_id": 1}),
        (RUN, [True], {}),
    ],
)
def test_the_worker_refuses_every_function_but_ours(redis_url, planted, monkeypatch):
    name, args, kwargs = planted
    monkeypatch.setattr(worker, "run", lambda *_: pytest.fail("ran"))
    with connect(redis_url, timeout=None) as redis:
        job = worker.OurJob.create(
            name, args=args, kwargs=kwargs, connection=redis, serializer=JSONSerializer
        )
        with pytest.raises(ValueError, match="foreign_job"):
            job.perform()


@pytest.mark.parametrize("name", [RUN, "os.system"])
def test_an_answered_bell_leaves_nothing_in_redis(office, redis_url, effects, monkeypatch, name):
    [message] = promised(office, 5)
    monkeypatch.setattr(worker, "_database", lambda: office)
    monkeypatch.setattr("anbelo.worker.clock_now", lambda: now() + SECOND)
    with connect(redis_url, timeout=None) as redis:
        ours = worker.OurQueue("anbelo", connection=redis, serializer=JSONSerializer)
        ours.enqueue_many([worker.OurQueue.prepare_data(name, args=(message,))])
        worker.BellWorker([ours], connection=redis, serializer=JSONSerializer).work(burst=True)
        assert not redis.keys("rq:job:*")
        assert not redis.keys("rq:queue:*")
    assert effects == ([5] if name == RUN else [])


def test_a_silent_redis_leaves_every_job_waiting(office):
    ids = promised(office, 1, 2)
    with connect("unix:///nowhere/valkey.sock") as redis, pytest.raises(RedisError):
        relay_due(office, queue(redis), now=now() + SECOND)
    assert leased(office) == ids


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 5), (2, 10), (5, 80), (9, 900), (50, 900)])
def test_rest_doubles_up_to_a_quarter_of_an_hour(attempts, seconds):
    assert back_off(attempts).total_seconds() == seconds


def test_the_poller_outlives_a_message_of_another_version(office, monkeypatch):
    """A topic this version does not know must not end the way without Redis."""
    stop, looked = threading.Event(), []
    promised(office, 1, available_at=now() - LEASE)
    with office.unit_of_work() as session:
        session.execute(text("UPDATE outbox_message SET topic = 'of.tomorrow'"))

    def look(database, *, now):
        looked.append(now)
        if len(looked) == 2:
            stop.set()
        return poll(database, now=now)

    poll = worker.poll
    monkeypatch.setattr(worker, "poll", look)
    monkeypatch.setattr(worker, "POLL_SECONDS", 0)
    worker._poll_until(office, stop)  # noqa: SLF001 - the thread itself
    assert len(looked) == 2


def test_the_last_sending_day_is_never_given_up(office, monkeypatch):
    def fail(*_args, **_more):
        raise ValueError

    monkeypatch.setattr(worker, "JOBS", dict.fromkeys(Topic, fail))
    with office.unit_of_work() as session:
        promise(session, Topic.SETTLE_NOTICE, 1, now=now())
    (one,) = promised(office)
    moment = now() + SECOND
    for _ in range(MAX_ATTEMPTS + 3):
        worker.perform(office, one, now=moment)
        moment = stored(office, one).available_at + SECOND
    assert stored(office, one).parked_at is None
    assert leased(office, now=moment) == [one]


def test_a_lost_promise_of_a_last_day_is_made_again(office):
    with office.unit_of_work() as session:
        found = notice(session)
        session.execute(delete(OutboxMessage))
        last = found.send_no_later_than
    early, day = at(last, time(5, 59)), at(last, time(6))
    tend(office, now=early)
    assert not settling(office)
    for _ in range(2):
        tend(office, now=day)
    assert len(settling(office)) == 1
    perform(office, settling(office)[0], now=day)
    with office.reading() as session:
        assert session.get(Notice, found.id).release_reason is ReleaseReason.LAST_DAY


def settling(office):
    with office.reading() as session:
        return session.scalars(
            select(OutboxMessage.id).where(
                OutboxMessage.topic == Topic.SETTLE_NOTICE, OutboxMessage.done_at.is_(None)
            )
        ).all()
