"""A lost code: the office gives a new one to whoever shows who they are."""

import re

import pytest
from sqlalchemy import select

from anbelo.cases.models import Case
from tests import scenes
from tests.browsing import Person


@pytest.fixture
def case(office, app, monkeypatch):
    monkeypatch.setattr(scenes, "PEPPER", app.extensions["anbelo"].settings.pepper)
    with office.unit_of_work() as session:
        opened = scenes.contact(session, name="Probe Person")
        return opened.case.reference, opened.receipt.digits


def code_on(page: str) -> str:
    return "".join(re.findall(r'class="ab-code__group">(\d{4})<', page)[:5])


def opens(app, code: str) -> bool:
    claimant = Person(app.test_client())
    claimant.visit("/de/status")
    claimant.send("code", code=code)
    return claimant.status == 200


def test_the_new_code_opens_the_case_and_the_old_one_no_more(app, signed_in, case):
    reference, old = case
    assert opens(app, old)
    clerk = signed_in("schalter")
    clerk.visit(f"/desk/cases/{reference}/code")
    clerk.send("identity", identity="1")
    new = code_on(clerk.page)
    assert len(new) == 20
    assert new != old
    assert opens(app, new)
    assert not opens(app, old)


def test_sessions_opened_with_the_old_code_end(app, signed_in, case):
    reference, old = case
    stranger = Person(app.test_client())
    stranger.visit("/de/status")
    stranger.send("code", code=old)
    clerk = signed_in("schalter")
    clerk.visit(f"/desk/cases/{reference}/code")
    clerk.send("identity", identity="1")
    stranger.visit("/de/status/case")
    assert stranger.status == 401


def test_nobody_gets_a_code_without_showing_who_they_are(app, signed_in, case):
    reference, old = case
    clerk = signed_in("schalter")
    clerk.visit(f"/desk/cases/{reference}/code")
    clerk.send(f"/desk/cases/{reference}/code", identity=[])
    assert clerk.status == 422
    assert "Prüfen Sie zuerst, wer die Person ist." in clerk.page
    assert opens(app, old)


def test_sending_twice_shows_the_same_code(signed_in, case):
    reference, _old = case
    clerk = signed_in("schalter")
    clerk.visit(f"/desk/cases/{reference}/code")
    form = clerk.form("identity").values.copy()
    form["identity"] = "1"
    shown = [code_on(clerk.client.post(f"/desk/cases/{reference}/code", data=form).text)
             for _ in range(2)]  # fmt: skip
    assert shown[0] == shown[1] != ""


def test_a_confidential_case_answers_like_none(office, signed_in, case):
    reference, _old = case
    with office.unit_of_work() as session:
        session.scalars(select(Case).filter_by(reference=reference)).one().confidential = True
    clerk = signed_in("schalter")
    clerk.visit(f"/desk/cases/{reference}/code")
    assert clerk.status == 404


def test_the_claimant_sees_that_there_is_a_new_code(app, signed_in, case):
    reference, _old = case
    clerk = signed_in("schalter")
    clerk.visit(f"/desk/cases/{reference}/code")
    clerk.send("identity", identity="1")
    claimant = Person(app.test_client())
    claimant.visit("/de/status")
    claimant.send("code", code=code_on(clerk.page))
    assert "Sie haben bei uns einen neuen Code bekommen." in claimant.page
