"""Who is asking."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from anbelo.accounts.models import ApiClient, Staff, StaffSession
from anbelo.accounts.rules import Client, Viewer

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=10)
_SEEN_EVERY = timedelta(minutes=1)
CALENDAR_SECRET_LENGTH = 43
"""How many characters the secret of a calendar has: 256 bits."""


@dataclass(frozen=True)
class CalendarOwner:
    """Whose calendar is read, and in which language it speaks."""

    staff_id: int
    language: str


def token_hash(token: str) -> bytes:
    """What we keep of a session token (256 random bits, so one plain hash is enough)."""
    return hashlib.sha256(b"session:" + token.encode()).digest()


def client_key_hash(key: str) -> bytes:
    """What we keep of a system's key (256 random bits as well)."""
    return hashlib.sha256(b"client:" + key.encode()).digest()


def viewer_by_token(session: Session, token: str, *, now: datetime) -> Viewer | None:
    """The person signed in with this token; None when it ended.

    It ends by signing out, after 15 idle minutes and after 10 hours.
    Disabling somebody bites on their next request.
    """
    row = session.execute(
        select(Staff, StaffSession.last_seen_at)
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .where(
            StaffSession.token_hash == token_hash(token),
            StaffSession.last_seen_at > now - IDLE,
            StaffSession.created_at > now - LONGEST,
            Staff.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    staff, last_seen_at = row
    if now - last_seen_at > _SEEN_EVERY:
        seen = update(StaffSession).where(StaffSession.token_hash == token_hash(token))
        session.execute(seen.values(last_seen_at=now))
    return Viewer(staff.id, staff.name, staff.roles, ui_language=staff.ui_language)


def client_by_key(session: Session, key: str) -> Client | None:
    """The connected system with this key, unless it was disabled."""
    client = session.scalar(
        select(ApiClient).where(
            ApiClient.key_hash == client_key_hash(key), ApiClient.disabled_at.is_(None)
        )
    )
    return Client(client.id, client.name, client.scopes) if client else None


def calendar_hash(secret: str) -> bytes:
    """What we keep of the secret of a calendar (256 random bits as well)."""
    return hashlib.sha256(b"calendar:" + secret.encode()).digest()


def owner_of_calendar(session: Session, secret: str) -> CalendarOwner | None:
    """Who has a calendar with this secret; None for nobody, and for somebody disabled."""
    row = session.execute(
        select(Staff.id, Staff.ui_language).where(
            Staff.calendar_hash == calendar_hash(secret), Staff.disabled_at.is_(None)
        )
    ).one_or_none()
    return CalendarOwner(*row) if row else None


def has_calendar(session: Session, staff_id: int) -> bool:
    """Whether somebody's calendar is switched on."""
    found = select(Staff.calendar_hash.is_not(None)).where(Staff.id == staff_id)
    return bool(session.scalar(found))
