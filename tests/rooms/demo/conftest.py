"""A database that has lived through the demo year, made once for all tests that look at it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from anbelo.core.db import Database
from anbelo.demo.year import load_demo

NOW = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)  # a Tuesday, half past two in Berlin


@pytest.fixture(scope="session")
def lived(running_servers: dict[str, str], worker: int) -> Iterator[Database]:
    """The demo office on the afternoon of NOW; only to be looked at."""
    server, run = make_url(running_servers["database_url"]), running_servers["run"]
    name = f"{run}_{worker}_lived"
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(f"{run}_template")
            )
        )
    database = Database(server.set(database=name).render_as_string(hide_password=False))
    load_demo(database, pepper=b"p" * 32, now=NOW)
    yield database
    database.close()
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
