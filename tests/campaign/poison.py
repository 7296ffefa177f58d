"""E23: one job always fails; it is parked after ten attempts and nobody waits for it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from anbelo.core.clock import now
from anbelo.core.db import Database
from anbelo.outbox.rules import MAX_ATTEMPTS, Topic
from anbelo.outbox.service import promise
from tests.campaign import faults
from tests.campaign.bell import wait_for_jobs
from tests.campaign.report import Report, not_zero, percentile
from tests.campaign.stage import database, stage
from tests.campaign.worker import promised_jobs

SECONDS, SECONDS_OF_BROKEN = 60.0, 10.0
# Every other job is done so long after it fell due at the latest, in 95 of 100 cases.
LATE_SECONDS = 2.0
WOKEN_BY = 1_000_000
EVERY = timedelta(seconds=0.02)
BROKEN = {"no_rest": "parked"}


def play(seed: int, broken: str = "", *, n: int = 500) -> Report:
    """Promise one job that fails among many, and see who had to wait."""
    with stage() as house, database(house.postgres.url) as office:
        with office.unit_of_work() as session:
            session.execute(text(faults.EFFECTS))
        house.start("relay", faults="hurry")
        house.start("worker", faults=",".join(filter(None, ("hurry", "poison", broken))))
        wake(office)
        spread(office, n)
        wait_for_jobs(office, SECONDS_OF_BROKEN if broken else SECONDS)
        figures = compare(office)
    wrong = not_zero(figures, "others_not_done", "others_tried_again", "left_by_poison")
    wrong += () if figures["parked"] == 1 else ("parked",)
    wrong += () if figures["attempts"] == MAX_ATTEMPTS else ("attempts",)
    late = (figures["p95_late_seconds"] or 0) > LATE_SECONDS
    return Report("E23", seed, n, figures, wrong + (("p95_late_seconds",) if late else ()))


def wake(office: Database) -> None:
    """See the worker do one job: from then on it is not its start that makes others late."""
    with office.unit_of_work() as session:
        promise(session, Topic.HARDEN_RECEIPT, WOKEN_BY, now=now())
    wait_for_jobs(office, SECONDS)


def spread(office: Database, n: int) -> None:
    """Promise the poisoned job first, and the others over the next seconds."""
    moment = now()
    with office.unit_of_work() as session:
        for i in range(n):
            due = moment + i * EVERY
            promise(
                session, Topic.HARDEN_RECEIPT, faults.POISONED + i, now=moment, available_at=due
            )


def compare(office: Database) -> dict[str, Any]:
    """What became of the poisoned job, and how late the others were."""
    with office.reading() as session:
        messages = session.scalars(promised_jobs()).all()
        effects = text("SELECT count(*) FROM campaign_effect WHERE subject_id = :poisoned")
        half = session.execute(effects, {"poisoned": faults.POISONED}).scalar_one()
    bad = [message for message in messages if message.subject_id == faults.POISONED]
    others = [
        message for message in messages if message.subject_id not in {faults.POISONED, WOKEN_BY}
    ]
    late = [
        (message.done_at - message.available_at).total_seconds()
        for message in others
        if message.done_at
    ]
    return {
        "parked": sum(bool(message.parked_at) for message in bad),
        "attempts": sum(message.attempts for message in bad),
        "left_by_poison": half,
        "others_not_done": len(others) - len(late),
        "others_tried_again": sum(message.attempts > 0 for message in others),
        "p95_late_seconds": round(percentile(late, 0.95), 3) if late else None,
        "rest_seconds": faults.REST.total_seconds(),
    }
