"""Every page a claimant can see, one after the other, as somebody would come to it."""

import re
from collections.abc import Collection, Iterator

from playwright.sync_api import Page
from sqlalchemy import select

from anbelo.callbacks.service import close_case
from anbelo.cases.models import Case
from anbelo.cases.rules import Result
from anbelo.core.clock import now
from anbelo.core.db import Database
from anbelo.core.price import FREE_PER_HOUR
from anbelo.core.throttle import count
from anbelo.settings import Settings
from tests.patience import SECRET
from tests.scenes import viewer

PRIMARY = "main button.kern-btn--primary"
CENTRE = "203.0.113.7"
TEXT = "Der Bescheid ist falsch. Ich bin nicht einverstanden."


PARTS = ("reading and status", "journey", "single forms")
"""Shares of about the same size: a language that is not looked at whole is looked at in one."""


def pages(
    page: Page, url: str, lang: str, office: Database, parts: Collection[str] = PARTS
) -> Iterator[str]:
    """The name of each page of these parts while the browser shows it."""
    base = f"{url}/{lang}"
    if "reading and status" in parts:
        yield from _explaining(page, base)
        yield from _status(page, base, office)
    if "journey" in parts:
        yield from _journey(page, base)
    if "single forms" in parts:
        yield from _single_forms(page, base)
        yield from _shared_device(page, url)
        yield from _price(page, base, office)


def _explaining(page: Page, base: str) -> Iterator[str]:
    for name, path in (("start", "/"), ("help", "/help"), ("privacy", "/privacy"),
                       ("accessibility", "/accessibility"), ("not found", "/nothing-here")):  # fmt: skip
        page.goto(base + path)
        yield name
    page.goto(f"{base}/")
    page.locator(".ab-languages__summary").click()
    yield "start with languages"


def _journey(page: Page, base: str) -> Iterator[str]:
    page.goto(f"{base}/tell/topic?kind=complaint")
    yield "topic"
    with page.expect_navigation():
        page.locator("button.ab-door").first.click()
    yield "text"
    _press(page)
    yield "text with errors"
    page.fill("textarea", TEXT)
    page.fill("[name=letter_date]", now().date().isoformat())
    _press(page)
    page.wait_for_url("**/tell/call")
    yield "call question"
    _press(page)
    yield "call question with errors"
    page.fill("[name=phone]", "0170 1234567")
    page.locator("details.kern-accordion summary").first.click()
    yield "call question with times"
    _press(page)
    page.wait_for_url("**/tell/check")
    yield "check"
    page.goto(f"{base}/tell/you")
    yield "you"
    page.goto(f"{base}/tell/later")
    yield "later"
    page.goto(f"{base}/")
    yield "start with a draft"
    page.goto(f"{base}/tell/check")
    _press(page)
    page.wait_for_url("**/receipt")
    yield "receipt"
    with page.expect_navigation():
        page.locator("form[action$='/receipt/forget'] button").click()
    yield "forgotten"


def _single_forms(page: Page, base: str) -> Iterator[str]:
    for name, path in (("resume", "/resume"), ("all on one page", "/contact"), ("call", "/call"),
                       ("objection", "/objection"), ("code", "/status")):  # fmt: skip
        page.goto(base + path)
        yield name
        with page.expect_navigation():
            page.locator("main form button[type=submit]").last.click()
        yield f"{name} with errors"


def _price(page: Page, base: str, office: Database) -> Iterator[str]:
    """The page that asks for a moment, as browsers without scripts see it: it does not go away."""
    pepper = Settings("postgresql://", "redis://", SECRET).pepper
    with office.unit_of_work() as session:
        for _ in range(FREE_PER_HOUR):
            count(session, f"contact-from:{CENTRE}/32", pepper=pepper, now=now())
    page.set_extra_http_headers({"X-Forwarded-For": CENTRE})
    page.route("**/price.js*", lambda route: route.abort())
    page.goto(f"{base}/contact")
    page.fill("[name=text]", TEXT)
    _press(page)
    yield "a moment, please"
    page.set_extra_http_headers({})
    page.unroute("**/price.js*")


def _shared_device(page: Page, url: str) -> Iterator[str]:
    page.goto(f"{url}/kiosk")
    yield "places of devices"
    with page.expect_navigation():
        page.locator("main a[href*='/kiosk/']").first.click()
    yield "entrance of a device"
    page.context.clear_cookies()


def _status(page: Page, base: str, office: Database) -> Iterator[str]:
    page.goto(f"{base}/call")
    page.fill("[name=phone]", "0170 1234567")
    _press(page)
    page.wait_for_selector(".ab-code")
    code = re.sub(r"\D", "", page.locator(".ab-code").inner_text())
    page.goto(f"{base}/status")
    page.fill("[name=code]", code)
    _press(page)
    page.wait_for_url("**/status/case")
    yield "case"
    yield from _calls(page, base)
    page.goto(f"{base}/status/withdraw")
    yield "withdraw"
    with office.unit_of_work() as session:
        case = session.scalars(select(Case).order_by(Case.id.desc())).first()
        assert case is not None
        close_case(session, viewer(session, "ombuds"), case, result=Result.EXPLAINED,
              version=case.version, now=now())  # fmt: skip
    page.goto(f"{base}/status/case")
    yield "closed case"
    with page.expect_navigation():
        page.locator("form[action$='/status/leave'] button").click()
    yield "left"


def _calls(page: Page, base: str) -> Iterator[str]:
    for name, link in (("call times", 0), ("no call", 1)):
        page.goto(f"{base}/status/case")
        address = page.locator("a[href*='/status/call/']").nth(link).get_attribute("href")
        page.goto(base.removesuffix(f"/{base.rsplit('/', 1)[1]}") + str(address))
        yield name


def _press(page: Page) -> None:
    with page.expect_navigation():
        page.locator(PRIMARY).first.click()
