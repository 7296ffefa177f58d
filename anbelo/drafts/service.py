"""Begin, continue, send and throw away what somebody wants to tell us."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from anbelo.core import throttle
from anbelo.drafts.models import Draft
from anbelo.drafts.rules import (
    KEPT,
    RECEIPT_KEPT,
    code_of,
    expires_at,
    kept,
    read_code,
    token_of,
)

FREE_PER_ADDRESS = 20


def _hash(purpose: str, secret: str) -> bytes:
    """One plain hash: a token has 256 random bits, a code 50 behind the pepper, for one day."""
    return hashlib.sha256(f"{purpose}:{secret}".encode()).digest()


def begin(
    session: Session, answers: Mapping[str, Any], *, pepper: bytes, now: datetime
) -> tuple[Draft, str]:
    """A new draft, and the token for the browser's cookie."""
    key = secrets.token_urlsafe(18)
    token = token_of(pepper, key)
    draft = Draft(
        key=key,
        token_hash=_hash("token", token),
        code_hash=_hash("code", code_of(pepper, key)),
        answers=kept(answers),
        receipt=None,
        started_at=now,
        touched_at=now,
    )
    session.add(draft)
    return draft, token


def draft_of(session: Session, token: str, *, now: datetime, lock: bool = False) -> Draft | None:
    """The draft of a browser; None when there is none or it is too old.

    `lock` keeps other windows from changing it until the end of the transaction.
    """
    if not token:
        return None
    wanted = select(Draft).filter_by(token_hash=_hash("token", token))
    found = session.scalar(wanted.with_for_update() if lock else wanted)
    return found if found and _alive(found, now) else None


def answer(draft: Draft, answers: Mapping[str, Any], *, now: datetime) -> None:
    """Keep these answers beside the others; an empty one takes the earlier one back."""
    draft.answers = {**draft.answers, **kept(answers)}
    draft.touched_at = now


def resume(
    session: Session, typed: str, *, pepper: bytes, address: str, now: datetime
) -> str | None:
    """The token of the draft with this code, for another device; None when there is none.

    Raises TooMany "slow_down" after twenty failures from one network address within an hour.
    """
    origin = f"draft-from:{address}"
    throttle.check(session, origin, now=now, free=FREE_PER_ADDRESS)
    code = read_code(typed)
    found = session.scalar(select(Draft).filter_by(code_hash=_hash("code", code or "")))
    if found is None or not _alive(found, now) or found.receipt is not None:
        throttle.note_failure(session, origin, now=now)
        return None
    return token_of(pepper, found.key)


def sent(draft: Draft, receipt: Mapping[str, Any], *, now: datetime) -> None:
    """The contact is registered: forget the words, keep what the receipt page tells."""
    mark = _mark(draft, str(draft.answers.get("text", "")))
    draft.answers, draft.receipt, draft.touched_at = {}, {**receipt, "text_mark": mark}, now


def was_sent(draft: Draft, text: str) -> bool:
    """Whether this very text went out with this draft."""
    return draft.receipt is not None and draft.receipt.get("text_mark") == _mark(draft, text)


def forget(session: Session, token: str) -> None:
    """Throw the draft away; its cookie and its code are worth nothing afterwards."""
    session.execute(delete(Draft).filter_by(token_hash=_hash("token", token)))


def sweep(session: Session, *, now: datetime) -> None:
    """Throw away what nobody went on with: drafts after a day, receipts after an hour."""
    old = and_(Draft.receipt.is_(None), Draft.touched_at <= now - KEPT)
    shown = and_(Draft.receipt.is_not(None), Draft.touched_at <= now - RECEIPT_KEPT)
    session.execute(delete(Draft).where(or_(old, shown)))


def _mark(draft: Draft, text: str) -> str:
    """By which a text is known again; the draft's key salts it."""
    return _hash(f"text:{draft.key}", text).hex()


def _alive(draft: Draft, now: datetime) -> bool:
    return now < expires_at(draft.touched_at, sent=draft.receipt is not None)
