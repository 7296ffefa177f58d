"""What is measured stands here: servers in a temporary folder, processes, and one house."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from bare import METADATA, WORDS
from sqlalchemy import make_url

from anbelo.core.db import Database
from anbelo.core.migrate import upgrade
from anbelo.demo.office import build_office
from anbelo.embedded import servers
from anbelo.settings import Settings
from anbelo.supervisor import free_port

HERE = Path(__file__).parent
ROOT = HERE.parent
START_SECONDS = 60.0
STOP_SECONDS = 20.0
WEB_WORKERS, WEB_THREADS = 2, 4
SECRET = "only-for-measuring-" * 3


@dataclass(frozen=True)
class Ground:
    """Running servers, and a folder for what processes print."""

    folder: Path
    database_url: str
    redis_url: str

    def house(self, name: str, *, queue: int, furnished: bool = True) -> "House":
        """A database of this name with the demo office, and a logical queue database of its own.

        With `furnished=False` nobody has moved in yet.
        """
        address = make_url(self.database_url)
        with psycopg.connect(
            address.set(drivername="postgresql").render_as_string(hide_password=False),
            autocommit=True,
        ) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        url = address.set(database=name).render_as_string(hide_password=False)
        upgrade(url)
        separator = "&" if "?" in self.redis_url else "?"
        settings = Settings(url, f"{self.redis_url}{separator}db={queue}", SECRET)
        database = Database(url)
        METADATA.create_all(database.engine)
        with database.unit_of_work() as session:
            if furnished:
                build_office(session)
            session.execute(WORDS.insert().values(words="one row"))
        return House(self, settings, database)


@dataclass(frozen=True)
class House:
    """One database with its queue, and the processes that work on it."""

    ground: Ground
    settings: Settings
    database: Database

    @property
    def environ(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.settings.database_url,
            "REDIS_URL": self.settings.redis_url,
            "ANBELO_SECRET": self.settings.secret,
            "ANBELO_PROXIES": str(self.settings.proxies),
        }

    @contextmanager
    def process(self, name: str, *command: str, port: int | None = None) -> Iterator[int]:
        """Run a Python command for the length of the block; its process id, once it answers."""
        log = self.ground.folder / f"{name}.log"
        with log.open("wb") as output:
            running = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, env=environment(self.environ),
            )  # fmt: skip
        try:
            if port is not None:
                wait_for(port, running, log)
            yield running.pid
        finally:
            running.send_signal(signal.SIGTERM)
            try:
                running.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()

    @contextmanager
    def web(self, server: str, application: str) -> Iterator["Web"]:
        """Serve `application` with gunicorn or granian: 2 workers, 4 threads each."""
        port = free_port(0)
        command = SERVERS[server](port, application)
        name = f"{server}-{application.partition(':')[0]}"
        with self.process(name, *command, port=port) as pid:
            yield Web(port, pid)


@dataclass(frozen=True)
class Web:
    """A web server: where it answers, and its first process."""

    port: int
    pid: int


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """Ours, without the addresses of a house people work with."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("ANBELO_", "DATABASE_"))}
    return kept | {"PYTHONPATH": f"{ROOT}:{HERE}"} | dict(more)


def _gunicorn(port: int, application: str) -> list[str]:
    return ["-m", "gunicorn", "-c", "python:anbelo.commands.gunicorn_hooks",
            "--bind", f"127.0.0.1:{port}", "--workers", str(WEB_WORKERS),
            "--threads", str(WEB_THREADS), "--worker-tmp-dir", "/dev/shm",  # noqa: S108 - as `anbelo web`
            application]  # fmt: skip


def _granian(port: int, application: str) -> list[str]:
    return ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
            "--workers", str(WEB_WORKERS), "--blocking-threads", str(WEB_THREADS),
            "--no-ws", "--log-level", "warning", application]  # fmt: skip


SERVERS = {"gunicorn": _gunicorn, "granian": _granian}


def wait_for(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    """Until somebody answers at the port; RuntimeError with the last words when the process ends."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and running.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"It did not start: {log.read_text('utf-8', 'replace')[-2000:]}")


def load(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Run the clients of one plan; RuntimeError when an answer was not the right one."""
    done = subprocess.run(
        [sys.executable, str(HERE / "load.py")], input=json.dumps(plan), text=True,
        stdout=subprocess.PIPE, check=True, timeout=plan["seconds"] + 60,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    if found["wrong"]:
        raise RuntimeError(
            f"{found['wrong']} of {found['answers']} answers of {plan['path']} were wrong, such as: "
            f"{found['first_wrong'][0]}"
        )
    return found


@contextmanager
def ground() -> Iterator[Ground]:
    """PostgreSQL as durable as it is by default, and Valkey, in a folder that goes away again."""
    with tempfile.TemporaryDirectory(prefix="anbelo-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        with servers(folder / "data") as running:
            yield Ground(folder, running.database_url, running.redis_url)


def flush_ms(folder: Path, times: int = 40) -> float:
    """What it costs to make one page durable on this disk: median of fdatasync, milliseconds."""
    took = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(times):
            file.write(b"\0" * 8192)
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - began)
    return median(took) * 1000


def pss_mib(pid: int) -> float:
    """A process's fair share of memory in MiB: shared pages are divided among their users."""
    found = re.search(
        r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text("ascii"), re.MULTILINE
    )
    if found is None:
        raise RuntimeError("This kernel does not tell the proportional set size.")
    return int(found.group(1)) / 1024


def children(pid: int) -> list[int]:
    """The direct children of a process, oldest first."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return sorted(int(number) for number in listed.split())


def cpu_ms(pids: Iterable[int]) -> float:
    """Processor time the processes have used so far, milliseconds."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")
