"""What a run builds into a process of the house: measuring aids, and deliberately broken parts."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from anbelo import worker
from anbelo.commands import relay
from anbelo.outbox import service
from anbelo.outbox.rules import Topic
from tests.campaign.broken import BROKEN

# Shorter waits, so that a run fits into a minute: lease 60 s, grace 10 s, look every 5 s.
LEASE = timedelta(seconds=2)
GRACE = timedelta(seconds=1)
POLL_SECONDS = 0.5
RELAY_SECONDS = 0.1
REST = timedelta(seconds=0.2)
POISONED = 1
EFFECTS = "CREATE TABLE campaign_effect (subject_id bigint NOT NULL, at timestamptz NOT NULL)"
EFFECT = text("INSERT INTO campaign_effect VALUES (:subject_id, clock_timestamp())")


def effect(session: Session, subject_id: int, *, now: datetime) -> None:  # noqa: ARG001 - a job's form
    """A job that can be counted: nothing in the table stops it from happening twice."""
    session.execute(EFFECT, {"subject_id": subject_id})


def effects() -> None:
    """Every job leaves one line that can be counted."""
    worker.JOBS.update(dict.fromkeys(Topic, effect))


def poison() -> None:
    """One job fails every time, after it has begun to do something; failed jobs rest only shortly."""

    def job(session: Session, subject_id: int, *, now: datetime) -> None:
        effect(session, subject_id, now=now)
        session.flush()
        if subject_id == POISONED:
            raise ValueError

    worker.JOBS.update(dict.fromkeys(Topic, job))
    service.back_off = lambda _attempts: REST


def hurry() -> None:
    """Shorter waits everywhere."""
    service.lease_due.__kwdefaults__["lease"] = LEASE
    worker.POLLER_GRACE = GRACE
    worker.POLL_SECONDS = POLL_SECONDS
    relay.relay_until.__kwdefaults__["pause"] = RELAY_SECONDS


FAULTS = {"effects": effects, "poison": poison, "hurry": hurry, **BROKEN}


def build_in(names: str) -> None:
    """Build in every named fault, in this order."""
    for name in filter(None, names.split(",")):
        FAULTS[name]()
