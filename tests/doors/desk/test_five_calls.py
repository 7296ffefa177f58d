"""A team member works through five calls in a real browser: keys only, no mouse."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from anbelo.callbacks.models import Attempt, Callback
from anbelo.callbacks.planning import plan
from anbelo.callbacks.rules import CallState, IdentityCheck, Outcome
from anbelo.core.clock import now
from anbelo.demo.office import PASSWORD
from anbelo.notices.models import Notice
from anbelo.notices.rules import NoticeState
from tests.scenes import callback_of, notice

CALLS = 5
PATIENT = 60


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def at_work(office, address: str, page: Page) -> Page:
    """Said, the only one of the team who speaks Arabic, with five calls on the list."""
    with office.unit_of_work() as session:
        for number in range(CALLS):
            plan(session, callback_of(session, notice(session, f"N-{number}")), now=now())
    page.goto(f"{address}/staff/login")
    page.fill("#f-login", "leistung")
    page.fill("#f-password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")
    page.goto(f"{address}/desk/calls")
    return page


def tab_to(page: Page, what: str) -> int:
    """Press Tab until this JavaScript about the focused element is true; how often."""
    for pressed in range(1, PATIENT):
        page.keyboard.press("Tab")
        if page.evaluate(f"(() => {{ const e = document.activeElement; return {what}; }})()"):
            return pressed
    raise AssertionError(f"the keyboard never gets to: {what}")


def talk(page: Page, outcome: Outcome, identity: IdentityCheck) -> int:
    """From the top of a call's page to the stored result; the number of keys."""
    keys = tab_to(page, "e.getAttribute('href') === '#ergebnis'")
    page.keyboard.press("Enter")
    keys += 1 + tab_to(page, "e.name === 'outcome'")
    keys += choose(page, "outcome", outcome.value)
    keys += tab_to(page, "e.name === 'identity'")
    keys += choose(page, "identity", identity.value)
    page.keyboard.press("Enter")  # a form is sent from any of its fields
    page.wait_for_load_state()
    expect(page.locator(".kern-alert[role=status]").first).to_be_visible()
    return keys + 1


def choose(page: Page, name: str, value: str) -> int:
    """Arrow down until the wanted radio button is checked."""
    page.keyboard.press("Space")
    for pressed in range(1, 12):
        checked = page.evaluate(f"document.querySelector('[name={name}]:checked')?.value")
        if checked == value:
            return pressed
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not among the answers")


def test_five_calls_one_after_the_other_without_a_mouse(at_work, office):
    page = at_work
    tab_to(page, "e.matches('.ab-work a')")
    page.keyboard.press("Enter")
    keys = []
    for number in range(CALLS):
        page.wait_for_selector("#ergebnis")
        keys.append(talk(page, Outcome.CLEARED, IdentityCheck.TWO_FACTS))
        if number < CALLS - 1:
            tab_to(page, "e.textContent.trim() === 'Zum nächsten Anruf'")
            page.keyboard.press("Enter")
            page.wait_for_load_state()
    expect(page.get_by_text("Zum nächsten Anruf")).to_have_count(0)
    print("keys for each call:", keys)
    assert max(keys) <= 30
    with office.reading() as session:
        assert len(session.scalars(select(Attempt)).all()) == CALLS
        assert {c.state for c in session.scalars(select(Callback))} == {CallState.SETTLED}
        assert {n.state for n in session.scalars(select(Notice))} == {NoticeState.RELEASED}
