"""A lead lets a notice go without a talk: the reason is kept, told, marked and explained."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from anbelo.core.calendar import local
from anbelo.core.clock import now
from anbelo.demo.office import PASSWORD
from anbelo.notices.models import Notice
from anbelo.notices.rules import NoticeState, ReleaseReason
from tests.scenes import notice

pytestmark = pytest.mark.story

REF = "BSC-2026-000777"
REASON = "Die Person war heute selbst am Schalter und weiß Bescheid."
SHORT = "eilt"


@pytest.fixture
def held(office) -> str:
    with office.unit_of_work() as session:
        notice(
            session, REF, language="ar", send_no_later_than=local(now()).date() + timedelta(days=14)
        )
    return REF


@pytest.fixture
def person(browser):
    """A browser of its own for each person; they work by keyboard."""
    contexts = []

    def enter(office, login: str) -> Page:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="de-DE", reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{office.url}/staff/login")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("nav")).to_be_visible()
        return page

    yield enter
    for context in contexts:
        context.close()


def stored(office) -> Notice:
    with office.reading() as session:
        return session.scalars(select(Notice).where(Notice.external_ref == REF)).one()


def release(page: Page, reason: str) -> None:
    page.locator("[name=reason]").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(reason)
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_lead_releases_early_and_the_reason_is_in_the_trail(running, office, held, person):
    member = person(running, "leistung")
    member.goto(f"{running.url}/desk/notices/{held}")
    expect(member.locator("[name=reason]")).to_have_count(0)

    lead = person(running, "teamleitung")
    lead.goto(f"{running.url}/desk/notices/{held}")
    release(lead, SHORT)
    expect(lead.get_by_role("alert").first).to_be_visible()
    expect(lead.locator("[name=reason]")).to_have_value(SHORT)
    assert stored(office).state is NoticeState.HELD

    release(lead, REASON)
    main = lead.locator("main")
    expect(main).to_contain_text("Die Teamleitung hat einen Grund aufgeschrieben.")
    expect(main).to_contain_text(REASON)
    mark = re.search(r"Prüfzeichen im Protokoll: ([0-9a-f]{16})", main.inner_text()).group(1)
    assert stored(office).release_reason is ReleaseReason.LEAD_REASON

    # The data-protection officer sees that, why and by which account; the words stay with the team.
    officer = person(running, "datenschutz")
    officer.goto(f"{running.url}/management/trail")
    line = officer.locator("tbody tr", has_text=mark)
    expect(line).to_contain_text(held)
    expect(line).to_contain_text("Die Teamleitung hat einen Grund aufgeschrieben.")
    expect(officer.locator("main")).not_to_contain_text(REASON)
    officer.get_by_role("button", name="Jetzt prüfen").click()
    expect(officer.locator("main")).to_contain_text("Die Kette ist unversehrt.")

    # The letter goes to the post with a sheet in the person's language.
    lead.get_by_role("link", name="Deckblatt ansehen und drucken").click()
    arabic = lead.locator("section[lang=ar]")
    expect(arabic).to_have_attribute("dir", "rtl")
    expect(arabic).to_contain_text("Probe Person")
    expect(lead.locator("section[lang=de]")).to_contain_text("Es ist selbst keine Entscheidung.")
    lead.emulate_media(media="print")
    expect(lead.locator("nav")).to_be_hidden()
    expect(arabic).to_be_visible()
    member.goto(f"{running.url}/desk/notices")
    expect(member.locator("main")).to_contain_text("Heute zur Post, mit Deckblatt")
