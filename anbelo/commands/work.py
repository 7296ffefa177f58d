"""`anbelo worker`: runs promised jobs."""

import os
import signal
import threading
import time
from contextlib import suppress
from types import FrameType

import click
import structlog
from rq.exceptions import StopRequested

from anbelo.commands.signals import Handler, handling_signals
from anbelo.logs import set_up
from anbelo.settings import Settings
from anbelo.worker import work

log = structlog.get_logger(__name__)

REPEAT_SECONDS = 0.05


@click.command(epilog="Example: anbelo worker")
def worker() -> None:
    """Run promised jobs, one after the other; start as many as you need.

    Jobs come through Redis; without Redis they are found in the database a little later.
    """
    set_up("worker")
    settings = Settings.from_env(os.environ)
    stop, done = threading.Event(), threading.Event()
    with handling_signals(_stop_or_repeat(stop, done)):
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
