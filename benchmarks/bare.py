"""The base of the ratios: what Flask, SQLAlchemy, psycopg and RQ cost with nothing of ours.

One view that stores one row and commits, one that stores twelve, one that reads one, an empty job. Same server, same
database, same engine with all its settings; no room, no page.
"""

import os

from flask import Flask, request
from sqlalchemy import BigInteger, Column, MetaData, String, Table, select

from anbelo.core.db import Database

# What the form sends in its transaction without and with a call: 11 and 14.
STATEMENTS = 12
METADATA = MetaData()
WORDS = Table(
    "bench_bare",
    METADATA,
    Column("id", BigInteger, primary_key=True),
    Column("words", String, nullable=False),
)


def nothing(_number: int) -> None:
    """The empty job."""


def create_bare(url: str) -> Flask:
    engine = Database(url).engine
    app = Flask("bare")
    statement = WORDS.insert().returning(WORDS.c.id)

    @app.post("/one")
    def store() -> str:
        with engine.begin() as connection:
            number = connection.execute(statement, {"words": request.form["text"]}).scalar_one()
        return f"stored {number}"

    @app.post("/many")
    def store_many() -> str:
        """As many statements as the form sends, in one transaction."""
        with engine.begin() as connection:
            for _ in range(STATEMENTS):
                connection.execute(statement, {"words": request.form["text"]})
        return f"stored {STATEMENTS}"

    @app.get("/one")
    def read() -> str:
        with engine.connect() as connection:
            words = connection.scalar(select(WORDS.c.words).where(WORDS.c.id == 1))
        return words or ""

    return app


def app() -> Flask:
    """For a WSGI server with a factory."""
    return create_bare(os.environ["DATABASE_URL"])
