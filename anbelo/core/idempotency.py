"""The same request twice has one effect: a double tap, a retry after a lost answer, a restart."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from anbelo.core.db import Base
from anbelo.core.errors import Invalid

MAX_KEY_LENGTH = 255


class IdempotencyKey(Base):
    """A key that was used, what came with it (only as a hash), and the answer that was given."""

    __tablename__ = "idempotency_key"

    scope: Mapped[str] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


# The plain table: every form passes here, and an object of it would cost as much as a case.
_KEYS = IdempotencyKey.metadata.tables[IdempotencyKey.__tablename__]


@dataclass(frozen=True)
class Answer:
    """What was answered, and whether this was a repetition."""

    value: dict[str, Any]
    replayed: bool


def once(
    session: Session,
    *,
    scope: str,
    key: str,
    body: bytes,
    now: datetime,
    act: Callable[[], dict[str, Any]],
) -> Answer:
    """Do `act` for the first request with this key; give every later one the same answer.

    A second request that arrives while the first is still running waits for it (the row is locked).
    Raises Invalid "key_reused" when the key comes again with another body, "key_missing" when empty
    or longer than 255 characters. `answer` must not hold secrets: it is stored as it is.
    """
    if not key or len(key) > MAX_KEY_LENGTH:
        raise Invalid("key_missing", field="idempotency_key")
    key_hash = hashlib.sha256(key.encode()).digest()
    # The key salts the body's hash: a stolen table confirms no guess about what somebody wrote.
    body_hash = hashlib.sha256(key.encode() + b"\0" + body).digest()
    row = {"scope": scope, "key_hash": key_hash, "body_hash": body_hash}
    claim = insert(_KEYS).on_conflict_do_nothing().returning(_KEYS.c.scope)
    if session.execute(claim, row | {"answer": {}, "created_at": now}).one_or_none():
        answer = act()
        session.execute(
            update(_KEYS)
            .where(_KEYS.c.scope == scope, _KEYS.c.key_hash == key_hash)
            .values(answer=answer)
        )
        return Answer(answer, replayed=False)
    known = session.execute(
        select(IdempotencyKey).filter_by(scope=scope, key_hash=key_hash)
    ).scalar_one()
    if known.body_hash != body_hash:
        raise Invalid("key_reused", field="idempotency_key")
    return Answer(known.answer, replayed=True)
