"""Cases in bulk are whole cases: they open with their code, and the trail tells of each."""

import pytest
from sqlalchemy import text

from anbelo.audit.queries import verify
from anbelo.cases.receipts import derive
from anbelo.cases.service import case_by_receipt
from anbelo.core.clock import now
from anbelo.demo import bulk

PEPPER = b"p" * 32


@pytest.fixture
def filled(office, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 250)
    bulk.fill(office, 600, pepper=PEPPER, seed=1, now=now())
    return office


def count(database, question):
    with database.reading() as session:
        return session.scalar(text(question))


def test_every_case_is_whole(filled):
    assert count(filled, 'SELECT count(*) FROM "case"') == 600
    assert count(filled, "SELECT count(DISTINCT case_id) FROM concern") == 600
    assert count(filled, "SELECT count(*) FROM history_entry WHERE act = 'opened'") == 600
    assert 250 < count(filled, "SELECT count(*) FROM contact_person") < 470


def test_nothing_is_promised_and_the_trail_tells_what_the_history_tells(filled):
    assert count(filled, "SELECT count(*) FROM outbox_message") == 0
    entries = count(filled, "SELECT count(*) FROM audit_entry")
    assert entries == count(filled, "SELECT count(*) FROM history_entry")
    with filled.reading() as session:
        verdict = verify(session)
    assert verdict.intact
    assert verdict.entries == entries


def test_a_second_filling_adds_to_the_first(filled):
    bulk.fill(filled, 100, pepper=PEPPER, seed=1, now=now())
    assert count(filled, 'SELECT count(*) FROM "case"') == 700
    with filled.reading() as session:
        assert verify(session).intact


def test_a_case_opens_with_its_receipt(filled):
    receipt = derive(PEPPER, "bulk:1:1")
    with filled.reading() as session:
        assert case_by_receipt(session, receipt, pepper=PEPPER) is not None


def test_confidential_cases_have_no_team(filled):
    wrong = (
        'SELECT count(*) FROM concern k JOIN "case" c ON c.id = k.case_id '
        "WHERE c.confidential AND (k.team_id IS NOT NULL OR k.proposed_team_id IS NOT NULL)"
    )
    assert count(filled, wrong) == 0
    assert count(filled, "SELECT count(*) FROM concern WHERE team_id IS NOT NULL") > 400
