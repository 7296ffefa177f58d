"""400 % zoom (1280 by 1024 pixels become 320 by 256) and letters of double size: all is there, all works.

The pages are walked as far as the receipt and the end of the status; at each, nothing runs off the
screen or is cut, and Tab reaches everything with nothing in front of it.
"""

import os

import pytest
from playwright.sync_api import Browser, Page

from tests.looking import cut_off, keyboard_faults, walk
from tests.public_pages import PARTS, pages

pytestmark = pytest.mark.story
ZOOMED = {"width": 320, "height": 256}
WIDE = {"width": 1280, "height": 1024}
NARROW = {"width": 640, "height": 512}
READING, JOURNEY, FORMS = PARTS
THOROUGH = bool(os.environ.get("ANBELO_THOROUGH"))


@pytest.fixture
def reader(browser: Browser):
    contexts = []

    def enter(viewport: dict[str, int]) -> Page:
        contexts.append(browser.new_context(viewport=viewport, reduced_motion="reduce"))
        return contexts[-1].new_page()

    yield enter
    for context in contexts:
        context.close()


def enlarge(page: Page) -> None:
    """What a browser does that enlarges letters only."""
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")


def faults(page: Page, name: str) -> list[str]:
    return [f"{name}: {fault}" for fault in cut_off(page) + keyboard_faults(page, walk(page))]


@pytest.mark.parametrize(("code", "parts"), [("de", (JOURNEY, FORMS)), ("ar", (READING, JOURNEY))])
def test_the_form_works_at_four_hundred_percent(lasting, reader, code, parts):
    page, found, seen = reader(ZOOMED), [], []
    for name in pages(page, lasting.url, code, lasting.database, PARTS if THOROUGH else parts):
        found += faults(page, name)
        seen.append(name)
    assert found == []
    assert "receipt" in seen


@pytest.mark.parametrize(
    ("code", "viewport", "part"),
    [("de", WIDE, JOURNEY), ("ar", NARROW, JOURNEY), ("de", NARROW, READING)],
)
def test_letters_of_double_size_lose_nothing(lasting, reader, code, viewport, part):
    page, found, seen = reader(viewport), [], []
    for name in pages(page, lasting.url, code, lasting.database, PARTS if THOROUGH else (part,)):
        enlarge(page)
        assert (
            page.locator("h1").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") > 40
        )
        found += faults(page, name)
        seen.append(name)
    assert found == []
    assert {"receipt", "left"} & set(seen)
