"""`anbelo relay`: rings for every due job."""

import os
import threading

import click
import structlog
from redis.exceptions import RedisError
from rq import Queue
from sqlalchemy.exc import SQLAlchemyError

from anbelo.commands.signals import handling_signals
from anbelo.core.clock import now
from anbelo.core.db import Database
from anbelo.logs import set_up
from anbelo.outbox.relay import BATCH, connect, queue, relay_due
from anbelo.settings import Settings

log = structlog.get_logger(__name__)

RELAY_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 8.0


@click.command(epilog="Example: anbelo relay")
def relay() -> None:
    """Hand due jobs to Redis as bare numbers; one is enough, two do no harm."""
    set_up("relay")
    settings = Settings.from_env(os.environ)
    database = Database(settings.database_url, pool_size=1)
    stop = threading.Event()
    with handling_signals(lambda _number, _frame: stop.set()):
        log.info("relay_started")
        relay_until(database, queue(connect(settings.redis_url)), stop)
    database.close()
    log.info("relay_stopped")


def relay_until(
    database: Database, jobs: Queue, stop: threading.Event, *, pause: float = RELAY_SECONDS
) -> None:
    """Look every `pause` seconds for due jobs and hand them over, until `stop` is set.

    While Redis or the database is away it tries again, more slowly each time (up to 8 seconds);
    the jobs wait in the database.
    """
    trouble = 0
    while not stop.is_set():
        try:
            sent = relay_due(database, jobs, now=now())
        except (RedisError, SQLAlchemyError) as error:
            trouble += 1
            seconds = min(pause * 2**trouble, LONGEST_PAUSE_SECONDS)
            log.warning("relay_waits", error=type(error).__name__, seconds=seconds)
            stop.wait(seconds)
            continue
        if trouble:
            log.info("relay_goes_on", attempt=trouble)
            trouble = 0
        if sent < BATCH:
            stop.wait(pause)
