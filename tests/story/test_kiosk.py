"""In the waiting room: three taps to a call; who walks away leaves nothing behind."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from anbelo.cases.models import Case
from anbelo.cases.rules import Channel

pytestmark = pytest.mark.story
PRIMARY = "main button.kern-btn--primary"
NUMBER = "0151 7654321"
WORDS = "Das darf sonst keiner lesen."
DIALOG = "dialog[data-idle]"
NOT_TALL_ENOUGH = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')]
  .filter(e => e.checkVisibility() && !e.matches('.ab-skip, .kern-sr-only, [type=radio], [type=checkbox]')
    && !e.closest('[aria-hidden=true]'))
  .filter(e => Math.round(e.getBoundingClientRect().height) < 60).map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture
def machine(browser, serving):
    """The device of a site, upright, with a clock that the test moves."""
    context = browser.new_context(
        viewport={"width": 1080, "height": 1920}, bypass_csp=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.clock.install()
    page.goto(f"{serving.url}/kiosk/GL")
    yield page
    context.close()


def write(page: Page) -> None:
    page.locator("a[hreflang=de]").click()
    page.locator(".ab-door").first.click()
    page.locator("button.ab-door").first.click()
    page.fill("textarea", WORDS)


def test_a_call_in_three_taps_with_large_targets_and_a_slip(machine, office):
    axe = Axe()

    def fits() -> None:
        assert machine.evaluate(NOT_TALL_ENOUGH) == [], machine.url
        assert axe.run(machine).response["violations"] == [], machine.url

    def tap(selector: str) -> None:
        with machine.expect_navigation():
            machine.locator(selector).click()

    fits()
    tap("a[hreflang=ar]")
    fits()
    tap("a.ab-door[href$='/call']")
    machine.fill("[name=phone]", NUMBER)
    fits()
    tap(PRIMARY)
    expect(machine.locator(".ab-code")).to_be_visible()
    fits()
    with office.reading() as session:
        assert session.scalars(select(Case.channel)).all() == [Channel.KIOSK]
    machine.emulate_media(media="print")
    printed = machine.locator("body").inner_text()
    assert "/ar/status" in printed
    assert machine.locator(".ab-header").is_hidden()
    assert machine.locator("[data-done]").first.is_hidden()


def test_who_walks_away_is_asked_and_then_everything_is_gone(machine):
    write(machine)
    machine.clock.run_for(58_000)
    expect(machine.locator(DIALOG)).to_be_hidden()
    machine.clock.run_for(3_000)
    expect(machine.locator(DIALOG)).to_be_visible()
    assert Axe().run(machine).response["violations"] == []
    stay = machine.locator("[data-idle-stay]")
    expect(stay).to_be_focused()
    assert int(machine.locator("[data-idle-left]").inner_text()) in range(27, 31)
    stay.click()
    expect(machine.locator(DIALOG)).to_be_hidden()
    assert machine.locator("textarea").input_value() == WORDS
    machine.clock.run_for(61_000)
    expect(machine.locator(DIALOG)).to_be_visible()
    machine.clock.run_for(31_000)
    machine.wait_for_url("**/kiosk/GL")
    machine.go_back()
    machine.wait_for_load_state()
    assert WORDS not in machine.content()
    assert (
        machine.locator("textarea").count() == 0 or machine.locator("textarea").input_value() == ""
    )


def test_whoever_types_slowly_is_not_interrupted(machine):
    write(machine)
    for _ in range(4):
        machine.clock.run_for(40_000)
        machine.locator("textarea").press("End")
        machine.locator("textarea").press("x")
    expect(machine.locator(DIALOG)).to_be_hidden()
    assert machine.locator("textarea").input_value() == f"{WORDS}xxxx"


def test_done_ends_the_visit_without_a_question(machine):
    write(machine)
    machine.on("dialog", lambda _: pytest.fail("the browser asked"))
    machine.locator("[data-done]").first.click()
    machine.wait_for_url("**/kiosk/GL")
    machine.locator("a[hreflang=de]").click()
    expect(machine.locator("main")).not_to_contain_text("Sie haben schon angefangen")


def test_the_receipt_of_the_person_before_cannot_be_brought_back(machine):
    machine.locator("a[hreflang=de]").click()
    machine.locator("a.ab-door[href$='/call']").click()
    machine.fill("[name=phone]", NUMBER)
    machine.locator(PRIMARY).click()
    expect(machine.locator(".ab-code")).to_be_visible()
    code = re.sub(r"\D", "", machine.locator(".ab-code").inner_text())
    machine.locator("[data-done]").last.click()
    machine.wait_for_url("**/kiosk/GL")
    for _ in range(2):
        machine.go_back()
        shown = re.sub(r"\D", "", machine.content())
        assert code not in shown
        assert NUMBER.replace(" ", "") not in shown


def test_without_a_connection_the_words_stay_for_the_person_and_vanish_for_the_next(machine):
    write(machine)
    machine.context.set_offline(True)
    machine.locator(PRIMARY).click()
    expect(machine.locator("[data-offline]")).to_be_visible()
    assert machine.locator("textarea").input_value() == WORDS
    machine.clock.run_for(91_000)
    expect(machine.locator("main")).to_contain_text("Bitte kommen Sie zu uns an den Schalter.")
    assert WORDS not in machine.content()
    machine.context.set_offline(False)
    machine.clock.run_for(6_000)
    machine.wait_for_url("**/kiosk/GL")
    assert machine.locator("a[hreflang=de]").count() == 1


def test_without_scripts_everything_is_gone_after_ten_minutes(person, serving):
    page = person(javascript=False)
    page.goto(f"{serving.url}/kiosk/GL")
    page.goto(f"{serving.url}/de/tell/text?kind=complaint")
    refresh = page.locator("meta[http-equiv=refresh]").get_attribute("content")
    assert refresh == "600;url=/kiosk/GL"
