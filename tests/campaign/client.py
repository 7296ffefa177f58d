"""Claimants at the real form: send, and send the same again until the receipt is there."""

import http.client
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.browsing import forms
from tests.campaign.ledger import Acknowledged, Ledger

PATIENCE_SECONDS = 10.0
PAUSE_SECONDS = 0.25
FORM = "/de/contact"
GROUP = re.compile(r'<span class="ab-code__group">(\d{4})</span>')


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 when the connection broke before a whole answer was there."""

    status: int
    body: str = ""
    retry_after: str = ""
    kind: str = ""
    seconds: float = 0.0

    @property
    def code(self) -> str:
        """The receipt code of a page or of the API, or ""."""
        if self.status == 201:
            return str(json.loads(self.body)["receipt_code"])
        return "".join(GROUP.findall(self.body)) if self.status == 200 else ""


@dataclass(frozen=True)
class Client:
    """Somebody's browser on this machine; a connection of its own for every request."""

    port: int
    patience: float = PATIENCE_SECONDS

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def send_form(self, path: str, fields: Mapping[str, str]) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(fields), kind)

    def send_json(self, path: str, body: object, headers: Mapping[str, str]) -> Answer:
        kind = {"Content-Type": "application/json", **headers}
        return self.ask("POST", path, json.dumps(body), kind)

    def ask(
        self, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> Answer:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        try:
            connection.request(method, path, body, {**(headers or {}), "Connection": "close"})
            got = connection.getresponse()
            text = got.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return Answer(0, seconds=time.monotonic() - began)
        finally:
            connection.close()
        return Answer(
            got.status,
            text,
            got.headers.get("Retry-After", ""),
            got.headers.get_content_type(),
            time.monotonic() - began,
        )

    def blank_form(self) -> dict[str, str]:
        """The public form's fields as the page gives them."""
        found = [form for form in forms(self.get(FORM).body) if "text" in form.names]
        return {name: value for name, value in found[0].values.items() if value}


@dataclass
class Crowd:
    """Clients at once, each sending one submission after the other; all answers are counted.

    `submissions` are (key, text). `until` is when (monotonic) they give up. `ambiguous` are the
    keys for which an error was seen, `bad_errors` the errors that do not say when to come again.
    """

    client: Client
    ledger: Ledger
    submissions: Sequence[tuple[str, str]]
    until: float
    answers: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    bad_errors: list[str] = field(default_factory=list)
    ambiguous: set[str] = field(default_factory=set)
    given_up: set[str] = field(default_factory=set)
    threads: list[threading.Thread] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, size: int, *, send: Callable[[str, str], Answer] | None = None) -> None:
        """Let `size` clients begin; they take the submissions in turns."""
        blank = self.client.blank_form()

        def by_form(key: str, text: str) -> Answer:
            return self.client.send_form(FORM, {**blank, "idempotency_key": key, "text": text})

        for turn in range(size):
            mine = self.submissions[turn::size]
            thread = threading.Thread(target=self._work, args=(mine, send or by_form), daemon=True)
            self.threads.append(thread)
            thread.start()

    @property
    def busy(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)

    @property
    def acknowledged(self) -> int:
        return self.answers[200] + self.answers[201]

    def finish(self) -> None:
        for thread in self.threads:
            thread.join()

    def _work(self, mine: Sequence[tuple[str, str]], send: Callable[[str, str], Answer]) -> None:
        for key, text in mine:
            if self.enough.is_set():
                return
            self._insist(key, text, send)

    def _insist(self, key: str, text: str, send: Callable[[str, str], Answer]) -> None:
        while time.monotonic() < self.until:
            answer = send(key, text)
            self._count(key, answer)
            if answer.code:
                self.ledger.note(Acknowledged(key, text, answer.code))
                return
            time.sleep(PAUSE_SECONDS)  # a person's finger, not a synchronisation
        self.given_up.add(key)

    def _count(self, key: str, answer: Answer) -> None:
        with self._lock:
            self.answers[answer.status] += 1
            self.latencies.append(answer.seconds)
            if answer.code:
                return
            self.ambiguous.add(key)
            honest = answer.status == 503 and answer.retry_after.isdecimal()
            if answer.status and not (honest and answer.kind in HONEST_KINDS):
                self.bad_errors.append(f"{answer.status} {answer.kind} {answer.retry_after}")


HONEST_KINDS = frozenset({"text/html", "application/problem+json"})


def submissions(seed: int, n: int) -> list[tuple[str, str]]:
    """`n` different keys with texts that are found again."""
    return [
        (f"run-{seed}-key-{i:05d}", f"Ich verstehe den Bescheid nicht. Probe {seed}-{i:05d}.")
        for i in range(n)
    ]
