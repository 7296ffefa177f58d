"""Several processes as one: heard, restarted, stopped, and nobody left behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from anbelo.supervisor import free_port

# Supervises what it is told in a process of its own, as `anbelo run` does.
HOUSE = """
import json, sys
from anbelo.supervisor import Patience, Service, supervise
services, patience = json.loads(sys.argv[1])
sys.exit(supervise(
    [Service(**service) for service in services],
    patience=Patience(**patience),
    when_ready=lambda: print("everybody answers", flush=True),
))
"""
STEADY = "import os, signal; print('up', os.getpid()); signal.pause()"
DEAF = "import os, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STEADY
CRASHING = "import os; print('up', os.getpid()); raise SystemExit(3)"
# A worker with one helper in its group and one that left it, as job runners do.
PARENT = """
import os, subprocess, signal, sys
near = subprocess.Popen(["sleep", "600"])
far = subprocess.Popen(["sleep", "600"], start_new_session=True)
print("up", os.getpid(), near.pid, far.pid)
signal.pause()
"""
LISTENER = """
import socket, signal, sys
door = socket.create_server(("127.0.0.1", int(sys.argv[1])))
signal.pause()
"""
QUICK = {"first_pause": 0.01, "longest_pause": 0.02, "restarts": 3, "grace": 10}


def service(name, program, *arguments, **more):
    return {"name": name, "command": [sys.executable, "-c", program, *arguments], **more}


def is_gone(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() == b""
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_until_gone(*pids, seconds=20):
    deadline = time.monotonic() + seconds
    while not all(is_gone(pid) for pid in pids):
        assert time.monotonic() < deadline, f"still running: {pids}"
        time.sleep(0.02)


class House:
    """A supervisor under test, and what it said."""

    def __init__(self, services, **patience):
        arguments = json.dumps([services, QUICK | patience])
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOUSE, arguments],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.pids = []

    def hear(self, name):
        """Wait for the next line of one service (or of anybody) and return its words."""
        for line in self.process.stdout:
            who, words = line.rstrip("\n").split(" | ", 1) if " | " in line else ("", line.strip())
            if words.startswith("up "):
                self.pids += [int(word) for word in words.split()[1:]]
            if name in {None, who.strip()}:
                return words
        pytest.fail(f"{name} said nothing more")

    def hear_all_up(self, count):
        while len(self.pids) < count:
            self.hear(None)

    def end(self):
        rest = self.process.stdout.read()
        self.pids += [int(pid) for pid in re.findall(r"\| up (\d+)", rest)]
        code = self.process.wait(30)
        return code, rest


@pytest.fixture
def house():
    houses = []

    def build(*services, **patience):
        houses.append(House(services, **patience))
        return houses[-1]

    yield build
    for built in houses:
        built.process.kill()
        built.process.wait()
        built.process.stdout.close()
        for pid in built.pids:
            if not is_gone(pid):
                os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_everybody(house, number):
    running = house(service("web", STEADY), service("worker", STEADY))
    running.hear_all_up(2)
    running.process.send_signal(number)
    assert running.end()[0] == 0
    wait_until_gone(*running.pids)


def test_each_line_says_whose_it_is(house):
    program = "import os, sys; os.write(1, b'one\\ntwo\\xff\\nthr'); os.write(2, b'ee'); "
    running = house(service("web", program + STEADY.replace("print", "print('');print")))
    assert [running.hear("web") for _ in range(3)] == ["one", "two\ufffd", "three"]


def test_a_crashed_service_is_started_again(house):
    running = house(service("web", STEADY), service("worker", STEADY))
    first = int(running.hear("worker").split()[1])
    os.kill(first, signal.SIGKILL)
    assert "worker ended by signal SIGKILL; starting it again in 0.01 s" in running.hear("anbelo")
    second = int(running.hear("worker").split()[1])
    assert second != first
    running.process.terminate()
    assert running.end()[0] == 0
    wait_until_gone(*running.pids)


def test_who_crashes_too_often_stops_everything_with_an_error(house):
    running = house(service("web", STEADY), service("worker", CRASHING))
    code, said = running.end()
    assert code == 1
    assert said.count("starting it again") == 3
    assert "worker ended with code 3 once too often" in said
    wait_until_gone(*running.pids)


def test_who_ran_long_enough_is_forgiven(house):
    running = house(service("worker", CRASHING), settled=0.0, restarts=1)
    for _ in range(4):
        running.hear("worker")
    assert running.process.poll() is None


def test_a_deaf_service_is_ended_after_its_grace(house):
    running = house(service("web", DEAF), grace=0.2)
    running.hear("web")
    running.process.terminate()
    code, said = running.end()
    assert code == 0
    assert "web did not stop in time" in said
    wait_until_gone(*running.pids)


def test_a_second_request_to_stop_does_not_wait(house):
    running = house(service("web", DEAF), grace=600)
    running.hear("web")
    running.process.send_signal(signal.SIGINT)
    assert running.hear("anbelo").startswith("Stopping.")
    running.process.send_signal(signal.SIGINT)
    assert running.end()[0] == 0
    wait_until_gone(*running.pids)


@pytest.mark.parametrize("how", ["stop", "crash"])
def test_helpers_of_a_service_do_not_outlive_it(house, how):
    running = house(service("worker", PARENT))
    _, leader, near, far = running.hear("worker").split()
    if how == "crash":
        os.kill(int(leader), signal.SIGKILL)
        wait_until_gone(int(near), int(far))
    running.process.terminate()
    assert running.end()[0] == 0
    wait_until_gone(*running.pids, int(near), int(far))


def test_nobody_outlives_a_killed_supervisor(house):
    running = house(service("web", STEADY), service("worker", DEAF))
    running.hear_all_up(2)
    running.process.kill()
    wait_until_gone(*running.pids)


def test_readiness_is_told_once_when_all_ports_answer(house):
    ports = [free_port(0), free_port(0)]
    running = house(*(service(f"web{port}", LISTENER, str(port), port=port) for port in ports))
    for line in running.process.stdout:
        if line == "everybody answers\n":
            break
    for port in ports:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    running.process.terminate()
    code, rest = running.end()
    assert code == 0
    assert "everybody answers" not in rest


def test_a_reader_who_goes_away_stops_everybody(house):
    chatty = "import time\nwhile True: print('tick', flush=True); time.sleep(0.05)"
    running = house(service("web", STEADY), service("worker", chatty))
    running.hear("web")
    running.process.stdout.close()
    running.process.wait(30)
    wait_until_gone(*running.pids)


def test_a_free_port_is_kept_and_a_taken_one_replaced():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        other = free_port(port)
        assert other != port
    assert free_port(other) == other
