"""What the tests of the public door share."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from anbelo.cases import screening
from anbelo.core.db import Database
from anbelo.models import METADATA
from tests.browsing import Person


@pytest.fixture(autouse=True)
def quick_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests write faster than anybody; how fast is too fast is looked at in test_signs.py."""
    monkeypatch.setattr(screening, "LEAST_TO_WRITE", timedelta(0))


CODE = re.compile(r'class="ab-code__group">(\d{4})<')


@pytest.fixture
def rows(office: Database) -> Callable[[], dict[str, int]]:
    """How many rows every table has."""

    def count() -> dict[str, int]:
        with office.reading() as session:
            return {
                table.name: session.scalar(select(func.count()).select_from(table)) or 0
                for table in METADATA.sorted_tables
            }

    return count


@pytest.fixture
def queries(app: Flask) -> Callable[[], contextmanager]:
    """Count the statements the application sends inside a `with` block."""
    engine = app.extensions["anbelo"].database.engine

    @contextmanager
    def counting() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_conn, _cursor, statement, *_):
            sent.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        yield sent
        event.remove(engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def code_on() -> Callable[[str], str]:
    """The receipt code a page shows, as its twenty digits; empty when it shows none."""
    return lambda page: "".join(CODE.findall(page))


@pytest.fixture
def told(anybody: Person, code_on: Callable[[str], str]) -> Callable[..., str]:
    """Somebody sends the form; the code they got."""

    def tell(**fields: str | list[str]) -> str:
        anybody.visit("/de/contact")
        page = anybody.send("text", **{"text": "Ich warte seit Wochen auf Antwort.", **fields})
        assert anybody.status == 200, page
        return code_on(page)

    return tell


@pytest.fixture
def inside(anybody: Person, told: Callable[..., str]) -> Callable[..., str]:
    """Somebody sends the form and opens their case with the code; the code."""

    def enter(**fields: str | list[str]) -> str:
        code = told(**fields)
        anybody.visit("/de/status")
        anybody.send("code", code=code)
        assert anybody.answer.request.path == "/de/status/case"
        return code

    return enter
