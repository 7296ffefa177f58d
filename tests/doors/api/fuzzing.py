"""Throws whatever the document allows, and what it does not, at the API and judges every answer."""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import schemathesis
from flask import Flask
from schemathesis import Case, GenerationMode, Response
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.engine import Status, events, from_schema
from schemathesis.transport.wsgi import WSGITransport
from werkzeug.test import Client

from anbelo.api.notice_views import NOTICE
from anbelo.core.clock import now
from anbelo.demo.office import API_KEY

PHASES = ("examples", "coverage", "fuzzing", "stateful")
# Facts no document can hold: what exists, what day it is, what was sent before. Only these may
# still refuse a request that fits the document.
FACTS = frozenset(
    {
        "key_reused",
        "unknown_case",
        "unknown_kind",
        "unknown_site",
        "unknown_team",
        "last_day_passed",
        "last_day_later",
        "no_time_for_a_talk",
        "kind_fixed",
        "phone_kept",
        "date_out_of_range",
        "moment_in_future",
        "outcome_in_future",
        "outcome_too_early",
        "identity_missing",
        "window_backwards",
        "not_a_phone_number",
        "receipt_mistyped",
    }
)
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


@dataclass
class Counted:
    """The application with a tally of its answers; every caller comes from another address.

    `announced` are the references of notices it took, in their order.
    """

    app: Wsgi
    statuses: Counter[int] = field(default_factory=Counter)
    announced: list[str] = field(default_factory=list)
    addresses: Iterator[int] = field(default_factory=itertools.count)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        number = next(self.addresses)
        environ["REMOTE_ADDR"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"

        def start(status: str, headers: Any, *rest: Any) -> Any:
            self.statuses[int(status[:3])] += 1
            self.announced += [v.split("/")[-1] for name, v in headers if name == "Location"]
            return start_response(status, headers, *rest)

        return self.app(environ, start)


@dataclass
class Verdict:
    """What a run found: requests by status, and every violation in words."""

    statuses: Counter[int]
    violations: list[str]

    @property
    def requests(self) -> int:
        return self.statuses.total()

    @property
    def server_errors(self) -> int:
        # 503 is an answer we promise, but nothing here takes the database away.
        return sum(n for status, n in self.statuses.items() if status >= 500)


def fuzz(app: Flask, *phases: str, examples: int, seed: int = 1, only: str = "") -> Verdict:
    """Run these phases against the application; `examples` for each operation or chain.

    `only` is a pattern of the paths to throw at.
    """
    counted = Counted(app)
    config = SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "headers": {"Authorization": f"Bearer {API_KEY}"},
            "continue-on-failure": True,
            # A busy machine is no finding.
            "suppress-health-check": ["all"],
            "generation": {"database": "none", "max-examples": examples, "no-shrink": True},
            "phases": {name: {"enabled": name in phases} for name in PHASES},
        }
    )
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", counted, config=config)
    schema.hook(guide(counted))
    schema.hook(filter_failure)
    announce_one(counted)
    counted.statuses.clear()
    if only:
        schema = schema.include(path_regex=only)
    with mock.patch.object(WSGITransport, "send", send):
        return Verdict(counted.statuses, judge(from_schema(schema).execute()))


def announce_one(app: Counted) -> None:
    """A notice to read, change and release from the first request on, whatever comes first."""
    answer = Client(app).post(
        "/api/v1/notices",
        json=real(NOTICE["refund"]["value"], 0),
        headers={"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": "fuzz"},
    )
    assert answer.status_code == 201, answer.text


LIBRARY_SEND = WSGITransport.send


def send(transport: WSGITransport, case: Case, **options: Any) -> Response:
    """Send without the options of sockets: schemathesis 4.32 forgets to drop them for its probes."""
    if options.get("session") is None:
        for name in ("max_redirects", "verify", "cert", "proxies"):
            options.pop(name, None)
    return LIBRARY_SEND(transport, case, **options)


def guide(counted: Counted) -> Callable[[Any, Case], Case]:
    """Lead most of what fits the document further in: to real teams, numbers, days, notices.

    Whatever does not fit stays as it was made, and one in four of the rest.
    """
    coins = itertools.count()

    def map_case(_context: Any, case: Case) -> Case:
        if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
            return case
        number = next(coins)
        if number % 4 == 0:
            return case
        if case.headers and "Idempotency-Key" in case.headers:
            case.headers["Idempotency-Key"] = f"fuzz-{number}"
        if case.path_parameters and counted.announced:
            case.path_parameters["external_ref"] = counted.announced[-1]
        if isinstance(case.body, dict):
            case.body = real(case.body, number)
        return case

    return map_case


def real(body: dict[str, Any], number: int) -> dict[str, Any]:
    """The same body about things that exist."""
    facts = {
        "team": "LEISTUNG",
        "kind": "withdrawal_refund",
        "external_ref": f"FUZZ-{number}",
        "printed_on": "2026-11-24",
        "send_no_later_than": "2099-12-01",
        "phone": "+4922025550112",
        "received_at": "2026-11-20T10:00:00+01:00",
        "letter_date": "2026-11-02",
        "site": "GL",
        "at": now().isoformat(),
    }
    if "team" not in body:
        del facts["kind"]
    found = {name: facts.get(name, value) for name, value in body.items()}
    if "team" in body:  # a notice; one that had a number keeps one
        found["phone"] = facts["phone"]
    if isinstance(found.get("call"), dict):
        found["call"] = {**found["call"], "phone": facts["phone"]}
    found.pop("case_reference", None)
    return found


def filter_failure(_context: Any, failure: Failure, _case: Case, response: Response) -> bool:
    """A request that fits may be refused for facts; everything else counts."""
    if "positive_data_acceptance" not in failure.checks or response.status_code != 422:
        return True
    told = json.loads(response.content)
    return not {error["code"] for error in told["errors"]} <= FACTS


def judge(stream: Iterable[events.EngineEvent]) -> list[str]:
    """Every failed check and every error of the run itself."""
    found = []
    for event in stream:
        if isinstance(event, events.ScenarioFinished):
            found += [
                f"{event.recorder.label}: {check.failure_info.failure!r}"
                for checks in event.recorder.checks.values()
                for check in checks
                if check.status is Status.FAILURE and check.failure_info
            ]
        elif isinstance(event, events.NonFatalError):
            found.append(f"{event.label}: {event.value!r}")
        elif isinstance(event, events.FatalError):
            found.append(repr(event.exception))
    return found
