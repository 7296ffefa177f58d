"""Confidential means invisible: the same bytes from every page whether or not such a case exists.

Every address of the URL map, every role without the ombuds role, and the forms that search, are
asked before and after a confidential case (with call wish, message and history) comes into being.
"""

import re
import secrets

import pytest
import time_machine
from sqlalchemy import select

from anbelo.accounts.models import Staff, StaffSession
from anbelo.accounts.queries import token_hash
from anbelo.callbacks.models import Callback
from anbelo.callbacks.planning import plan
from anbelo.cases import service as cases_service
from anbelo.cases.receipts import derive
from anbelo.core.clock import now
from anbelo.correspondence.service import write
from anbelo.demo.office import API_KEY
from anbelo.web.access import csrf_token
from tests.architecture.routes import EVERYBODY
from tests.scenes import PEPPER, call_wish, contact, decided, notice

HIDDEN = "CCCCCCCC"
NAME = "Walburga Geheim"
PHONE = "+4922025559999"
SAYING = "Die Teamleitung hat mich ausgelacht."
OUTSIDERS = sorted(EVERYBODY - {"ombuds"})
NO_SESSION = "nobody"


@pytest.fixture
def still(monkeypatch):
    """Nothing random and no passing time: two answers differ only if what is stored differs."""
    monkeypatch.setattr(secrets, "token_urlsafe", lambda *_: "x" * 24)
    with time_machine.travel("2026-11-24T09:30:00+00:00", tick=False):
        yield


@pytest.fixture
def house(office, still):  # noqa: ARG001 - time stands still from here on
    """An ordinary life: a decided case with its notice, a new one, a call."""
    with office.unit_of_work() as session:
        case = decided(session, contact(session, key="a", call=call_wish()).case)
        # More than a page, so that bookmarks are compared, too.
        for number in range(30):
            contact(session, f"Die Heizung ist kalt, Tag {number}.", key=f"b{number}")
        notice(session, case_reference=case.reference)
        for call in session.scalars(select(Callback)):
            plan(session, call, now=now())
    return office


def add_confidential(office, monkeypatch):
    """A confidential case with everything that could leak."""
    monkeypatch.setattr(cases_service, "new_reference", lambda: HIDDEN)
    with office.unit_of_work() as session:
        opened = contact(
            session, SAYING, key="hidden", name=NAME, confidential=True, call=call_wish(phone=PHONE)
        )
        write(session, opened.case, SAYING, language="de", now=now())
        for call in session.scalars(select(Callback).where(Callback.confidential)):
            assert plan(session, call, now=now()) is not None
    return opened


def sessions(office):
    """A running session for everybody."""
    tokens = {NO_SESSION: ""}
    with office.unit_of_work() as session:
        for staff in session.scalars(select(Staff).where(Staff.login.in_(EVERYBODY))):
            token = f"token-of-{staff.login}"
            session.add(
                StaffSession(
                    token_hash=token_hash(token),
                    staff_id=staff.id,
                    created_at=now(),
                    last_seen_at=now(),
                )
            )
            tokens[staff.login] = token
    return tokens


# The trail tells of these downloads: the second walk would see the first. That no figure of them
# changes with a confidential case is tested in tests/rooms/reports/test_effect.py.
LEFT_OUT = {"static", "management.effect_csv", "management.effect_json"}


def questions(app):
    """Every readable address, and every form that looks something up."""
    samples = {"lang": "de", "site": "GL", "purpose": "privacy", "language": "de", "reference": HIDDEN, "external_ref": "N-1", "filename": "icon.svg",
               "secret": "no-such-secret", "number": 1, "code": "grant", "mark": "x",
               "step": "text", "token": "no-such-file"}  # fmt: skip
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in LEFT_OUT:
            continue
        for call in (1, 2, 3) if "callback_id" in rule.arguments else (0,):
            values = {n: call if n == "callback_id" else samples[n] for n in rule.arguments}
            path = adapter.build(rule.endpoint, values, method="GET")
            yield "GET", path, {}
            if rule.endpoint.startswith(("management.figures", "management.effect")):
                yield "GET", f"{path}?year=2026", {}
    code = derive(PEPPER, "hidden").digits
    for words in (HIDDEN, NAME, "Walburga", PHONE, "ausgelacht", code):
        yield "POST", "/desk/", {"data": {"words": words}}
    for topic in ("", "SON", "UMG", "KDU"):
        yield "POST", "/desk/contacts/proposal", {"data": {"text": SAYING, "category": topic,
              "language": "de", "call": "1", "call_language": "de", "channel": "phone"}}  # fmt: skip


def notice_with(reference):
    return {
        "external_ref": "N-77",
        "kind": "withdrawal_refund",
        "team": "LEISTUNG",
        "person_name": "Probe",
        "printed_on": "2026-11-24",
        "send_no_later_than": "2026-12-04",
        "case_reference": reference,
    }


def answers(app, office):
    """What everybody without the ombuds role gets, question by question."""
    found = {}
    tokens = sessions(office)
    for login in [*OUTSIDERS, NO_SESSION]:
        for number, (method, path, more) in enumerate(questions(app)):
            client = app.test_client()
            client.set_cookie("anbelo", tokens[login])
            sent = {"X-CSRF-Token": csrf_of(app, tokens[login])}
            with client.open(path, method=method, headers=sent, **more) as answer:
                page = re.sub(rb'nonce="[^"]+"|nonce-[^\']+', b"", answer.data)
                found[login, number, method, path] = (answer.status_code, page)
    key = {"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": "once"}
    with app.test_client().post("/api/v1/notices", json=notice_with(HIDDEN), headers=key) as answer:
        found["client", "announce"] = (answer.status_code, answer.data)
    return found


def csrf_of(app, token):
    with app.test_request_context(headers={"Cookie": f"anbelo={token}"}):
        return csrf_token()


def wiped(office):
    with office.unit_of_work() as session:
        session.query(StaffSession).delete()


def test_nobody_without_the_role_can_tell_that_a_confidential_case_exists(app, house, monkeypatch):
    before = answers(app, house)
    wiped(house)
    add_confidential(house, monkeypatch)
    after = answers(app, house)
    different = [key for key, answer in before.items() if after[key] != answer]
    assert different == []
    assert len(before) > 300


def test_the_same_walk_does_notice_an_ordinary_case(app, house, monkeypatch):
    """The twin that must fail: what the walk cannot see it could not protect."""
    before = answers(app, house)
    wiped(house)
    monkeypatch.setattr(cases_service, "new_reference", lambda: HIDDEN)
    with house.unit_of_work() as session:
        contact(session, SAYING, key="hidden", name=NAME, call=call_wish(phone=PHONE))
    after = answers(app, house)
    different = {key[3] for key, answer in before.items() if after[key] != answer}
    assert {"/desk/", f"/desk/cases/{HIDDEN}", "/management/figures?year=2026"} <= different


def test_the_ombudsperson_does_see_it(house, monkeypatch, signed_in):
    add_confidential(house, monkeypatch)
    ombuds = signed_in("ombuds")
    assert HIDDEN in ombuds.visit("/ombuds/confidential")
    assert SAYING in ombuds.visit(f"/ombuds/confidential/{HIDDEN}")
