"""One server that we started: found again after a crash, ended cleanly, never left behind."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from anbelo.embedded.folders import EmbeddedUnavailable

START_SECONDS = 60.0
PREDECESSOR_SECONDS = 20.0
PAUSE_SECONDS = 0.02
LOG_BYTES = 5_000_000
# The last words of a server that may be tried again: its killed predecessor is still dying.
PASSING_TROUBLE = "pre-existing shared memory block"


@dataclass(frozen=True)
class Plan:
    """How one server is started, recognised and stopped.

    `mark` is a text that only this server's command line holds; `own_pid_files` are those the
    server itself writes. `stop` lists signals, each with the seconds it is given before the next.
    `user` is (uid, gid) to become, or None to stay who we are.
    """

    name: str
    url: str
    command: Sequence[str]
    folder: Path
    mark: str
    stop: Sequence[tuple[signal.Signals, float]]
    is_ready: Callable[[], bool]
    sockets: Path
    user: tuple[int, int] | None = None
    own_pid_files: Sequence[Path] = ()

    @property
    def pid_file(self) -> Path:
        """Where we note the process id, for whoever comes after a crash."""
        return self.folder / "server.pid"


class Server:
    """A running server of ours. Ends with the thread that started it, even by `kill -9`."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._log = plan.folder / "server.log"
        self._lock = _own(plan)
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    @property
    def url(self) -> str:
        """The address for clients; the same after a restart."""
        return self._plan.url

    @property
    def pid(self) -> int:
        """The process id of the server's first process, while it runs."""
        if self._process is None:
            raise EmbeddedUnavailable(f"{self._plan.name} is not running.")
        return self._process.pid

    def stop(self) -> None:
        """End it cleanly and free its folder for others. Ending twice does no harm."""
        self._end(self._plan.stop)
        for leftover in self._plan.sockets.iterdir() if self._plan.sockets.is_dir() else ():
            leftover.unlink(missing_ok=True)
        if self._plan.sockets.is_dir():
            self._plan.sockets.rmdir()
        self._lock.close()

    def kill(self) -> None:
        """Pull the plug: no process of the server gets to say a last word."""
        self._end([(signal.SIGKILL, 30.0)])

    def restart(self) -> None:
        """Stop it if it runs, and start it again at the same address with the same data.

        Not after `stop()`: that gave the folder back.
        """
        if self._lock.closed:
            raise EmbeddedUnavailable(f"{self._plan.name} was stopped for good.")
        self._end(self._plan.stop)
        self._start()

    def freeze(self) -> None:
        """Let it hang, connections open, until `thaw()`."""
        for pid in family(self.pid):
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        for pid in family(self.pid):
            os.kill(pid, signal.SIGCONT)

    def _start(self) -> None:
        _await_predecessor(self._plan)
        deadline = time.monotonic() + START_SECONDS
        while not self._came_up(deadline):
            words = self._last_words()
            if PASSING_TROUBLE not in words or time.monotonic() > deadline:
                raise EmbeddedUnavailable(f"{self._plan.name} does not start. It says: {words}")

    def _came_up(self, deadline: float) -> bool:
        if self._log.exists() and self._log.stat().st_size > LOG_BYTES:
            self._log.unlink()
        plan = self._plan
        with self._log.open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own command, no shell
                newborn(plan.command, user=plan.user, on_parent_death=plan.stop[0][0]),
                cwd=plan.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=plain_environment(),
                start_new_session=True,
            )
        self._process = process
        plan.pid_file.write_text(f"{process.pid}\n", encoding="ascii")
        while time.monotonic() < deadline:
            if plan.is_ready():
                return True
            if _ended(process, PAUSE_SECONDS):
                return False
        self._end([(signal.SIGKILL, 10.0)])
        return False

    def _end(self, signals: Sequence[tuple[signal.Signals, float]]) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        relatives = family(process.pid) if process.poll() is None else []
        for number, seconds in signals:
            for pid in relatives if number == signal.SIGKILL else relatives[:1]:
                _send(pid, number)
            for pid in relatives:
                _send(pid, signal.SIGCONT)
            if _ended(process, seconds):
                break
        for pid in relatives[1:]:
            _await_end(pid, "", 10.0)
        self._plan.pid_file.unlink(missing_ok=True)

    def _last_words(self) -> str:
        return "\n".join(self._log.read_text("utf-8", "replace").splitlines()[-12:])


def newborn(
    command: Sequence[str], *, user: tuple[int, int] | None, on_parent_death: signal.Signals
) -> list[str]:
    """Wrap a command so that it becomes `user` and gets a signal when our thread ends."""
    wrapper = str(Path(__file__).with_name("newborn.py"))
    uid, gid = user or (-1, -1)
    identity = [str(number) for number in (uid, gid, int(on_parent_death), os.getpid())]
    program = shutil.which(command[0]) or command[0]
    return [sys.executable, "-I", "-S", wrapper, *identity, program, *command[1:]]


def plain_environment() -> dict[str, str]:
    """Give the servers the same surroundings everywhere: no foreign language, no PG* defaults."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "LC_", "LANG", "DATABASE_", "REDIS_"))
    }
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def children(pid: int) -> list[int]:
    """List the children of a process, the unburied included (on Linux; elsewhere none)."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


def family(pid: int) -> list[int]:
    """List a process and everything below it (on Linux; elsewhere only the process itself)."""
    return [pid, *(relative for child in children(pid) for relative in family(child))]


def _own(plan: Plan) -> IO[str]:
    """Take the folder for this process; the kernel gives it back whatever ends us."""
    lock = (plan.folder / "owner.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        owner = lock.read().strip()
        lock.close()
        raise EmbeddedUnavailable(
            f"{plan.name} in {plan.folder} is already running, started by process {owner}. "
            f"Use that one, or stop it first: kill {owner}"
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def _await_predecessor(plan: Plan) -> None:
    """Let a server whose owner was killed finish its last work, then clear misleading traces."""
    for pid_file in (plan.pid_file, *plan.own_pid_files):
        for pid in _noted_pids(pid_file):
            if not _await_end(pid, plan.mark, PREDECESSOR_SECONDS):
                stop = plan.stop[0][0].name.removeprefix("SIG")
                raise EmbeddedUnavailable(
                    f"{plan.name} (process {pid}) still uses {plan.folder}, but nobody here "
                    f"started it. Stop it first: kill -{stop} {pid}"
                )
            if _send(pid, 0):  # unburied, or a stranger's now: the server would see a twin in it
                pid_file.unlink()


def _noted_pids(pid_file: Path) -> Iterator[int]:
    try:
        first = pid_file.read_text("utf-8", "replace").split("\n", 1)[0]
    except FileNotFoundError:
        return
    if first.strip().isdecimal():
        yield int(first)


def _await_end(pid: int, mark: str, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while _lives(pid, mark):
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_SECONDS)
    return True


def _lives(pid: int, mark: str) -> bool:
    """Say whether `pid` runs with `mark` in its command line, so a reused number fools nobody."""
    if not Path("/proc/self").exists():
        return _send(pid, 0)
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return line != b"" and os.fsencode(mark) in line  # a zombie's command line is empty


def _send(pid: int, number: int) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it exists, and is somebody else's by now
    return True


def _ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
