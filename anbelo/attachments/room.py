"""Whether there is room for one more file today; what came is counted, of whom only as a hash."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from anbelo.attachments.models import Attachment
from anbelo.attachments.rules import DAY_SOFT, LEAST_COUNTED, check_day
from anbelo.core import throttle

DAY = timedelta(days=1)
KIB = 1024

log = structlog.get_logger(__name__)


@dataclass(frozen=True, repr=False)
class Sender:
    """Who sends files: the network they are counted for, or None for a house's own devices."""

    network: str | None = None
    pepper: bytes = b""


INSIDE = Sender()


def take_room(session: Session, name: str, size: int, *, sender: Sender, now: datetime) -> None:
    """Count a file of `size` bytes for its sender; raises Invalid as rules.check_day does.

    Two uploads at the same moment may both pass the limit: it guards the disk, not a right.
    """
    day, what, sent = came_within_a_day(session, now=now), f"files-from:{sender.network}", 0
    counted = max(size, LEAST_COUNTED)
    if sender.network is not None:
        sent = throttle.within_hour(session, what, pepper=sender.pepper, now=now) * KIB
    if day <= DAY_SOFT < day + counted:
        log.warning("files_over_day_limit", bytes=day)
    check_day(name, counted, day=day, network=sent)
    if sender.network is not None:
        throttle.count(session, what, pepper=sender.pepper, now=now, amount=counted // KIB)


def came_within_a_day(session: Session, *, now: datetime) -> int:
    """Bytes of the files that came within 24 hours and are still there, a tiny one as 64 KiB."""
    counted = func.greatest(Attachment.size, LEAST_COUNTED)
    total = select(func.coalesce(func.sum(counted), 0)).where(Attachment.created_at > now - DAY)
    return int(session.scalar(total) or 0)
