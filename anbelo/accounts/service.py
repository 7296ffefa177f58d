"""Signing in and out; keys of connected systems; the secret address of one's calendar."""

import secrets
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from anbelo.accounts.models import ApiClient, Staff, StaffSession
from anbelo.accounts.queries import (
    CALENDAR_SECRET_LENGTH,
    CalendarOwner,
    calendar_hash,
    client_key_hash,
    owner_of_calendar,
    token_hash,
)
from anbelo.accounts.rules import Scope
from anbelo.audit.service import record
from anbelo.core import throttle

_hasher = PasswordHasher()
# Checked when the log-in is unknown, so that a wrong name and a wrong password take equally long.
_NOBODY = _hasher.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """Argon2id with its own salt (64 MiB, 3 passes)."""
    return _hasher.hash(password)


def sign_in(
    session: Session, login: str, password: str, *, address: str, now: datetime
) -> str | None:
    """A fresh session token for the right log-in and password, else None (never why).

    Failures are counted per log-in and per address; raises TooMany "slow_down" from the sixth on.
    """
    targets = (f"login:{login.casefold()}", f"login-from:{address}")
    for target, free in zip(targets, (5, 20), strict=True):
        throttle.check(session, target, now=now, free=free)
    staff = session.scalar(select(Staff).where(Staff.login == login, Staff.disabled_at.is_(None)))
    if not _matches(staff.password_hash if staff else _NOBODY, password) or staff is None:
        for target in targets:
            throttle.note_failure(session, target, now=now)
        known = f"staff:{staff.id}" if staff else "staff:unknown"
        record(session, actor=known, action="sign_in_failed", subject=known, now=now)
        return None
    throttle.forget(session, targets[0])
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            token_hash=token_hash(token), staff_id=staff.id, created_at=now, last_seen_at=now
        )
    )
    record(
        session, actor=f"staff:{staff.id}", action="signed_in", subject=f"staff:{staff.id}", now=now
    )
    return token


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except VerificationError:
        return False


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    """End this session on the server: the cookie is worth nothing afterwards."""
    ended = delete(StaffSession).where(StaffSession.token_hash == token_hash(token))
    for staff_id in session.scalars(ended.returning(StaffSession.staff_id)):
        record(
            session,
            actor=f"staff:{staff_id}",
            action="signed_out",
            subject=f"staff:{staff_id}",
            now=now,
        )


def create_client(session: Session, name: str, scopes: frozenset[Scope]) -> str:
    """Register a connected system and return its key, the only time it can be seen."""
    key = secrets.token_urlsafe(32)
    values = sorted(scope.value for scope in scopes)
    session.add(ApiClient(name=name, key_hash=client_key_hash(key), scope_values=values))
    return key


def renew_calendar(session: Session, staff_id: int, *, now: datetime) -> str:
    """A new secret for one's calendar (256 random bits), the only time it can be seen.

    The address before it ends at once.
    """
    secret = secrets.token_urlsafe(32)
    _set_calendar(session, staff_id, calendar_hash(secret), "calendar_opened", now=now)
    return secret


def close_calendar(session: Session, staff_id: int, *, now: datetime) -> None:
    """Switch one's calendar off: its address leads nowhere from now on."""
    _set_calendar(session, staff_id, None, "calendar_closed", now=now)


def _set_calendar(
    session: Session, staff_id: int, hashed: bytes | None, action: str, *, now: datetime
) -> None:
    staff = session.get_one(Staff, staff_id, with_for_update=True)
    staff.calendar_hash = hashed
    who = f"staff:{staff_id}"
    record(session, actor=who, action=action, subject=who, now=now)


def calendar_owner(
    session: Session, secret: str, *, address: str, now: datetime
) -> CalendarOwner | None:
    """Whose calendar this secret opens; None for a wrong one and for somebody disabled.

    The right secret always opens, so that nobody behind the same address is kept waiting by
    another's old link. Wrong ones are counted per network address for an hour; raises TooMany
    "slow_down" from the twenty-first on. What cannot be a secret is no guess and not counted.
    """
    owner = owner_of_calendar(session, secret)
    if owner is None and len(secret) == CALENDAR_SECRET_LENGTH:
        target = f"calendar-from:{address}"
        throttle.check(session, target, now=now, free=20)
        throttle.note_failure(session, target, now=now)
    return owner
