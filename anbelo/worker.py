"""Runs promised jobs: each one in one transaction that also marks it done.

So a job may be delivered twice and takes effect once, whatever is killed when.
"""

import math
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import cache
from types import FrameType

import structlog
from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import JobTimeoutException
from rq.worker import WorkerStatus
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from anbelo.attachments.jobs import clean_attachment
from anbelo.callbacks.house_plan import EVERY, plan_house, propose_moves
from anbelo.callbacks.jobs import plan_callback, settle_notice, settle_overdue
from anbelo.callbacks.messages import tell
from anbelo.callbacks.planning import ask_for_plan
from anbelo.cases.alike import sweep as forget_networks
from anbelo.cases.jobs import harden, watch_contacts
from anbelo.core import throttle
from anbelo.core.clock import now as clock_now
from anbelo.core.db import Database
from anbelo.drafts.service import sweep
from anbelo.outbox.relay import QUEUE, RUN
from anbelo.outbox.rules import POLLER_GRACE, Topic
from anbelo.outbox.service import lease_due, note_failure, open_message
from anbelo.settings import Settings

log = structlog.get_logger(__name__)

JobFunction = Callable[..., None]

JOBS: dict[Topic, JobFunction] = {
    Topic.HARDEN_RECEIPT: harden,
    Topic.PLAN_CALLBACK: plan_callback,
    Topic.SETTLE_NOTICE: settle_notice,
    Topic.PLAN_HOUSE: plan_house,
    Topic.PROPOSE_MOVES: propose_moves,
    Topic.TELL_CLAIMANT: tell,
    Topic.CLEAN_ATTACHMENT: clean_attachment,
}

POLL_SECONDS = 5.0
POLL_BATCH = 50
RECONNECT_SECONDS = 5.0
TEND_SECONDS = 60.0
# RQ forgets a worker after some minutes of silence.
HEARTBEAT_SECONDS = 15.0


def perform(database: Database, message_id: int, *, now: datetime) -> bool:
    """Run one promised job and mark it done in the same transaction; says whether it did something.

    A job that is done, parked or resting does nothing. One that fails is put to rest for a while.
    """
    try:
        with database.unit_of_work() as session:
            return _perform(session, message_id, now=now)
    except SQLAlchemyError as error:
        if getattr(error, "connection_invalidated", False):
            # The database went away: nothing was stored, the lease brings the job back.
            log.warning("job_interrupted", message=message_id)
            return False
        return _put_to_rest(database, message_id, error, now=now)
    except Exception as error:  # noqa: BLE001 - any failing job must rest, not stop the others
        return _put_to_rest(database, message_id, error, now=now)


def _perform(session: Session, message_id: int, *, now: datetime) -> bool:
    message = open_message(session, message_id)
    if message is None or message.available_at > now:
        return False
    JOBS[message.topic](session, message.subject_id, now=now)
    message.done_at = now
    return True


def _put_to_rest(database: Database, message_id: int, error: Exception, *, now: datetime) -> bool:
    log.error("job_failed", message=message_id, error=type(error).__name__)
    with database.unit_of_work() as session:
        note_failure(session, message_id, error=type(error).__name__, now=now)
    return False


def poll(database: Database, *, now: datetime, limit: int = POLL_BATCH) -> int:
    """Run what is overdue although nobody rang: the way without Redis. Says how many it took."""
    with database.unit_of_work() as session:
        ids = lease_due(session, now=now, limit=limit, due_before=now - POLLER_GRACE)
    for message_id in ids:
        perform(database, message_id, now=clock_now())
    return len(ids)


@cache
def _database() -> Database:
    return Database(Settings.from_env(os.environ).database_url, pool_size=2)


def run(message_id: int) -> None:
    """What Redis may ask for, and nothing else: run the promised job with this number."""
    perform(_database(), message_id, now=clock_now())


class OurJob(Job):
    """A job that can only ever be `run` with one number, whatever somebody wrote into Redis."""

    @property
    def func(self) -> Callable[..., None]:
        """The one allowed function; ValueError for any other name or shape."""
        args = self.args
        if self.func_name != RUN or self.instance or self.kwargs or len(args) != 1:
            raise ValueError("foreign_job")
        if type(args[0]) is not int:
            raise ValueError("foreign_job")
        return run


class OurQueue(Queue):
    """The queue that makes such jobs."""

    job_class = OurJob


class BellWorker(SimpleWorker):
    """Runs jobs in this process, one after the other; restarted by whoever supervises it.

    RQ keeps a diary of every job in Redis, some twenty-five round trips each. Ours stands in the
    database, so here a job that was run is only taken out of Redis.
    """

    job_class = OurJob
    queue_class = OurQueue
    stop: threading.Event
    _beat_at = -math.inf

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Answer the bell once; whatever goes wrong, the lease in the database brings it back."""
        self.set_state(WorkerStatus.BUSY)  # from here on a request to stop waits for the job
        timeout = job.timeout or queue.DEFAULT_TIMEOUT
        try:
            with self.death_penalty_class(timeout, JobTimeoutException, job_id=job.id):
                job.perform()
        except Exception as error:  # noqa: BLE001 - a foreign job or a lost database stops nobody
            log.warning("bell_unanswered", error=type(error).__name__)
        with self.connection.pipeline() as together:
            together.lrem(queue.intermediate_queue_key, 1, job.id)
            together.delete(job.key)
            together.execute()

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Tell Redis now and then that we live: RQ would three times for every job."""
        moment = time.monotonic()
        if pipeline is None and timeout is None and moment < self._beat_at + HEARTBEAT_SECONDS:
            return
        super().heartbeat(timeout, pipeline)
        self._beat_at = moment

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Remember that we were told to stop: RQ forgets it when Redis is away meanwhile."""
        self.stop.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]


def work(settings: Settings, stop: threading.Event) -> None:
    """Work until told to stop: jobs rung by Redis in this thread, overdue ones in a second."""
    database = _database()
    poller = threading.Thread(target=_poll_until, args=(database, stop), daemon=True)
    poller.start()
    while not stop.is_set():
        try:
            # RQ blocks while it waits for work, so this client has its own longer limit.
            redis = Redis.from_url(settings.redis_url, socket_connect_timeout=2)
            queue = OurQueue(QUEUE, connection=redis, serializer=JSONSerializer)
            worker = BellWorker([queue], connection=redis, serializer=JSONSerializer)
            worker.stop = stop
            worker.work(logging_level="WARNING")
            stop.set()  # it came back by itself: it was told to stop
        except RedisError as error:
            log.warning("bell_silent", error=type(error).__name__)
            stop.wait(RECONNECT_SECONDS)
    poller.join(timeout=POLL_SECONDS)


def tend(database: Database, *, now: datetime) -> None:
    """What must go on even if a promise was lost: plans, last days, old drafts and counts.

    When far more people write than usual, one line in the log and one in the trail say so.
    """
    with database.unit_of_work() as session:
        sweep(session, now=now)
        throttle.sweep(session, now=now)
        forget_networks(session, now=now)
        many = watch_contacts(session, now=now)
        settle_overdue(session, now=now)
        ask_for_plan(session, now=now, after=EVERY)
    if many:
        log.warning("many_contacts", this_hour=many.this_hour, usual=many.usual)


def _poll_until(database: Database, stop: threading.Event) -> None:
    """Look for overdue jobs every few seconds, without a break while there are any."""
    tended = -math.inf
    while not stop.is_set():
        try:
            found = poll(database, now=clock_now())
            if time.monotonic() > tended + TEND_SECONDS:
                tend(database, now=clock_now())
                tended = time.monotonic()
        except Exception as error:  # noqa: BLE001 - the way without Redis must outlive any message
            log.warning("poller_disturbed", error=type(error).__name__)
            found = 0
        if not found:
            stop.wait(POLL_SECONDS)
