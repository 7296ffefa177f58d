"""Somebody of the team notes on the notice's page that an objection arrived."""

from datetime import date

import pytest
from sqlalchemy import select

from anbelo.callbacks.rules import Outcome
from anbelo.notices.models import Notice, Objection
from anbelo.offices.models import Team
from tests.released import released, without_guards


@pytest.fixture
def path(office):
    with office.unit_of_work() as session, without_guards(session):
        made = released(session, date(2026, 11, 2), outcomes=[Outcome.CLEARED])
        return f"/desk/notices/{made.external_ref}"


@pytest.fixture
def day(office):
    """The day that is stored, or None."""

    def look():
        with office.reading() as session:
            return session.scalar(select(Objection.received_on))

    return look


@pytest.fixture
def member(signed_in):
    return signed_in("leistung")


def test_the_day_is_noted_from_the_notice_corrected_and_taken_back(member, path, day):
    assert f'href="{path}/objection"' in member.visit(path)
    member.visit(f"{path}/objection")
    page = member.send("received_on", received_on="20.11.2026")
    assert member.status == 200
    assert "Eingetragen: Der Widerspruch kam am 20.11.2026." in page
    assert day() == date(2026, 11, 20)
    member.send("received_on", received_on="2026-11-19")
    assert day() == date(2026, 11, 19)
    page = member.send(f"{path}/objection/removal")
    assert "Eingetragen" not in page
    assert day() is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Bitte füllen Sie dieses Feld aus."),
        ("31.02.2026", "Das ist kein Datum."),
        ("2026-11-01", "An diesem Tag war der Bescheid noch nicht hinaus."),
        ("2026-11-24", "Dieser Tag liegt in der Zukunft."),
    ],
)
def test_a_day_that_cannot_be_is_told_and_kept_in_the_field(member, path, day, typed, sentence):
    member.visit(f"{path}/objection")
    page = member.send("received_on", received_on=typed)
    assert member.status == 422
    assert sentence in page
    assert f'value="{typed}"' in page
    assert day() is None


def test_whoever_saw_another_day_corrects_nothing(signed_in, member, path, day):
    other = signed_in("teamleitung")
    for person in (member, other):
        person.visit(f"{path}/objection")
    other.send("received_on", received_on="2026-11-20")
    page = member.send("received_on", received_on="2026-11-19")
    assert member.status == 409
    assert "Jemand anders hat gerade einen anderen Tag eingetragen." in page
    assert day() == date(2026, 11, 20)


def test_a_notice_that_waits_has_no_place_for_it(member, make_notice, day):
    make_notice("BG-1")
    assert "/objection" not in member.visit("/desk/notices/BG-1")
    assert 'name="received_on"' not in member.visit("/desk/notices/BG-1/objection")
    assert day() is None


def test_another_team_may_not_know_of_it(office, member, path):
    with office.unit_of_work() as session, without_guards(session):
        team = session.scalar(select(Team.id).where(Team.code == "RECHT"))
        session.scalars(select(Notice)).one().team_id = team
    member.visit(f"{path}/objection")
    assert member.status == 404
