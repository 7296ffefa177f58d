"""A spoken complaint in a real browser: few keys, no mouse."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from anbelo.cases.models import Case
from anbelo.demo.office import PASSWORD

TEXT = "Niemand geht ans Telefon. Ich warte seit drei Wochen auf meinen Bescheid."


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
def at_the_counter(address: str, page: Page) -> Page:
    """The front desk, signed in, on the page for a new contact."""
    page.goto(f"{address}/staff/login")
    page.fill("#f-login", "schalter")
    page.fill("#f-password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    page.goto(f"{address}/desk/contacts/new")
    return page


def test_a_spoken_complaint_takes_at_most_twelve_keys_besides_the_text(at_the_counter, office):
    page = at_the_counter
    page.keyboard.type(TEXT)  # the cursor is already there
    expect(page.locator("#vorschlag mark").first).to_be_visible()
    assert page.input_value("[name=category]").startswith("WAR")
    save = "Speichern und Beleg zeigen"
    keys = 0
    while page.evaluate("document.activeElement.textContent.trim()") != save:
        page.keyboard.press("Tab")
        keys += 1
        assert keys < 20, "the button is never reached"
    page.keyboard.press("Enter")
    keys += 1
    expect(page.locator(".ab-code").first).to_be_visible()
    print("keys besides the text:", keys)
    assert keys <= 12
    with office.reading() as session:
        case = session.scalars(select(Case)).one()
    assert case.text == TEXT


def test_enter_in_a_line_saves_instead_of_asking_for_a_proposal(at_the_counter):
    page = at_the_counter
    page.keyboard.type(TEXT)
    page.locator("summary", has_text="Name, Rückruf, Brief").press("Enter")
    page.fill("#f-name", "Amira Beispiel")
    page.press("#f-name", "Enter")
    expect(page.locator(".ab-code").first).to_be_visible()


def test_typing_on_does_not_lose_the_topic_a_clerk_chose(at_the_counter):
    page = at_the_counter
    page.keyboard.type(TEXT)
    expect(page.locator("#vorschlag mark").first).to_be_visible()
    page.select_option("[name=category]", "UMG")
    page.focus("#f-text")
    page.keyboard.press("End")
    with page.expect_response("**/desk/contacts/proposal"):
        page.keyboard.type(" Und der Strom ist gesperrt.")
    expect(page.locator("#vorschlag")).to_contain_text("Strom")
    assert page.input_value("[name=category]") == "UMG"
    assert page.input_value("#f-text").endswith("gesperrt.")


def test_the_slash_key_jumps_into_the_search_box(at_the_counter, address):
    page = at_the_counter
    page.goto(f"{address}/desk/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "words"
