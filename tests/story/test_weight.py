"""What the form weighs on the way to a phone, as a browser counts it."""

import os
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request

from anbelo.core.texts import offered
from tests.public_pages import PRIMARY, TEXT

pytestmark = pytest.mark.story
FIRST_VIEW_BYTES = 14.6 * 1024
JOURNEY_BYTES = 60 * 1024
CODES = [language.code for language in offered()]
# Languages differ by their words alone; `make a11y` weighs all.
HEAVIEST = ("de", "ru", "ar")
THOROUGH = bool(os.environ.get("ANBELO_THOROUGH"))
SMALL = {"width": 360, "height": 740}
FIRST_VIEW = frozenset({"document", "stylesheet"})


@pytest.fixture
def phone(browser: Browser):
    """A phone that was never here, and everything it asks for."""
    contexts = []

    def enter() -> tuple[Page, list[Request]]:
        contexts.append(browser.new_context(viewport=SMALL, reduced_motion="reduce"))
        page, asked = contexts[-1].new_page(), []
        page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - needs a function
        return page, asked

    yield enter
    for context in contexts:
        context.close()


@pytest.mark.parametrize("code", CODES)
def test_the_first_view_is_light_in_every_language(lasting, phone, code):
    page, asked = phone()
    page.goto(f"{lasting.url}/{code}/")
    first = sum(map(weight, (one for one in asked if one.resource_type in FIRST_VIEW)))
    print(f"{code}: first view {first / 1024:.1f} KiB")
    assert 1024 < first <= FIRST_VIEW_BYTES
    assert {urlsplit(one.url).netloc for one in asked} <= {urlsplit(lasting.url).netloc, ""}


@pytest.mark.parametrize("code", CODES if THOROUGH else HEAVIEST)
def test_the_whole_journey_is_light(lasting, phone, code):
    page, asked = phone()
    page.goto(f"{lasting.url}/{code}/")
    for selector in (".ab-door", "button.ab-door"):
        page.locator(selector).first.click()
    for field, words in (("textarea", TEXT), ("[name=phone]", "0170 1234567")):
        page.fill(field, words)
        page.locator(PRIMARY).first.click()
    page.wait_for_url("**/check")
    page.locator(PRIMARY).first.click()
    page.wait_for_selector(".ab-code")
    page.wait_for_load_state("load")
    whole = sum(map(weight, (one for one in asked if one.resource_type != "font")))
    print(f"{code}: journey {whole / 1024:.1f} KiB")
    assert FIRST_VIEW_BYTES < whole <= JOURNEY_BYTES
    assert {urlsplit(one.url).netloc for one in asked} <= {urlsplit(lasting.url).netloc, ""}


def weight(request: Request) -> int:
    """The bytes of an answer's body on the wire; waits until it has come."""
    answer = request.response()
    return request.sizes()["responseBodySize"] if answer else 0
