"""A session belongs to one person and one browser, and it ends when it should."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from anbelo.accounts.models import StaffSession
from anbelo.app import create_app
from anbelo.demo.office import PASSWORD

COOKIE = "anbelo"
PAIR = {"login": "leistung", "password": PASSWORD}


def sessions(office) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(StaffSession))


def cookie_line(answer) -> str:
    return next(v for k, v in answer.headers if k == "Set-Cookie" and v.startswith(COOKIE))


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app):
    line = cookie_line(app.test_client().post("/staff/login", data=PAIR))
    assert "HttpOnly" in line
    assert "SameSite=Strict" in line
    assert "Path=/" in line
    assert "Domain" not in line


def test_with_tls_the_cookie_is_secure_and_bound_to_this_host(settings):
    secure = create_app(replace(settings, base_url="https://office.example"))
    answer = secure.test_client().post("/staff/login", data=PAIR, base_url="https://office.example")
    line = next(v for k, v in answer.headers if k == "Set-Cookie")
    secure.extensions["anbelo"].database.close()
    assert line.startswith("__Host-anbelo=")
    assert "Secure" in line


def test_the_token_is_stored_only_as_a_hash(app, office):
    client = app.test_client()
    client.post("/staff/login", data=PAIR)
    token = client.get_cookie(COOKIE).value
    with office.reading() as session:
        kept = session.scalars(select(StaffSession.token_hash)).one()
    assert token.encode() not in kept
    assert len(token) >= 40


def test_a_token_planted_before_sign_in_is_worth_nothing_after_it(app):
    client = app.test_client()
    client.set_cookie(COOKIE, "planted-by-somebody")
    client.post("/staff/login", data=PAIR)
    assert client.get_cookie(COOKIE).value != "planted-by-somebody"
    other = app.test_client()
    other.set_cookie(COOKIE, "planted-by-somebody")
    assert other.get("/desk/").status_code == 401


def test_signing_in_again_ends_the_session_this_browser_had(app, office):
    client = app.test_client()
    client.post("/staff/login", data=PAIR)
    first = client.get_cookie(COOKIE).value
    client.post("/staff/login", data={"login": "ombuds", "password": PASSWORD})
    assert sessions(office) == 1
    old = app.test_client()
    old.set_cookie(COOKIE, first)
    assert old.get("/desk/").status_code == 401
    assert client.get("/ombuds/").status_code == 200


def test_a_failed_second_sign_in_leaves_the_running_session_alone(app):
    client = app.test_client()
    client.post("/staff/login", data=PAIR)
    client.post("/staff/login", data={"login": "ombuds", "password": "falsch"})
    assert client.get("/desk/").status_code == 200


def test_logging_out_kills_the_session_on_the_server(app, signed_in, office):
    person = signed_in("leistung")
    token = person.client.get_cookie(COOKIE).value
    person.visit("/desk/")
    person.send("/staff/logout")
    assert person.answer.request.path == "/staff/login"
    assert sessions(office) == 0
    stolen = app.test_client()
    stolen.set_cookie(COOKIE, token)
    assert stolen.get("/desk/").status_code == 401


def test_logging_out_empties_the_browser(signed_in):
    person = signed_in("leistung")
    person.visit("/desk/")
    form = person.form("/staff/logout")
    answer = person.client.post("/staff/logout", data=form.values)
    assert "cache" in answer.headers["Clear-Site-Data"]
    assert person.client.get_cookie(COOKIE) is None


def test_logging_out_needs_the_proof_of_our_own_page(signed_in, office):
    person = signed_in("leistung")
    assert person.client.post("/staff/logout").status_code == 403
    assert sessions(office) == 1


def test_logging_out_of_an_ended_session_asks_to_sign_in_and_leads_on(signed_in, time_passes):
    person = signed_in("leistung")
    person.visit("/desk/")
    time_passes(idle=timedelta(minutes=16))
    person.send("/staff/logout")
    assert person.status == 401
    person.send("password", login="leistung", password=PASSWORD)
    assert person.status == 200
    assert person.answer.request.path == "/desk/"


@pytest.mark.parametrize(
    ("passed", "status"),
    [
        ({"idle": timedelta(minutes=14)}, 200),
        ({"idle": timedelta(minutes=15, seconds=1)}, 401),
        ({"whole": timedelta(hours=9, minutes=59)}, 200),
        ({"whole": timedelta(hours=10, seconds=1)}, 401),
    ],
)
def test_a_session_ends_after_fifteen_idle_minutes_or_ten_hours(
    signed_in, time_passes, passed, status
):
    person = signed_in("leistung")
    time_passes(**passed)
    person.visit("/desk/")
    assert person.status == status


def test_working_keeps_the_session_alive(signed_in, time_passes):
    person = signed_in("leistung")
    for _ in range(3):
        time_passes(idle=timedelta(minutes=10))
        person.visit("/desk/")
        assert person.status == 200


def test_somebody_who_left_is_out_on_their_next_request(signed_in, disabled):
    person = signed_in("leistung")
    person.visit("/desk/")
    assert person.status == 200
    disabled("leistung")
    person.visit("/desk/")
    assert person.status == 401


def test_no_page_of_a_session_is_kept_by_a_browser(signed_in):
    person = signed_in("leistung")
    person.visit("/desk/")
    assert person.answer.headers["Cache-Control"] == "no-store"
