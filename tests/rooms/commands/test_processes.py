"""web, worker, relay and run as processes: they start, answer, and stop cleanly when asked."""

import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest
from redis.exceptions import ConnectionError as RedisGone
from sqlalchemy.exc import OperationalError

from anbelo.commands import relay
from anbelo.commands.relay import relay_until

SECONDS = 60
NOWHERE = "unix:///nowhere/redis.sock"


@contextlib.contextmanager
def running(environ, *words):
    process = subprocess.Popen(
        [sys.executable, "-m", "anbelo", *words], env=environ, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    watchdog = threading.Timer(SECONDS, process.kill)  # nobody waits for ever
    watchdog.start()
    try:
        yield process
    finally:
        watchdog.cancel()
        if process.poll() is None:
            process.kill()
        process.wait(SECONDS)
        process.stdout.close()


def read_until(process, words):
    """The lines up to the first one with these words."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return lines
    pytest.fail(f"It ended without saying {words!r}: {''.join(lines)}")


def stop(process, number=signal.SIGTERM):
    process.send_signal(number)
    rest, _ = process.communicate(timeout=SECONDS)
    return process.returncode, rest


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("name", ["worker", "relay"])
@pytest.mark.parametrize("redis", ["there", "away"])
def test_it_starts_and_stops_with_and_without_redis(process_environ, name, redis):
    if redis == "away":
        process_environ["REDIS_URL"] = NOWHERE
    with running(process_environ, name) as process:
        read_until(process, f"{name}_started")
        if redis == "away":
            read_until(process, "bell_silent" if name == "worker" else "relay_waits")
        code, rest = stop(process)
    assert code == 0, rest
    assert f"{name}_stopped" in rest
    assert "Traceback" not in rest


def test_the_relay_stops_cleanly_while_the_database_is_away(process_environ):
    process_environ["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"
    with running(process_environ, "relay") as process:
        read_until(process, "relay_waits")
        code, rest = stop(process)
    assert code == 0, rest


def test_the_web_answers_and_logs_json_without_addresses(process_environ, port):
    with running(process_environ, "web", "--port", str(port), "--workers", "1") as process:
        lines = read_until(process, "Booting worker")
        with pytest.raises(urllib.error.HTTPError) as answer:
            urllib.request.urlopen(
                f"http://127.0.0.1:{port}/no-such-page?name=Erika", timeout=SECONDS
            )
        with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as line:
            line.sendall(b"NONSENSE\r\n\r\n")
            line.recv(1000)
        code, rest = stop(process)
    assert answer.value.code == 404
    answer.value.close()
    assert code == 0, rest
    log = [json.loads(line) for line in [*lines, *rest.splitlines()]]
    assert all(line["process"] == "web" for line in log)
    assert "Erika" not in rest
    assert not re.search(r"127\.0\.0\.1(?!:)", rest)


def test_a_request_that_pauses_for_too_long_makes_room_for_others(process_environ, port):
    words = ("--workers", "1", "--threads", "1", "--read-seconds", "1")
    began = b"POST /de/contact HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\ntext=a"
    with running(process_environ, "web", "--port", str(port), *words) as process:
        read_until(process, "Booting worker")
        with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as slow:
            slow.sendall(began)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/de/", timeout=SECONDS) as page:
                assert page.status == 200
            told = slow.recv(100)
        code, rest = stop(process)
    assert code == 0, rest
    assert b" 500 " not in told
    assert '"broken"' not in rest


@pytest.mark.parametrize("name", ["web", "worker", "relay"])
def test_missing_settings_stop_the_start(process_environ, name):
    del process_environ["ANBELO_SECRET"]
    with running(process_environ, name) as process:
        output, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 3
    assert "ANBELO_SECRET is missing." in output


def test_run_says_one_address_and_the_log_ins_and_stops_all(process_environ, tmp_path, port):
    """With servers of its own given, `anbelo run` starts none and leaves the data alone."""
    del process_environ["ANBELO_SECRET"]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        data = tmp_path / "data"
        with running(process_environ, "run", "--port", str(port), "--data", str(data)) as process:
            lines = read_until(process, "Ctrl-C stops it")
            address = re.findall(r"http://\S+", "".join(lines))
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(address[0], timeout=SECONDS).close()  # noqa: S310
            started = time.monotonic()
            code, rest = stop(process, signal.SIGINT)
    assert code == 0, rest
    assert time.monotonic() - started < SECONDS
    assert len(address) == 1
    said = "".join(lines)
    assert f"Port {port} is taken" in said
    assert "ombuds" in said
    assert said.count("Rückruf vor Bescheid") == 1
    secret = data / "secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(secret.read_text()) >= 32


@pytest.mark.parametrize(
    "trouble", [RedisGone("gone"), OperationalError("SELECT 1", {}, Exception("gone"))]
)
def test_the_relay_waits_longer_each_time_and_goes_on(monkeypatch, trouble):
    stopped, waits = threading.Event(), []
    answers = iter([trouble, trouble, trouble, 0])

    def relay_due(_database, _jobs, *, now):
        assert now.tzinfo
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        stopped.set()
        return answer

    monkeypatch.setattr(relay, "relay_due", relay_due)
    monkeypatch.setattr(stopped, "wait", waits.append)
    relay_until(None, None, stopped, pause=0.5)
    assert waits == [1.0, 2.0, 4.0, 0.5]
