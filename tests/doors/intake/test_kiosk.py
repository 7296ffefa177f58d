"""A shared device: contacts come with its site, and nobody sees anything of who was there before."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from anbelo.cases.models import Case
from anbelo.cases.rules import Channel
from anbelo.drafts.models import Draft
from tests.browsing import Person, forms

TEXT = "Ich warte seit acht Wochen."
NUMBER = "0170 1234567"


@pytest.fixture
def somebody(app):
    """Somebody in front of the device of a site, who chose German."""
    person = Person(app.test_client())
    person.visit("/kiosk/GL")
    person.visit("/de/")
    return person


def came(office) -> list[tuple[Channel, str | None]]:
    with office.reading() as session:
        cases = session.scalars(select(Case).order_by(Case.id)).all()
        return [(case.channel, case.site.code if case.site else None) for case in cases]


def cookies(person: Person) -> set[str]:
    names = ("anbelo-kiosk", "anbelo-draft", "anbelo-code")
    return {name for name in names if person.client.get_cookie(name)}


def to_check(person: Person) -> None:
    person.visit("/de/tell/text?kind=complaint&topic=WAR")
    person.send("text", text=TEXT)
    person.send("phone", call="no")


def test_a_wish_for_a_call_comes_from_the_kiosk_of_its_site(somebody, office, code_on):
    somebody.visit("/de/call")
    somebody.send("phone", phone=NUMBER)
    assert len(code_on(somebody.page)) == 20
    assert came(office) == [(Channel.KIOSK, "GL")]


def test_the_journey_too(somebody, office, code_on):
    to_check(somebody)
    somebody.send("/de/tell/send")
    assert len(code_on(somebody.page)) == 20
    assert came(office) == [(Channel.KIOSK, "GL")]


def test_everybody_elses_contact_comes_by_the_form(anybody, told, office):
    told()
    assert came(office) == [(Channel.FORM, None)]
    assert 'name="visit"' not in anybody.visit("/de/call")


def test_the_next_visit_finds_nothing(somebody, office):
    to_check(somebody)
    assert "anbelo-draft" in cookies(somebody)
    page = somebody.visit("/kiosk/GL")
    assert TEXT not in page
    assert somebody.answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert cookies(somebody) == {"anbelo-kiosk"}
    with office.reading() as session:
        assert session.scalars(select(Draft)).all() == []
    assert "Sie haben schon angefangen" not in somebody.visit("/de/")
    assert TEXT not in somebody.visit("/de/tell/text")


def test_a_case_that_was_open_is_closed_for_the_next(somebody):
    somebody.visit("/de/call")
    somebody.send("phone", phone=NUMBER)
    code = "".join(re.findall(r'ab-code__group">(\d{4})<', somebody.page))
    somebody.visit("/de/status")
    somebody.send("code", code=code)
    assert somebody.answer.request.path == "/de/status/case"
    token = somebody.client.get_cookie("anbelo-code").value
    somebody.visit("/kiosk/GL")
    somebody.client.set_cookie("anbelo-code", token)
    assert "Anruf" not in somebody.visit("/de/status/case")


@pytest.mark.parametrize(("page", "field", "typed"), [
    ("/de/call", "phone", {"phone": NUMBER}), ("/de/call", "phone", {"phone": "12345 geheim"}),
    ("/de/tell/text", "text", {"text": TEXT}), ("/de/status", "code", {"code": "1234 5678"}),
])  # fmt: skip
def test_a_strangers_form_sent_again_shows_and_stores_nothing(somebody, office, page, field, typed):
    somebody.visit(page)
    form = somebody.form(field)
    form.values.update(typed)
    somebody.visit("/kiosk/GL")
    answer = somebody.client.post(form.action, data=form.values)
    assert (answer.status_code, answer.location) == (303, "/kiosk/GL")
    assert not any(words in answer.get_data(as_text=True) for words in typed.values())
    assert came(office) == []
    with office.reading() as session:
        assert session.scalars(select(Draft)).all() == []


def test_every_form_of_the_door_carries_the_visit_and_asks_browsers_to_remember_nothing(somebody):
    somebody.visit("/de/call")
    number = somebody.form("phone").values["visit"]
    seen = 0
    for path in ("/de/call", "/de/status", "/de/tell/topic", "/de/tell/text", "/de/tell/call",
                 "/de/tell/you", "/de/tell/check"):  # fmt: skip
        page = somebody.visit(path)
        for form in forms(page):
            seen += form.method == "post"
            assert form.method != "post" or form.values["visit"] == number, path
        typed_in = re.findall(r"<(?:input|textarea|select)[^>]*id=\"f-(?!call\b)[^>]*>", page)
        kept = [
            tag for tag in typed_in if 'type="radio"' not in tag and 'type="checkbox"' not in tag
        ]
        assert [tag for tag in kept if 'autocomplete="off"' not in tag] == [], path
        if path == "/de/tell/text":
            somebody.send("text", text=TEXT)
    assert seen >= 7


def test_templates_forget_no_form():
    folder = Path(__file__).parents[3] / "anbelo" / "intake" / "templates" / "intake"
    own = {"kiosk_sites.html"}
    bare = [
        f"{page.name}: {found}"
        for page in sorted(folder.glob("*.html")) if page.name not in own
        for found in re.findall(r'<form\b[^\n]*method="post"[^\n]*>\n(?!\{\{ visit_field\(\) \}\})',
                                page.read_text())
    ]  # fmt: skip
    assert bare == []


@pytest.mark.parametrize("path", ["/de/contact", "/de/resume", "/de/tell/later", "/de/receipt.pdf",
                                  "/de/receipt.txt"])  # fmt: skip
def test_what_leaves_traces_is_not_here(somebody, path):
    answer = somebody.client.get(path)
    assert (answer.status_code, answer.location) == (303, "/de/")


def test_the_start_shows_the_five_ways_only(somebody):
    page = somebody.visit("/de/")
    assert "/de/contact" not in page
    assert "/de/resume" not in page
    assert all(words in page for words in ("kind=complaint", "kind=suggestion", "kind=praise",
                                           "/de/call", "/de/status", "/de/help"))  # fmt: skip
    assert 'type="file"' not in somebody.visit("/de/tell/text")
    assert "later" not in somebody.page


def test_the_first_address_is_the_languages_again(somebody):
    assert somebody.client.get("/").location == "/kiosk/GL"


def test_the_slip_says_where_the_code_is_typed(somebody):
    somebody.visit("/de/call")
    page = somebody.send("phone", phone=NUMBER)
    assert 'ab-print-only">Mit diesem Code sehen Sie' in page
    assert "/de/status</span>" in page


@pytest.mark.parametrize("value", ["GL", "WyJHTCIsIngiXQ.forged", ""])
def test_nobody_makes_a_kiosk_of_somebody_elses_browser(app, office, value):
    person = Person(app.test_client())
    person.client.set_cookie("anbelo-kiosk", value)
    person.visit("/de/contact")
    person.send("text", text=TEXT)
    assert came(office) == [(Channel.FORM, None)]


def test_an_unknown_site_is_no_page(anybody):
    anybody.visit("/kiosk/NIRGENDS")
    assert anybody.status == 404


def test_setting_up_and_ending(somebody):
    page = somebody.visit("/kiosk")
    assert "/kiosk/GL" in page
    somebody.send("/kiosk")
    assert cookies(somebody) == set()
    assert "nicht mehr für alle" not in somebody.page
    assert "/de/contact" in somebody.visit("/de/")


def test_opening_the_entrance_costs_an_own_device_nothing(anybody, office):
    anybody.visit("/de/tell/text?kind=complaint&topic=WAR")
    anybody.send("text", text=TEXT)
    anybody.visit("/kiosk/GL")
    assert "anbelo-draft" in cookies(anybody)
    with office.reading() as session:
        assert len(session.scalars(select(Draft)).all()) == 1


def test_a_link_from_elsewhere_makes_no_shared_device_of_somebodys_own(anybody):
    anybody.visit("/de/tell/text")
    anybody.send("text", text=TEXT)
    for _ in range(2):
        answer = anybody.client.get("/kiosk/GL", headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.headers["Location"] == "/de/?site=GL"
    assert cookies(anybody) == {"anbelo-draft"}
    assert TEXT in anybody.visit("/de/tell/text")
