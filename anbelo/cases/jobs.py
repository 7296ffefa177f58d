"""What a worker does for cases."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from anbelo.audit.service import record
from anbelo.cases.models import Case
from anbelo.cases.screening import LEAST_MANY, SENT_ALONE, far_too_many
from anbelo.cases.service import harden_receipt
from anbelo.core import throttle
from anbelo.core.calendar import at, local

WEEKS = 4
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Many:
    """So many contacts came in a clock hour; `usual`: the median of the weeks before."""

    this_hour: int
    usual: float


def harden(session: Session, case_id: int, *, now: datetime) -> None:  # noqa: ARG001 - every job gets the time
    """Give a fresh receipt its slow salted hash; a hardened one stays as it is."""
    case = session.get(Case, case_id)
    if case is not None:
        harden_receipt(session, case)


def watch_contacts(session: Session, *, now: datetime) -> Many | None:
    """Tell, once in a clock hour, that far more people send the forms than usual at this time.

    It only tells: nobody is refused for it. The same hour (Berlin) of the same weekday in the four
    weeks before is what is usual. None when there is nothing to tell or it was told already.
    """
    here = local(now).replace(minute=0, second=0, microsecond=0)
    this_hour = _sent_within(session, at(here.date(), here.time()))
    if this_hour < LEAST_MANY:  # nearly always: the weeks before need not be read
        return None
    weeks = [here.date() - timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    before = [_sent_within(session, at(day, here.time())) for day in weeks]
    if not far_too_many(this_hour, before):
        return None
    if not throttle.first_this_hour(session, "many_contacts", now=now):
        return None
    found = Many(this_hour, median(before))
    record(session, actor="job:cases.watch_contacts", action="many_contacts",
           subject="house:contacts", now=now, **vars(found))  # fmt: skip
    return found


def _sent_within(session: Session, starts: datetime) -> int:
    """How many contacts people sent by the forms in the hour from then on."""
    counted = (
        select(func.count())
        .select_from(Case)
        .where(
            Case.received_at >= starts,
            Case.received_at < starts + HOUR,
            Case.channel.in_(SENT_ALONE),
        )
    )
    return session.scalar(counted) or 0
