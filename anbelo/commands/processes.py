"""The three processes of a house: web, worker, relay. Settings come from the environment."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import click
import structlog
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import StopRequested
from sqlalchemy.exc import SQLAlchemyError

from anbelo.core.clock import now
from anbelo.core.db import Database
from anbelo.logs import set_up
from anbelo.outbox.relay import BATCH, connect, queue, relay_due
from anbelo.settings import Settings
from anbelo.worker import work

log = structlog.get_logger(__name__)

Handler = Callable[[int, FrameType | None], None]

ROOT = Path(__file__).resolve().parents[2]
RELAY_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 8.0
REPEAT_SECONDS = 0.05
PORT, FEW = click.IntRange(1, 65535), click.IntRange(1, 64)
SHOWN: dict[str, Any] = {"show_default": True, "show_envvar": True}
MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - only for heartbeats, gunicorn unlinks them at once


@click.command(epilog="Example: anbelo web --host 0.0.0.0 --port 8000")
@click.option("--host", default="127.0.0.1", envvar="ANBELO_HOST", **SHOWN,
              help="Address to listen on; 0.0.0.0 inside a container.")  # fmt: skip
@click.option("--port", default=8000, envvar="ANBELO_PORT", **SHOWN, type=PORT)
@click.option("--workers", default=2, envvar="ANBELO_WEB_WORKERS", **SHOWN, type=FEW,
              help="Processes.")  # fmt: skip
@click.option("--threads", default=4, envvar="ANBELO_WEB_THREADS", **SHOWN, type=FEW,
              help="Requests at once in each process.")  # fmt: skip
def web(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages and the API."""
    Settings.from_env(os.environ)  # a wrong setting is told here, before gunicorn starts
    command = [sys.executable, "-m", "gunicorn", "-c", "python:anbelo.commands.gunicorn_hooks",
               "--chdir", str(ROOT), "--bind", f"{host}:{port}", "--workers", str(workers),
               "--threads", str(threads)]  # fmt: skip
    if MEMORY_FOLDER.is_dir():  # a slow disk must not make a worker look dead
        command += ["--worker-tmp-dir", str(MEMORY_FOLDER)]
    os.chdir(ROOT)
    os.execv(sys.executable, [*command, "wsgi:app"])  # noqa: S606 - no shell, we become gunicorn


@click.command(epilog="Example: anbelo worker")
def worker() -> None:
    """Run promised jobs, one after the other; start as many as you need.

    Jobs come through Redis; without Redis they are found in the database a little later.
    """
    set_up("worker")
    settings = Settings.from_env(os.environ)
    stop, done = threading.Event(), threading.Event()
    with _handling_signals(_stop_or_repeat(stop, done)):
        log.info("worker_started")
        # Raised when asked to stop while Redis is away: nothing was in hand, leases bring it back.
        with suppress(StopRequested):
            work(settings, stop)
        done.set()
    log.info("worker_stopped")


def _stop_or_repeat(stop: threading.Event, done: threading.Event) -> Handler:
    """What hears the signals until RQ listens itself; what came too early is repeated to RQ once.

    No exception is raised here: somebody's `except` could swallow it, and the signal with it.
    """

    def ask(_number: int, _frame: FrameType | None) -> None:
        if not stop.is_set():
            stop.set()
            threading.Thread(target=repeat, daemon=True).start()

    def repeat() -> None:
        while signal.getsignal(signal.SIGTERM) is ask and not done.is_set():
            time.sleep(REPEAT_SECONDS)
        if not done.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    return ask


@click.command(epilog="Example: anbelo relay")
def relay() -> None:
    """Hand due jobs to Redis as bare numbers; one is enough, two do no harm."""
    set_up("relay")
    settings = Settings.from_env(os.environ)
    database = Database(settings.database_url, pool_size=1)
    stop = threading.Event()
    with _handling_signals(lambda _number, _frame: stop.set()):
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


@contextmanager
def _handling_signals(handler: Handler) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
