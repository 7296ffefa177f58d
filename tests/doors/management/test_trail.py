"""The trail: complete for ordinary matters, silent about confidential ones."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from anbelo.audit.models import AuditEntry
from anbelo.audit.service import record
from anbelo.callbacks.service import hide_case
from anbelo.cases.models import Case
from anbelo.cases.queries import case_for
from anbelo.core.clock import now
from anbelo.correspondence.service import write
from anbelo.reports.queries import trail
from tests import scenes
from tests.counting import statements

SECRET = "Ganz vertraulich: Herr Muster hat mich bedroht."


@pytest.fixture
def auditor(signed_in):
    return signed_in("datenschutz")


def seen(person) -> str:
    return re.sub(r'(nonce|name="(csrf_token|idempotency_key)" value)="[^"]*"', "", person.page)


def test_an_event_is_told_in_words_with_the_reference_and_no_running_number(
    auditor, arrived, office
):
    arrived(1)
    with office.reading() as session:
        case = session.scalars(select(Case)).one()
    page = auditor.visit("/management/trail")
    assert "Vorgang angelegt" in page
    assert f"Vorgang {case.reference}" in page
    assert f"case:{case.id}" not in page


def test_nothing_of_a_confidential_case_leaves_a_trace(auditor, arrived, office):
    arrived(3)
    with office.unit_of_work() as session:
        scenes.notice(session, "N-1")
    auditor.visit("/management/trail")
    before = seen(auditor)
    with office.unit_of_work() as session:
        ombuds = scenes.viewer(session, "ombuds")
        opened = scenes.contact(session, SECRET, confidential=True, call=scenes.call_wish())
        write(session, opened.case, "Hilfe.", language="de", now=now())
        write(session, opened.case, "Gern.", language="de", now=now(), author=ombuds)
    auditor.visit("/management/trail")
    assert seen(auditor) == before


def test_a_case_made_confidential_takes_its_whole_past_out_and_leaves_its_notice(auditor, office):
    with office.unit_of_work() as session:
        opened = scenes.contact(session, call=scenes.call_wish())
        reference = opened.case.reference
        scenes.notice(session, "N-7", case_reference=reference)
    page = auditor.visit("/management/trail")
    assert reference in page
    with office.unit_of_work() as session:
        ombuds = scenes.viewer(session, "ombuds")
        case = case_for(session, ombuds, reference, lock=True)
        hide_case(session, ombuds, case, now=now())
    page = auditor.visit("/management/trail")
    assert reference not in page
    assert "N-7" in page
    assert "Vorgang angelegt" not in page
    assert "vertraulich" not in page.lower()


def test_an_event_about_something_unknown_stays_out(auditor, office):
    with office.unit_of_work() as session:
        for subject in ("case:999999", "callback:999999", "letter:1", "case:x", "nonsense"):
            record(session, actor="claimant", action="strange_event", subject=subject, now=now())
    page = auditor.visit("/management/trail")
    assert "strange_event" not in page


def test_pages_follow_each_other_and_their_addresses_count_nothing(office, arrived):
    arrived(7)
    arrived(2, SECRET, confidential=True)
    arrived(4)
    with office.reading() as session:
        whole = trail(session, limit=100)
        found, after, bookmarks = [], None, []
        while True:
            page = trail(session, after=after, limit=3)
            found += page.lines
            after = page.after
            if after is None:
                break
            bookmarks.append(after)
        highest = session.scalar(select(AuditEntry.seq).order_by(AuditEntry.seq.desc()).limit(1))
    assert found == list(whole.lines)
    assert len(found) == 11
    assert highest == 13
    assert all(re.fullmatch(r"[0-9a-f]{64}", bookmark) for bookmark in bookmarks)


@pytest.mark.parametrize("after", ["x", "00", "f" * 64, "g" * 64, "1", "' OR 1=1"])
def test_a_damaged_bookmark_opens_the_first_page(auditor, arrived, after):
    arrived(1)
    page = auditor.visit(f"/management/trail?after={after}")
    assert auditor.status == 200
    assert "Vorgang angelegt" in page


def test_the_check_tells_whole_or_damaged_and_when_and_no_number(auditor, arrived):
    arrived(3)
    page = auditor.visit("/management/trail")
    assert "noch nicht geprüft" in page
    page = auditor.send("/management/trail/check")
    assert "Die Kette ist unversehrt" in page
    assert "Zuletzt geprüft" in page


def test_a_changed_line_is_found(auditor, arrived, office):
    arrived(3)
    with office.unit_of_work() as session:
        session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
        session.execute(text("UPDATE audit_entry SET actor = 'staff:99' WHERE seq = 2"))
        session.execute(text("ALTER TABLE audit_entry ENABLE TRIGGER USER"))
    auditor.visit("/management/trail")
    page = auditor.send("/management/trail/check")
    assert "Die Kette ist beschädigt" in page
    assert "anbelo audit verify" in page


def test_the_check_is_an_event_and_counts_once(auditor, office):
    auditor.visit("/management/trail")
    form = auditor.form("/management/trail/check")
    for _ in range(2):
        auditor.client.post(form.action, data=form.values)
    with office.reading() as session:
        wanted = select(AuditEntry).where(AuditEntry.action == "trail_checked")
        assert len(session.scalars(wanted).all()) == 1


def test_looking_changes_nothing(auditor, office):
    with office.reading() as session:
        before = session.scalars(select(AuditEntry.seq)).all()
    auditor.visit("/management/trail")
    with office.reading() as session:
        assert session.scalars(select(AuditEntry.seq)).all() == before


def test_an_untouched_house_says_what_will_be_here(auditor):
    assert "Noch kein Ereignis" in auditor.visit("/management/trail")


def test_a_full_page_asks_the_database_no_more_than_a_short_one(app, auditor, arrived):
    arrived(1)
    with statements(app) as few:
        auditor.visit("/management/trail")
    arrived(40, since=now() - timedelta(days=3))
    with statements(app) as many:
        auditor.visit("/management/trail")
    assert len(many) == len(few) <= 6


@pytest.mark.parametrize(
    "login", ["schalter", "leistung", "teamleitung", "ombuds", "leitung", "admin"]
)
def test_nobody_else_reads_the_trail(signed_in, login):
    person = signed_in(login)
    person.visit("/management/trail")
    assert person.status == 403
