"""Which jobs can be promised, and how long we wait for what."""

from datetime import timedelta
from enum import StrEnum

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 10
LONGEST_BACK_OFF = timedelta(minutes=15)
# The poller leaves the relay this much time before it runs a job itself.
POLLER_GRACE = timedelta(seconds=10)


class Topic(StrEnum):
    """Every kind of job; the number promised with it is the id of the row named here."""

    HARDEN_RECEIPT = "cases.harden_receipt"  # case
    PLAN_CALLBACK = "callbacks.plan"  # callback
    SETTLE_NOTICE = "callbacks.settle_notice"  # notice
    PLAN_HOUSE = "callbacks.plan_house"  # always 0: the whole house
    TELL_CLAIMANT = "callbacks.tell"  # telling
    CLEAN_ATTACHMENT = "attachments.clean"  # attachment
    PROPOSE_MOVES = "callbacks.propose_moves"  # replanning


# Nobody may wait for money because a job failed: these rest and try again, for ever.
NEVER_PARKED = frozenset({Topic.SETTLE_NOTICE, Topic.CLEAN_ATTACHMENT})


def back_off(attempts: int) -> timedelta:
    """How long a failed job rests: 5, 10, 20 ... seconds, at most a quarter of an hour."""
    return min(timedelta(seconds=5 * 2 ** min(attempts - 1, 12)), LONGEST_BACK_OFF)
