"""Triage by keyboard alone, in a real browser."""

import re
import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from anbelo.cases.rules import Status
from anbelo.demo.office import PASSWORD

MANY = 30


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ombuds(page: Page, address: str) -> Page:
    page.goto(f"{address}/staff/login")
    page.keyboard.press("Tab")
    page.locator("[name=login]").fill("ombuds")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/ombuds/")
    return page


def test_j_k_and_enter_walk_the_list(arrived, ombuds):
    first, second = arrived(hours=9), arrived(hours=8)
    ombuds.reload()
    current = ombuds.locator(".ab-work__item--current")
    ombuds.keyboard.press("j")
    expect(current).to_contain_text(first)
    ombuds.keyboard.press("j")
    expect(current).to_contain_text(second)
    ombuds.keyboard.press("j")
    expect(current).to_contain_text(second)
    ombuds.keyboard.press("k")
    expect(current).to_contain_text(first)
    ombuds.keyboard.press("Enter")
    expect(ombuds).to_have_url(re.compile(first))


def test_thirty_cases_are_triaged_with_two_keys_each(arrived, stored, ombuds):
    references = [arrived(hours=40 - n) for n in range(MANY)]
    ombuds.reload()
    started = time.monotonic()
    for reference in references:
        ombuds.keyboard.press("Enter")
        expect(ombuds.locator("h1")).to_contain_text(reference)
        ombuds.keyboard.press("b")
        expect(ombuds.locator("h1")).to_have_text("Eingang")
    took = time.monotonic() - started
    assert took < 600
    assert {stored(reference).status for reference in references} == {Status.ASSIGNED}
    ombuds.keyboard.press("z")
    expect(ombuds.locator("h1")).to_contain_text(references[-1])
    assert stored(references[-1]).status is Status.NEW


def test_a_letter_typed_into_a_field_decides_nothing(arrived, stored, ombuds, address):
    reference = arrived()
    ombuds.goto(f"{address}/ombuds/cases/{reference}")
    ombuds.locator("select").first.focus()
    ombuds.keyboard.press("b")
    expect(ombuds.locator("h1")).to_contain_text(reference)
    assert stored(reference).status is Status.NEW


def test_the_keys_can_be_switched_off(arrived, stored, ombuds, address):
    reference = arrived()
    ombuds.goto(f"{address}/ombuds/cases/{reference}")
    ombuds.get_by_role("button", name="Tasten ausschalten").click()
    expect(ombuds.get_by_role("button", name="Tasten einschalten")).to_be_visible()
    ombuds.reload()
    ombuds.keyboard.press("b")
    expect(ombuds.get_by_role("button", name="Tasten einschalten")).to_be_visible()
    assert stored(reference).status is Status.NEW
