"""The only place that asks what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, in UTC; doors ask here and pass it on, rules receive it."""
    return datetime.now(UTC)
