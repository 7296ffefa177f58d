"""The whole form with a keyboard alone: Tab, Shift+Tab, Enter, space and arrows, with and without scripts."""

import os
import re
from collections import defaultdict
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from anbelo.core.texts import languages, translate
from tests.looking import keyboard_faults, name_faults, spoken, walk, walk_back
from tests.public_pages import PARTS, pages

pytestmark = pytest.mark.story
WORDS = "Nur mit der Tastatur geschrieben."
MOST_TABS = 80
ARABIC = re.compile(r"[\u0600-\u06ff]")
# Names that stay what they are in every language: our own, numbers, languages by their own names.
SAME_EVERYWHERE = re.compile(r"AnBeLo|[\d\s+–:()-]+")
READING, JOURNEY, FORMS = PARTS
SHARES = {"de": (JOURNEY,), "ar": (READING, FORMS)}
if os.environ.get("ANBELO_THOROUGH"):
    SHARES = dict.fromkeys(SHARES, PARTS)
# One page, reached in two ways.
GONE = {"/receipt/forget", "/status/leave"}


@pytest.fixture
def typist(browser: Browser):
    """Somebody without a mouse, who does not like things that move."""
    contexts = []

    def enter(*, javascript: bool = True) -> Page:
        context = browser.new_context(
            java_script_enabled=javascript,
            viewport={"width": 360, "height": 740},
            reduced_motion="reduce",
        )
        contexts.append(context)
        return context.new_page()

    yield enter
    for context in contexts:
        context.close()


def untranslated(page: Page, controls: list[tuple[str, str, str]]) -> list[str]:
    """Names without a letter of the page's own writing, if it has one of its own (Arabic)."""
    if page.locator("html").get_attribute("lang") != "ar":
        return []
    own = {language.name for language in languages().values()}
    return [
        f"not translated: {role} {name}"
        for role, name, _action in controls
        if not ARABIC.search(name) and name not in own and not SAME_EVERYWHERE.fullmatch(name)
    ]


@pytest.mark.parametrize("code", ["de", "ar"])
def test_tab_reads_every_page_and_everything_has_a_name(lasting, typist, code):
    """In German and Arabic; the ordinary run looks at each part in one of them (`make a11y`: in both)."""
    page, found, titles = typist(), [], defaultdict(set)
    for name in pages(page, lasting.url, code, lasting.database, SHARES[code]):
        there, controls = walk(page), spoken(page)
        faults = keyboard_faults(page, there) + name_faults(controls) + untranslated(page, controls)
        back = walk_back(page, there)
        if back != [stop["number"] for stop in reversed(there)]:
            faults.append(f"Shift+Tab goes another way: {back}")
        wrong = page.title().startswith(translate("Fehler: %(title)s – AnBeLo", code, title="")[:4])
        if wrong != (page.locator(".ab-errors").count() == 1):
            faults.append(f"its title is “{page.title()}”")
        path = urlsplit(page.url).path.removeprefix(f"/{code}")
        titles[page.title()].add("left" if path in GONE else path)
        found += [f"{name}: {fault}" for fault in faults]
    assert found == []
    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}
    assert len(titles) >= 10 * len(SHARES[code])


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"The {key} key never reaches {selector} on {page.url}.")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Go there with Tab, press the key, and wait for the next page."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.mark.parametrize("javascript", [False, True], ids=["without script", "with script"])
@pytest.mark.parametrize("code", ["de", "ar"])
def test_the_whole_journey_by_keyboard_alone(lasting, typist, code, javascript):
    page = typist(javascript=javascript)
    page.goto(f"{lasting.url}/de/")
    if code != "de":
        tab_to(page, ".ab-languages__summary")
        page.keyboard.press("Enter")
        press(page, f"a[hreflang={code}]")
    press(page, "a.ab-door")
    press(page, "button.ab-door", "Space")
    press(page, "button.kern-btn--primary")  # nothing typed yet: asked again
    expect(page.locator(".ab-errors"), "the list of errors").to_be_focused()
    press_link_to_the_field(page)
    page.keyboard.type(WORDS)
    press(page, "button.kern-btn--primary")
    answer_the_call(page)
    expect(page).to_have_url(re.compile("/tell/check"))
    assert "0170 1234567" in page.locator("dl").inner_text()
    press(page, "button.kern-btn--primary", "Space")
    code_digits = re.sub(r"\D", "", page.locator(".ab-code").inner_text())
    press(page, f"main a[href='/{code}/status']")
    look_at_it(page, code_digits, code)


def press_link_to_the_field(page: Page) -> None:
    """From the list of errors to the field itself."""
    tab_to(page, ".ab-errors a")
    page.keyboard.press("Enter")
    expect(page.locator("textarea")).to_be_focused()


def answer_the_call(page: Page) -> None:
    """A number, another language and one day; the Enter key in the field means yes."""
    tab_to(page, "[name=phone]")
    page.keyboard.type("0170 1234567")
    tab_to(page, "[name=call_language]")
    before = page.locator("[name=call_language]").input_value()
    page.keyboard.press("ArrowDown")
    assert page.locator("[name=call_language]").input_value() != before
    tab_to(page, "details.kern-accordion summary")
    page.keyboard.press("Space")
    tab_to(page, "[name=weekdays]")
    page.keyboard.press("Space")
    assert page.locator("[name=weekdays]").first.is_checked()
    tab_to(page, "[name=phone]", "Shift+Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def look_at_it(page: Page, code: str, lang: str) -> None:
    """The status, a time for the call with the arrows, a message, and away."""
    tab_to(page, "[name=code]")
    page.keyboard.type(code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, "main a[href*='/status/call/']")
    tab_to(page, "[type=radio]")
    page.keyboard.press("ArrowDown")
    assert page.locator("[type=radio]:checked").count() == 1
    press(page, "button.kern-btn--primary", "Space")
    expect(page.locator("main .kern-alert--success")).to_be_visible()
    tab_to(page, "textarea")
    page.keyboard.type(WORDS)
    press(page, "main button.kern-btn--primary")
    expect(page.locator(".ab-message", has_text=WORDS)).to_be_visible()
    press(page, "form[action$='/status/leave'] button", "Space")
    assert page.url.endswith(f"/{lang}/status/leave")


@pytest.mark.parametrize("javascript", [False, True], ids=["without script", "with script"])
def test_the_first_tab_leads_past_the_header(lasting, typist, javascript):
    page = typist(javascript=javascript)
    page.goto(f"{lasting.url}/de/contact")
    page.keyboard.press("Tab")
    skip = page.locator(".ab-skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("javascript", [False, True], ids=["without script", "with script"])
def test_after_an_error_the_focus_is_at_the_list_of_what_to_mend(lasting, typist, javascript):
    page = typist(javascript=javascript)
    for path in ("contact", "call", "status", "resume", "objection", "tell/text", "tell/call"):
        page.goto(f"{lasting.url}/de/{path}")
        with page.expect_navigation():
            page.locator("main button.kern-btn--primary").first.click()
        expect(page.locator(".ab-errors"), path).to_be_focused()
        expect(page.locator(".ab-errors"), path).to_be_in_viewport()
        for link in page.locator(".ab-errors a").all():
            target = link.get_attribute("href")
            assert page.locator(str(target)).count() == 1, f"{path}: {target} is nowhere"
    page.goto(f"{lasting.url}/de/tell/text")
    page.fill("textarea", WORDS)
    page.locator("details.kern-accordion summary").click()
    page.fill("[name=letter_date]", "2999-01-01")
    with page.expect_navigation():
        page.locator("button[value=later]").click()
    page.goto(f"{lasting.url}/de/tell/check")
    with page.expect_navigation():
        page.locator("main button.kern-btn--primary").click()
    expect(page.locator(".ab-errors")).to_be_focused()


HOSTILE = """() => {
    const add = (place, tag, facts, style = '') =>
        place.append(Object.assign(document.createElement(tag), facts, {style}));
    const main = document.querySelector('main'), foot = document.querySelectorAll('.ab-footer a');
    const doors = document.querySelector('.ab-doors');
    doors.append(doors.firstElementChild.cloneNode(true));
    doors.firstElementChild.style.cssText = 'position: absolute; top: 900px';
    document.querySelector('.ab-skip').tabIndex = -1;
    foot[3].tabIndex = 3;
    foot[1].style.outline = 'none';
    add(foot[2], 'b', {}, 'position: fixed; inset: 0; z-index: 9');
    document.body.append(foot[2].firstElementChild.nextElementSibling || foot[2].lastElementChild);
    add(main, 'button', {});
    add(main, 'a', {href: '/x', textContent: 'Weg'});
    add(main, 'a', {href: '/y', textContent: 'Weg'});
}"""


def test_a_page_that_shuts_the_keyboard_out_would_be_noticed(lasting, typist):
    page = typist()
    page.goto(f"{lasting.url}/de/")
    page.evaluate(HOSTILE)
    told = " ".join(keyboard_faults(page, walk(page)) + name_faults(spoken(page)))
    for words in ("Tab stops at", "jumps back", "not the way to the content", "not to be seen",
                  "focus ring 0", "without a name", "are called “Weg”"):  # fmt: skip
        assert words in told, told
