"""A running office for the stories: web, worker and relay as they run in production."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from anbelo.core.db import Database
from tests.conftest import copy_template, drop_database
from tests.patience import SECRET

ROOT = Path(__file__).parents[2]
START_SECONDS = 60


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
            java_script_enabled=javascript, viewport={"width": 360, "height": 740}
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


@contextmanager
def started(office_url: str, redis_url: str, *beside: list[str]) -> Iterator[RunningOffice]:
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": office_url,
        "REDIS_URL": redis_url,
        "ANBELO_SECRET": SECRET,
    }
    office = RunningOffice(f"http://localhost:{port}", environment)
    services = [["web", "--port", str(port), "--workers", "1"], *beside]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "anbelo", *words],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for words in services
    ]
    try:
        wait_until_it_answers(f"{office.url}/api/v1/health")
        yield office
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=30)


def wait_until_it_answers(url: str) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
