"""Whatever breaks off in the middle: never a second case, never a lost word, always a way on.

A session that ended, a draft that grew too old, a cookie that is gone, an office that was killed, a
database that went away. (Double taps, two tabs, back and a dead network: test_journey.py.)
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, func, select, update

from anbelo.cases.models import Case, ClaimantSession
from anbelo.core.clock import now
from anbelo.correspondence.models import Message
from anbelo.drafts.models import Draft

pytestmark = pytest.mark.story
PRIMARY = "main button.kern-btn--primary"
SCRIPTS = pytest.mark.parametrize(
    "javascript", [False, True], ids=["without script", "with script"]
)
STILL_THERE = "Ihr Text ist noch da."


def words(case: str) -> str:
    """Long enough to hurt, with everything that is easily lost on the way."""
    return f"{case}: „Wörter“ & <Zeichen>\nنص عربي\n\nund eine letzte Zeile."


def flat(text: str) -> str:
    return text.replace("\r\n", "\n")


def press(page: Page, selector: str = PRIMARY) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def to_check(page: Page, url: str, text: str) -> None:
    page.goto(f"{url}/de/tell/text?kind=complaint&topic=WAR")
    page.fill("textarea", text)
    press(page)
    press(page, "button[name=call][value=no] >> nth=-1")
    expect(page).to_have_url(re.compile("/tell/check"))


def code_on(page: Page) -> str:
    return re.sub(r"\D", "", page.locator(".ab-code").inner_text())


def inside(page: Page, url: str, text: str) -> str:
    """At the status of a new case; its code."""
    to_check(page, url, text)
    press(page)
    code = code_on(page)
    page.goto(f"{url}/de/status")
    page.fill("[name=code]", code)
    press(page)
    return code


def cases(database, text: str) -> int:
    with database.reading() as session:
        found = session.scalars(select(Case.text)).all()
    return [flat(one) for one in found].count(text)


def messages(database, text: str) -> int:
    with database.reading() as session:
        found = session.scalars(select(Message.text)).all()
    return [flat(one) for one in found].count(text)


@SCRIPTS
def test_a_message_outlives_its_session_and_a_mistyped_code(lasting, person, javascript):
    page, text = person(javascript=javascript), words(f"Sitzung {javascript}")
    code = inside(page, lasting.url, f"Anliegen {javascript}")
    page.fill("textarea", text)
    with lasting.database.unit_of_work() as session:
        session.execute(update(ClaimantSession).values(last_seen_at=now() - timedelta(minutes=16)))
    press(page)
    assert "Ihre Nachricht ist noch da." in page.locator("main").inner_text()
    page.fill("[name=code]", code[:-1] + str((int(code[-1]) + 1) % 10))
    press(page)
    expect(page.locator(".ab-errors")).to_be_visible()
    page.fill("[name=code]", code)
    press(page)
    assert page.locator("textarea").input_value() == text
    press(page)
    expect(page.locator(".ab-message")).to_have_count(1)
    assert messages(lasting.database, text) == 1


@SCRIPTS
def test_a_message_outlives_a_lost_cookie_and_reaches_no_other_case(lasting, person, javascript):
    page, text = person(javascript=javascript), words(f"Keks {javascript}")
    mine = inside(page, lasting.url, f"Meins {javascript}")
    page.fill("textarea", text)
    other = page.context.new_page()
    other.goto(f"{lasting.url}/de/call")
    other.fill("[name=phone]", "0170 1234567")
    press(other)
    code = code_on(other)
    other.goto(f"{lasting.url}/de/status")
    other.fill("[name=code]", code)
    press(other)
    press(page)  # this browser's session is another case's now
    assert messages(lasting.database, text) == 0
    page.context.clear_cookies()
    page.fill("[name=code]", mine)
    press(page)
    page.context.clear_cookies()  # gone again, right before the button
    press(page)
    page.fill("[name=code]", mine)
    press(page)
    assert page.locator("textarea").input_value() == text
    press(page)
    expect(page.locator(".ab-message")).to_have_count(1)
    assert messages(lasting.database, text) == 1


@SCRIPTS
@pytest.mark.parametrize("lost", ["draft", "cookie"])
def test_words_outlive_their_draft_and_its_cookie(lasting, person, javascript, lost):
    page, text = person(javascript=javascript), words(f"{lost} {javascript}")
    to_check(page, lasting.url, text)
    if lost == "cookie":
        page.context.clear_cookies()
    else:
        with lasting.database.unit_of_work() as session:
            session.execute(delete(Draft))
    press(page)
    assert STILL_THERE in page.locator("main").inner_text()
    assert cases(lasting.database, text) == 0, "nothing is sent without being asked"
    assert page.locator("textarea").input_value() == text
    press(page)
    press(page, "button[name=call][value=no] >> nth=-1")
    press(page)
    assert len(code_on(page)) == 20
    assert cases(lasting.database, text) == 1


@SCRIPTS
def test_words_typed_after_the_draft_grew_old_start_a_new_one(lasting, person, javascript):
    page, text = person(javascript=javascript), words(f"Alt {javascript}")
    page.goto(f"{lasting.url}/de/tell/topic?kind=complaint")
    press(page, "button.ab-door")
    page.fill("textarea", text)
    with lasting.database.unit_of_work() as session:
        session.execute(update(Draft).values(touched_at=now() - timedelta(hours=25)))
    press(page)
    press(page, "button[name=call][value=no] >> nth=-1")
    press(page)
    assert len(code_on(page)) == 20
    assert cases(lasting.database, text) == 1


def test_an_office_killed_on_the_way_and_at_the_last_button_gets_one_case(
    breakable, office, person
):
    page, text = person(javascript=False), words("Neustart")
    page.goto(f"{breakable.url}/de/tell/text?kind=complaint")
    page.fill("textarea", text)
    breakable.stop()
    breakable.start()
    press(page)
    breakable.stop()
    breakable.start()
    press(page, "button[name=call][value=no] >> nth=-1")
    other = page.context.new_page()
    other.goto(page.url)
    press(page)
    first = code_on(page)
    breakable.stop()
    breakable.start()
    press(other)  # the last button a second time, at an office that remembers nothing
    assert code_on(other) == first
    page.reload()
    assert code_on(page) == first
    assert cases(office, text) == 1
    with office.reading() as session:
        assert session.scalar(select(func.count(Case.id))) == 1


def test_an_office_that_is_away_keeps_the_words_on_the_page(breakable, office, person):
    page, text = person(), words("Weg")
    page.goto(f"{breakable.url}/de/tell/text?kind=complaint")
    page.fill("textarea", text)
    breakable.stop()
    page.locator(PRIMARY).first.click()
    expect(page.locator("[data-offline]")).to_be_visible()
    assert page.locator("textarea").input_value() == text
    breakable.start()
    press(page)
    press(page, "button[name=call][value=no] >> nth=-1")
    press(page)
    assert len(code_on(page)) == 20
    assert cases(office, text) == 1


@SCRIPTS
def test_a_database_that_goes_away_at_every_button_loses_nothing(
    breakable, office, person, javascript
):
    page, text = person(javascript=javascript), words("Datenbank")
    page.goto(f"{breakable.url}/de/tell/text?kind=complaint")
    page.fill("textarea", text)
    through_trouble(page, breakable)
    expect(page).to_have_url(re.compile("/tell/call"))
    through_trouble(page, breakable, "button[name=call][value=no] >> nth=-1")
    assert flat(page.locator("main .ab-words").inner_text()) == text
    through_trouble(page, breakable)
    code = code_on(page)
    page.goto(f"{breakable.url}/de/status")
    page.fill("[name=code]", code)
    through_trouble(page, breakable)
    page.fill("textarea", text)
    through_trouble(page, breakable)
    expect(page.locator(".ab-message")).to_have_count(1)
    assert (cases(office, text), messages(office, text)) == (1, 1)
    page.goto(f"{breakable.url}/de/contact")
    page.fill("textarea[name=text]", words("Eine Seite"))
    page.locator("label[for=f-call-2]").click()
    through_trouble(page, breakable)
    first = code_on(page)
    page.reload()
    assert code_on(page) == first
    assert cases(office, words("Eine Seite")) == 1


def through_trouble(page: Page, breakable, selector: str = PRIMARY) -> None:
    """Press while the database is away, read that nothing is lost, press again, and once more."""
    with breakable.without_database():
        press(page, selector)
        assert STILL_THERE in page.locator("main").inner_text()
        press(page)
        assert STILL_THERE in page.locator("main").inner_text()
    press(page)
