"""One question a page: nothing typed gets lost, nothing is sent twice."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from anbelo.callbacks.models import Callback
from anbelo.cases.models import Case
from anbelo.core.clock import now
from anbelo.drafts.models import Draft
from anbelo.drafts.service import sweep
from tests.browsing import Person

TEXT = "Ich verstehe den Bescheid nicht. Bitte helfen Sie mir."
NUMBER = "0170 1234567"


def cases(office) -> list[Case]:
    with office.reading() as session:
        return list(session.scalars(select(Case).where(Case.text == TEXT)))


def drafts(office) -> list[Draft]:
    with office.reading() as session:
        return list(session.scalars(select(Draft)))


def begin(person: Person, text: str = TEXT) -> Person:
    person.visit("/de/tell/topic?kind=complaint")
    person.send("category", category="BES")
    person.send("text", text=text)
    return person


@pytest.fixture
def at_check(anybody) -> Person:
    begin(anybody)
    anybody.send("phone", phone=NUMBER, call="yes")
    return anybody


def test_the_whole_way_ends_with_a_receipt(at_check, office, code_on):
    assert "Stimmt alles?" in at_check.page
    assert all(words in at_check.page for words in (TEXT, NUMBER, "Ein Brief", "Deutsch"))
    assert cases(office) == []
    at_check.send("/de/tell/send")
    assert len(code_on(at_check.page)) == 20
    (case,) = cases(office)
    assert (case.kind, case.language, case.channel) == ("complaint", "de", "form")
    with office.reading() as session:
        assert session.scalar(select(Callback.language).filter_by(case_id=case.id)) == "de"


def test_no_cookie_is_set_before_somebody_answers(anybody):
    for page in ("/de/", "/de/tell/topic?kind=praise", "/de/tell/text", "/de/resume"):
        anybody.visit(page)
        assert "Set-Cookie" not in anybody.answer.headers
    begin(anybody)
    cookie = anybody.client.get_cookie("anbelo-draft")
    assert (cookie.http_only, cookie.same_site, cookie.max_age) == (True, "Lax", None)


def test_sending_twice_or_from_two_windows_makes_one_case(at_check, office, code_on):
    first = code_on(at_check.send("/de/tell/send"))
    other = at_check.client.post("/de/tell/send", follow_redirects=True)
    assert code_on(other.text) == first
    assert code_on(at_check.visit("/de/receipt")) == first, "a reload shows it again"
    assert len(cases(office)) == 1


def test_after_sending_no_words_are_kept_in_the_draft(at_check, office):
    at_check.send("/de/tell/send")
    (draft,) = drafts(office)
    assert draft.answers == {}
    assert TEXT not in str(draft.receipt)
    assert "1234567" not in str(draft.receipt)


def test_the_receipt_is_forgotten_on_wish_and_after_an_hour(at_check, office, code_on):
    at_check.send("/de/tell/send")
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert not code_on(at_check.visit("/de/receipt"))
    assert code_on(at_check.visit("/de/receipt"))
    at_check.send("/de/receipt/forget")
    assert not code_on(at_check.visit("/de/receipt"))
    assert "Wie steht es?" in at_check.page
    assert drafts(office) == []


def test_every_answer_can_be_changed_from_the_last_page(at_check):
    links = set(re.findall(r'href="(/de/[^"]*)"', at_check.page))
    assert {"/de/", "/de/tell/topic", "/de/tell/text", "/de/tell/call", "/de/tell/you"} <= links
    at_check.visit("/de/tell/you")
    at_check.send("name", name="Probe Person", confidential="1")
    assert "Probe Person" in at_check.page
    assert "Nur die Ombudsstelle" in at_check.page
    at_check.visit("/de/tell/you")
    at_check.send("name", name="", confidential=[])
    assert "Probe Person" not in at_check.page
    assert "Wer bei uns dafür zuständig ist" in at_check.page


def test_no_is_an_answer_and_takes_no_number(anybody, office):
    begin(anybody).send("phone", call="no")
    anybody.send("/de/tell/send")
    (case,) = cases(office)
    with office.reading() as session:
        assert session.scalar(select(func.count(Callback.id)).filter_by(case_id=case.id)) == 0


def test_yes_without_a_number_is_asked_again_and_keeps_the_rest(anybody):
    begin(anybody).send("phone", call="yes", weekdays=["0", "2"], safe_word="Sonne")
    assert anybody.status == 422
    assert 'href="#f-phone"' in anybody.page
    assert "Sonne" in anybody.page
    assert anybody.page.count('name="weekdays"') == 5
    assert anybody.page.count("checked") == 2


@pytest.mark.parametrize(("go", "into"), [("back", "/de/tell/topic"), ("ar", "/ar/tell/text"),
                                          ("later", "/de/tell/later")])  # fmt: skip
def test_what_is_typed_goes_along_with_every_button(anybody, go, into):
    anybody.visit("/de/tell/topic")
    anybody.send("category", category="WAR")
    anybody.send("text", text="Halber Satz", go=go)
    assert anybody.answer.request.path == into
    assert "Halber Satz" in anybody.visit("/de/tell/text")


def test_an_empty_text_is_asked_for_in_the_language_of_the_page(anybody):
    anybody.visit("/ar/tell/text")
    anybody.send("text", text="")
    assert anybody.status == 422
    assert 'lang="ar"' in anybody.page
    assert 'href="#f-text"' in anybody.page


def test_two_windows_never_overwrite_each_other(anybody):
    begin(anybody, "Erstes Fenster.")
    stale = anybody.visit("/de/tell/text")
    anybody.send("text", text="Erstes Fenster, später mehr.")
    seen = re.search(r'name="seen" value="(\w+)"', stale).group(1)
    answer = anybody.client.post(
        "/de/tell/text", data={"text": "Zweites Fenster.", "seen": seen}, follow_redirects=True
    )
    assert answer.status_code == 422
    assert "Erstes Fenster, später mehr." in answer.text
    assert "Zweites Fenster." in answer.text
    assert "Hier stehen beide Texte" in answer.text
    again = anybody.visit("/de/tell/text")
    assert "Erstes Fenster, später mehr." in again
    assert "Zweites Fenster." in again


def test_writing_after_sending_is_something_new(at_check, office):
    at_check.send("/de/tell/send")
    begin(at_check, "Noch etwas anderes.")
    at_check.send("phone", call="no")
    at_check.send("/de/tell/send")
    assert len(drafts(office)) == 2
    with office.reading() as session:
        assert session.scalar(select(Case).where(Case.text == "Noch etwas anderes."))


def test_a_link_can_answer_topic_and_site(anybody):
    page = anybody.visit("/de/?topic=kdu&site=BGL")
    assert "/de/tell/text?kind=complaint&amp;topic=KDU&amp;site=BGL" in page
    anybody.visit("/de/tell/text?kind=complaint&topic=KDU&site=BGL")
    anybody.send("text", text=TEXT)
    anybody.send("phone", call="no")
    assert "Wohnen" in anybody.page


def test_going_on_with_the_code_on_another_device(anybody, app, office, code_on):
    begin(anybody).visit("/de/tell/text")
    code = code_on(anybody.send("text", go="later"))
    assert len(code) == 16
    other = Person(app.test_client())
    other.visit("/de/resume")
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    other.send("code", code=wrong)
    assert other.status == 422
    assert "finden wir nichts" in other.page
    other.send("code", code=" ".join(code[i : i + 4] for i in range(0, 16, 4)))
    assert TEXT in other.page
    other.send("text", text=TEXT)
    other.send("phone", call="no")
    other.send("/de/tell/send")
    anybody.client.post("/de/tell/send", follow_redirects=True)
    assert len(cases(office)) == 1


def test_guessing_draft_codes_is_slowed_down(anybody):
    for _ in range(20):
        anybody.client.post("/de/resume", data={"code": "1234"})
    answer = anybody.client.post("/de/resume", data={"code": "1234"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_a_draft_lives_for_a_day_and_the_page_says_so(anybody, office):
    begin(anybody)
    assert "Sie haben schon angefangen." in anybody.visit("/de/")
    with time_machine.travel(now() + timedelta(hours=25)):
        assert "Sie haben schon angefangen." not in anybody.visit("/de/")
        assert TEXT not in anybody.visit("/de/tell/text")
        with office.unit_of_work() as session:
            sweep(session, now=now())
    assert drafts(office) == []


def test_throwing_away_leaves_nothing(anybody, office):
    begin(anybody)
    anybody.visit("/de/tell/later")
    anybody.send("/de/tell/forget")
    assert "Alles ist gelöscht" in anybody.page
    assert anybody.client.get_cookie("anbelo-draft") is None
    assert drafts(office) == []


def test_hostile_answers_never_break_a_page(anybody, office):
    anybody.visit("/de/tell/text?topic=%00&kind=x")
    for data in (
        {"text": "x" * 30_000},
        {"text": TEXT, "letter_date": "31.02.2026", "kind": "nonsense", "category": "nonsense"},
        {"text": " ", "go": "nowhere"},
    ):
        answer = anybody.client.post("/de/tell/text", data=data)
        assert answer.status_code == 422
    anybody.client.post("/de/tell/text", data={"text": "a\x00b"})
    assert "a\ufffdb" in anybody.visit("/de/tell/text")
    for data in ({"call": "yes", "phone": "not a number"}, {"call": "maybe"},
                 {"call": "yes", "phone": NUMBER, "weekdays": ["9"]},
                 {"call": "yes", "phone": NUMBER, "call_language": "xx"}):  # fmt: skip
        assert anybody.client.post("/de/tell/call", data=data).status_code == 422
    assert cases(office) == []
