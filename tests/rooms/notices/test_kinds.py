"""The standard kinds: every one can be talked about, held long enough, and explained truly."""

import pytest
from sqlalchemy import select, update

from anbelo.callbacks.rules import MAX_ATTEMPTS
from anbelo.notices.guides import GUIDES
from anbelo.notices.kinds import (
    DISPOSITIONS,
    STANDARD,
    disposition_label,
    guide_lines,
    install_kinds,
    usual_effect,
)
from anbelo.notices.models import NoticeKind
from anbelo.notices.rules import CallPolicy
from anbelo.notices.standing import remedy_against

CODES = [kind.code for kind in STANDARD]


@pytest.fixture
def kinds(session):
    install_kinds(session)
    return {kind.code: kind for kind in session.scalars(select(NoticeKind))}


def test_every_standard_kind_has_a_guide_and_no_guide_is_left_over():
    assert len(CODES) == 23
    assert set(GUIDES) == set(CODES)
    assert all(len(lines) >= 2 for lines in GUIDES.values())


def test_a_guide_is_one_thought_a_line(kinds):
    assert guide_lines(kinds["move_refusal"])[0].startswith("Fragen Sie zuerst")
    assert all(guide_lines(kind) == list(GUIDES[code]) for code, kind in kinds.items())
    kinds["grant"].talk_guide = "  eins \n\n  zwei\n"
    assert guide_lines(kinds["grant"]) == ["eins", "zwei"]


def test_there_is_time_for_three_honest_attempts_unless_it_cannot_wait(kinds):
    """Three attempts on two days, three hours apart, may take five working days."""
    short = {code for code, kind in kinds.items() if kind.hold_working_days < 5}
    optional = {code for code, kind in kinds.items() if kind.call_policy is CallPolicy.OPTIONAL}
    assert short == optional | {"payment_stop", "move_refusal"}
    assert kinds["benefit_stop"].hold_working_days == 10
    assert MAX_ATTEMPTS == 3


def test_an_objection_stops_repayments_and_offsets_only(kinds):
    """§ 86a Abs. 1 SGG is the rule, § 39 SGB II the exception."""
    stopped = {
        (code, ruling["kind"])
        for code, kind in kinds.items()
        for ruling in kind.rulings
        if ruling["objection_suspends"]
    }
    assert stopped == {
        ("final_assessment", "refund"),
        ("withdrawal_refund", "refund"),
        ("offset", "offset"),
    }


def test_what_decides_nothing_has_no_rulings(kinds):
    assert {code for code, kind in kinds.items() if not kind.rulings} == {
        code for code in CODES if remedy_against(code) is None
    }


def test_every_ruling_has_a_name(kinds):
    used = {ruling["kind"] for kind in kinds.values() for ruling in kind.rulings}
    assert used <= set(DISPOSITIONS)
    assert disposition_label("refund") == "Erstattung"
    assert disposition_label("hearing") == "Anhörung"
    assert disposition_label("XY-7") == "XY-7"


def test_the_house_decides_about_an_effect_before_the_law_does(kinds):
    kind = kinds["withdrawal_refund"]
    assert usual_effect(kind, "refund")
    assert not usual_effect(kind, "withdrawal")
    assert usual_effect(None, "offset")
    kind.rulings = [{"kind": "refund", "objection_suspends": False}]
    assert not usual_effect(kind, "refund")


def test_a_house_keeps_its_own_kinds(session, kinds):
    session.execute(
        update(NoticeKind).where(NoticeKind.code == "grant").values(label="Eigenes", talk_guide="")
    )
    install_kinds(session)
    session.refresh(kinds["grant"])
    assert (kinds["grant"].label, kinds["grant"].talk_guide) == ("Eigenes", "")
