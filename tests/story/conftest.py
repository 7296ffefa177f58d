"""A running office for the stories: web, worker and relay as they run in production."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from psycopg import sql
from sqlalchemy import make_url

from anbelo.core.db import Database
from tests.conftest import administration, copy_template, database_at, drop_database
from tests.patience import SECRET

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class RunningOffice:
    """Where the office answers, and the environment its commands need."""

    url: str
    environment: dict[str, str]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `anbelo ...` beside the office, as an operator would."""
        return subprocess.run(
            [sys.executable, "-m", "anbelo", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def person(browser: Browser):
    """A browser of its own for each person, on a small phone."""
    contexts = []

    def enter(*, javascript: bool = True) -> Page:
        context = browser.new_context(
            java_script_enabled=javascript,
            viewport={"width": 360, "height": 740},
            # A page that scrolls gently makes everybody wait half a second for each button.
            reduced_motion="reduce",
        )
        contexts.append(context)
        return context.new_page()

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def running(office_url: str, redis_url: str) -> Iterator[RunningOffice]:
    """Web, worker and relay."""
    with started(office_url, redis_url, ["worker"], ["relay"]) as office:
        yield office


@pytest.fixture
def serving(office_url: str, redis_url: str) -> Iterator[RunningOffice]:
    """The pages alone: for stories in which nothing is promised to anybody."""
    with started(office_url, redis_url) as office:
        yield office


@dataclass(frozen=True)
class LastingOffice:
    """One office for all tests of a file that only add to it: pages alone, and its database."""

    url: str
    database: Database


@pytest.fixture(scope="module")
def lasting(
    running_servers: dict[str, str], office_template: str, worker: int, numbers: Iterator[int]
) -> Iterator[LastingOffice]:
    """For stories told once in every language: thirteen starts would take longer than they do."""
    server, run = running_servers["database_url"], running_servers["run"]
    name = f"{run}_{worker}_lasting_{next(numbers)}"
    address = copy_template(server, run, name, template=office_template)
    database = Database(address)
    with started(address, f"{running_servers['redis_url']}?db={worker}") as office:
        yield LastingOffice(office.url, database)
    database.close()
    drop_database(server, name)


class BreakableOffice:
    """The pages on one port, to be killed and started again; and a database that may go away."""

    def __init__(self, database_url: str, redis_url: str) -> None:
        self._port = free_port()
        self._environment = environment_of(database_url, redis_url)
        self._name = str(make_url(database_url).database)
        self._server = database_url
        self._web: subprocess.Popen[bytes] | None = None
        self.url = f"http://localhost:{self._port}"

    def start(self) -> None:
        """Come up, and wait until it answers."""
        self._web = launch(web_on(self._port), self._environment)
        wait_until_it_answers(f"{self.url}/api/v1/health", self._web)

    def stop(self) -> None:
        """Go away at once, in the middle of whatever it does: the processes are killed."""
        if self._web is not None:
            os.killpg(self._web.pid, signal.SIGKILL)
            self._web.wait(timeout=30)
            self._web = None

    @contextmanager
    def without_database(self) -> Iterator[None]:
        """Nobody reaches the database, and whoever is connected is thrown out."""
        with administration(database_at(self._server, "postgres")) as connection:
            name = sql.Identifier(self._name)
            allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
            connection.execute(allow.format(name, sql.SQL("false")))
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [self._name],
            )
            try:
                yield
            finally:
                connection.execute(allow.format(name, sql.SQL("true")))


@pytest.fixture
def breakable(office_url: str, redis_url: str) -> Iterator[BreakableOffice]:
    """For stories in which the office itself breaks in the middle."""
    office = BreakableOffice(office_url, redis_url)
    office.start()
    yield office
    office.stop()


def environment_of(database_url: str, redis_url: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "ANBELO_SECRET": SECRET,
        "ANBELO_PROXIES": "1",  # addresses are what a test says they are
    }


def web_on(port: int) -> list[str]:
    return ["web", "--port", str(port), "--workers", "1"]


def launch(words: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """One service, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "anbelo", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@contextmanager
def started(office_url: str, redis_url: str, *beside: list[str]) -> Iterator[RunningOffice]:
    port = free_port()
    environment = environment_of(office_url, redis_url)
    office = RunningOffice(f"http://localhost:{port}", environment)
    processes = [launch(words, environment) for words in (web_on(port), *beside)]
    try:
        wait_until_it_answers(f"{office.url}/api/v1/health", processes[0])
        yield office
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=30)


def wait_until_it_answers(url: str, web: subprocess.Popen[bytes]) -> None:
    """Ask until the pages are there; between two questions the start has the processor."""
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
        with suppress(subprocess.TimeoutExpired):
            raise RuntimeError(f"the pages ended with {web.wait(timeout=LOOK_SECONDS)}")
