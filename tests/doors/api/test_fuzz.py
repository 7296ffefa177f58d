"""At least 2,000 requests nobody thought of: no answer from 500 on, none the document denies."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from anbelo.api.document import PREFIX
from tests.doors.api.fuzzing import fuzz

# Together more than 2,000 requests; apart, so that parallel workers share them.
RUNS = (
    (("examples", "coverage"), 1, "", 1, 600),
    (("fuzzing",), 260, "contacts|status", 1, 480),
    (("fuzzing",), 200, "notices|health|openapi", 1, 760),
    (("stateful",), 30, "contacts|status", 1, 40),
    (("stateful",), 150, "notices", 1, 60),
    (("stateful",), 150, "notices", 2, 60),
)
NOTICE = f"^{PREFIX}/notices/{{external_ref}}$"


def test_the_runs_together_are_enough():
    assert sum(least for *_, least in RUNS) >= 2000


@pytest.mark.parametrize(("phases", "examples", "only", "seed", "least"), RUNS)
def test_no_request_breaks_the_api_or_its_document(app, phases, examples, only, seed, least):
    app.testing = False
    verdict = fuzz(app, *phases, examples=examples, only=only, seed=seed)
    print(f"\n{'+'.join(phases)}: {verdict.requests} requests, {dict(verdict.statuses)}")
    assert verdict.violations == []
    assert verdict.server_errors == 0
    assert verdict.requests >= least


def breaks(**_: Any) -> Any:
    raise RuntimeError("planted")


def answers_what_is_not_described(**_: Any) -> Any:
    return {}, 418


def tells_more_than_described(external_ref: str) -> Any:
    return {"external_ref": external_ref, "person_name": "Nadia Beispiel"}, 200


HOLES: tuple[tuple[Callable[..., Any], str, int], ...] = (
    (breaks, "ServerError", 500),
    (answers_what_is_not_described, "UndefinedStatusCode", 418),
    (tells_more_than_described, "JsonSchemaError", 200),
    (tells_more_than_described, "IgnoredAuth", 200),
)


@pytest.mark.parametrize(("hole", "finding", "status"), HOLES)
def test_a_planted_hole_is_found(app: Flask, hole, finding, status):
    app.testing = False
    app.view_functions["api.read_notice"] = hole
    verdict = fuzz(app, "fuzzing", examples=5, only=NOTICE)
    assert verdict.statuses[status] > 0
    assert [v for v in verdict.violations if finding in v], verdict.violations
    assert verdict.server_errors == (verdict.statuses[500] if status == 500 else 0)


def test_a_view_that_takes_what_the_document_forbids_is_found(app: Flask):
    app.testing = False
    taken = {"reference": None, "receipt_code": "0" * 20, "proposal": None,
             "received_at": "2026-11-24T09:20:00+00:00"}  # fmt: skip
    app.view_functions["api.register_contact"] = lambda: (taken, 201)
    verdict = fuzz(app, "coverage", examples=5, only="contacts")
    assert [v for v in verdict.violations if "AcceptedNegativeData" in v], verdict.violations


def test_a_view_that_refuses_what_the_document_allows_is_found(app: Flask):
    app.testing = False
    problem = {"type": "about:blank", "title": "", "status": 422, "detail": "", "facts": {},
               "code": "not_text", "errors": [{"field": "text", "code": "not_text", "detail": ""}]}  # fmt: skip
    app.view_functions["api.register_contact"] = lambda: (
        problem,
        422,
        {"Content-Type": "application/problem+json"},
    )
    verdict = fuzz(app, "coverage", examples=5, only="contacts")
    assert [v for v in verdict.violations if "RejectedPositiveData" in v], verdict.violations
