"""The cover sheet: every letter that leaves without a talk explains itself and offers a call."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from anbelo.callbacks.gate import release_notice
from anbelo.callbacks.queries import callback_by_id
from anbelo.callbacks.rules import Outcome
from anbelo.callbacks.service import record_attempt
from anbelo.core.calendar import at, local_day
from anbelo.core.texts import languages
from anbelo.notices.queries import notice_by_ref
from tests import scenes

REF = "BG-7"
PATH = f"/desk/notices/{REF}/cover"
REASON = "Die Person war gestern selbst hier und weiß alles."


@pytest.fixture
def released(office):
    """Let the notice go; with a reason of the lead, or by the rules."""

    def release(reason: str = "", *, moment: datetime | None = None, ref: str = REF) -> None:
        with office.unit_of_work() as session:
            found = notice_by_ref(session, ref)
            lead = scenes.viewer(session, "teamleitung")
            release_notice(session, found, actor=lead.actor, now=moment or datetime.now(UTC),
                           viewer=lead, lead_reason=reason)  # fmt: skip

    return release


@pytest.fixture
def clerk(signed_in):
    return signed_in("leistung")


def sheets(page: str) -> list[str]:
    found = re.findall(r'<section class="ab-slip.*?</section>', page, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", sheet)) for sheet in found]


def test_a_letter_released_early_has_a_sheet_that_explains_it(clerk, make_notice, released):
    make_notice(REF, language="de", kind="withdrawal_refund")
    released(REASON)
    page = clerk.visit(f"/desk/notices/{REF}")
    assert PATH in page
    (sheet,) = sheets(clerk.visit(PATH))
    assert clerk.status == 200
    assert "Guten Tag Omar Exempel" in sheet
    assert "Der Brief ist: Aufhebung und Erstattung" in sheet
    assert "Wir haben vorher nicht mit Ihnen darüber gesprochen." in sheet
    assert "Es ist selbst keine Entscheidung." in sheet
    assert "/de/call" in sheet
    # Posted on Monday 23 November 2026, received on the 27th, one month later is a Sunday.
    assert "letzte sichere Tag für den Widerspruch: Montag, 28. Dezember 2026" in sheet


def test_nothing_personal_but_the_name_is_on_the_sheet(clerk, make_notice, released):
    make_notice(REF, language="de", summary="Geheime Zusammenfassung")
    released(REASON)
    (sheet,) = sheets(clerk.visit(PATH))
    for secret in ("1515550199", REF, "Geheime", REASON):
        assert secret not in sheet


def test_the_person_reads_it_in_their_language_with_german_beside(clerk, make_notice, released):
    make_notice(REF, language="ar")
    released(REASON)
    page = clerk.visit(PATH)
    assert page.count('<section class="ab-slip') == 2
    first, second = re.findall(r'<section class="ab-slip[^>]*>', page)
    assert 'lang="ar" dir="rtl"' in first
    assert 'lang="de" dir="ltr"' in second
    assert "/ar/call" in page
    assert "/de/call" in page
    assert '<html lang="de"' in page


def test_a_language_without_pages_gets_german_and_the_clerk_knows(
    clerk, make_notice, released, monkeypatch
):
    closed = {**languages(), "bg": replace(languages()["bg"], offered=False)}
    monkeypatch.setattr("anbelo.web.cover.languages", lambda: closed)
    make_notice(REF, language="bg")
    released(REASON)
    page = clerk.visit(PATH)
    assert len(sheets(page)) == 1
    assert "Die Person spricht: Bulgarisch." in page


@pytest.mark.parametrize(
    ("kind", "says", "not_says"),
    [
        ("objection_ruling", "Sozialgericht klagen", "widersprechen"),
        ("hearing", "Dieser Brief entscheidet noch nichts.", "widersprechen"),
        ("refusal", "Sie können widersprechen.", "klagen"),
    ],
)
def test_the_sheet_names_the_right_way_against_the_letter(
    clerk, make_notice, released, kind, says, not_says
):
    make_notice(REF, language="de", kind=kind)
    released(REASON)
    (sheet,) = sheets(clerk.visit(PATH))
    assert says in sheet
    assert not_says not in sheet


@pytest.mark.parametrize(("attempts", "says"), [(0, "nicht mit Ihnen"), (1, "nicht erreicht")])
def test_on_the_last_day_it_says_truly_whether_we_tried(
    signed_in, make_notice, released, office, attempts, says
):
    call = make_notice(REF, language="de", days=1)
    with office.unit_of_work() as session:
        lead = scenes.viewer(session, "teamleitung")
        for _ in range(attempts):
            record_attempt(session, lead, callback_by_id(session, call, lock=True),
                           scenes.attempt(Outcome.NOT_REACHED),
                           actor=lead.actor, now=datetime.now(UTC))  # fmt: skip
    tomorrow = at(local_day(datetime.now(UTC)) + timedelta(days=1), time(9))
    with time_machine.travel(tomorrow, tick=True):
        released(moment=tomorrow)
        (sheet,) = sheets(signed_in("leistung").visit(PATH))
    assert says in sheet


def test_without_a_number_the_sheet_says_so(clerk, make_notice, released):
    make_notice(REF, language="de", phone="")
    released()
    (sheet,) = sheets(clerk.visit(PATH))
    assert "Wir haben keine Telefonnummer von Ihnen." in sheet


def test_there_is_no_sheet_before_the_release_or_after_a_talk(clerk, make_notice):
    call = make_notice(REF)
    clerk.visit(PATH)
    assert clerk.status == 409
    clerk.visit(f"/desk/calls/{call}")
    clerk.send("outcome", outcome="erreicht_geklaert", identity="call_code")
    page = clerk.visit(PATH)
    assert clerk.status == 409
    assert "braucht kein Deckblatt" in page
    assert PATH not in clerk.visit(f"/desk/notices/{REF}")


def test_the_list_shows_what_goes_to_the_post_with_a_sheet(clerk, make_notice, released):
    make_notice(REF)
    make_notice("BG-8")
    assert "Heute zur Post" not in clerk.visit("/desk/notices")
    released(REASON)
    page = clerk.visit("/desk/notices")
    assert "Heute zur Post, mit Deckblatt" in page
    assert PATH in page
    assert "/desk/notices/BG-8/cover" not in page


def test_another_team_has_no_sheet(signed_in, make_notice, released):
    make_notice(REF)
    released(REASON)
    other = signed_in("vermittlung")
    other.visit(PATH)
    assert other.status == 404
