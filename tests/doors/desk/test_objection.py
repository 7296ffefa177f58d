"""On the page of a notice that has left: the day an objection arrived, and nothing more."""

from datetime import date

import pytest
from sqlalchemy import select

from anbelo.audit.models import AuditEntry
from anbelo.notices.models import Objection
from tests.released import released, without_guards

LEFT, CAME = date(2026, 11, 2), date(2026, 11, 18)


@pytest.fixture
def path(office):
    with office.unit_of_work() as session:
        with without_guards(session):
            made = released(session, LEFT)
        return f"/desk/notices/{made.external_ref}"


@pytest.fixture
def recorded(office):
    def look():
        with office.reading() as session:
            return list(session.scalars(select(Objection.received_on)))

    return look


@pytest.fixture
def acts(office):
    def look():
        with office.reading() as session:
            found = select(AuditEntry.action).where(AuditEntry.action.startswith("objection_"))
            return list(session.scalars(found.order_by(AuditEntry.seq)))

    return look


def test_the_day_is_recorded_corrected_and_taken_back(signed_in, path, recorded, acts):
    person = signed_in("leistung")
    assert f'href="{path}/objection"' in person.visit(path)
    person.visit(f"{path}/objection")
    page = person.send("received_on", received_on="18.11.2026")
    assert person.status == 200
    assert "Eingetragen: Der Widerspruch kam am" in page
    assert recorded() == [CAME]
    person.send("received_on", received_on="2026-11-19")
    assert recorded() == [date(2026, 11, 19)]
    person.send(f"{path}/objection/removal")
    assert recorded() == []
    assert acts() == ["objection_recorded", "objection_corrected", "objection_removed"]


@pytest.mark.parametrize("day", ["01.11.2026", "24.11.2026", "31.02.2026", "gestern", ""])
def test_a_day_that_cannot_be_is_told_at_its_field(signed_in, path, recorded, day):
    person = signed_in("leistung")
    person.visit(f"{path}/objection")
    page = person.send("received_on", received_on=day)
    assert person.status == 422
    assert 'aria-invalid="true"' in page
    assert recorded() == []


def test_sending_a_form_twice_records_once(signed_in, path, recorded, acts):
    person = signed_in("leistung")
    person.visit(f"{path}/objection")
    form = person.form("received_on")
    form.values["received_on"] = "2026-11-18"
    for _ in range(2):
        answer = person.client.post(f"{path}/objection", data=form.values)
        assert answer.status_code == 303
    assert (recorded(), acts()) == ([CAME], ["objection_recorded"])


def test_of_two_who_open_the_page_the_second_overwrites_nothing(signed_in, path, recorded):
    first, second = signed_in("leistung"), signed_in("teamleitung")
    for person in (first, second):
        person.visit(f"{path}/objection")
    first.send("received_on", received_on="2026-11-18")
    page = second.send("received_on", received_on="2026-11-20")
    assert second.status == 409
    assert "kern-alert" in page
    assert recorded() == [CAME]


def test_a_notice_that_waits_offers_no_day(signed_in, make_notice, recorded):
    make_notice()
    person = signed_in("leistung")
    assert "/objection" not in person.visit("/desk/notices/BG-2026/7")
    page = person.visit("/desk/notices/BG-2026/7/objection")
    assert "received_on" not in page
    assert "Gegen einen Bescheid, der noch nicht hinaus ist" in page
    assert recorded() == []


def test_other_teams_do_not_learn_of_it(signed_in, path):
    for login in ("kdu", "schalter", "leitung"):
        person = signed_in(login)
        person.visit(f"{path}/objection")
        assert person.status in {403, 404}
