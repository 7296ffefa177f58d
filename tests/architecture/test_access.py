"""Every page for every role, generated from the URL map and held against one table."""

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from werkzeug.routing import Rule

from anbelo.accounts.models import ApiClient, Staff, StaffSession
from anbelo.accounts.queries import client_key_hash, token_hash
from anbelo.accounts.rules import Scope
from anbelo.core.clock import now
from anbelo.web.access import MARK, access_of, csrf_token, guard
from tests.architecture.routes import CLAIMANT, CLIENT, EVERYBODY, EXPECTED, PUBLIC
from tests.scenes import contact, decided, notice
from tests.snapshot import content

SAMPLES = {
    "lang": "de",
    "site": "GL",
    "purpose": "privacy",
    "language": "de",
    "reference": "ZZZZZZZZ",
    "callback_id": 1,
    "secret": "no-such-secret",
    "number": 1,
    "mark": "no-such-call",
    "step": "text",
    "token": "no-such-file",
    "code": "grant",
    "external_ref": "N-1",
    "filename": "icon.svg",
}
LOGGED_OUT, FORBIDDEN = 401, 403
TURNED_AWAY = {303, 401, 403}
STAFF = sorted(n for n, who in EXPECTED.items() if isinstance(who, set))
CLIENTS = sorted(n for n, who in EXPECTED.items() if who == CLIENT)


def calls(app):
    """Every rule and method of the application, with an address that fits."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            values = {name: SAMPLES[name] for name in rule.arguments}
            path = adapter.build(rule.endpoint, values, method=method_of(rule))
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield rule.endpoint, method, path


def method_of(rule: Rule) -> str:
    return min(rule.methods - {"HEAD", "OPTIONS"})


@pytest.fixture
def session_of(office):
    """A session token for somebody, not older than it says."""

    def enter(login, *, idle=timedelta(0), age=timedelta(0)):
        token = secrets.token_urlsafe(16)
        with office.unit_of_work() as session:
            staff_id = session.scalars(select(Staff.id).where(Staff.login == login)).one()
            session.add(
                StaffSession(
                    token_hash=token_hash(token),
                    staff_id=staff_id,
                    created_at=now() - age,
                    last_seen_at=now() - idle,
                )
            )
        return token

    return enter


def ask(app, method, path, token=None, headers=None, *, with_csrf=True):
    client = app.test_client()
    sent = dict(headers or {})
    if token is not None:
        client.set_cookie("anbelo", token)
        if with_csrf:
            sent["X-CSRF-Token"] = csrf_of(app, token)
    with client.open(path, method=method, headers=sent) as answer:
        return answer.status_code


def csrf_of(app, token):
    with app.test_request_context(headers={"Cookie": f"anbelo={token}"}):
        return csrf_token()


def test_every_page_is_in_the_table_and_says_who_may_use_it(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints == set(EXPECTED)
    assert all(access_of(app, endpoint) is not None for endpoint in endpoints)


def test_an_application_with_an_undeclared_view_does_not_start(app, monkeypatch):
    view = app.view_functions["desk.find"]
    monkeypatch.setitem(app.view_functions, "desk.find", lambda: None)
    with pytest.raises(RuntimeError, match=r"desk\.find"):
        guard(app)
    assert getattr(view, MARK)


@pytest.mark.parametrize("login", sorted(EVERYBODY))
def test_a_role_gets_exactly_its_pages(app, session_of, login):
    wrong = []
    for endpoint, method, path in calls(app):
        status = ask(app, method, path, session_of(login))
        who = EXPECTED[endpoint]
        if who == PUBLIC:
            right = status not in {LOGGED_OUT, FORBIDDEN}
        elif who == CLIENT:
            right = status == LOGGED_OUT
        elif who == CLAIMANT:
            right = status in TURNED_AWAY
        else:
            right = (status != FORBIDDEN) == (login in who) and status != LOGGED_OUT
        if not right:
            wrong.append((endpoint, method, status))
    assert wrong == []


@pytest.mark.parametrize(
    "how", ["nobody", "unknown token", "idle", "too old", "signed out", "disabled"]
)
def test_without_a_running_session_no_staff_page_opens(app, office, session_of, how):
    token = None if how == "nobody" else "made-up"
    if how in {"signed out", "disabled"}:
        token = session_of("teamleitung")
    if how == "idle":
        token = session_of("teamleitung", idle=timedelta(minutes=16))
    if how == "too old":
        token = session_of("teamleitung", age=timedelta(hours=11))
    with office.unit_of_work() as session:
        if how == "signed out":
            session.execute(delete(StaffSession))
        if how == "disabled":
            session.execute(update(Staff).values(disabled_at=now()))
    for endpoint, method, path in calls(app):
        if isinstance(EXPECTED[endpoint], set):
            assert ask(app, method, path, token) == LOGGED_OUT, endpoint


@pytest.mark.parametrize("endpoint", STAFF)
def test_no_staff_form_is_taken_without_its_proof(app, session_of, endpoint):
    for name, method, path in calls(app):
        if name == endpoint and method != "GET":
            login = min(EXPECTED[endpoint])
            assert ask(app, method, path, session_of(login), with_csrf=False) == FORBIDDEN


def test_no_form_is_taken_from_another_site(app, session_of):
    for endpoint, method, path in calls(app):
        if method == "GET":
            continue
        for header in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            token = session_of(min(EXPECTED[endpoint])) if endpoint in STAFF else None
            assert ask(app, method, path, token, header) == FORBIDDEN, endpoint


@pytest.mark.parametrize("endpoint", CLIENTS)
def test_a_key_opens_only_what_its_scopes_say(app, office, endpoint):
    needed = access_of(app, endpoint).scope
    others = [scope.value for scope in Scope if scope is not needed]
    with office.unit_of_work() as session:
        for key, scopes in (("none", []), ("others", others), ("off", [needed.value])):
            session.add(
                ApiClient(
                    name=key,
                    key_hash=client_key_hash(key),
                    scope_values=scopes,
                    disabled_at=now() if key == "off" else None,
                )
            )
    expected = {"": LOGGED_OUT, "wrong": LOGGED_OUT, "off": LOGGED_OUT,
                "none": FORBIDDEN, "others": FORBIDDEN}  # fmt: skip
    for name, method, path in calls(app):
        if name != endpoint:
            continue
        for key, status in expected.items():
            answer = ask(app, method, path, headers={"Authorization": f"Bearer {key}"})
            assert answer == status, key


def test_looking_changes_nothing(app, office, session_of):
    """GET is safe: no page, for whoever may open it, stores anything but that it was read."""
    with office.unit_of_work() as session:
        case = decided(session, contact(session).case)
        notice(session, case_reference=case.reference)
    noted = {"audit_entry", "audit_detail", "audit_head", "staff_session"}
    tokens = {login: session_of(login) for login in EVERYBODY}
    before = stored(office, noted)
    for endpoint, method, path in calls(app):
        if method == "GET":
            who = EXPECTED[endpoint]
            for login in who if isinstance(who, set) else ["schalter"]:
                ask(app, method, path.replace("ZZZZZZZZ", case.reference), tokens[login])
    assert stored(office, noted) == before


def stored(office, without):
    with office.engine.connect() as connection:
        return content(connection, without=without)
