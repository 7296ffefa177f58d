"""The claimant behind a receipt code: a short session, so that the code is typed only once."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload, selectinload

from anbelo.audit.service import record
from anbelo.cases.models import Case, ClaimantSession, Concern
from anbelo.cases.receipts import Receipt, quick_verifier
from anbelo.cases.rules import Act
from anbelo.cases.service import case_by_receipt, free_receipt, note_history
from anbelo.core import throttle
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import promise

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=4)
FREE_PER_CODE = 5
FREE_PER_ADDRESS = 20
_SEEN_EVERY = timedelta(minutes=1)


def token_hash(token: str) -> bytes:
    """What we keep of a claimant's session token (256 random bits, so one plain hash is enough)."""
    return hashlib.sha256(b"claimant:" + token.encode()).digest()


def enter(
    session: Session, receipt: Receipt, *, pepper: bytes, address: str, now: datetime
) -> str | None:
    """A fresh session token for the right code, else None (never why).

    Failures are counted per locator and per network address for an hour; raises TooMany
    "slow_down" from the sixth per code and the twenty-first per address on. The wait is at most a
    minute, so nobody can lock the owner out for good. The answer takes equally long for known and
    unknown codes.
    """
    code, origin = f"receipt:{receipt.locator}", f"receipt-from:{address}"
    throttle.check(session, code, now=now, free=FREE_PER_CODE)
    throttle.check(session, origin, now=now, free=FREE_PER_ADDRESS)
    case = case_by_receipt(session, receipt, pepper=pepper)
    if case is None:
        throttle.note_failure(session, code, now=now)
        throttle.note_failure(session, origin, now=now)
        return None
    throttle.forget(session, code)
    session.execute(delete(ClaimantSession).where(ClaimantSession.last_seen_at < now - IDLE))
    token = secrets.token_urlsafe(32)
    session.add(
        ClaimantSession(
            token_hash=token_hash(token), case_id=case.id, created_at=now, last_seen_at=now
        )
    )
    record(session, actor="claimant", action="code_entered", subject=f"case:{case.id}", now=now)
    return token


def case_of(session: Session, token: str, *, now: datetime, lock: bool = False) -> Case | None:
    """The case of a claimant's session, with site, teams and history.

    None when the session ended, was idle for 15 minutes or is 4 hours old. `lock` keeps others from
    changing the case until the end of the transaction.
    """
    visit = session.get(ClaimantSession, token_hash(token))
    if visit is None or visit.last_seen_at <= now - IDLE or visit.created_at <= now - LONGEST:
        return None
    if now - visit.last_seen_at > _SEEN_EVERY:
        visit.last_seen_at = now
    wanted = (
        select(Case)
        .where(Case.id == visit.case_id)
        .options(
            joinedload(Case.site),
            selectinload(Case.concerns).joinedload(Concern.team),
            selectinload(Case.history),
        )
    )
    return session.scalar(wanted.with_for_update(of=Case) if lock else wanted)


def renew_code(
    session: Session, case: Case, *, key: str, pepper: bytes, actor: str, now: datetime
) -> Receipt:
    """A new code for somebody who lost theirs and showed who they are.

    The old code and every session opened with it end at once. `key` is the request's idempotency
    key: the same request gives the same code.
    """
    receipt = free_receipt(session, pepper, key)
    case.locator = receipt.locator
    case.verifier = f"quick:{quick_verifier(pepper, receipt)}"
    session.execute(delete(ClaimantSession).where(ClaimantSession.case_id == case.id))
    promise(session, Topic.HARDEN_RECEIPT, case.id, now=now)
    note_history(session, case.id, Act.CODE_RENEWED, now=now)
    record(session, actor=actor, action="code_renewed", subject=f"case:{case.id}", now=now)
    return receipt


def leave(session: Session, token: str) -> None:
    """End this session on the server: the cookie is worth nothing afterwards."""
    session.execute(delete(ClaimantSession).where(ClaimantSession.token_hash == token_hash(token)))
