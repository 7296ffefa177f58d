"""The calls owed and what comes of them."""

import pytest
from sqlalchemy import select

from anbelo.callbacks.models import Attempt, Callback
from anbelo.callbacks.rules import CallState, Outcome
from anbelo.notices.models import Notice
from anbelo.notices.rules import NoticeState, ReleaseReason

SPOKE = {"identity": "two_facts", "rights_explained": "1", "understood": "yes"}


@pytest.fixture
def call(make_notice):
    return make_notice()


@pytest.fixture
def state(office):
    """The notice and its call as they are stored now."""

    def look():
        with office.reading() as session:
            return session.scalars(select(Notice)).one(), session.scalars(select(Callback)).one()

    return look


def test_the_list_says_why_each_call_is_here(signed_in, make_notice, make_case):
    make_notice("BG-1", days=1, person_name="Eilige Person")
    make_case(name="Wunsch Person", call=True, team="LEISTUNG")
    page = signed_in("leistung").visit("/desk/calls")
    assert "Heute (" in page
    assert "Vor dem Bescheid „Ablehnung“. Er geht spätestens hinaus: morgen" in page
    assert "eilt" in page


def test_an_empty_list_says_what_to_do_next(signed_in):
    page = signed_in("leistung").visit("/desk/calls")
    assert "Kein Anruf wartet auf Sie." in page
    assert "/desk/notices" in page


def test_the_call_has_everything_for_the_talk(signed_in, call):
    page = signed_in("leistung").visit(f"/desk/calls/{call}")
    assert 'href="tel:+491515550199"' in page
    assert "Das ist noch keine Entscheidung." in page
    assert "fehlende Nachweise" in page  # what the call clears
    assert "Ein Widerspruch hält das nicht auf." in page
    assert "Ein Widerspruch hält das auf." in page
    # posted today, received on the fourth day (27 November); a month later is a Sunday.
    assert "Widerspruch möglich bis: in 5 Wochen, Mo., 28. Dez. 2026." in page
    assert "hier spricht Said Beispiel" in page
    assert page.count('name="outcome"') == len(Outcome)


def test_a_letter_that_decides_nothing_promises_no_objection(signed_in, make_notice):
    call = make_notice(kind="hearing")
    page = signed_in("leistung").visit(f"/desk/calls/{call}")
    assert "Dieser Brief entscheidet noch nichts." in page
    assert "Widerspruch möglich bis" not in page


def test_a_talk_releases_the_notice_with_its_reason(signed_in, call, state):
    person = signed_in("leistung")
    person.visit(f"/desk/calls/{call}")
    page = person.send("outcome", outcome="erreicht_geklaert", note="Akte, Blatt 12", **SPOKE)
    assert "Der Bescheid ist freigegeben: heute" in page
    assert "Wir haben mit der Person gesprochen." in page
    assert "Ergebnis speichern" not in page
    notice, callback = state()
    assert (notice.state, notice.release_reason) == (NoticeState.RELEASED, ReleaseReason.SPOKEN)
    assert callback.state is CallState.SETTLED


def test_new_facts_stop_the_notice(signed_in, call, state):
    person = signed_in("leistung")
    person.visit(f"/desk/calls/{call}")
    page = person.send("outcome", outcome="erreicht_neue_tatsachen", **SPOKE)
    assert "Der Bescheid ist angehalten." in page
    assert state()[0].state is NoticeState.STOPPED


def test_nobody_there_plans_the_next_attempt_where_it_counts(signed_in, call, state):
    person = signed_in("leistung")
    person.visit(f"/desk/calls/{call}")
    page = person.send("outcome", outcome="nicht_erreicht")
    assert "Bisher 1 Versuch ohne Antwort." in page
    assert "Der Bescheid wartet auf ein Gespräch" in page
    notice, callback = state()
    assert notice.state is NoticeState.HELD
    assert callback.state is CallState.PLANNED
    # half past eight plus three hours: the first slot that counts begins at 11:40 in Berlin.
    assert "um 11:40" in page


def test_a_double_tap_is_one_attempt(signed_in, call, office):
    person = signed_in("leistung")
    person.visit(f"/desk/calls/{call}")
    values = person.form("outcome").values
    values["outcome"] = "nicht_erreicht"
    for _ in range(2):
        assert person.client.post(f"/desk/calls/{call}", data=values).status_code == 303
    with office.reading() as session:
        assert len(session.scalars(select(Attempt)).all()) == 1


def test_two_callers_see_each_others_attempt_first(signed_in, call, stored):
    first, second = signed_in("leistung"), signed_in("teamleitung")
    for person in (first, second):
        person.visit(f"/desk/calls/{call}")
    first.send("outcome", outcome="nicht_erreicht")
    before = stored()
    page = second.send("outcome", outcome="mailbox_neutral", note="Zeile für die Akte")
    assert second.status == 409
    assert "gerade etwas eingetragen" in page
    assert second.form("outcome").values["note"] == "Zeile für die Akte"
    assert second.form("outcome").values["outcome"] == "mailbox_neutral"
    assert stored() == before


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Bitte füllen Sie dieses Feld aus."),
        ({"outcome": "war_nett"}, "Bitte wählen Sie eine der Antworten aus."),
        ({"outcome": "erreicht_geklaert"}, "Bitte wählen Sie, wie Sie geprüft haben, wer spricht."),
        (
            {"outcome": "nicht_erreicht", "identity": "stimme"},
            "Bitte wählen Sie eine der Antworten",
        ),
        ({"outcome": "nicht_erreicht", "understood": "vielleicht"}, "Bitte wählen Sie eine"),
        ({"outcome": "nicht_erreicht", "agreed_on": "31.2."}, "Das ist kein Datum."),
        ({"outcome": "nicht_erreicht", "agreed_on": "24.12.2026"}, "was Sie für diesen Tag"),
        ({"outcome": "nicht_erreicht", "agreed_step": "x" * 201}, "Der Text ist zu lang"),
        ({"outcome": "nicht_erreicht", "seen": ""}, "Bitte füllen Sie dieses Feld aus."),
    ],
)
def test_a_bad_result_keeps_what_was_typed_and_stores_nothing(
    signed_in, call, stored, fields, sentence
):
    person = signed_in("leistung")
    person.visit(f"/desk/calls/{call}")
    before = stored()
    page = person.send("outcome", note="Akte, Blatt 12", **fields)
    assert person.status == 422
    assert sentence in page
    assert person.form("outcome").values["note"] == "Akte, Blatt 12"
    assert stored() == before


def test_a_settled_call_takes_no_more_results(signed_in, call, stored):
    person = signed_in("leistung")
    person.visit(f"/desk/calls/{call}")
    values = person.form("outcome").values
    person.send("outcome", outcome="kein_gespraech_gewuenscht")
    before = stored()
    values["outcome"], values["idempotency_key"], values["seen"] = "nicht_erreicht", "other", "1"
    answer = person.client.post(f"/desk/calls/{call}", data=values)
    assert answer.status_code == 409
    assert "Dieser Anruf ist schon erledigt." in answer.get_data(as_text=True)
    assert stored() == before


def test_a_wished_call_ends_without_a_notice(signed_in, make_case, office):
    make_case(call=True, team="LEISTUNG")
    with office.reading() as session:
        call = session.scalars(select(Callback.id)).one()
        login = session.scalars(select(Callback)).one().staff.login
    person = signed_in(login)
    page = person.visit(f"/desk/calls/{call}")
    assert "Der Bescheid geht hinaus" not in page
    page = person.send("outcome", outcome="erreicht_geklaert", **SPOKE)
    assert "Der Anruf ist erledigt." in page


def test_the_list_costs_the_same_for_one_call_and_for_many(signed_in, make_notice, counting):
    person = signed_in("leistung")
    make_notice("BG-0")
    person.visit("/desk/calls")
    with counting() as few:
        person.visit("/desk/calls")
    for number in range(1, 25):
        make_notice(f"BG-{number}")
    with counting() as many:
        person.visit("/desk/calls")
    assert len(many) == len(few)
    assert len(few) <= 8
