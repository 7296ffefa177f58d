"""E2: the worker is struck dead at five named points; every job still takes effect once."""

import itertools
import json
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select, text

from anbelo.core.clock import now
from anbelo.core.db import Database
from anbelo.outbox.models import OutboxMessage
from anbelo.outbox.relay import connect, queue
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import promise
from tests.campaign import faults
from tests.campaign.ledger import Acknowledged, Ledger
from tests.campaign.report import Report, not_zero
from tests.campaign.stage import Stage, database, stage
from tests.campaign.strikes import POINTS

KILLS, KILLS_OF_BROKEN = 60, 20
# Only a life that hangs takes so long.
SECONDS = 120.0
RECOVERED_SECONDS = 60.0
LOOK_SECONDS = 0.1
# Jobs fall due one after the other, so that there is always one to be struck at.
EVERY = timedelta(seconds=0.08)
BROKEN = {"done_later": "double_effects", "done_first": "missing"}


def play(seed: int, broken: str = "", *, n: int = 200) -> Report:
    """Promise jobs, strike, and count what they left behind."""
    kills = KILLS_OF_BROKEN if broken else KILLS
    with stage() as house, house.ledger() as ledger, database(house.postgres.url) as office:
        jobs = promise_all(office, ledger, n // 2 if broken else n)
        house.start("relay", faults="hurry")
        built_in = ",".join(filter(None, ("hurry", "effects", broken)))
        lives = house.run("-m", "tests.campaign.lives", built_in, str(seed), str(kills),
                          stdout=subprocess.PIPE)  # fmt: skip
        deaths = read_deaths(house, lives, kills)
        last = max((death["at"] for death in deaths), default=time.time())
        wait_until_settled(office, last + RECOVERED_SECONDS)
        found = compare(office, ledger.read())
        found["left_in_redis"] = left_in_redis(house)
    struck = Counter(death["point"] for death in deaths if death["struck"])
    figures = {
        **found,
        "kills": sum(struck.values()),
        "kills_by_point": dict(struck),
        "recovered_seconds": round(max(0.0, found.pop("last_done") - last), 2),
        "lease_seconds": faults.LEASE.total_seconds(),
    }
    figures.pop("last_done")
    wrong = not_zero(figures, "missing", "double_effects", "not_done", "done_but_shown_failed")
    wrong += tuple(point for point in POINTS if struck[point] < kills // len(POINTS))
    return Report("E2", seed, len(jobs), figures, wrong)


def read_deaths(house: Stage, lives: subprocess.Popen[bytes], kills: int) -> list[dict[str, Any]]:
    """What the lives tell of their ends; too few when one of them does not come to its point."""
    patience = threading.Timer(SECONDS, house.end, [lives])
    patience.start()
    told = list(itertools.islice(lives.stdout, kills))
    patience.cancel()
    return [json.loads(line) for line in told]


def promise_all(office: Database, ledger: Ledger, n: int) -> Sequence[int]:
    """Promise `n` jobs that fall due one after the other; once stored, they are in the ledger."""
    with office.unit_of_work() as session:
        session.execute(text(faults.EFFECTS))
        moment = now()
        for i in range(1, n + 1):
            due = moment + i * EVERY
            promise(session, Topic.HARDEN_RECEIPT, i, now=moment, available_at=due)
    for i in range(1, n + 1):
        ledger.note(Acknowledged(str(i), "", ""))
    return range(1, n + 1)


def wait_until_settled(office: Database, until: float) -> None:
    """Wait until no job is open any more, or give up."""
    while time.time() < until and open_jobs(office):
        time.sleep(LOOK_SECONDS)


def open_jobs(office: Database) -> int:
    with office.reading() as session:
        waiting = text("SELECT count(*) FROM outbox_message WHERE done_at IS NULL "
                       "AND parked_at IS NULL AND topic <> :for_ever")  # fmt: skip
        return int(session.execute(waiting, {"for_ever": Topic.PLAN_HOUSE.value}).scalar_one())


def promised_jobs() -> Select[tuple[OutboxMessage]]:
    """All jobs but the planning of the house, which is promised anew every few minutes for ever."""
    return select(OutboxMessage).where(OutboxMessage.topic != Topic.PLAN_HOUSE)


def compare(office: Database, promised: list[Acknowledged]) -> dict[str, Any]:
    """The promised jobs against their effects."""
    with office.reading() as session:
        counted = text("SELECT subject_id, count(*) FROM campaign_effect GROUP BY 1")
        effects = dict(session.execute(counted).all())
        messages = session.scalars(promised_jobs()).all()
    done: list[datetime] = [message.done_at for message in messages if message.done_at]
    return {
        "effects": sum(effects.values()),
        "missing": sum(int(job.key) not in effects for job in promised),
        "double_effects": sum(count > 1 for count in effects.values()),
        "not_done": len(messages) - len(done),
        "done_but_shown_failed": sum(bool(m.done_at and m.parked_at) for m in messages),
        "rested": sum(message.attempts for message in messages),
        "last_done": max(done).timestamp() if done else 0.0,
    }


def left_in_redis(house: Stage) -> int:
    """Jobs that Redis takes for begun and will in the end list as failed; nobody reads that list."""
    with connect(house.valkey.url) as redis:
        return len(queue(redis).started_job_registry.get_job_ids(cleanup=False))
