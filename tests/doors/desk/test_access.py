"""Who may enter which page of this door."""

import pytest

ROLES = {
    "schalter": {"find", "log"},
    "leistung": {"find", "log", "calls", "notices"},
    "teamleitung": {"find", "log", "calls", "notices"},
    "ombuds": {"find", "log", "calls"},
    "leitung": set(),
    "admin": set(),
    "datenschutz": set(),
}
PAGES = {
    "/desk/": "find",
    "/desk/contacts/new": "log",
    "/desk/calls": "calls",
    "/desk/notices": "notices",
}


@pytest.mark.parametrize("login", ROLES)
def test_each_role_enters_its_own_pages_only(signed_in, login):
    person = signed_in(login)
    opened = set()
    for path, area in PAGES.items():
        person.visit(path)
        assert person.status in {200, 403}
        if person.status == 200:
            opened.add(area)
    assert opened == ROLES[login]


@pytest.mark.parametrize("path", PAGES)
def test_nobody_enters_without_signing_in(anybody, path):
    anybody.visit(path)
    assert anybody.status == 401


def test_what_one_may_not_open_one_may_not_change(signed_in, make_case, make_notice, stored):
    made = make_case()
    call = make_notice()
    person = signed_in("schalter")
    person.visit("/desk/")
    token = person.form("words").values["csrf_token"]
    before = stored()
    for path in (
        f"/desk/cases/{made.reference}/answer",
        f"/desk/cases/{made.reference}/close",
        f"/desk/calls/{call}",
        "/desk/notices/BG-2026/7",
    ):
        answer = person.client.post(path, data={"csrf_token": token, "idempotency_key": "k"})
        assert answer.status_code == 403
    assert stored() == before


def test_the_front_desk_sees_no_notices_but_todays_calls(signed_in, make_notice):
    call = make_notice()
    person = signed_in("schalter")
    assert "Omar Exempel" in person.visit("/desk/")
    person.visit(f"/desk/calls/{call}")
    assert person.status == 403
    person.visit("/desk/notices/BG-2026/7")
    assert person.status == 403


def test_another_team_sees_neither_call_nor_notice_nor_case(signed_in, make_case, make_notice):
    call = make_notice(team="LEISTUNG")
    made = make_case(team="LEISTUNG")
    other = signed_in("recht")
    assert "Omar Exempel" not in other.visit("/desk/")
    assert made.reference not in other.page
    assert "Kein Anruf wartet" in other.visit("/desk/calls")
    assert "Kein Bescheid wartet" in other.visit("/desk/notices")
    for path in (
        f"/desk/calls/{call}",
        "/desk/notices/BG-2026/7",
        f"/desk/cases/{made.reference}",
    ):
        other.visit(path)
        assert other.status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/desk/cases/%00",
        "/desk/cases/" + "X" * 3000,
        "/desk/notices/BG%00",
        "/desk/notices/../etc",
        "/desk/calls/99999999999999999999999",
        "/desk/calls/0",
    ],
)
def test_an_address_that_names_nothing_is_not_found(signed_in, path):
    person = signed_in("leistung")
    person.visit(path)
    assert person.status == 404
