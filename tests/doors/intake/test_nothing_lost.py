"""Back, a second window, blanks, another device: what was typed or promised is still there."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from anbelo.callbacks.models import Callback
from anbelo.cases.models import Case
from anbelo.correspondence.models import Message
from anbelo.drafts.models import Draft
from anbelo.offices.models import Site
from tests.browsing import Person

TEXT = "Ich verstehe den Bescheid nicht. Bitte helfen Sie mir."
MORE = "Und die Miete ist auch falsch."
LONG_NAME = "Jobcenter Musterland Hauptstelle Musterstadt"


def texts(office) -> list[str]:
    with office.reading() as session:
        return list(session.scalars(select(Case.text).order_by(Case.id)))


@pytest.fixture
def old_page(anybody, office):
    """Somebody sent a text a minute after they had opened its page; that page, once more."""
    anybody.visit("/de/tell/text")
    form = anybody.form("text").values.to_dict() | {"text": TEXT}
    anybody.client.post("/de/tell/text", data=form)
    anybody.visit("/de/tell/call")
    anybody.send("phone", call="no")
    anybody.send("/de/tell/send")
    with office.unit_of_work() as session:
        session.execute(update(Draft).values(touched_at=Draft.touched_at + timedelta(minutes=1)))
    return form


def receipt_there(person: Person) -> bool:
    return bool(re.search("ab-code__group", person.visit("/de/receipt")))


def test_back_and_the_same_once_more_shows_the_receipt_and_makes_no_second_case(
    anybody, office, old_page
):
    answer = anybody.client.post("/de/tell/text", data=old_page)
    assert answer.headers["Location"] == "/de/receipt"
    later = anybody.client.post("/de/tell/call", data=old_page | {"call": "no"})
    assert later.headers["Location"] == "/de/receipt"
    assert receipt_there(anybody)
    assert texts(office) == [TEXT]


def test_back_with_other_words_begins_another_message(anybody, office, old_page):
    answer = anybody.client.post("/de/tell/text", data=old_page | {"text": MORE})
    assert answer.headers["Location"] == "/de/tell/call"
    anybody.visit("/de/tell/call")
    anybody.send("phone", call="no")
    anybody.send("/de/tell/send")
    assert texts(office) == [TEXT, MORE]


@pytest.mark.usefixtures("old_page")
def test_an_empty_page_after_sending_keeps_the_receipt(anybody, office):
    with office.unit_of_work() as session:
        session.execute(update(Draft).values(touched_at=Draft.touched_at - timedelta(minutes=2)))
    anybody.visit("/de/tell/text")
    page = anybody.send("text", text="")
    assert anybody.status == 422
    assert "Bitte" in page
    assert receipt_there(anybody)


def test_a_window_left_open_takes_nothing_back_that_it_never_showed(anybody):
    anybody.visit("/de/tell/text")
    anybody.send("text", text=TEXT)
    anybody.visit("/de/tell/you")
    left_open = anybody.form("confidential").values.to_dict()
    anybody.send("confidential", confidential="true", name="Probe Person")
    anybody.client.post("/de/tell/you", data=left_open | {"email": "probe@example.org"})
    anybody.client.post("/de/tell/you", data=b"\xff\xfe=%ff", content_type="text/plain")
    page = anybody.visit("/de/tell/you")
    assert re.search(r'name="confidential"[^>]* checked', page)
    assert 'value="Probe Person"' in page
    assert 'value="probe@example.org"' in page


def test_what_a_page_showed_can_be_taken_back_on_it(anybody):
    anybody.visit("/de/tell/text")
    anybody.send("text", text=TEXT)
    anybody.visit("/de/tell/you")
    anybody.send("confidential", confidential="true", name="Probe Person")
    anybody.visit("/de/tell/you")
    form = anybody.form("confidential").values.to_dict()
    del form["confidential"]
    anybody.client.post("/de/tell/you", data=form | {"name": ""})
    page = anybody.visit("/de/tell/you")
    assert not re.search(r'name="confidential"[^>]* checked', page)
    assert "Probe Person" not in page


def test_a_code_from_elsewhere_does_not_push_away_what_stands_here(app, anybody):
    other = Person(app.test_client())
    for person, text in ((anybody, TEXT), (other, MORE)):
        person.visit("/de/tell/text")
        person.send("text", text=text)
    code = "".join(re.findall(r'ab-code__group">(\d{4})<', anybody.visit("/de/tell/later")))
    other.visit("/de/resume")
    page = other.send("code", code=code)
    assert other.status == 422
    assert "Auf diesem Gerät steht schon ein anderer Text." in page
    assert f'value="{code}"' in page
    assert MORE in other.visit("/de/tell/text")
    anybody.visit("/de/resume")
    assert TEXT in anybody.send("code", code=code), "one's own code is no other text"


def test_blanks_are_no_number(anybody, office):
    anybody.visit("/de/call")
    anybody.send("phone", phone="   ")
    assert anybody.status == 422
    anybody.visit("/de/contact")
    anybody.send("phone", text=TEXT, call="yes", phone=" \t ")
    assert anybody.status == 422
    with office.reading() as session:
        assert session.scalars(select(Callback)).all() == []


@pytest.mark.parametrize("address", ["a@b.de\nX: y", "a@b.de x", "a\u00a0b@c.de"])
def test_an_address_has_no_gap(anybody, address):
    anybody.visit("/de/contact")
    anybody.send("text", text=TEXT, email=address)
    assert anybody.status == 422
    assert 'href="#f-email"' in anybody.page


def test_a_place_with_a_long_name_gets_its_objection(anybody, office):
    with office.unit_of_work() as session:
        session.execute(update(Site).where(Site.code == "GL").values(name=LONG_NAME))
    page = anybody.visit("/de/objection")
    assert LONG_NAME in page
    told = anybody.form("letter_date").values.to_dict() | {
        "letter_date": "2026-11-10",
        "site": "GL",
    }
    answer = anybody.client.post("/de/objection", data=told)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")


def test_a_file_name_to_remove_may_be_anything(anybody, office):
    anybody.visit("/de/tell/text")
    anybody.send("text", text=TEXT, remove="\0")
    assert anybody.status == 200
    with office.reading() as session:
        assert session.scalar(select(Draft)).answers["text"] == TEXT


def test_a_message_told_with_a_page_of_another_session_comes_along(anybody, inside):
    inside()
    answer = anybody.client.post(
        "/de/status/helped", data={"helped": "no", "text": MORE, "csrf_token": "another"}
    )
    assert answer.status_code == 403
    assert MORE in answer.text


def test_words_beyond_all_measure_are_refused_before_they_are_kept(anybody, office):
    url, form = "/de/tell/text", "application/x-www-form-urlencoded"
    answer = anybody.client.post(url, data=b"text=" + b"x" * 2_000_000, content_type=form)
    assert answer.status_code == 413
    answer = anybody.client.post(url, data=b"text=" + b"x" * 900_000, content_type=form)
    assert answer.status_code == 422
    assert "x" * 900_000 in answer.text, "on the page it stands whole"
    with office.reading() as session:
        assert len(session.scalar(select(Draft)).answers["text"]) == 100_000
        assert session.scalars(select(Message)).all() == []


def test_a_form_that_cannot_be_read_is_not_taken_for_an_empty_one(anybody, office):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nEin Text.\r\n'
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="\xfcber.jpg"\r\n\r\n\xff\r\n'
        b"--x--\r\n"
    )
    answer = anybody.client.post(
        "/de/tell/text", data=body, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 400
    assert "Meistens steht Ihr Text noch da." in answer.text
    with office.reading() as session:
        assert session.scalars(select(Draft)).all() == []


def test_photos_sent_after_the_session_ended_are_told_to_be_missing(anybody, inside):
    inside()
    form = anybody.form("text").values.to_dict() | {"text": MORE}
    anybody.client.delete_cookie("anbelo-code")
    told = "Ihre Fotos und Dateien sind nicht angekommen."
    assert told not in anybody.client.post("/de/status/message", data=dict(form)).text
    page = anybody.client.post(
        "/de/status/message", data=form | {"files": (io.BytesIO(b"\xff\xd8\xff"), "brief.jpg")}
    ).text
    assert told in page
    assert MORE in page
