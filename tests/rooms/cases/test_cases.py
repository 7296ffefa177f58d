"""What happens to a contact."""

import pytest
from sqlalchemy import select

from anbelo.audit.queries import verify
from anbelo.cases.decisions import close, decide, make_confidential, undo, withdraw
from anbelo.cases.jobs import harden
from anbelo.cases.models import Case, Concern, HistoryEntry
from anbelo.cases.queries import case_for, confidential_cases, find, inbox, recent
from anbelo.cases.receipts import derive
from anbelo.cases.rules import Act, Decision, Result, Status, Triage
from anbelo.cases.service import case_by_receipt, receipt_again
from anbelo.core.clock import now
from anbelo.core.errors import Invalid, Missing, Refused
from anbelo.offices.queries import team_by_code
from anbelo.outbox.models import OutboxMessage
from anbelo.triage.proposal import Kind, LegalNature, Urgency
from tests.scenes import PEPPER, TEXT, call_wish, contact, decided, viewer


@pytest.fixture
def house(office):
    with office.unit_of_work() as session:
        yield session
        session.rollback()


def test_a_contact_becomes_a_case_with_proposal_route_history_and_promises(house):
    case = contact(house, call=call_wish()).case
    concern = case.concerns[0]
    assert concern.proposed_category.startswith("BES")
    assert concern.proposed_team_id == team_by_code(house, "LEISTUNG").id
    assert concern.routing_rule_id is not None
    assert concern.category is None
    assert concern.team_id is None
    assert [entry.act for entry in case.history] == [Act.OPENED]
    topics = house.scalars(select(OutboxMessage.topic)).all()
    assert sorted(topics) == ["callbacks.plan", "cases.harden_receipt"]


def test_reasons_are_places_in_the_text(house):
    case = contact(house).case
    phrases = [case.text[a:b] for _, _, a, b in case.concerns[0].proposal["reasons"]]
    assert any("versteh" in phrase.lower() for phrase in phrases)


def test_what_the_person_chose_comes_first_and_their_text_is_still_read(house):
    case = contact(house, "Der Strom wird abgestellt.", category="WAR").case
    codes = [concern.proposed_category for concern in case.concerns]
    assert codes[0] == "WAR"
    assert any(code.startswith("KDU") for code in codes[1:])
    assert case.urgency is Urgency.EMERGENCY


def test_a_text_nobody_can_place_still_becomes_a_case_somebody_sees(house):
    case = contact(house, "xyzzy").case
    assert [c.proposed_category for c in case.concerns] == [None]
    page = inbox(house, viewer(house, "ombuds"))
    assert [c.reference for c in page.cases] == [case.reference]


def test_an_unknown_site_is_refused(house):
    with pytest.raises(Invalid, match="unknown_site"):
        contact(house, site_code="MARS")


def test_a_taken_locator_leads_to_the_next_candidate(house, monkeypatch):
    one = contact(house, key="a").receipt
    monkeypatch.setattr(
        "anbelo.cases.service.derive",
        lambda pepper, key, attempt=0: (
            one if attempt == 0 else derive(pepper, key, attempt=attempt)
        ),
    )
    other = contact(house, key="b").receipt
    assert other.locator != one.locator


def test_the_code_opens_its_case_before_and_after_hardening(house):
    opened = contact(house, key="k")
    for _ in range(2):
        assert case_by_receipt(house, opened.receipt, pepper=PEPPER) is opened.case
        assert case_by_receipt(house, opened.receipt, pepper=b"other" * 8) is None
        wrong = derive(PEPPER, "guess")
        wrong = type(wrong)(opened.receipt.locator, wrong.secret)
        assert case_by_receipt(house, wrong, pepper=PEPPER) is None
        harden(house, opened.case.id, now=now())
    assert opened.case.verifier.startswith("slow:$argon2id$")
    assert case_by_receipt(house, None, pepper=PEPPER) is None
    assert receipt_again(PEPPER, "k", opened.receipt.locator) == opened.receipt


def test_hardening_twice_changes_nothing_and_disturbs_no_edit(house):
    case = contact(house).case
    harden(house, case.id, now=now())
    first, version = case.verifier, case.version
    harden(house, case.id, now=now())
    assert (case.verifier, case.version) == (first, version)


def test_a_decision_sends_the_case_to_its_team_and_can_be_undone(house):
    case = contact(house).case
    member = viewer(house, "leistung")
    with pytest.raises(Missing):
        case_for(house, member, case.reference)
    decided(house, case)
    assert case_for(house, member, case.reference).status is Status.ASSIGNED
    with pytest.raises(Missing):
        case_for(house, viewer(house, "kdu"), case.reference)
    undo(house, viewer(house, "ombuds"), case, version=case.version, now=now())
    house.flush()
    with pytest.raises(Missing):
        case_for(house, member, case.reference)
    assert house.scalars(select(Concern.proposed_category)).all()[0].startswith("BES")


def test_two_people_never_overwrite_each_other_silently(house):
    case = contact(house).case
    seen = case.version
    decided(house, case)
    house.flush()
    with pytest.raises(Refused, match="edited_meanwhile"):
        undo(house, viewer(house, "ombuds"), case, version=seen, now=now())


def test_impossible_decisions_are_refused(house):
    case = contact(house).case
    ombuds, team = viewer(house, "ombuds"), team_by_code(house, "KDU").id
    base = (Kind.COMPLAINT, Urgency.NORMAL, LegalNature.NONE)
    concern = case.concerns[0].id
    for wrong, code in [
        (Decision(concern, "XXX", *base, team), "unknown_category"),
        (Decision(concern, "KDU", *base, 999), "unknown_team"),
        (Decision(concern, "KDU", *base, None), "team_missing"),
        (Decision(999, "KDU", *base, team), "unknown_concern"),
    ]:
        with pytest.raises(Invalid, match=code):
            decide(house, ombuds, case, Triage(case.version, (wrong,)), now=now())


def test_a_closed_case_says_how_it_ended_and_is_over(house):
    case = decided(house, contact(house).case)
    member = viewer(house, "leistung")
    close(house, member, case, result=Result.EXPLAINED, version=case.version, now=now())
    house.flush()
    with pytest.raises(Refused, match="case_closed"):
        undo(house, viewer(house, "ombuds"), case, version=case.version, now=now())
    with pytest.raises(Refused, match="case_closed"):
        withdraw(house, case, now=now())


@pytest.mark.parametrize("login", ["schalter", "leistung", "teamleitung", "leitung", "admin"])
def test_a_confidential_case_exists_for_nobody_but_the_ombudsperson(house, login):
    case = contact(house, confidential=True, name="Verborgen Person").case
    somebody, ombuds = viewer(house, login), viewer(house, "ombuds")
    assert case.concerns[0].proposed_team_id is None
    with pytest.raises(Missing):
        case_for(house, somebody, case.reference)
    assert confidential_cases(house, somebody).cases == []
    for words in (case.reference, "Verborgen", "Bescheid"):
        assert find(house, somebody, words) == []
    assert [c.id for c in confidential_cases(house, ombuds).cases] == [case.id]
    assert inbox(house, ombuds).cases == []


def test_making_a_case_confidential_takes_it_from_its_team_at_once(house):
    case = decided(house, contact(house).case)
    make_confidential(house, viewer(house, "schalter"), case, now=now())
    house.flush()
    with pytest.raises(Missing):
        case_for(house, viewer(house, "leistung"), case.reference)


@pytest.mark.parametrize(
    "words", ["Wolkenstein", "wolkenst", "02202 5550123", "5550123", "412 Euro", "Bescheid"]
)
def test_the_desk_finds_by_name_number_and_words(house, words):
    case = contact(house, name="Ria Wolkenstein", call=call_wish()).case
    other = contact(house, "Die Heizung ist kalt.", key="other").case
    found = [c.reference for c in find(house, viewer(house, "schalter"), words)]
    assert case.reference in found
    assert other.reference not in found


def test_pages_follow_each_other_without_gap_or_double(house):
    references = [contact(house, f"Text {n}", key=str(n)).case.reference for n in range(7)]
    seen, after = [], None
    while True:
        page = recent(house, viewer(house, "schalter"), after=after, limit=3)
        seen += [c.reference for c in page.cases]
        if page.after is None:
            break
        after = page.after
    assert sorted(seen) == sorted(references)
    assert len(seen) == 7


@pytest.mark.parametrize("after", ["", "x", "1-2-3", "9" * 40 + "-1", "-", "1-", "٣-٤"])
def test_a_damaged_bookmark_opens_the_first_page(house, after):
    contact(house)
    assert len(recent(house, viewer(house, "schalter"), after=after).cases) <= 1


def test_every_act_is_in_the_trail_and_the_trail_is_intact(office):
    with office.unit_of_work() as session:
        case = contact(session).case
        decided(session, case)
    with office.reading() as session:
        assert verify(session).entries == 2
        assert verify(session).intact
        assert session.scalars(select(HistoryEntry.act)).all() == [Act.OPENED, Act.DECIDED]
        assert session.scalars(select(Case.text)).all() == [TEXT]


@pytest.mark.parametrize("words", ["Strauß", "strauß", "STRAUß", "Özlem", "özlem"])
def test_a_name_is_found_whatever_its_letters(house, words):
    case = contact(house, name="Özlem Strauß").case
    assert [found.id for found in find(house, viewer(house, "schalter"), words)] == [case.id]
