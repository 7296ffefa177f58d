"""Which house a command works on: the one of the environment, or the one in the data folder."""

import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
import psycopg
from sqlalchemy import make_url

from anbelo.core.db import Database
from anbelo.embedded import Servers, servers
from anbelo.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])

NAMES = ("DATABASE_URL", "REDIS_URL", "ANBELO_SECRET")
SECRET, ADDRESSES = "secret", "addresses.json"
# A command may look at everything there is; a request may not take that long.
STATEMENT_TIMEOUT_MS = 600_000


@dataclass(frozen=True, repr=False)
class House:
    """Settings and database a command works with."""

    settings: Settings
    database: Database


def data_option(command: F) -> F:
    """Add `--data`: where `anbelo run` keeps its servers, if the environment names none."""
    return click.option(
        "--data",
        default=".data",
        show_default=True,
        envvar="ANBELO_DATA",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder of `anbelo run`, used when DATABASE_URL is not set.",
    )(command)


@contextmanager
def open_house(data: Path) -> Iterator[House]:
    """The house of the environment; without DATABASE_URL the one in `data`, running or not.

    Raises SettingsError when there is neither, EmbeddedUnavailable when its servers cannot start.
    """
    with ExitStack() as running:
        environ = dict(os.environ)
        if not environ.get("DATABASE_URL") and (data / SECRET).exists():
            environ |= running.enter_context(house_in(data, environ))
        settings = Settings.from_env(environ)
        database = Database(
            settings.database_url, pool_size=2, statement_timeout_ms=STATEMENT_TIMEOUT_MS
        )
        running.callback(database.close)
        yield House(settings, database)


@contextmanager
def house_in(data: Path, environ: dict[str, str]) -> Iterator[dict[str, str]]:
    """Addresses and secret of the house in `data`: of a running `anbelo run`, else fresh ones."""
    secret = {"ANBELO_SECRET": environ.get("ANBELO_SECRET") or keep_secret(data)}
    known = addresses(data)
    if known and _answers(known.database_url):
        yield secret | _named(known)
        return
    with servers(data, redis_url=environ.get("REDIS_URL")) as started:
        yield secret | _named(started)


def _named(found: Servers) -> dict[str, str]:
    return {"DATABASE_URL": found.database_url, "REDIS_URL": found.redis_url}


def addresses(data: Path) -> Servers | None:
    """Where the servers of the last `anbelo run` in this folder were; None if unknown."""
    try:
        return Servers(**json.loads((data / ADDRESSES).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def note_addresses(data: Path, found: Servers) -> None:
    """Leave the addresses for other commands; only we may read them: one may hold a password."""
    write_private(data / ADDRESSES, json.dumps(asdict(found)))


def keep_secret(data: Path) -> str:
    """The secret of the house in `data`, made at the first time and kept: receipts depend on it."""
    path = data / SECRET
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner can read, complete or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)


def _answers(url: str) -> bool:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True
