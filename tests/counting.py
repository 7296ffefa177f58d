"""Counting what a page asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement the application sends while this is open."""
    engine = app.extensions["anbelo"].database.engine
    sent: list[str] = []

    def note(_conn, _cursor, statement, *_more) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
