"""Promised jobs, all the way: outbox, relay, Valkey, one worker, done; against RQ with nothing."""

import json
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from statistics import median

from figures import Figure, Report
from ground import HERE, Ground, House, environment
from sqlalchemy import func, select

from anbelo.callbacks.service import announce_notice
from anbelo.core.calendar import local
from anbelo.core.clock import now
from anbelo.core.db import Database
from anbelo.notices.service import NewNotice
from anbelo.offices.queries import teams
from anbelo.outbox.models import OutboxMessage
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import promise

JOBS, PLAIN, FORKED, SLOW = 2_000, 2_000, 60, 60
ROUNDS = 3
LOOK_SECONDS = 0.1
PATIENCE_SECONDS = 90.0
AIM = 150.0


def measure(ground: Ground, report: Report) -> None:
    """Rounds of ours and of plain RQ in turn; then RQ's forking worker, and our slowest job."""
    house = ground.house("jobs", queue=3)
    ours, simple = [], []
    notice = _held_notice(house.database)
    with ExitStack() as running:
        for name in ("relay", "worker"):
            running.enter_context(house.process(name, "-m", "anbelo", name))
        _rate(house.database, Topic.SETTLE_NOTICE, notice, 20)  # both are awake now
        for _ in range(ROUNDS):
            ours.append(_rate(house.database, Topic.SETTLE_NOTICE, notice, JOBS // ROUNDS))
            simple.append(_plain(house, "simple", PLAIN // ROUNDS))
    forked = _plain(house, "fork", FORKED)
    value, base = median(ours), median(simple)
    report.add(Figure("promised jobs, one worker", value, "/s", "RQ SimpleWorker, empty job", base,
                      f">= {AIM:.0f}/s", kept=value >= AIM,
                      more={"jobs": JOBS, "rounds": ours, "rounds_base": simple}))  # fmt: skip
    report.add(Figure("promised jobs, one worker (again)", value, "/s",
                      "RQ forking Worker, empty job", forked, more={"jobs_base": FORKED}))  # fmt: skip
    house.database.close()


def _held_notice(database: Database) -> int:
    """A real notice whose last day has not come: its job looks at it and leaves it held."""
    moment = now()
    today = local(moment).date()
    with database.unit_of_work() as session:
        new = NewNotice("bench-1", "grant_lower", teams(session)[0].code, "Erna Probe",
                        today, today + timedelta(days=20), phone="+491701234567")  # fmt: skip
        return announce_notice(session, new, actor="command", now=moment).id


def _rate(database: Database, topic: Topic, subject: int, number: int) -> float:
    """Promise `number` jobs in one transaction; from its commit to the last job done, jobs/s."""
    with database.unit_of_work() as session:
        moment = now()
        for _ in range(number):
            promise(session, topic, subject, now=moment)
    began = time.perf_counter()
    while _open(database, topic, now()):
        if time.perf_counter() - began > PATIENCE_SECONDS:
            raise TimeoutError("The jobs are not done.")
        time.sleep(LOOK_SECONDS)
    return number / (time.perf_counter() - began)


def _open(database: Database, topic: Topic, moment: datetime) -> int:
    with database.reading() as session:
        waiting = select(func.count()).where(
            OutboxMessage.done_at.is_(None),
            OutboxMessage.topic == topic,
            OutboxMessage.available_at <= moment,
        )
        return session.scalar(waiting) or 0


def _plain(house: House, kind: str, number: int) -> float:
    done = subprocess.run(
        [sys.executable, str(HERE / "plain.py"), kind, str(number)], check=True, text=True,
        env=environment(house.environ), stdout=subprocess.PIPE, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    rate: float = json.loads(done.stdout)
    return rate
