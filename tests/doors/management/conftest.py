"""A year of contacts, made to order."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from anbelo.core.db import Database
from tests import scenes

RENT = "Die Heizkosten wurden nicht übernommen. Die Miete ist zu hoch."
RUDE = "Der Mitarbeiter war unfreundlich und hat mich angeschrien."
SPRING = datetime(2025, 3, 3, 9, tzinfo=UTC)


@pytest.fixture
def arrived(office: Database) -> Callable[..., None]:
    """So many contacts with this text came in, one an hour."""
    made = 0

    def arrive(count: int, text: str = RENT, *, since: datetime = SPRING, **more) -> None:
        nonlocal made
        with office.unit_of_work() as session:
            for n in range(count):
                made += 1
                moment = since + timedelta(hours=n)
                scenes.contact(session, text, key=f"contact {made}", moment=moment, **more)

    return arrive


@pytest.fixture
def plain() -> Callable[..., str]:
    """An answer's text without what is new on every page."""

    def strip(answer) -> str:
        page = answer.get_data(as_text=True)
        return re.sub(r'(nonce|name="(csrf_token|idempotency_key)" value)="[^"]*"', "", page)

    return strip
