"""Several processes as one: started, restarted, heard and stopped together, none left behind."""

import ctypes
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import TextIO

from anbelo.embedded.process import children, family, newborn

TICK_SECONDS = 0.1
LINE_BYTES = 65_536
PR_SET_CHILD_SUBREAPER = 36
OWN_NAME = "anbelo"


@dataclass(frozen=True)
class Service:
    """A process to keep running. `port`, if given, is where it will answer on this machine."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str] | None = None
    port: int | None = None


@dataclass(frozen=True)
class Patience:
    """How often and how soon a crashed service is started again; all times in seconds.

    The pause doubles from `first_pause` to `longest_pause`; who runs for `settled` is forgiven.
    After `restarts` in a row everything stops. `grace` is the time to finish work when stopping.
    """

    restarts: int = 5
    first_pause: float = 0.5
    longest_pause: float = 8.0
    settled: float = 60.0
    grace: float = 20.0


def supervise(
    services: Sequence[Service],
    *,
    output: TextIO = sys.stdout,
    patience: Patience | None = None,
    when_ready: Callable[[], None] | None = None,
) -> int:
    """Run the services until Ctrl-C or SIGTERM (answer 0) or until one crashes too often (1).

    Their output comes line by line to `output`, each line with its service's name in front.
    `when_ready` is called once, as soon as every service with a `port` takes connections. A
    second Ctrl-C does not wait any longer. Call it from the main thread of a process of its own:
    while it runs, orphans of its children become children of this process and are ended.
    """
    return _Supervisor(services, output, patience or Patience(), when_ready).run()


def free_port(preferred: int, *, host: str = "127.0.0.1") -> int:
    """Give `preferred` when nobody listens there, otherwise any free port."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            # Connections that just ended must not make our usual port look taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError(f"No free port on {host}.")


@dataclass
class _Child:
    service: Service
    process: subprocess.Popen[bytes] | None = None
    unfinished_line: bytes = b""
    started: float = 0.0
    start_at: float = 0.0
    crashes: int = 0


@dataclass
class _Supervisor:
    services: Sequence[Service]
    output: TextIO
    patience: Patience
    when_ready: Callable[[], None] | None
    children: list[_Child] = field(default_factory=list)
    pipes: selectors.DefaultSelector = field(default_factory=selectors.DefaultSelector)
    strangers: set[int] = field(default_factory=set)
    stop_requests: int = 0
    gave_up: bool = False

    def run(self) -> int:
        self.children = [_Child(service) for service in self.services]
        self.strangers = set(children(os.getpid()))
        with _adopting_orphans(), _handling_signals(self._ask_to_stop), self.pipes:
            try:
                while not self.stop_requests and not self.gave_up:
                    self._tick()
                self._stop()
            finally:
                self._end_all()
        return 1 if self.gave_up else 0

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_requests += 1

    def _tick(self) -> None:
        for child in self.children:
            if child.process is None and time.monotonic() >= child.start_at:
                self._start(child)
        self._listen()
        for child in self._just_ended():
            self._plan_restart(child)
        if self.when_ready and all(_answers(service.port) for service in self.services):
            ready, self.when_ready = self.when_ready, None
            ready()

    def _start(self, child: _Child) -> None:
        # If we are killed, nobody is left to insist, and who waits for lost servers waits for ever.
        command = newborn(child.service.command, user=None, on_parent_death=signal.SIGKILL)
        environ = {**os.environ, "PYTHONUNBUFFERED": "1", **(child.service.environ or {})}
        child.process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,  # Ctrl-C reaches us alone; we say who stops when
        )
        child.started = time.monotonic()
        if child.process.stdout:
            os.set_blocking(child.process.stdout.fileno(), False)
            self.pipes.register(child.process.stdout, selectors.EVENT_READ, child)

    def _listen(self) -> None:
        if not self.pipes.get_map():
            time.sleep(TICK_SECONDS)
            return
        for key, _ in self.pipes.select(TICK_SECONDS):
            child: _Child = key.data
            try:
                heard = os.read(key.fd, LINE_BYTES)
            except BlockingIOError:
                continue
            if not heard:
                self.pipes.unregister(key.fileobj)
            self._tell(child, heard)

    def _tell(self, child: _Child, heard: bytes) -> None:
        *lines, rest = (child.unfinished_line + heard).split(b"\n")
        if rest and (not heard or len(rest) > LINE_BYTES):
            lines, rest = [*lines, rest], b""
        child.unfinished_line = rest
        for line in lines:
            self._write(child.service.name, line.decode("utf-8", "replace").rstrip("\r"))

    def _write(self, name: str, line: str) -> None:
        width = max(len(known) for known in (OWN_NAME, *(one.name for one in self.services)))
        try:
            self.output.write(f"{name:<{width}} | {line}\n")
            self.output.flush()
        except BrokenPipeError:  # nobody reads us any more, as after `anbelo run | head`
            self.stop_requests = max(self.stop_requests, 1)

    def _just_ended(self) -> Iterator[_Child]:
        """Clear away whoever ended, and what is left of their process group."""
        for child in self.children:
            process = child.process
            if process is None or not _has_ended(process.pid):
                continue
            _signal_group(process.pid, signal.SIGKILL)  # before its number can be used again
            process.wait()
            self._drain(child)
            self._end_orphans()
            yield child

    def _drain(self, child: _Child) -> None:
        if child.process and child.process.stdout:
            pipe = child.process.stdout
            if pipe in {key.fileobj for key in self.pipes.get_map().values()}:
                self.pipes.unregister(pipe)
                self._tell(child, pipe.read() or b"")
                self._tell(child, b"")
            pipe.close()

    def _plan_restart(self, child: _Child) -> None:
        code = child.process.returncode if child.process else None
        child.process = None
        if time.monotonic() - child.started >= self.patience.settled:
            child.crashes = 0
        child.crashes += 1
        ended = f"{child.service.name} ended {_in_words(code)}"
        if child.crashes > self.patience.restarts:
            self.gave_up = True
            self._write(OWN_NAME, f"{ended} once too often; stopping everything.")
            return
        pause = min(
            self.patience.first_pause * 2 ** (child.crashes - 1), self.patience.longest_pause
        )
        child.start_at = time.monotonic() + pause
        count = f"{child.crashes} of {self.patience.restarts}"
        self._write(OWN_NAME, f"{ended}; starting it again in {pause:g} s ({count}).")

    def _stop(self) -> None:
        """Ask everybody to finish; only the leaders are told, they know their own helpers."""
        self._write(OWN_NAME, "Stopping. Who does not want to wait asks once more.")
        running = [child for child in self.children if child.process]
        for child in running:
            if child.process:
                child.process.terminate()
        deadline = time.monotonic() + self.patience.grace
        while running and time.monotonic() < deadline and self.stop_requests <= 1:
            self._listen()
            for child in self._just_ended():
                child.process = None
                running.remove(child)
        for child in running:
            self._write(OWN_NAME, f"{child.service.name} did not stop in time and is ended.")

    def _end_all(self) -> None:
        """Leave nobody: services that would not stop, and what others left behind."""
        for child in self.children:
            if child.process:
                for pid in family(child.process.pid):
                    _signal_group(pid, signal.SIGKILL)
                child.process.kill()
                child.process.wait()
                self._drain(child)
                child.process = None
        self._end_orphans()

    def _end_orphans(self) -> None:
        """End who lost their parent, even those who had left the group of their service."""
        known = self.strangers | {child.process.pid for child in self.children if child.process}
        while orphans := set(children(os.getpid())) - known:
            for pid in orphans:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _answers(port: int | None) -> bool:
    if port is None:
        return True
    with socket.socket() as probe:
        probe.settimeout(TICK_SECONDS)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _has_ended(pid: int) -> bool:
    look = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, pid, look) is not None


def _in_words(code: int | None) -> str:
    if code is not None and code < 0:
        return f"by signal {signal.Signals(-code).name}"
    return f"with code {code}"


def _signal_group(pid: int, number: signal.Signals) -> None:
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        return  # nobody there: what we wanted


@contextmanager
def _adopting_orphans() -> Iterator[None]:
    """Become the parent of processes whose own parent dies, so that we can end them too."""
    if sys.platform != "linux":
        yield
        return
    kernel = ctypes.CDLL(None)
    kernel.prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        kernel.prctl(PR_SET_CHILD_SUBREAPER, 0)


@contextmanager
def _handling_signals(ask: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
