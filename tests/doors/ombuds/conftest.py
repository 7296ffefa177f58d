"""Cases that came in, made to order."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from anbelo.audit.models import AuditEntry
from anbelo.cases.models import Case, Concern
from anbelo.core.clock import now
from anbelo.core.db import Database
from tests import scenes

OBJECTION = "Ich bin mit dem Bescheid über die Miete nicht einverstanden. Das ist zu wenig."
RENT = "Die Heizkosten wurden nicht übernommen. Die Miete ist zu hoch, sagt das Jobcenter."


@pytest.fixture
def arrived(office: Database) -> Callable[..., str]:
    """A contact came in `hours` ago; returns the reference of its case."""

    def arrive(text: str = RENT, *, hours: float = 1, **more) -> str:
        moment = now() - timedelta(hours=hours)
        with office.unit_of_work() as session:
            key = f"key {text[:30]} {moment.timestamp()} {more.get('name', '')}"
            opened = scenes.contact(session, text, key=key, moment=moment, **more)
            return opened.case.reference

    return arrive


@pytest.fixture
def stored(office: Database) -> Callable[[str], Case]:
    """A case as it stands in the database now."""

    def look(reference: str) -> Case:
        with office.reading() as session:
            return session.scalars(
                select(Case)
                .where(Case.reference == reference)
                .options(
                    selectinload(Case.concerns).joinedload(Concern.team),
                    selectinload(Case.history),
                )
            ).one()

    return look


@pytest.fixture
def events(office: Database) -> Callable[[str], list[str]]:
    """Who did this, from the trail: one "actor subject" for each time."""

    def look(action: str) -> list[str]:
        with office.reading() as session:
            rows = session.scalars(
                select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq)
            )
            return [f"{row.actor} {row.subject}" for row in rows]

    return look


@pytest.fixture
def plain() -> Callable[..., str]:
    """An answer's page without what is new on every page."""

    def strip(answer) -> str:
        page = answer.get_data(as_text=True)
        return re.sub(r'(nonce|name="csrf_token" value)="[^"]*"', "", page)

    return strip
