"""The one database and the one place that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

from psycopg.errors import DeadlockDetected
from sqlalchemy import BigInteger, DateTime, MetaData, create_engine
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def _values(kind: type[Enum]) -> list[str]:
    return [str(member.value) for member in kind]


class Base(DeclarativeBase):
    """Every table: moments with time zone, enums by value, constraints with telling names."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigInteger,
        datetime: DateTime(timezone=True),
        Enum: SqlEnum(Enum, native_enum=False, values_callable=_values, length=40),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


Ending = Callable[[Session], None]


class Database:
    """Connections to PostgreSQL; hands out sessions that commit in exactly one place.

    `statement_timeout_ms` and `lock_timeout_ms` bound how long one request may wait, so that a
    stuck row makes one clear "please try again" instead of a frozen house.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 8,
        statement_timeout_ms: int = 15_000,
        lock_timeout_ms: int = 5_000,
    ) -> None:
        options = f"-c statement_timeout={statement_timeout_ms} -c lock_timeout={lock_timeout_ms}"
        self.engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            pool_timeout=5,
            # An error's text must never carry what somebody wrote.
            hide_parameters=True,
            connect_args={"options": f"{options} -c timezone=UTC", "connect_timeout": 3},
        )

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """One transaction: everything inside is stored together, or nothing is."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session
            settle(session)
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Look without touching, at one moment: a write inside is an error, nothing is stored."""
        with Session(self.engine, expire_on_commit=False) as session:
            # One snapshot: between two questions the house goes on writing (the trail's end moves).
            session.connection(
                execution_options={
                    "postgresql_readonly": True,
                    "isolation_level": "REPEATABLE READ",
                }
            )
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


class AlreadyTaken(Exception):
    """Somebody else has, or is just getting, what was about to be stored."""


@contextmanager
def first_come(session: Session) -> Iterator[None]:
    """Store what happens inside, or nothing of it; the transaction goes on either way.

    Raises AlreadyTaken when somebody else was first. Two who each wait whether the other's time
    stands end as a deadlock: PostgreSQL turns one of them away, and that one was not first.
    """
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        raise AlreadyTaken from error
    except OperationalError as error:
        if not isinstance(error.orig, DeadlockDetected):
            raise
        raise AlreadyTaken from error


def before_end(session: Session, name: str, ending: Ending) -> None:
    """Run `ending` once, as the last thing before this transaction is committed.

    Used for what must hold a lock only briefly (the audit chain has one head for everybody).
    """
    session.info.setdefault("endings", {}).setdefault(name, ending)


def settle(session: Session) -> None:
    """Write what was left for the end of the transaction; `unit_of_work` calls it."""
    endings: dict[str, Ending] = session.info.pop("endings", {})
    for ending in endings.values():
        ending(session)
