"""axe finds nothing, targets fit a thumb, nothing runs off a narrow screen, nobody else is asked.

`make a11y` looks at every page in every language, light and dark, at 320 and 1280 pixels. The
ordinary run looks at every page in German and Arabic and at a fixed share of the pages in each
further language, each page in one of the four ways (which one, changes from page to page).
"""

import os
from itertools import cycle, islice, product
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from anbelo.core.texts import languages, offered
from tests.looking import colours, cut_off
from tests.public_pages import PARTS, pages

pytestmark = pytest.mark.story
LOOKS = tuple(product(("light", "dark"), (320, 1280)))
THOROUGH = bool(os.environ.get("ANBELO_THOROUGH"))
WHOLE = ("de", "ar")
FURTHER = [code for code in languages() if code not in WHOLE]
CODES = [language.code for language in offered()]
REST = [code for code in CODES if code not in WHOLE]
GROUPS = [[code] for code in WHOLE] + [group for start in range(4) if (group := REST[start::4])]
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


def share(code: str) -> tuple[str, ...]:
    """The parts that the ordinary run looks at in a language; always the same."""
    return PARTS if code in WHOLE else (PARTS[FURTHER.index(code) % len(PARTS)],)


Colour = tuple[str, float, float, str]


@pytest.fixture
def visitor(browser: Browser, lasting):
    """A browser that notes every host it asks; axe needs to get past the page's own policy."""
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    asked: set[str] = set()
    context.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page = context.new_page()
    yield page
    context.close()
    assert asked <= {urlsplit(lasting.url).netloc, ""}


def faults(page: Page, axe: Axe, scheme: str, width: int, worst: list[Colour]) -> list[str]:
    """What is wrong with a page in this look; its weakest colours go to `worst`."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    found = [
        f"{rule['id']}: {rule['nodes'][0]['html'][:160]}"
        for rule in axe.run(page).response["violations"]
    ]
    found += [f"too small: {html}" for html in page.evaluate(SMALL % THUMB)]
    measured = colours(page)
    found += cut_off(page) + [words for ratio, needed, words in measured if ratio < needed]
    worst.append((scheme, *measured[0]))
    return [f"{scheme} {width}: {fault}" for fault in found]


@pytest.mark.parametrize("codes", GROUPS, ids=" ".join)
def test_no_page_shuts_anybody_out(lasting, visitor, codes):
    axe, found, worst = Axe(), [], []
    for code in codes:
        looks, seen = islice(cycle(LOOKS), CODES.index(code), None), 0
        parts = PARTS if THOROUGH else share(code)
        for name in pages(visitor, lasting.url, code, lasting.database, parts):
            seen += 1
            for look in LOOKS if THOROUGH else (next(looks),):
                found += [f"{code} {name} {fault}" for fault in faults(visitor, axe, *look, worst)]
        print(f"{code}: {seen} pages")
        assert seen >= (25 if parts == PARTS else 8)
    print("weakest colours:", *min(worst, key=lambda one: one[1] / one[2]))
    assert found == []


def test_every_part_is_looked_at_in_several_languages_and_writings():
    for part in PARTS:
        seen_in = [code for code in languages() if part in share(code)]
        assert len(seen_in) >= 5, part
        assert {languages()[code].direction for code in seen_in} == {"ltr", "rtl"}


def test_a_fault_would_be_noticed(lasting, visitor):
    visitor.goto(f"{lasting.url}/de/")
    visitor.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', "
                     "'<img src=x><a href=x style=\"display:block;height:20px\">x</a>"
                     '<p style="width:2000px">x</p>'
                     '<p style="color:#888;height:1em;overflow:hidden">x<br>x</p>'
                     '<span class=kern-icon style="background-color:#aaa"></span>'
                     "<input style=\"border:1px solid #ccc;background:#fff;box-shadow:none\">')")  # fmt: skip
    told = " ".join(faults(visitor, Axe(), "light", 320, []))
    for words in ("image-alt", "too small", "scrolls sideways", 'cut off: <p style="color',
                  "text 3.5", "icon 2.3", "edge 1.6"):  # fmt: skip
        assert words in told, told
