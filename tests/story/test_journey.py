"""Claimants tell us something, page by page, in every language; the network may go away."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from anbelo.cases.models import Case
from anbelo.core.texts import languages, offered, translate
from anbelo.correspondence.models import Direction, Message

pytestmark = pytest.mark.story
WORDS = "Probetext 12345"
CODES = [language.code for language in offered()]
HALVES = [CODES[0::2], CODES[1::2]]
SCRIPTS = pytest.mark.parametrize(
    "javascript", [False, True], ids=["without script", "with script"]
)
PRIMARY = "main button.kern-btn--primary"


def taps(page: Page, *selectors: str) -> int:
    """Tap one after the other; how many taps that were."""
    for selector in selectors:
        page.locator(selector).first.click()
    return len(selectors)


def code_on(page: Page) -> str:
    expect(page.locator(".ab-code")).to_be_visible()
    return re.sub(r"\D", "", page.locator(".ab-code").inner_text())


def to_check(page: Page, url: str, lang: str = "de", text: str = WORDS) -> None:
    page.goto(f"{url}/{lang}/tell/text?kind=complaint&topic=WAR")
    page.fill("textarea", text)
    taps(page, PRIMARY)
    page.locator("button[name=call][value=no]").last.click()
    expect(page).to_have_url(re.compile("/tell/check"))


def cases(office) -> list[str]:
    with office.reading() as session:
        return list(session.scalars(select(Case.text).order_by(Case.id)))


def told(database, words: str) -> tuple[int, list[str]]:
    """How many cases there are of these words, and the messages of the claimant to them."""
    with database.reading() as session:
        found = list(session.scalars(select(Case.id).where(Case.text == words)))
        messages = select(Message.text).where(
            Message.case_id.in_(found), Message.direction == Direction.IN
        )
        return len(found), list(session.scalars(messages))


@SCRIPTS
@pytest.mark.parametrize("codes", HALVES, ids=" ".join)
def test_a_complaint_takes_seven_taps_in_every_language(lasting, person, codes, javascript):
    page = person(javascript=javascript)
    for language in (languages()[code] for code in codes):
        words = f"{WORDS} {language.code} {javascript}"
        page.goto(f"{lasting.url}/")
        done = taps(page, ".ab-languages__summary", f"a[hreflang='{language.tag}']") - 1
        assert page.locator("html").get_attribute("lang") == language.tag
        assert page.locator("html").get_attribute("dir") == language.direction
        done += taps(page, ".ab-door", "button.ab-door")
        page.fill("textarea", words)
        done += taps(page, PRIMARY)
        page.fill("[name=phone]", "0170 1234567")
        done += taps(page, f"{PRIMARY}[value=yes]")
        assert language.name in page.locator("dl").inner_text(), "we call in the page's language"
        done += taps(page, PRIMARY)
        code = code_on(page)
        assert len(code) == 20
        assert translate("Das ist Ihr Code", language.code) in page.locator("main").inner_text()
        assert done <= 7
        ask_where_it_stands(page, language.code, code, f"{words} M")
        page.context.clear_cookies()
        assert told(lasting.database, words) == (1, [f"{words} M"])


def ask_where_it_stands(page: Page, language: str, code: str, message: str) -> None:
    """From the receipt to the status, a message, and away."""
    taps(page, f"main a[href='/{language}/status']")
    page.fill("[name=code]", code)
    taps(page, PRIMARY)
    assert translate("So steht es", language) in page.locator("h1").inner_text()
    page.fill("textarea", message)
    taps(page, PRIMARY)
    expect(page.locator(".ab-message", has_text=message)).to_be_visible()
    taps(page, "form[action$='/status/leave'] button")
    gone = translate("Fertig. Ihr Code ist nicht mehr auf diesem Gerät.", language)
    assert gone.split() == page.locator("h1").inner_text().split()


def test_a_call_takes_four_taps(serving, person):
    page = person(javascript=False)
    page.goto(f"{serving.url}/")
    done = taps(page, "a.ab-door[href$='/call']")
    page.fill("[name=phone]", "0170 1234567")
    done += taps(page, PRIMARY)
    assert len(code_on(page)) == 20
    assert done <= 4


def test_back_reload_and_sending_again_make_one_case(serving, office, person):
    page = person()
    to_check(page, serving.url)
    taps(page, PRIMARY)
    code = code_on(page)
    page.reload()
    assert code_on(page) == code
    page.go_back()
    page.wait_for_load_state()
    if page.locator(PRIMARY).count():  # the browser kept the page instead of asking again
        page.locator(PRIMARY).first.click()
    assert code_on(page) == code
    assert cases(office) == [WORDS]


@SCRIPTS
def test_a_double_tap_and_two_tabs_make_one_case(serving, office, person, javascript):
    page = person(javascript=javascript)
    to_check(page, serving.url)
    other = page.context.new_page()
    other.goto(page.url)
    page.locator(PRIMARY).dblclick(no_wait_after=True)
    first = code_on(page)
    other.locator(PRIMARY).click()
    assert code_on(other) == first
    assert cases(office) == [WORDS]


def test_a_dead_network_loses_no_word(serving, office, person):
    page = person()
    page.goto(f"{serving.url}/de/tell/text?kind=complaint")
    page.fill("textarea", WORDS)
    context: BrowserContext = page.context
    context.set_offline(True)
    page.locator(PRIMARY).first.click()
    expect(page.locator("[data-offline]")).to_be_visible()
    assert page.locator("textarea").input_value() == WORDS
    context.set_offline(False)
    page.locator(PRIMARY).first.click()
    page.wait_for_url("**/tell/call")
    assert cases(office) == []
    page.locator("button[name=call][value=no]").last.click()
    page.wait_for_url("**/tell/check")
    context.set_offline(True)
    page.locator(PRIMARY).first.click()
    page.wait_for_url("chrome-error://**")
    context.set_offline(False)
    page.goto(f"{serving.url}/de/tell/check")
    assert WORDS in page.locator("main").inner_text()
    page.locator(PRIMARY).first.click()
    assert len(code_on(page)) == 20
    assert cases(office) == [WORDS]


def test_words_typed_before_changing_the_language_stay(serving, person):
    page = person(javascript=False)
    page.goto(f"{serving.url}/de/tell/text?kind=praise")
    page.fill("textarea", "Halber Sa")
    taps(page, ".ab-languages__summary", "button[name=go][value=ar]")
    assert page.locator("html").get_attribute("lang") == "ar"
    assert page.locator("textarea").input_value() == "Halber Sa"


def test_a_session_says_before_it_ends_and_can_be_kept(serving, person):
    page = person()
    page.clock.install()
    page.goto(f"{serving.url}/de/call")
    page.fill("[name=phone]", "0170 1234567")
    with page.expect_navigation():
        page.locator(PRIMARY).click()
    code = code_on(page)
    page.goto(f"{serving.url}/de/status")
    page.fill("[name=code]", code)
    with page.expect_navigation():
        page.locator(PRIMARY).click()
    warning = page.get_by_text("Die Seite schließt sich in 2 Minuten.")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("13:01")
    expect(warning).to_be_visible()
    page.get_by_role("button", name="Ich bin noch da").click()
    expect(warning).to_be_hidden()
    page.clock.fast_forward("12:00")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("01:01")
    expect(warning).to_be_visible()
