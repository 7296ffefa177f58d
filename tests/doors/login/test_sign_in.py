"""Signing in: the right person gets in, a guess learns nothing."""

import re

import pytest

from anbelo.demo.office import PASSWORD

COOKIE = "anbelo"


def sign_in(person, login="leistung", password=PASSWORD, **more):
    person.visit("/staff/login")
    return person.send("password", login=login, password=password, **more)


def plain(page: str) -> str:
    """A page without what is new on every page."""
    return re.sub(r'nonce="[^"]*"', "", page)


@pytest.mark.parametrize(
    ("login", "first_page"),
    [
        ("leistung", "/desk/"),
        ("ombuds", "/ombuds/"),
        ("leitung", "/management/figures"),
        ("admin", "/management/house"),
        ("datenschutz", "/management/trail"),
    ],
)
def test_everybody_arrives_in_their_first_area(anybody, login, first_page):
    sign_in(anybody, login)
    assert anybody.status == 200
    assert anybody.answer.request.path == first_page


def test_a_wrong_password_keeps_the_name_and_says_what_to_do(anybody):
    page = sign_in(anybody, password="falsch")
    assert anybody.status == 422
    assert "Name oder Passwort stimmt nicht" in page
    assert 'value="leistung"' in page
    assert "falsch" not in page


def test_a_wrong_name_a_wrong_password_and_a_disabled_account_read_the_same(app, disabled):
    disabled("kdu")
    pages = set()
    for login, password in (("leistung", "falsch"), ("niemand", "falsch"), ("kdu", PASSWORD)):
        answer = app.test_client().post("/staff/login", data={"login": login, "password": password})
        assert answer.status_code == 422
        pages.add(plain(answer.get_data(as_text=True)).replace(f'value="{login}"', ""))
    assert len(pages) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"login": "", "password": "x"}, "Bitte füllen Sie dieses Feld aus."),
        ({"login": "leistung", "password": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"login": "a\0b", "password": "x"}, "unsichtbare Zeichen"),
        ({"login": "a" * 201, "password": "x"}, "zu lang"),
        ({"login": "leistung", "password": "x" * 1001}, "zu lang"),
    ],
)
def test_bad_input_is_told_next_to_the_field(anybody, fields, sentence):
    page = sign_in(anybody, **fields)
    assert anybody.status == 422
    assert sentence in page
    assert anybody.client.get_cookie(COOKIE) is None


def test_after_five_failures_one_has_to_wait_even_with_the_right_password(app):
    client = app.test_client()
    for _ in range(6):
        client.post("/staff/login", data={"login": "leistung", "password": "falsch"})
    answer = client.post("/staff/login", data={"login": "leistung", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1
    assert "Bitte warten Sie" in answer.get_data(as_text=True)
    assert client.get_cookie(COOKIE) is None


def test_somebody_elses_failures_do_not_lock_me_out(app):
    client = app.test_client()
    for _ in range(6):
        client.post("/staff/login", data={"login": "leistung", "password": "falsch"})
    answer = client.post("/staff/login", data={"login": "ombuds", "password": PASSWORD})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "evil.example",
    ],
)
def test_sign_in_never_leads_to_another_site(app, target):
    data = {"login": "leistung", "password": PASSWORD, "next": target}
    answer = app.test_client().post("/staff/login", data=data)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/staff/"


def test_sign_in_leads_to_the_page_that_was_wanted(anybody):
    anybody.visit("/management/figures?year=2025")
    assert anybody.status == 401
    anybody.send("password", login="leitung", password=PASSWORD)
    assert anybody.answer.request.path == "/management/figures"
    assert anybody.answer.request.args["year"] == "2025"


def test_the_pages_of_sign_in_speak_the_language_of_the_browser(app):
    page = app.test_client().get("/staff/login", headers={"Accept-Language": "en"})
    assert '<html lang="en"' in page.get_data(as_text=True)
