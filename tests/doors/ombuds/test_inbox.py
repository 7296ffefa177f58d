"""The inbox: who needs somebody first, then who waits longest."""

import re

import pytest

from anbelo.cases.queries import inbox
from anbelo.cases.rules import Channel
from tests import scenes
from tests.counting import statements

SUICIDAL = "Ich will nicht mehr leben."
HUNGRY = "Wir haben kein Geld mehr und nichts zu essen."


def order(page: str) -> list[str]:
    return re.findall(r'class="ab-work__title"><a [^>]*href="/ombuds/cases/(\w+)"', page)


def test_danger_comes_first_then_the_longest_wait(signed_in, arrived):
    young, old = arrived(hours=1), arrived(hours=30)
    hungry, suicidal = arrived(HUNGRY, hours=2), arrived(SUICIDAL, hours=1)
    person = signed_in("ombuds")
    page = person.visit("/ombuds/")
    assert order(page) == [suicidal, hungry, old, young]
    assert "Lebensgefahr" in page
    assert "Notfall" in page


def test_a_row_tells_the_proposal_the_wait_and_the_legal_nature(signed_in, arrived):
    arrived("Ich widerspreche dem Bescheid über die Miete.", hours=49, channel=Channel.LETTER)
    page = signed_in("ombuds").visit("/ombuds/")
    assert "Vorschlag:" in page
    assert "vor 2 Tagen" in page
    assert "wahrscheinlich ein Widerspruch" in page
    assert "Rechtsbehelfsstelle" in page


def test_an_empty_inbox_says_what_to_do_next(signed_in):
    page = signed_in("ombuds").visit("/ombuds/")
    assert "Der Eingang ist leer" in page
    assert "/desk/" in page


def test_pages_follow_each_other_without_gap_or_repetition(office, arrived):
    wanted = [arrived(SUICIDAL, hours=2), arrived(SUICIDAL, hours=1)]
    wanted += [arrived(HUNGRY, hours=9), arrived(HUNGRY, hours=8), arrived(HUNGRY, hours=7)]
    wanted += [arrived(hours=90 - n) for n in range(4)]
    with office.reading() as session:
        ombuds = scenes.viewer(session, "ombuds")
        for size in (1, 2, 3, 4, 9):
            found, after = [], None
            while True:
                page = inbox(session, ombuds, after=after, limit=size)
                found += [case.reference for case in page.cases]
                after = page.after
                if after is None:
                    break
            assert found == wanted


@pytest.mark.parametrize("after", ["x", "9-1-1", "0-", "0--", "1-99999999999999999999-1", "-1-1-1"])
def test_a_damaged_bookmark_opens_the_first_page(signed_in, arrived, after):
    reference = arrived()
    person = signed_in("ombuds")
    assert order(person.visit(f"/ombuds/?after={after}")) == [reference]
    assert person.status == 200


def test_what_a_claimant_writes_stays_text(signed_in, arrived):
    arrived("<script>alert(1)</script> Die <b>Miete</b> ist zu hoch.")
    page = signed_in("ombuds").visit("/ombuds/")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_full_page_asks_the_database_no_more_than_a_short_one(app, signed_in, arrived):
    person = signed_in("ombuds")
    arrived()
    with statements(app) as few:
        person.visit("/ombuds/")
    for n in range(12):
        arrived(hours=n + 2)
    with statements(app) as many:
        person.visit("/ombuds/")
    assert len(many) == len(few)
    assert len(many) <= 8


@pytest.mark.parametrize(
    "login", ["schalter", "leistung", "teamleitung", "leitung", "admin", "datenschutz"]
)
@pytest.mark.parametrize("path", ["/ombuds/", "/ombuds/confidential"])
def test_nobody_else_has_an_inbox(signed_in, login, path):
    person = signed_in(login)
    person.visit(path)
    assert person.status == 403
