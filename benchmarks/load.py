"""Clients for the measurements, in a process of their own: `python benchmarks/load.py < plan.json`.

One thread over raw sockets, so that the clients cost as little as possible of the two cores that
the servers need. Every client keeps one connection, sends, waits for the whole answer, sends again.
"""

import json
import random
import re
import secrets
import selectors
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# The key against double effects has this many characters; every request brings a new one.
PLACE_OF_KEY = b"@" * 24
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
BLOCK = 65_536
SILENCE_SECONDS = 20.0


@dataclass
class Client:
    """One open connection and how far its answer has come."""

    line: socket.socket
    began: float = 0.0
    answer: bytearray = field(default_factory=bytearray)

    def send(self, request: bytes) -> None:
        key = secrets.token_urlsafe(18).encode()
        self.answer.clear()
        self.began = time.perf_counter()
        self.line.sendall(request.replace(PLACE_OF_KEY, key))

    def complete(self) -> bool:
        """Take what has arrived; True once the whole answer is there."""
        block = self.line.recv(BLOCK)
        if not block:
            raise ConnectionError("The server hung up in the middle.")
        self.answer += block
        head, found, body = self.answer.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        return bool(found) and length is not None and len(body) >= int(length.group(1))


def requests(plan: dict[str, Any]) -> list[bytes]:
    """The plan's bodies as complete requests (GET when a body is empty).

    With `cookies` there are as many requests, each with its own cookie and the first body.
    """
    made = []
    cookies = plan.get("cookies", [])
    for number, body in enumerate(plan["bodies"] * max(1, len(cookies))):
        head = [
            f"{'POST' if body else 'GET'} {plan['path']} HTTP/1.1",
            f"Host: 127.0.0.1:{plan['port']}",
            *(f"{name}: {value}" for name, value in plan.get("headers", {}).items()),
            *([f"Cookie: {cookies[number]}"] if cookies else []),
        ]
        if body:
            head += ["Content-Type: application/x-www-form-urlencoded"]
            head += [f"Content-Length: {len(body.encode())}"]
        made.append("\r\n".join([*head, "", body]).encode())
    return made


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Keep all clients busy for the plan's time; what they saw. Seconds, and milliseconds.

    Requests with their own cookies are sent once each; the time ends when there are none left.
    """
    made, rng = requests(plan), random.Random(plan.get("seed", 1))
    left = iter(made)
    pick: Callable[[], bytes | None] = (
        (lambda: next(left, None)) if plan.get("cookies") else (lambda: rng.choice(made))
    )
    good, expected = plan["status"], plan.get("expect", "").encode()
    took: list[float] = []
    wrong: list[str] = []
    with selectors.DefaultSelector() as ready:
        for _ in range(plan["clients"]):
            line = socket.create_connection(("127.0.0.1", plan["port"]), timeout=SILENCE_SECONDS)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client = Client(line)
            ready.register(line, selectors.EVENT_READ, client)
            client.send(pick() or made[0])
        began = time.perf_counter()
        end, open_clients = began + plan["seconds"], plan["clients"]
        last = began
        while open_clients:
            events = ready.select(timeout=SILENCE_SECONDS)
            if not events:
                raise TimeoutError("The server stays silent.")
            for key, _ in events:
                client = key.data
                if not client.complete():
                    continue
                last = time.perf_counter()
                took.append(last - client.began)
                status = int(client.answer[9:12])
                if status != good or expected not in client.answer:
                    wrong.append(client.answer[:400].decode("latin-1"))
                following = pick() if last < end else None
                if following:
                    client.send(following)
                else:
                    ready.unregister(client.line)
                    client.line.close()
                    open_clients -= 1
    took.sort()
    return {
        "answers": len(took),
        "wrong": len(wrong),
        "first_wrong": wrong[:1],
        "per_second": len(took) / (last - began),
        "p50_ms": took[len(took) // 2] * 1000,
        "p95_ms": took[len(took) * 95 // 100] * 1000,
    }


if __name__ == "__main__":
    print(json.dumps(run(json.load(sys.stdin))))
