"""Everything a database holds, to compare before and after."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, select

from anbelo.models import METADATA


def content(connection: Connection, *, without: Collection[str] = ()) -> dict[str, list[Any]]:
    """All rows of all tables, in a stable order."""
    return {
        table.name: sorted(map(repr, connection.execute(select(table)).all()))
        for table in METADATA.sorted_tables
        if table.name not in without
    }


def counts(connection: Connection, *, without: Collection[str] = ()) -> dict[str, int]:
    """How many rows each table has."""
    return {name: len(rows) for name, rows in content(connection, without=without).items()}
