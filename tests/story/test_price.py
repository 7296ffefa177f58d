"""People behind a busy address: the phone works by itself; without scripts a short wait is enough."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from anbelo.cases.models import Case
from anbelo.core.clock import now
from anbelo.core.throttle import count
from anbelo.settings import Settings

pytestmark = pytest.mark.story
CENTRE = "203.0.113.7"
WORDS = "Ich schreibe aus der Beratungsstelle."
BUSY = 25


@pytest.fixture(autouse=True)
def behind_a_proxy(monkeypatch, office, office_url, redis_url):
    """An office that learns addresses from its proxy; one of them has sent much this hour."""
    monkeypatch.setenv("ANBELO_PROXIES", "1")
    pepper = Settings(office_url, redis_url, "story" * 10).pepper
    with office.unit_of_work() as session:
        for _ in range(BUSY):
            count(session, f"contact-from:{CENTRE}/32", pepper=pepper, now=now())


def cases(office) -> list[str]:
    with office.reading() as session:
        return list(session.scalars(select(Case.text).where(Case.text == WORDS)))


def send_from_the_centre(page: Page, url: str, lang: str = "de") -> None:
    page.set_extra_http_headers({"X-Forwarded-For": CENTRE})
    page.goto(f"{url}/{lang}/contact")
    page.fill("textarea[name=text]", WORDS)
    page.locator("main button.kern-btn--primary").click()


def test_a_phone_works_and_sends_by_itself(serving, office, person):
    page = person()
    said: list[int] = []
    page.on("response", lambda answer: said.append(answer.status))
    send_from_the_centre(page, serving.url)
    expect(page.locator(".ab-code")).to_be_visible(timeout=30_000)
    assert 429 in said, "the price was asked"
    assert cases(office) == [WORDS]


def test_the_journey_sends_itself_after_the_work(serving, office, person):
    page = person()
    page.set_extra_http_headers({"X-Forwarded-For": CENTRE})
    page.goto(f"{serving.url}/de/tell/text?kind=complaint&topic=WAR")
    page.fill("textarea", WORDS)
    page.locator("main button.kern-btn--primary").click()
    page.locator("button[name=call][value=no]").last.click()
    page.locator("main button.kern-btn--primary").click()
    expect(page.locator(".ab-code")).to_be_visible(timeout=30_000)
    assert cases(office) == [WORDS]


def test_without_scripts_the_page_says_how_long_and_keeps_every_word(serving, office, person):
    page = person(javascript=False)
    send_from_the_centre(page, serving.url)
    wait = re.compile(r"Warten Sie noch \d+ Sekunden")
    expect(page.locator("main")).to_contain_text(wait)
    page.locator("main button.kern-btn--primary").click()
    expect(page.locator("main")).to_contain_text(wait)
    assert page.locator("input[name=text]").get_attribute("value") == WORDS
    assert cases(office) == []
