"""Where a worker is struck dead: five named points, passed by every job, deadly in some lives."""
# ruff: noqa: SLF001 - the points lie inside

import os
import signal
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from anbelo import worker
from anbelo.embedded.process import family

POINTS = ("before_claim", "after_claim", "after_effect", "after_commit", "in_back_off")

wanted = {"point": "", "spared": 0}


class Deliberate(Exception):
    """A job that fails because the run wants it to rest."""


def expect(point: str, spared: int) -> None:
    """Die at this point, after passing it this often unharmed; "" for a life in peace."""
    wanted.update(point=point, spared=spared)


def pass_by(point: str) -> None:
    """Strike this process and everything below it with `kill -9`, if this is the place and time."""
    if not point or wanted["point"] != point:
        return
    if wanted["spared"] > 0:
        wanted["spared"] -= 1
        return
    for pid in reversed(family(os.getpid())):
        os.kill(pid, signal.SIGKILL)


def lay() -> None:
    """Lay the five points around the worker's functions."""
    worker.open_message = _around(worker.open_message, "before_claim", "after_claim")
    worker.JOBS.update({topic: _job(job) for topic, job in worker.JOBS.items()})
    worker.perform = _around(worker.perform, "", "after_commit")
    worker._put_to_rest = _around(worker._put_to_rest, "", "in_back_off")


def _around(function: Callable[..., Any], before: str, after: str) -> Callable[..., Any]:
    def passing(*args: Any, **more: Any) -> Any:
        pass_by(before)
        result = function(*args, **more)
        pass_by(after)
        return result

    return passing


def _job(job: worker.JobFunction) -> worker.JobFunction:
    def run(session: Session, subject_id: int, *, now: datetime) -> None:
        if wanted["point"] == "in_back_off" and wanted["spared"] <= 0:
            raise Deliberate
        job(session, subject_id, now=now)
        session.flush()
        pass_by("after_effect")
        if wanted["point"] == "in_back_off":
            wanted["spared"] -= 1

    return run
