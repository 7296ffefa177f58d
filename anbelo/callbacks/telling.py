"""What a person is told about their call, and how. Pure."""

from enum import StrEnum


class News(StrEnum):
    """What there is to tell."""

    PLANNED = "planned"
    MOVED = "moved"
    CANCELLED = "cancelled"


class Way(StrEnum):
    """How a message goes out."""

    EMAIL = "email"
    SMS = "sms"
