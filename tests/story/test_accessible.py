"""axe finds nothing, targets fit a thumb, nothing runs off a narrow screen, nobody else is asked.

Every page in every language; `make a11y` looks at each in light and dark, at 320 and 1280 pixels,
the ordinary run at one of the four (which one, changes from page to page).
"""

import os
from itertools import cycle, product
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from anbelo.core.texts import offered
from tests.public_pages import pages

pytestmark = pytest.mark.story
LOOKS = tuple(product(("light", "dark"), (320, 1280)))
THOROUGH = bool(os.environ.get("ANBELO_THOROUGH"))
CODES = [language.code for language in offered()]
GROUPS = [CODES[start::4] for start in range(4)]
THUMB = 44
# WCAG 2.5.8: links inside a sentence are as tall as the sentence.
SMALL = """() => [...document.querySelectorAll(
    'main a, main button, main input:not([type=hidden]), main select, main summary, header a, '
    + 'header summary, footer a')]
  .filter(e => e.checkVisibility() && !e.closest('[aria-hidden=true]') && !e.matches('.kern-sr-only'))
  .map(e => e.matches('[type=radio],[type=checkbox]') ? e.closest('.ab-choice') : e)
  .filter(e => !(e.matches('p a, li a') && getComputedStyle(e).display === 'inline'))
  .map(e => [e.outerHTML.slice(0, 120), e.getBoundingClientRect()])
  .filter(([, box]) => Math.round(box.height) < %d || Math.round(box.width) < 24)
  .map(([html]) => html)"""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def visitor(browser: Browser, serving):
    """A browser that notes every host it asks; axe needs to get past the page's own policy."""
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    asked: set[str] = set()
    context.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page = context.new_page()
    yield page
    context.close()
    assert asked <= {urlsplit(serving.url).netloc, ""}


def faults(page: Page, axe: Axe, scheme: str, width: int) -> list[str]:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    found = [
        f"{rule['id']}: {rule['nodes'][0]['html'][:160]}"
        for rule in axe.run(page).response["violations"]
    ]
    found += [f"too small: {html}" for html in page.evaluate(SMALL % THUMB)]
    if page.evaluate(TOO_WIDE):
        found.append("runs off the screen")
    return [f"{scheme} {width}: {fault}" for fault in found]


@pytest.mark.parametrize("codes", GROUPS, ids=" ".join)
def test_no_page_shuts_anybody_out(serving, office, visitor, codes):
    axe, looks, found, seen = Axe(), cycle(LOOKS), [], 0
    for code in codes:
        for name in pages(visitor, serving.url, code, office):
            seen += 1
            for look in LOOKS if THOROUGH else (next(looks),):
                found += [f"{code} {name} {fault}" for fault in faults(visitor, axe, *look)]
    print(f"{seen} pages in {' '.join(codes)}, {len(found)} faults")
    assert found == []
    assert seen >= 25 * len(codes)


def test_a_fault_would_be_noticed(serving, visitor):
    visitor.goto(f"{serving.url}/de/")
    visitor.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', "
                     "'<img src=x><a href=x style=\"display:block;height:20px\">x</a>"
                     "<p style=\"width:2000px\">x</p>')")  # fmt: skip
    told = " ".join(faults(visitor, Axe(), "light", 320))
    assert all(words in told for words in ("image-alt", "too small", "runs off the screen"))
