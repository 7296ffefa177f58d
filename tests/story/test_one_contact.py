"""One contact, all the way: from a complaint in Arabic to a notice that was talked about first."""

import json
import re
import time
import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, text

from anbelo.callbacks.models import Callback
from anbelo.core.calendar import local
from anbelo.core.clock import now
from anbelo.core.texts import translate
from anbelo.demo.office import API_KEY, PASSWORD
from anbelo.notices.models import Notice
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import promise
from tests.patience import take_a_minute

pytestmark = pytest.mark.story

COMPLAINT = "لا أفهم هذا الإشعار. لماذا علي أن أدفع 800 يورو؟ أرجو أن تتصلوا بي."
REF = "BA-2026-4711"
REASON = "Grund: Wir haben vorher mit Ihnen gesprochen."
PATIENCE_SECONDS = 45


@pytest.fixture
def person(browser: Browser):
    """A browser of its own for each person; claimants have JavaScript switched off."""
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


def sign_in(page: Page, office, login: str) -> None:
    page.goto(f"{office.url}/staff/login")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("nav")).to_be_visible()


def choose(page: Page, name: str, value: str) -> None:
    """Tap an answer where a finger would: on its words."""
    choice = page.locator(f"[name={name}][value={value}]")
    page.locator(f"label[for='{choice.get_attribute('id')}']").click()
    expect(choice).to_be_checked()


def api(office, path: str, body: dict | None = None, key: str = "one") -> tuple[int, dict]:
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"{office.url}/api/v1{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {API_KEY}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def until(what, told: str):
    """Look again until it is so; the worker needs a moment, never longer than the patience."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (found := what()):
        assert time.monotonic() < end, told
    return found


def complain_in_arabic(page: Page, office) -> str:
    """Without JavaScript, right to left, on a small phone; gives the receipt code."""
    page.goto(f"{office.url}/ar/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("html").get_attribute("lang") == "ar"
    page.goto(f"{office.url}/ar/contact?kind=complaint")
    take_a_minute(page)
    choose(page, "category", "BES")
    page.fill("[name=text]", COMPLAINT)
    choose(page, "call", "yes")
    page.fill("[name=phone]", "0170 5550123")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    digits = re.sub(r"\D", "", page.locator(".ab-code").inner_text())
    assert len(digits) == 20
    assert digits not in page.url
    return digits


def status_in_arabic(page: Page, office, code: str) -> str:
    page.goto(f"{office.url}/ar/status")
    page.fill("[name=code]", code)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    assert code not in page.url
    assert page.locator("html").get_attribute("dir") == "rtl"
    return page.locator("main").inner_text()


def announce(office, reference: str) -> None:
    today = local(now()).date()
    status, answer = api(
        office,
        "/notices",
        {
            "external_ref": REF,
            "kind": "withdrawal_refund",
            "team": "LEISTUNG",
            "person_name": "Probe Person",
            "phone": "+491705550123",
            "language": "ar",
            "summary": "800 Euro Erstattung für Mai bis August",
            "printed_on": today.isoformat(),
            "send_no_later_than": (today + timedelta(days=10)).isoformat(),
            "case_reference": reference,
            "dispositions": [{"kind": "refund", "amount": "800.00", "objection_suspends": True}],
        },
    )
    assert status == 201, answer
    assert answer["state"] == "held"


def state_of(database) -> str:
    with database.reading() as session:
        return session.scalars(select(Notice.state).where(Notice.external_ref == REF)).one().value


def early_release_is_refused_everywhere(office, database, team: Page) -> None:
    team.goto(f"{office.url}/desk/notices/{REF}")
    with team.expect_navigation():
        team.get_by_role("button", name="Bescheid freigeben").first.click()
    assert "noch nicht mit der Person gesprochen" in team.locator("main").inner_text()
    status, answer = api(office, f"/notices/{REF}/release", {}, key="early")
    assert (status, answer["code"]) == (409, "call_owed")
    refused = office.command("release", REF)
    assert refused.returncode == 1
    with database.unit_of_work() as session:
        number = session.scalars(select(Notice.id).where(Notice.external_ref == REF)).one()
        promise(session, Topic.SETTLE_NOTICE, number, now=now())
    waiting = text(
        "SELECT count(*) FROM outbox_message WHERE topic = 'callbacks.settle_notice' "
        "AND done_at IS NULL AND available_at <= now()"
    )

    def job_ran() -> bool:
        with database.reading() as session:
            return session.scalar(waiting) == 0

    until(job_ran, "the worker did not run the job")
    assert state_of(database) == "held"


def note_attempt(team: Page, office, call: int, outcome: str) -> str:
    team.goto(f"{office.url}/desk/calls/{call}")
    choose(team, "outcome", outcome)
    choose(team, "identity", "two_facts")
    with team.expect_navigation():
        team.get_by_role("button", name="Ergebnis speichern").click()
    return team.locator("main").inner_text()


def test_one_contact_all_the_way(running, office, person):
    claimant, desk, ombuds, team = person(javascript=False), person(), person(), person()

    code = complain_in_arabic(claimant, running)

    sign_in(desk, running, "schalter")
    desk.fill("[name=words]", code)
    desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_contain_text("800")
    reference = re.search(r"/desk/cases/([0-9A-Z]{8})", desk.url + desk.content()).group(1)

    sign_in(ombuds, running, "ombuds")
    ombuds.goto(f"{running.url}/ombuds/")
    with ombuds.expect_navigation():
        ombuds.locator(f"a[href='/ombuds/cases/{reference}']").first.click()
    with ombuds.expect_navigation():
        ombuds.get_by_role("button", name="Vorschlag bestätigen").click()
    ombuds.goto(f"{running.url}/ombuds/")
    assert ombuds.locator(f"a[href='/ombuds/cases/{reference}']").count() == 0

    sign_in(team, running, "leistung")
    team.goto(f"{running.url}/desk/cases/{reference}")
    expect(team.locator("main")).to_contain_text("800")

    announce(running, reference)
    early_release_is_refused_everywhere(running, office, team)

    def planned_call() -> int | None:
        with office.reading() as session:
            return session.scalars(
                select(Callback.id).where(
                    Callback.notice_id.is_not(None), Callback.starts_at.is_not(None)
                )
            ).first()

    call = until(planned_call, "nobody planned the call")
    team.goto(f"{running.url}/desk/calls")
    assert team.locator(f"a[href='/desk/calls/{call}']").count() >= 1

    note_attempt(team, running, call, "nicht_erreicht")
    assert state_of(office) == "held"
    told = note_attempt(team, running, call, "erreicht_geklaert")
    assert "Wir haben mit der Person gesprochen." in told
    assert state_of(office) == "released"

    seen = status_in_arabic(claimant, running, code)
    reason = translate(REASON, "ar")
    assert reason != REASON
    assert reason in seen
    # The German name of the paper stands in brackets: people must recognise their letter.
    assert not re.search(r"(?<!\()Bescheid|Anruf|freigegeben|Wir haben", seen)

    verified = running.command("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
