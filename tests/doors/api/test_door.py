"""What every operation of the API has in common: keys, scopes, limits, errors, its document."""

import json

import psycopg
import pytest
from sqlalchemy import make_url, select

from anbelo.accounts.models import ApiClient
from anbelo.accounts.rules import Scope
from anbelo.accounts.service import create_client
from anbelo.core.clock import now
from anbelo.demo.office import API_KEY

CONTACT = {"text": "Hallo", "language": "de", "channel": "api"}
OPERATIONS = [
    ("POST", "/contacts", Scope.REGISTER_CONTACT),
    ("POST", "/notices", Scope.ANNOUNCE_NOTICE),
    ("GET", "/notices/N-1", Scope.ANNOUNCE_NOTICE),
    ("PUT", "/notices/N-1", Scope.ANNOUNCE_NOTICE),
    ("POST", "/notices/N-1/withdrawal", Scope.ANNOUNCE_NOTICE),
    ("POST", "/notices/N-1/release", Scope.RELEASE_NOTICE),
    ("POST", "/notices/N-1/outcomes", Scope.POST_OUTCOME),
]


def ask(machine, method, path):
    if method == "GET":
        return machine.get(path)
    return machine.put(path, {}) if method == "PUT" else machine.post(path, {})


@pytest.mark.parametrize(("method", "path"), [found[:2] for found in OPERATIONS])
def test_without_a_known_key_nobody_gets_in(machine, method, path):
    for key in (None, "", "wrong", "ä", API_KEY + " "):
        machine.key = key
        answer = ask(machine, method, path)
        assert (answer.status_code, answer.json["code"]) == (401, "key_unknown")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path", "scope"), OPERATIONS)
def test_a_key_opens_only_what_its_scopes_name(machine, office, method, path, scope):
    with office.unit_of_work() as session:
        others = create_client(session, "others", frozenset(Scope) - {scope})
        only = create_client(session, "only", frozenset({scope}))
    machine.key = others
    answer = ask(machine, method, path)
    assert (answer.status_code, answer.json["code"]) == (403, "scope_missing")
    machine.key = only
    assert ask(machine, method, path).status_code in {404, 422}


def test_a_disabled_key_opens_nothing_from_the_next_request_on(machine, office):
    assert machine.post("/contacts", CONTACT).status_code == 201
    with office.unit_of_work() as session:
        session.scalars(select(ApiClient)).one().disabled_at = now()
    assert machine.post("/contacts", CONTACT).status_code == 401


def test_two_clients_may_use_the_same_idempotency_key(machine, office):
    first = machine.post("/contacts", CONTACT, repeat="same")
    with office.unit_of_work() as session:
        machine.key = create_client(session, "other", frozenset(Scope))
    second = machine.post("/contacts", {**CONTACT, "text": "Anders"}, repeat="same")
    assert second.status_code == 201
    assert "Idempotent-Replay" not in second.headers
    assert first.json["receipt_code"] != second.json["receipt_code"]


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "required"),
        (b"{", 400, "not_json"),
        (b"\xff\xfe", 400, "not_json"),
        (b"\xef\xbb\xbf{}", 400, "not_json"),
        (b'{"text": NaN}', 400, "not_json"),
        (b'{"text": Infinity}', 400, "not_json"),
        (b"{}{}", 400, "not_json"),
        (b"{'text': 1}", 400, "not_json"),
        (b'{"text": 01}', 400, "not_json"),
        (b"null", 422, "not_valid"),
        (b"[]", 422, "not_valid"),
        (b'"text"', 422, "not_valid"),
        (b'{"text": "a", "text": "b"}', 422, "key_twice"),
        (b'{"person": {"name": "a", "name": "b"}}', 422, "key_twice"),
        (b"[" * 21 + b"]" * 21, 422, "too_deep"),
        (b"[" * 100_000 + b"]" * 100_000, 422, "too_deep"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, 422, "too_deep"),
        (json.dumps({f"k{i}": i for i in range(1001)}).encode(), 422, "too_many_keys"),
        (b"[" + b"{}," * 300_000 + b"{}]", 422, "not_valid"),
        (b" " * (1024 * 1024 + 1), 413, "too_large"),
        (b'{"text": "' + b"x" * 1024 * 1024 + b'"}', 413, "too_large"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_by_name(machine, data, status, code):
    answer = machine.raw("/contacts", data)
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text[:300]
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == status


def test_a_number_of_any_length_is_just_a_wrong_type(machine):
    for digits in (b"9" * 5000, b"1e999999", b"-0", b"1." + b"0" * 5000):
        answer = machine.raw(
            "/contacts", b'{"text": %s, "language": "de", "channel": "api"}' % digits
        )
        assert [(e["field"], e["code"]) for e in answer.json["errors"]] == [("text", "not_text")]


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data",
     "application/jsonx", "", None],
)  # fmt: skip
def test_only_json_is_read(machine, content_type):
    answer = machine.raw("/contacts", json.dumps(CONTACT).encode(), content_type)
    assert (answer.status_code, answer.json["code"]) == (415, "not_json_type")


def test_a_packed_body_is_not_unpacked(machine):
    headers = {**machine.headers(), "Content-Encoding": "gzip"}
    answer = machine.client.post("/api/v1/contacts", data=b"x", content_type="application/json",
                                 headers=headers)  # fmt: skip
    assert answer.status_code == 415


def test_a_strange_name_of_a_field_comes_back_short_and_readable(machine):
    answer = machine.raw("/contacts", json.dumps({"\ud800\0" + "x" * 9000: 1}).encode())
    names = [e["field"] for e in answer.json["errors"] if e["code"] == "unknown_field"]
    assert [len(name) for name in names] == [200]
    assert names[0].startswith("?\0x")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/contacts", {"OPTIONS", "POST"}),
        ("DELETE", "/notices/N-1", {"GET", "HEAD", "OPTIONS", "PUT"}),
        ("PUT", "/notices/N-1/release", {"OPTIONS", "POST"}),
        ("TRACE", "/health", {"GET", "HEAD", "OPTIONS"}),
        ("BREW", "/status", {"OPTIONS", "POST"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(machine, method, path, allowed):
    answer = machine.client.open(f"/api/v1{path}", method=method, headers=machine.headers())
    assert (answer.status_code, answer.json["code"]) == (405, "wrong_method")
    assert set(answer.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/contacts/", "//health", "/../staff"])
def test_an_unknown_address_is_a_problem_in_the_language_of_the_request(machine, path):
    answer = machine.get(path)
    assert (answer.status_code, answer.json["code"]) == (404, "no_such_page")
    assert answer.headers["Content-Language"] == "de"


def test_a_page_of_another_site_cannot_send_for_somebody(machine):
    headers = {**machine.headers(), "Origin": "https://evil.example"}
    answer = machine.client.post("/api/v1/contacts", json=CONTACT, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (403, "foreign_origin")


def test_health_says_whether_the_database_answers(machine, office_url):
    machine.key = None
    answer = machine.get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    url = make_url(office_url)
    with psycopg.connect(
        url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False),
        autocommit=True,
    ) as other:
        name = psycopg.sql.Identifier(url.database)
        other.execute(psycopg.sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [url.database],
        )
        away = machine.get("/health")
        other.execute(psycopg.sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))
    assert (away.status_code, away.json["code"]) == (503, "unavailable")
    assert away.headers["Retry-After"] == "5"
    assert machine.get("/health").status_code == 200


def test_the_document_is_open_and_made_once(machine, app):
    machine.key = None
    first, second = machine.get("/openapi.json"), machine.get("/openapi.json")
    assert first.json["openapi"] == "3.1.0"
    assert first.data == second.data == app.extensions["anbelo_api_document"]


def test_the_document_tells_everything_about_every_operation(machine, app):
    document = machine.get("/openapi.json").json
    routes = {
        (rule.rule.replace("<notice_ref:external_ref>", "{external_ref}"), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    described = {
        (path, method.upper())
        for path, item in document["paths"].items()
        for method in item
        if method != "parameters"
    }
    assert described == routes
    for path, method in described:
        operation = document["paths"][path][method.lower()]
        assert operation["summary"]
        assert operation["description"]
        assert "503" in operation["responses"]
        assert ("401" in operation["responses"]) is bool(operation["security"])


def test_every_object_that_can_be_sent_refuses_unknown_fields(machine):
    for name, schema in machine.get("/openapi.json").json["components"]["schemas"].items():
        assert schema["additionalProperties"] is False, name


def test_the_document_asks_for_a_key_where_something_changes_and_nowhere_else(machine):
    asked = {
        operation["operationId"]
        for item in machine.get("/openapi.json").json["paths"].values()
        for name, operation in item.items()
        if name != "parameters"
        and any(
            one["name"] == "Idempotency-Key"
            for one in [*item.get("parameters", ()), *operation.get("parameters", ())]
        )
    }
    changing = {"register_contact", "announce", "change", "withdraw", "release", "post_outcome"}
    assert asked == changing
