"""A house for one fault run: own servers, data, port and processes; it ends only what it started."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from anbelo.core.db import Database
from anbelo.core.migrate import upgrade
from anbelo.demo.office import build_office
from anbelo.embedded import Server, start_postgres, start_valkey
from anbelo.embedded.process import children, family, newborn
from anbelo.settings import Settings
from anbelo.supervisor import free_port
from tests.campaign.client import Client
from tests.campaign.ledger import Ledger

ROOT = Path(__file__).resolve().parents[2]
SECRET = "Kampagne-" + "k" * 40
START_SECONDS = 30.0
LAST_WORDS = 30
BROKEN = '"event": "broken"'


@dataclass
class Stage:
    """The servers of a run and the processes it started. Use it from one thread: theirs."""

    folder: Path
    postgres: Server
    valkey: Server
    port: int = field(default_factory=lambda: free_port(0))
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    orphans: set[int] = field(default_factory=set)

    @property
    def settings(self) -> Settings:
        return Settings(self.postgres.url, self.valkey.url, SECRET)

    @property
    def client(self) -> Client:
        return Client(self.port)

    def patient_client(self, seconds: float) -> Client:
        """A browser that gives up after so many seconds."""
        return Client(self.port, seconds)

    @contextmanager
    def ledger(self, name: str = "ledger") -> Iterator[Ledger]:
        """A new ledger on this house's disk."""
        found = Ledger(self.folder / f"{name}.jsonl")
        try:
            yield found
        finally:
            found.close()

    def start(
        self, name: str, *arguments: str, faults: str = "", stdout: int | None = None
    ) -> subprocess.Popen[bytes]:
        """Start `anbelo NAME` as it is delivered, or with faults built in (see `wrapped`)."""
        way = ["tests.campaign.wrapped", faults] if faults else ["anbelo"]
        return self.run("-m", *way, name, *arguments, stdout=stdout)

    def run(self, *arguments: str, stdout: int | None = None) -> subprocess.Popen[bytes]:
        """Start Python as a process of this house; it ends with this thread."""
        command = newborn([sys.executable, *arguments], user=None, on_parent_death=signal.SIGKILL)
        with (self.folder / "processes.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **self._environ()},
                stdin=subprocess.DEVNULL,
                stdout=log if stdout is None else stdout,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def _environ(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "ANBELO_SECRET": SECRET,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }

    def web(self, *, faults: str = "") -> subprocess.Popen[bytes]:
        """Start the pages and wait until they answer."""
        process = self.start("web", "--port", str(self.port), faults=faults)
        deadline = time.monotonic() + START_SECONDS
        # Orphans of a killed master may still answer: it must have workers of its own.
        while not (children(process.pid) and self.client.get("/de/contact").status == 200):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The pages do not come up. They say: {self.last_words()}")
            time.sleep(0.05)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """`kill -9` for one process alone; what it leaves behind is remembered."""
        self.orphans |= set(children(process.pid))
        process.kill()
        process.wait()

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """`kill -9` for a process and everything below it."""
        if process.poll() is None:
            for pid in family(process.pid):
                send(pid, signal.SIGKILL)
        process.wait()

    def end_all(self) -> None:
        for process in self.processes:
            self.end(process)
            if process.stdout:
                process.stdout.close()
        for pid in self.orphans:
            if f"127.0.0.1:{self.port}" in command_line(pid):
                send(pid, signal.SIGKILL)

    def mistakes(self) -> list[str]:
        """What broke in a process of ours, and where: nothing of it may be in a run."""
        lines = (self.folder / "processes.log").read_text("utf-8", "replace").splitlines()
        told = [json.loads(line) for line in lines if BROKEN in line]
        return [f"{line['error']} {line['endpoint']} {line['where']}" for line in told]

    def last_words(self) -> str:
        log = self.folder / "processes.log"
        return "\n".join(log.read_text("utf-8", "replace").splitlines()[-LAST_WORDS:])


@contextmanager
def stage(**postgres_settings: str) -> Iterator[Stage]:
    """A durable PostgreSQL with the demo office, a Valkey, and nothing else yet."""
    folder = Path(tempfile.mkdtemp(prefix="anbelo-campaign-"))
    folder.chmod(0o711)  # to be passed, not read: as root the database may run as another user
    valkey = postgres = None
    try:
        valkey = start_valkey(folder / "valkey")
        postgres = start_postgres(folder / "postgres", settings=postgres_settings)
        upgrade(postgres.url)
        with database(postgres.url) as office, office.unit_of_work() as session:
            build_office(session)
        house = Stage(folder, postgres, valkey)
        try:
            yield house
        except Exception as error:
            error.add_note(house.last_words())
            raise
        finally:
            house.end_all()
    finally:
        for server in filter(None, (valkey, postgres)):
            server.stop()
        shutil.rmtree(folder)


@contextmanager
def database(url: str) -> Iterator[Database]:
    """Connections for the harness itself, given back at the end."""
    found = Database(url, pool_size=4)
    try:
        yield found
    finally:
        found.close()


def send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return  # it was quicker


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace")
    except OSError:
        return ""
