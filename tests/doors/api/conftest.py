"""A connected system for door tests."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from anbelo.accounts.rules import Scope
from anbelo.accounts.service import create_client
from anbelo.core.db import Database
from anbelo.demo.office import API_KEY


@dataclass
class Machine:
    """Sends JSON with its key and a fresh Idempotency-Key, unless told otherwise."""

    client: FlaskClient
    key: str | None = API_KEY
    language: str | None = None
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def headers(self, repeat: str | None = "") -> dict[str, str]:
        found = {}
        if self.key is not None:
            found["Authorization"] = f"Bearer {self.key}"
        if self.language:
            found["Accept-Language"] = self.language
        if repeat is not None:
            found["Idempotency-Key"] = repeat or f"act-{next(self.numbers)}"
        return found

    def post(
        self, path: str, body: Any = None, *, repeat: str | None = "", **more: Any
    ) -> TestResponse:
        """`repeat` is the Idempotency-Key; None leaves it out."""
        return self.client.post(f"/api/v1{path}", json=body, headers=self.headers(repeat), **more)

    def put(self, path: str, body: Any = None, *, repeat: str | None = "") -> TestResponse:
        return self.client.put(f"/api/v1{path}", json=body, headers=self.headers(repeat))

    def raw(
        self, path: str, data: bytes, content_type: str | None = "application/json"
    ) -> TestResponse:
        return self.client.post(
            f"/api/v1{path}", data=data, content_type=content_type, headers=self.headers()
        )

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self.headers(None))


@pytest.fixture
def machine(app: Flask) -> Machine:
    return Machine(app.test_client())


@pytest.fixture
def other_machine(app: Flask, office: Database) -> Machine:
    """A second connected system that may do everything with notices of its own."""
    with office.unit_of_work() as session:
        return Machine(app.test_client(), create_client(session, "other", frozenset(Scope)))
