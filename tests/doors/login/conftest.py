"""What happens to accounts and sessions while somebody works."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from anbelo.accounts.models import Staff, StaffSession
from anbelo.core.clock import now
from anbelo.core.db import Database


@pytest.fixture
def disabled(office: Database) -> Callable[[str], None]:
    """Somebody leaves the house."""

    def disable(login: str) -> None:
        with office.unit_of_work() as session:
            session.execute(update(Staff).where(Staff.login == login).values(disabled_at=now()))

    return disable


@pytest.fixture
def time_passes(office: Database) -> Callable[..., None]:
    """All sessions were last used, or begun, that long ago."""

    def pass_by(*, idle: timedelta = timedelta(), whole: timedelta = timedelta()) -> None:
        with office.unit_of_work() as session:
            session.execute(
                update(StaffSession).values(
                    last_seen_at=StaffSession.last_seen_at - idle,
                    created_at=StaffSession.created_at - whole,
                )
            )

    return pass_by
