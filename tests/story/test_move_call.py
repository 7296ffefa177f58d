"""Somebody who reads Arabic takes another time for our call; somebody else wants no call at all."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from anbelo.callbacks.models import Callback
from anbelo.callbacks.planning import book
from anbelo.callbacks.rules import CallState
from anbelo.cases.models import Case
from anbelo.core.calendar import local
from anbelo.core.db import Database
from anbelo.core.texts import translate
from anbelo.demo.office import PASSWORD
from tests.patience import take_a_minute
from tests.scenes import callback_of, notice

pytestmark = pytest.mark.story

PATIENCE_SECONDS = 45


@pytest.fixture
def planned(office: Database) -> Callable[[], Callback]:
    """The only call of the house, as soon as the worker has given it a time."""

    def wait() -> Callback:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            if found := only_call(office, CallState.PLANNED):
                return found
        pytest.fail("nobody planned the call")

    return wait


def only_call(office: Database, state: CallState) -> Callback | None:
    with office.reading() as session:
        return session.scalars(select(Callback).where(Callback.state == state)).one_or_none()


def send(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()


def read_code(page: Page) -> str:
    code = re.sub(r"\D", "", page.locator(".ab-code").inner_text())
    assert len(code) == 20
    return code


def open_status(page: Page, url: str, code: str) -> None:
    page.goto(f"{url}/ar/status")
    page.fill("[name=code]", code)
    send(page)
    expect(page.locator("h2#anruf")).to_be_visible()
    assert page.locator("html").get_attribute("dir") == "rtl"


def clerks_list(page: Page, url: str) -> str:
    page.goto(f"{url}/staff/login")
    page.fill("[name=login]", "leistung")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("nav")).to_be_visible()
    page.goto(f"{url}/desk/calls")
    return page.locator("main").inner_text()


@pytest.mark.parametrize("javascript", [False, True], ids=["without script", "with script"])
def test_a_claimant_moves_the_call_on_the_arabic_page(running, office, person, planned, javascript):
    claimant = person(javascript=javascript)
    claimant.goto(f"{running.url}/ar/contact?kind=complaint&topic=BES")
    take_a_minute(claimant)
    claimant.fill("[name=text]", "لا أفهم هذا الإشعار.")
    claimant.locator("label[for='f-call-2']").click()
    claimant.locator("main form button[type=submit]").click()
    code = read_code(claimant)
    with office.unit_of_work() as session:
        case = session.scalars(select(Case)).one()
        notice(session, case_reference=case.reference)
    before = planned()

    open_status(claimant, running.url, code)
    shown = claimant.locator("main").inner_text()
    assert f"{local(before.starts_at):%H:%M}" in shown
    assert "Beispiel" not in shown
    with claimant.expect_navigation():
        claimant.locator("a[href*='/status/call/']").first.click()
    times = claimant.locator("[name=time]")
    assert times.count() > 5
    last = times.last
    chosen = last.get_attribute("value")
    claimant.locator(f"label[for='{last.get_attribute('id')}']").click()
    send(claimant)
    expect(claimant).to_have_url(re.compile("/ar/status/case"))
    told = translate("Die neue Zeit ist gespeichert.", "ar")
    expect(claimant.locator("main")).to_contain_text(told)

    after = only_call(office, CallState.PLANNED)
    assert after.starts_at.isoformat() == chosen
    assert after.starts_at != before.starts_at
    assert f"{local(after.starts_at):%H:%M}" in clerks_list(person(), running.url)
    with office.unit_of_work() as session:
        other = callback_of(session, notice(session, "N-2"))
        book(other, before.staff_id, before.starts_at)
        session.flush()  # the database refuses a time that is taken


def test_a_claimant_who_asked_for_a_call_wants_none_any_more(running, office, person, planned):
    claimant = person(javascript=False)
    claimant.goto(f"{running.url}/ar/call")
    take_a_minute(claimant)
    claimant.fill("[name=phone]", "0170 5550123")
    send(claimant)
    code = read_code(claimant)
    call = planned()

    open_status(claimant, running.url, code)
    assert "23" in claimant.locator("main dl").inner_text()
    with claimant.expect_navigation():
        claimant.locator("a[href$='/none']").first.click()
    assert only_call(office, CallState.PLANNED).id == call.id
    send(claimant)
    expect(claimant.locator("h2#anruf")).to_have_count(0)
    assert only_call(office, CallState.CANCELLED).id == call.id
