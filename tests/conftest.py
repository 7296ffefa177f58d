"""Real servers for the tests: started once per run, by whoever first needs them, for everybody.

The process in which pytest was called keeps them (with xdist: the controller). It starts nothing
until a test asks for a database or a queue, so `tests/rules` stay without any server.

Set TEST_DATABASE_URL and TEST_REDIS_URL to use other servers; databases made there are dropped
again. DATABASE_URL and REDIS_URL are ignored on purpose: tests never touch what people work with.
"""

import contextlib
import ipaddress
import itertools
import json
import os
import secrets
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest
import redis
from flask import Flask
from psycopg import sql
from sqlalchemy import Engine, event, make_url, select
from sqlalchemy.orm import Session

from anbelo.accounts.models import Staff, StaffSession
from anbelo.accounts.queries import token_hash
from anbelo.app import create_app
from anbelo.core.clock import now
from anbelo.core.db import Database
from anbelo.core.migrate import upgrade
from anbelo.demo.office import build_office
from anbelo.embedded import servers
from anbelo.settings import Settings
from anbelo.web.house import EXTENSION, House
from tests.browsing import Person

START_SECONDS = 180.0
# Where Linux keeps files in memory; copying a database there takes an eighth of the time.
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
MEMORY_NEEDED = 2**30
# Tests throw their data away: speed instead of durability, room for many workers at once.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
}
MANY_QUEUES = {"databases": "128", "appendonly": "no"}
# Debian's Chromium without a window shows the same pages in a quarter less time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome",
            "google-chrome-stable")  # fmt: skip
KEEPER = pytest.StashKey["Keeper"]()
SERVERS = pytest.StashKey[str]()

for name in ("DATABASE_URL", "REDIS_URL"):
    os.environ.pop(name, None)


def refuse_the_internet(event: str, arguments: tuple[Any, ...]) -> None:
    """Let tests talk to this machine only."""
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not is_here(address[0]):
            raise RuntimeError(f"A test tried to reach {address[0]}.")
    if event == "socket.getaddrinfo" and arguments[0] and not is_here(arguments[0]):
        raise RuntimeError(f"A test tried to look up {arguments[0]}.")


def is_here(host: str | bytes) -> bool:
    host = host.decode() if isinstance(host, bytes) else host
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


sys.addaudithook(refuse_the_internet)


class Keeper(threading.Thread):
    """Keeps the servers of one test run: starts them at the first question, stops them at the end.

    A thread of its own, because the servers end together with the thread that started them.
    """

    def __init__(self) -> None:
        super().__init__(name="keeper", daemon=True)
        clear_after_killed_runs()
        self.folder = Path(tempfile.mkdtemp(prefix="anbelo-tests-", dir=fastest_place()))
        self.address = str(self.folder / "keeper.sock")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.address)
        self._listener.listen(64)

    def run(self) -> None:
        with self._listener, contextlib.ExitStack() as running:
            answer: bytes | None = None
            while True:
                asker, _ = self._listener.accept()
                with asker:
                    question = asker.recv(16)
                    if question == b"end":
                        break
                    if question != b"ask":
                        continue  # somebody only looked whether this run is alive
                    answer = answer or self._start(running)
                    with contextlib.suppress(OSError):  # the asker gave up; the next one asks again
                        asker.sendall(answer)

    def end(self) -> None:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(self.address)
            line.sendall(b"end")
        self.join()
        # Another run that starts right now may be clearing the same folder away.
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, running: contextlib.ExitStack) -> bytes:
        try:
            found = running.enter_context(
                servers(
                    self.folder / "data",
                    database_url=os.environ.get("TEST_DATABASE_URL"),
                    redis_url=os.environ.get("TEST_REDIS_URL"),
                    postgres_settings=FORGETFUL,
                    valkey_settings=MANY_QUEUES,
                )
            )
            run = f"anbelo_{secrets.token_hex(4)}"
            template = create_template(found.database_url, run)
            running.callback(drop_database, found.database_url, template)
        except Exception as error:  # noqa: BLE001 - told to every asker, whose test then fails
            return json.dumps({"error": f"{type(error).__name__}: {error}"}).encode()
        return json.dumps(
            {"database_url": found.database_url, "redis_url": found.redis_url, "run": run}
        ).encode()


def fastest_place() -> Path:
    """Where the servers of a run keep their data: in memory, if there is enough of it."""
    with contextlib.suppress(OSError):
        if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED:
            return MEMORY
    return Path(tempfile.gettempdir())


def clear_after_killed_runs() -> None:
    """Remove what runs left behind that were killed: nobody listens at their address any more."""
    places = {MEMORY, Path(tempfile.gettempdir())}
    for address in (
        found for place in places for found in place.glob("anbelo-tests-*/keeper.sock")
    ):
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(str(address))
            except ConnectionRefusedError:
                shutil.rmtree(address.parent, ignore_errors=True)
            except OSError:
                continue  # another user's run


# Tests live on many days: in their databases the guards' clock is the one a test sets, or has no end.
TEST_CLOCK = """
CREATE OR REPLACE FUNCTION house_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('anbelo.test_now', true), '')::timestamptz, 'infinity')
$$
"""


def create_template(server: str, run: str) -> str:
    """Migrate one database that all others are copied from."""
    template = f"{run}_template"
    name = sql.Identifier(template)
    with administration(server) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    upgrade(database_at(server, template))
    with administration(database_at(server, template)) as connection:
        connection.execute(TEST_CLOCK)
    with administration(server) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template]
        )
    return template


def copy_template(server: str, run: str, name: str, *, template: str = "") -> str:
    """A database like the template; copying its files takes a third of the time of logging them."""
    with administration(server) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template or f"{run}_template")
            )
        )
    return database_at(server, name)


def drop_database(server: str, name: str) -> None:
    with administration(server) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def administration(server: str) -> psycopg.Connection[tuple[Any, ...]]:
    address = make_url(server).set(drivername="postgresql")
    return psycopg.connect(address.render_as_string(hide_password=False), autocommit=True)


def database_at(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        config.stash[SERVERS] = config.workerinput["servers"]
        return
    keeper = Keeper()
    keeper.start()
    config.stash[KEEPER] = keeper
    config.stash[SERVERS] = keeper.address


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a parallel worker where to ask."""
    node.workerinput["servers"] = node.config.stash[SERVERS]


def pytest_unconfigure(config: pytest.Config) -> None:
    if keeper := config.stash.get(KEEPER, None):
        keeper.end()


@pytest.fixture(scope="session")
def worker(pytestconfig: pytest.Config) -> int:
    """The number of this parallel worker, from 1; 0 when tests run in one process."""
    name = getattr(pytestconfig, "workerinput", {}).get("workerid", "gw-1")
    return int(name.removeprefix("gw")) + 1


@pytest.fixture(scope="session")
def running_servers(pytestconfig: pytest.Config) -> dict[str, str]:
    """Ask the keeper for the servers; the first question starts them."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(START_SECONDS)
        line.connect(pytestconfig.stash[SERVERS])
        line.sendall(b"ask")
        with line.makefile("rb") as answer:
            found: dict[str, str] = json.load(answer)
    if "error" in found:
        pytest.fail(f"No servers for the tests. {found['error']}", pytrace=False)
    return found


@pytest.fixture(scope="session")
def database_url(running_servers: dict[str, str], worker: int) -> Iterator[str]:
    """This worker's own migrated database. Leave it as you found it: nothing committed."""
    server, run = running_servers["database_url"], running_servers["run"]
    name = f"{run}_{worker}"
    yield copy_template(server, run, name)
    drop_database(server, name)


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    database = Database(database_url)
    yield database.engine
    database.close()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session that may do everything, commit included; all of it is undone after the test."""
    with engine.connect() as connection, connection.begin() as outer:
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as session:
            yield session
        outer.rollback()


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    return itertools.count()


@pytest.fixture
def fresh_database_url(
    running_servers: dict[str, str], worker: int, numbers: Iterator[int]
) -> Iterator[str]:
    """A migrated database for this test alone, for those that commit or kill things."""
    server, run = running_servers["database_url"], running_servers["run"]
    name = f"{run}_{worker}_fresh_{next(numbers)}"
    yield copy_template(server, run, name)
    drop_database(server, name)


@pytest.fixture(scope="session")
def office_template(running_servers: dict[str, str], worker: int) -> Iterator[str]:
    """The name of a database with the demo office in it, to be copied."""
    server, run = running_servers["database_url"], running_servers["run"]
    name = f"{run}_{worker}_office"
    database = Database(copy_template(server, run, name))
    with database.unit_of_work() as session:
        build_office(session)
    database.close()
    yield name
    drop_database(server, name)


@pytest.fixture
def office_url(
    running_servers: dict[str, str], office_template: str, worker: int, numbers: Iterator[int]
) -> Iterator[str]:
    """A database with the demo office for this test alone; everything may be stored in it."""
    server, run = running_servers["database_url"], running_servers["run"]
    name = f"{run}_{worker}_office_{next(numbers)}"
    yield copy_template(server, run, name, template=office_template)
    drop_database(server, name)


class MovableDatabase(Database):
    """One for many tests, moving from database to database of a server.

    It keeps its compiled statements; compiling them anew took a fifth of the time of a test.
    """

    def __init__(self, server: str) -> None:
        super().__init__(server)
        self._name: str | None = None
        event.listen(self.engine, "do_connect", self._direct)

    def move(self, url: str) -> Self:
        """Go to another database of the same server; what is open is closed."""
        self.close()
        self._name = make_url(url).database
        return self

    def _direct(self, _dialect: Any, _record: Any, _positional: Any, named: dict[str, Any]) -> None:
        named["dbname"] = self._name


@pytest.fixture(scope="session")
def movable_office(running_servers: dict[str, str]) -> MovableDatabase:
    return MovableDatabase(running_servers["database_url"])


@pytest.fixture(scope="session")
def movable_house(running_servers: dict[str, str]) -> MovableDatabase:
    return MovableDatabase(running_servers["database_url"])


@pytest.fixture
def office(office_url: str, movable_office: MovableDatabase) -> Iterator[Database]:
    """The demo office's database, for services that commit and to look at what was stored."""
    yield movable_office.move(office_url)
    movable_office.close()


@pytest.fixture
def settings(office_url: str, redis_url: str) -> Settings:
    return Settings(database_url=office_url, redis_url=redis_url, secret="t" * 40)


@pytest.fixture(scope="session")
def application() -> Flask:
    """The web application, built once: its templates are compiled once for all tests."""
    nowhere = Settings(database_url="postgresql:///nowhere", redis_url="unix://", secret="t" * 40)
    app = create_app(nowhere)
    app.extensions[EXTENSION].database.close()
    app.testing = True
    return app


@pytest.fixture
def app(application: Flask, settings: Settings, movable_house: MovableDatabase) -> Iterator[Flask]:
    """The whole web application on the demo office; an unexpected error fails the test."""
    database = movable_house.move(settings.database_url)
    application.extensions[EXTENSION] = House(settings, database)
    views = dict(application.view_functions)
    yield application
    # A test may have planted a hole; the next one gets the house whole.
    application.view_functions = views
    application.testing = True
    database.close()


@pytest.fixture
def anybody(app: Flask) -> Person:
    """Somebody who is not signed in."""
    return Person(app.test_client())


@pytest.fixture
def signed_in(app: Flask, office: Database) -> Callable[[str], Person]:
    """Somebody of the demo office (see anbelo/demo/office.py) with a running session."""

    def enter(login: str) -> Person:
        token = secrets.token_urlsafe(16)
        with office.unit_of_work() as session:
            staff_id = session.scalars(select(Staff.id).where(Staff.login == login)).one()
            session.add(
                StaffSession(
                    token_hash=token_hash(token),
                    staff_id=staff_id,
                    created_at=now(),
                    last_seen_at=now(),
                )
            )
        client = app.test_client()
        client.set_cookie("anbelo", token)
        return Person(client)

    return enter


@pytest.fixture
def redis_url(running_servers: dict[str, str], worker: int) -> str:
    """This worker's own logical queue database, empty."""
    separator = "&" if "?" in running_servers["redis_url"] else "?"
    url = f"{running_servers['redis_url']}{separator}db={worker}"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser for the stories. None found is a failure, never a skip."""
    for name in filter(None, (os.environ.get("CHROMIUM"), *BROWSERS)):
        if found := shutil.which(name):
            return found
    pytest.fail("No Chromium here: install the package chromium, or set CHROMIUM.", pytrace=False)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], chromium: str
) -> dict[str, Any]:
    """Make pytest-playwright use that browser."""
    # Chromium's own sandbox refuses to run as root; what we show it is our own pages.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": chromium, "args": arguments}
