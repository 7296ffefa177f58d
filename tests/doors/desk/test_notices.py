"""Held notices: which wait, why, and how they leave."""

import pytest
from sqlalchemy import select

from anbelo.audit.models import AuditDetail
from anbelo.audit.rules import words_mark
from anbelo.notices.models import Notice
from anbelo.notices.rules import NoticeState, ReleaseReason

REASON = "Die Person war gestern selbst hier und weiß alles."
PATH = "/desk/notices/BG-2026/7"


@pytest.fixture
def notice(office):
    """The one notice as it is stored now."""

    def look():
        with office.reading() as session:
            return session.scalars(select(Notice)).one()

    return look


@pytest.fixture
def call(make_notice):
    return make_notice()


def test_the_most_pressing_stands_first(signed_in, make_notice):
    make_notice("BG-spät", days=9, person_name="Späte Person")
    make_notice("BG-eilig", days=1, person_name="Eilige Person")
    page = signed_in("leistung").visit("/desk/notices")
    assert page.index("Eilige Person") < page.index("Späte Person")
    assert "ruft an: heute" in page


def test_the_notice_says_why_it_waits(signed_in, call):
    page = signed_in("leistung").visit(PATH)
    assert "Der Bescheid wartet auf ein Gespräch, höchstens bis: in 8 Tagen" in page
    assert "Bisher 0 Versuche ohne Antwort" in page
    assert f"/desk/calls/{call}" in page
    assert "Bescheid angemeldet und zurückgehalten" in page


@pytest.mark.usefixtures("call")
def test_early_release_is_refused_for_everybody_without_a_reason(signed_in, stored, notice):
    for login in ("leistung", "teamleitung"):
        person = signed_in(login)
        person.visit(PATH)
        before = stored()
        page = person.send(PATH)
        assert person.status == 409
        assert "Wir haben noch nicht mit der Person gesprochen." in page
        assert stored() == before
    assert notice().state is NoticeState.HELD


@pytest.mark.usefixtures("call")
def test_only_a_lead_is_asked_for_a_reason(signed_in, stored, notice):
    member = signed_in("leistung")
    assert 'name="reason"' not in member.visit(PATH)
    before = stored()
    page = member.send(PATH, reason=REASON)
    assert member.status == 403
    assert "Nur eine Teamleitung darf" in page
    assert stored() == before
    assert notice().state is NoticeState.HELD


@pytest.mark.usefixtures("call")
@pytest.mark.parametrize("reason", ["eilt", "   kurz   ", "x" * 501, "Grund\0Grund"])
def test_a_bad_reason_is_kept_and_releases_nothing(signed_in, stored, notice, reason):
    lead = signed_in("teamleitung")
    lead.visit(PATH)
    before = stored()
    lead.send(PATH, reason=reason)
    assert lead.status == 422
    assert lead.form("reason").values["reason"] == reason
    assert stored() == before
    assert notice().state is NoticeState.HELD


@pytest.mark.usefixtures("call")
def test_a_lead_releases_early_with_a_reason_that_is_kept(signed_in, notice, office):
    lead = signed_in("teamleitung")
    lead.visit(PATH)
    page = lead.send(PATH, reason=REASON)
    assert lead.status == 200
    assert "Die Teamleitung hat einen Grund aufgeschrieben." in page
    assert REASON in page
    stored_notice = notice()
    assert stored_notice.release_reason is ReleaseReason.LEAD_REASON
    assert stored_notice.release_note == REASON
    with office.reading() as session:
        details = [detail.detail for detail in session.scalars(select(AuditDetail))]
    mark = words_mark(f"notice:{stored_notice.id}", REASON)
    assert {"reason": "lead_reason", "mark": mark} in details
    assert REASON not in str(details)
    assert mark in page


@pytest.mark.usefixtures("call")
def test_the_reason_is_in_the_trail_as_code_and_mark_and_never_in_words(signed_in, notice):
    lead = signed_in("teamleitung")
    lead.visit(PATH)
    lead.send(PATH, reason=REASON)
    page = signed_in("datenschutz").visit("/management/trail")
    assert "Bescheid freigegeben. Die Teamleitung hat einen Grund aufgeschrieben." in page
    assert f"Prüfzeichen: {words_mark(f'notice:{notice().id}', REASON)}" in page
    assert REASON not in page


def test_a_changed_reason_no_longer_fits_its_mark():
    assert words_mark("notice:1", REASON) != words_mark("notice:1", REASON + " ")
    assert words_mark("notice:1", REASON) != words_mark("notice:2", REASON)
    assert len(words_mark("notice:1", REASON)) == 16


def test_after_the_talk_it_is_out_and_a_second_release_is_refused(signed_in, call, notice):
    person = signed_in("leistung")
    person.visit(PATH)
    late = person.form(PATH).values
    person.visit(f"/desk/calls/{call}")
    person.send("outcome", outcome="erreicht_geklaert", identity="call_code")
    page = person.visit(PATH)
    assert "Der Bescheid ist freigegeben: heute" in page
    assert "Bescheid freigeben" not in page
    answer = person.client.post(PATH, data=late)
    assert answer.status_code == 409
    assert "wird nicht mehr zurückgehalten" in answer.get_data(as_text=True)
    assert notice().release_reason is ReleaseReason.SPOKEN


def test_a_kind_without_a_call_leaves_at_once_and_once(signed_in, make_notice, stored, notice):
    make_notice(kind="back_payment")
    person = signed_in("leistung")
    person.visit(PATH)
    values = person.form(PATH).values
    assert person.client.post(PATH, data=values).status_code == 303
    before = stored()
    assert person.client.post(PATH, data=values).status_code == 303
    assert stored() == before
    assert notice().release_reason is ReleaseReason.NO_CALL_NEEDED


def test_a_notice_stays_with_its_team_and_loses_its_confidential_case(
    signed_in, make_case, make_notice
):
    """Somebody must still call before it leaves; nothing tells that there is a case."""
    made = make_case(team="LEISTUNG")
    make_notice(case_reference=made.reference)
    person = signed_in("leistung")
    assert "Omar Exempel" in person.visit("/desk/notices")
    person.visit(f"/desk/cases/{made.reference}")
    person.send(f"/desk/cases/{made.reference}/confidential")
    assert "Omar Exempel" in person.visit("/desk/notices")
    for path in ("/desk/notices", "/desk/calls", "/desk/", PATH):
        page = person.visit(path)
        assert person.status == 200
        assert made.reference not in page
        assert "vertraulich" not in page.lower()


def test_the_list_costs_the_same_for_one_notice_and_for_many(signed_in, make_notice, counting):
    person = signed_in("leistung")
    make_notice("BG-0")
    person.visit("/desk/notices")
    with counting() as few:
        person.visit("/desk/notices")
    for number in range(1, 25):
        make_notice(f"BG-{number}")
    with counting() as many:
        person.visit("/desk/notices")
    assert len(many) == len(few)
    assert len(few) <= 8
