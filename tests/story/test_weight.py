"""What the form weighs on the way to a phone, as a browser counts it."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Request

from anbelo.core.texts import offered
from tests.public_pages import PRIMARY, TEXT

pytestmark = pytest.mark.story
FIRST_VIEW_BYTES = 14.6 * 1024
JOURNEY_BYTES = 60 * 1024
FIRST_VIEW = frozenset({"document", "stylesheet"})


def test_the_form_is_light_in_every_language(lasting, browser: Browser):
    for language in offered():
        context = browser.new_context(viewport={"width": 360, "height": 740})
        page = context.new_page()
        asked: list[Request] = []
        page.on("request", lambda one, asked=asked: asked.append(one))
        page.goto(f"{lasting.url}/{language.code}/")
        page.wait_for_load_state("load")
        first = sum(map(weight, (one for one in asked if one.resource_type in FIRST_VIEW)))
        page.locator(".ab-door").first.click()
        page.locator("button.ab-door").first.click()
        page.fill("textarea", TEXT)
        page.locator(PRIMARY).first.click()
        page.fill("[name=phone]", "0170 1234567")
        page.locator(PRIMARY).first.click()
        page.wait_for_url("**/check")
        page.locator(PRIMARY).first.click()
        page.wait_for_selector(".ab-code")
        page.wait_for_load_state("load")
        whole = sum(map(weight, (one for one in asked if one.resource_type != "font")))
        context.close()
        print(f"{language.code}: first view {first / 1024:.1f} KiB, journey {whole / 1024:.1f} KiB")
        assert 1024 < first <= FIRST_VIEW_BYTES
        assert first < whole <= JOURNEY_BYTES
        hosts = {urlsplit(one.url).netloc for one in asked}
        assert hosts <= {urlsplit(lasting.url).netloc, ""}


def weight(request: Request) -> int:
    """The bytes of an answer's body on the wire; waits until it has come."""
    answer = request.response()
    return request.sizes()["responseBodySize"] if answer else 0
