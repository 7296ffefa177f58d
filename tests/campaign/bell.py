"""E3 and E4: Redis is flushed, killed, frozen and gone for good; nobody who sends notices."""

import time
from random import Random
from typing import Any

from sqlalchemy import text

from anbelo.core.db import Database
from anbelo.outbox.relay import connect
from tests.campaign import faults
from tests.campaign.books import ZERO
from tests.campaign.books import compare as compare_cases
from tests.campaign.client import Crowd, submissions
from tests.campaign.ledger import Ledger
from tests.campaign.report import Report, not_zero, percentile
from tests.campaign.stage import Stage, database, stage
from tests.campaign.worker import compare as compare_jobs
from tests.campaign.worker import open_jobs

CLIENTS = 8
PATIENCE_SECONDS = 8.0
LEG_SECONDS, JOBS_SECONDS = 40.0, 40.0
# A broken variant shows sooner.
LEG_SECONDS_OF_BROKEN, JOBS_SECONDS_OF_BROKEN = 6.0, 5.0
FLUSHES = 5
EVERY_SECONDS = (0.2, 0.5)
LOOK_SECONDS = 0.1
# Without Redis, 95 of 100 answers may take a fifth longer; a second is what a busy machine of two
# cores blurs. Asking a frozen Redis costs at least two.
SLOWER, BLUR_SECONDS = 1.2, 1.0

BROKEN = {"enqueue_in_request": "failed_submissions", "no_poller": "jobs_not_done"}
# Cold processes are slow: the first leg is not compared.
LEGS = ("cold", "with", "flushed", "frozen", "gone")


def play(seed: int, broken: str = "", *, n: int = 250) -> Report:
    """Four legs with the same load; then everything due must be done, without Redis."""
    sent = submissions(seed, n // 4 if broken else n)
    with stage() as house, house.ledger() as ledger, database(house.postgres.url) as office:
        with office.unit_of_work() as session:
            session.execute(text(faults.EFFECTS))
        built_in = ",".join(filter(None, ("hurry", "effects", broken)))
        house.web(faults=broken)
        house.start("worker", faults=built_in)
        house.start("relay", faults="hurry")
        chance = Random(seed)
        seconds = LEG_SECONDS_OF_BROKEN if broken else LEG_SECONDS
        told = {}
        for turn, leg in enumerate(LEGS):
            mine = sent[turn :: len(LEGS)]
            told[leg] = play_leg(house, ledger, leg, mine, chance, seconds)
            if leg == "cold":
                wait_for_jobs(office, JOBS_SECONDS)  # by then the worker is awake
            if broken and told[leg]["failed"]:
                break  # noticed
        began = time.monotonic()
        wait_for_jobs(office, JOBS_SECONDS_OF_BROKEN if broken else JOBS_SECONDS)
        acknowledged = ledger.read()
        found = compare_cases(office, acknowledged, pepper=house.settings.pepper)
        jobs = compare_jobs(office, [])
    p95 = {leg: one["p95"] for leg, one in told.items() if leg != "cold"}
    figures = {
        **found,
        "failed_submissions": sum(one["failed"] for one in told.values()),
        "p95_seconds": p95,
        "jobs_not_done": jobs["not_done"],
        "jobs_doubled": jobs["double_effects"],
        "jobs_without_effect": found["cases"] - jobs["effects"],
        "jobs_done_after_seconds": round(time.monotonic() - began, 2),
        "faults": {leg: one["faults"] for leg, one in told.items()},
        "grace_seconds": faults.GRACE.total_seconds(),
        "lease_seconds": faults.LEASE.total_seconds(),
    }
    wrong = not_zero(figures, *ZERO, "failed_submissions", "jobs_not_done", "jobs_doubled",
                     "jobs_without_effect")  # fmt: skip
    slow = max(p95.values()) > max(SLOWER * p95["with"], p95["with"] + BLUR_SECONDS)
    return Report("E3", seed, len(sent), figures, wrong + (("p95_seconds",) if slow else ()))


def play_leg(
    house: Stage,
    ledger: Ledger,
    leg: str,
    sent: list[tuple[str, str]],
    chance: Random,
    seconds: float,
) -> dict[str, Any]:
    """Send while Redis suffers; a submission fails when its first answer is no receipt."""
    if leg == "frozen":
        house.valkey.freeze()
    if leg == "gone":
        house.valkey.thaw()
        house.valkey.kill()
    client = house.patient_client(PATIENCE_SECONDS)
    crowd = Crowd(client, ledger, sent, time.monotonic() + seconds)
    crowd.start(CLIENTS)
    suffered = flush(house, chance) if leg == "flushed" else 1
    crowd.finish()
    return {
        "failed": len(crowd.ambiguous | crowd.given_up),
        "p95": round(percentile(crowd.latencies, 0.95), 3),
        "faults": suffered if leg not in {"cold", "with"} else 0,
    }


def flush(house: Stage, chance: Random) -> int:
    """Empty Redis several times while people send, then kill it once and start it again."""
    for _ in range(FLUSHES):
        time.sleep(chance.uniform(*EVERY_SECONDS))  # the schedule of faults
        with connect(house.valkey.url) as redis:
            redis.flushall()
    house.valkey.kill()
    house.valkey.restart()
    return FLUSHES + 1


def wait_for_jobs(office: Database, seconds: float) -> None:
    """Wait until the poller has done everything, or give up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and open_jobs(office):
        time.sleep(LOOK_SECONDS)
