"""Slow down guessing without ever locking out the rightful owner (counts live in the database)."""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from anbelo.core.db import Base
from anbelo.core.errors import TooMany

FREE_FAILURES = 5
WINDOW = timedelta(hours=1)
LONGEST_WAIT_SECONDS = 60


class FailureCount(Base):
    """How often something failed within the last hour, under a hash of what was tried."""

    __tablename__ = "failure_count"

    what_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]


def wait_seconds(failures: int, *, free: int = FREE_FAILURES) -> int:
    """How long to wait after this many failures: 0 while free, then 1, 2, 4 ... 60 seconds."""
    if failures < free:
        return 0
    doubled: int = 2 ** min(failures - free, 10)
    return min(doubled, LONGEST_WAIT_SECONDS)


def _hash(what: str) -> bytes:
    return hashlib.sha256(what.encode()).digest()


def check(session: Session, what: str, *, now: datetime, free: int = FREE_FAILURES) -> None:
    """Raise TooMany "slow_down" (facts: seconds) while the wait after the last failure runs."""
    found = session.execute(select(FailureCount).filter_by(what_hash=_hash(what))).scalar()
    if found is None or now - found.last_at > WINDOW:
        return
    ready_at = found.last_at + timedelta(seconds=wait_seconds(found.failures, free=free))
    if now < ready_at:
        raise TooMany("slow_down", seconds=int((ready_at - now).total_seconds()) + 1)


def note_failure(session: Session, what: str, *, now: datetime) -> None:
    """Count one more failure; an old count (over an hour) starts again at one."""
    fresh = insert(FailureCount).values(what_hash=_hash(what), failures=1, last_at=now)
    counted = fresh.on_conflict_do_update(
        index_elements=[FailureCount.what_hash],
        set_={"failures": FailureCount.failures + 1, "last_at": now},
        where=FailureCount.last_at > now - WINDOW,
    ).returning(FailureCount.failures)
    if session.execute(counted).scalar() is None:
        restart = fresh.on_conflict_do_update(
            index_elements=[FailureCount.what_hash], set_={"failures": 1, "last_at": now}
        )
        session.execute(restart)


def forget(session: Session, what: str) -> None:
    """A success clears the count."""
    session.execute(delete(FailureCount).filter_by(what_hash=_hash(what)))


def within_hour(session: Session, what: str, *, pepper: bytes, now: datetime) -> int:
    """About how often this was counted within an hour (the clock hour before by its share)."""
    this, before = (_hour_hash(what, hour, pepper=pepper) for hour in (now, now - WINDOW))
    wanted = select(FailureCount.what_hash, FailureCount.failures).where(
        FailureCount.what_hash.in_((this, before))
    )
    counts: dict[bytes, int] = {row.what_hash: row.failures for row in session.execute(wanted)}
    passed = (now - _hour_of(now)) / WINDOW
    return counts.get(this, 0) + int(counts.get(before, 0) * (1 - passed))


def count(session: Session, what: str, *, pepper: bytes, now: datetime, amount: int = 1) -> None:
    """Count what happened, or how much; stored is a keyed hash, which nobody can read back."""
    fresh = insert(FailureCount).values(
        what_hash=_hour_hash(what, now, pepper=pepper), failures=amount, last_at=now
    )
    session.execute(
        fresh.on_conflict_do_update(
            index_elements=[FailureCount.what_hash],
            set_={"failures": FailureCount.failures + amount, "last_at": now},
        )
    )


def first_this_hour(session: Session, what: str, *, now: datetime) -> bool:
    """Whether nobody asked this within the clock hour; of two who ask at once one is the first."""
    once = insert(FailureCount).values(
        what_hash=_hour_hash(what, now, pepper=b"house"), failures=1, last_at=now
    )
    asked = once.on_conflict_do_nothing().returning(FailureCount.failures)
    return session.execute(asked).scalar() is not None


def sweep(session: Session, *, now: datetime) -> None:
    """Forget counts that count no longer."""
    session.execute(delete(FailureCount).where(FailureCount.last_at < now - 2 * WINDOW))


def _hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _hour_hash(what: str, moment: datetime, *, pepper: bytes) -> bytes:
    """A name of its own for every clock hour, so that a count ends by itself."""
    hour = int(_hour_of(moment).timestamp())
    return hmac.new(pepper, f"hour:{hour}:{what}".encode(), hashlib.sha256).digest()
