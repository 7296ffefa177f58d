"""A session that ends in the middle of writing loses nothing and doubles nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from anbelo.cases.models import Case
from anbelo.demo.office import PASSWORD

TEXT = 'Die Person wartet seit Wochen.\nSie sagt: "Niemand ruft zurück" <sehr> & müde.'


def texts(office) -> list[str]:
    with office.reading() as session:
        return list(session.scalars(select(Case.text)))


@pytest.fixture
def interrupted(signed_in, time_passes):
    """Somebody typed a contact; before they sent it the session ended."""
    person = signed_in("leistung")
    person.visit("/desk/contacts/new")
    time_passes(idle=timedelta(minutes=20))
    person.send("text", text=TEXT)
    return person


def test_what_was_typed_is_kept_through_sign_in_and_stored_once(interrupted, office):
    assert interrupted.status == 401
    assert "noch da" in interrupted.page
    assert texts(office) == []
    interrupted.send("password", login="leistung", password=PASSWORD)
    assert "Sie sind wieder angemeldet" in interrupted.page
    assert texts(office) == []
    again = interrupted.form("text")
    interrupted.send("text")
    assert interrupted.status == 200
    assert texts(office) == [TEXT]
    # The same form once more, as with a double tap: the key is still the first one.
    interrupted.client.post(again.action, data=again.values)
    assert texts(office) == [TEXT]


def test_a_wrong_password_in_between_loses_nothing(interrupted, office):
    interrupted.send("password", login="leistung", password="falsch")
    assert interrupted.status == 422
    interrupted.send("password", login="leistung", password=PASSWORD)
    interrupted.send("text")
    assert texts(office) == [TEXT]


def test_somebody_whose_role_may_not_store_it_cannot_store_it(interrupted, office):
    interrupted.send("password", login="leitung", password=PASSWORD)
    interrupted.send("text")
    assert interrupted.status == 403
    assert texts(office) == []


def test_a_kept_form_is_never_sent_to_another_site(app):
    data = {
        "login": "leistung",
        "password": PASSWORD,
        "next": "https://evil.example/",
        "kept.text": TEXT,
    }
    answer = app.test_client().post("/staff/login", data=data)
    assert "evil.example" not in answer.get_data(as_text=True)
    assert answer.headers["Location"] == "/staff/"


def test_the_password_is_on_no_page(interrupted):
    page = interrupted.send("password", login="leistung", password=PASSWORD)
    assert PASSWORD not in page
