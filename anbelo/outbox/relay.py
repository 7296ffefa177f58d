"""Ringing the bell: due jobs go to Redis as bare numbers."""

from datetime import datetime

from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from anbelo.core.db import Database
from anbelo.outbox.service import lease_due

QUEUE = "anbelo"
RUN = "anbelo.worker.run"
BATCH = 200
# With every worker away, leases end and jobs are sent again: beyond this length we stop sending.
LONGEST_QUEUE = 10_000
# A frozen Redis must not freeze us: every call is bounded.
TIMEOUT_SECONDS = 2.0
RESULT_SECONDS = 0
FAILURE_SECONDS = 3600


def connect(url: str, *, timeout: float | None = TIMEOUT_SECONDS) -> Redis:
    """A Redis client that gives up after `timeout` seconds instead of hanging."""
    return Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=TIMEOUT_SECONDS)


def queue(redis: Redis) -> Queue:
    """Our one queue; JSON, so that nothing in Redis is ever unpickled."""
    return Queue(QUEUE, connection=redis, serializer=JSONSerializer)


def relay_due(database: Database, jobs: Queue, *, now: datetime, limit: int = BATCH) -> int:
    """Hand over up to `limit` due jobs and say how many.

    If Redis fails, its exception passes through and the rollback leaves every job waiting.
    """
    if jobs.count >= LONGEST_QUEUE:
        return 0
    with database.unit_of_work() as session:
        ids = lease_due(session, now=now, limit=limit)
        if ids:
            jobs.enqueue_many(
                [
                    Queue.prepare_data(
                        RUN,
                        args=(message_id,),
                        result_ttl=RESULT_SECONDS,
                        failure_ttl=FAILURE_SECONDS,
                    )
                    for message_id in ids
                ]
            )
    return len(ids)
