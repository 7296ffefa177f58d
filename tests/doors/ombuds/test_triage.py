"""Deciding a case: one click when the proposal is right, everything kept when something is not."""

from datetime import date, timedelta

import pytest
import time_machine

from anbelo.callbacks.models import Callback
from anbelo.cases.rules import Channel, Status
from anbelo.core.clock import now
from anbelo.triage.proposal import LegalNature, Urgency
from tests import scenes
from tests.counting import statements

TEXT = "Die Heizkosten wurden nicht übernommen. <b>Die</b> Miete ist zu hoch."


def fields(case, **values):
    """The names of the fields of the first concern."""
    first = case.concerns[0].id
    return {f"{name}-{first}": value for name, value in values.items()}


@pytest.fixture
def case(arrived, stored):
    return stored(arrived(TEXT))


@pytest.fixture
def ombuds(signed_in, case):
    person = signed_in("ombuds")
    person.visit(f"/ombuds/cases/{case.reference}")
    return person


def test_the_page_marks_the_words_behind_the_proposal_and_nothing_else_is_markup(ombuds):
    assert '<mark class="ab-mark">Heizkosten</mark>' in ombuds.page
    assert "&lt;b&gt;Die&lt;/b&gt;" in ombuds.page
    assert "<b>Die</b>" not in ombuds.page


def test_the_page_names_the_rule_that_chose_the_team(ombuds):
    assert "Regel 7:" in ombuds.page
    assert "geht an das Team Unterkunft und Heizung" in ombuds.page


def test_one_click_confirms_the_whole_proposal(ombuds, case, stored):
    page = ombuds.send("version")
    after = stored(case.reference)
    assert after.status is Status.ASSIGNED
    assert after.concerns[0].category == after.concerns[0].proposed_category
    assert after.concerns[0].team.code == "KDU"
    assert "Die Entscheidung ist gespeichert" in page
    assert ombuds.answer.request.path == "/ombuds/"


def test_the_team_sees_the_case_only_after_the_decision(ombuds, signed_in, case):
    team = signed_in("kdu")
    assert case.reference not in team.visit("/desk/")
    ombuds.send("version")
    assert case.reference in team.visit("/desk/")


def test_another_topic_with_the_team_left_to_the_rules(ombuds, case, stored):
    ombuds.send("version", **fields(case, category="UMG-1", team="rule"))
    after = stored(case.reference).concerns[0]
    assert after.category == "UMG-1"
    assert after.team.code == "TEAMLEITUNG"
    assert after.proposed_category.startswith("KDU")


def test_sending_twice_decides_once(ombuds, case, stored):
    form = ombuds.form("version")
    for _ in range(2):
        answer = ombuds.client.post(form.action, data=form.values)
        assert answer.status_code == 303
    assert [e.act.value for e in stored(case.reference).history].count("decided") == 1


def test_a_decision_can_be_taken_back_from_the_inbox(ombuds, case, stored):
    ombuds.send("version", **fields(case, urgency="emergency", legal_nature="objection"))
    ombuds.send(f"/ombuds/cases/{case.reference}/undo")
    after = stored(case.reference)
    assert ombuds.answer.request.path == f"/ombuds/cases/{case.reference}"
    assert after.status is Status.NEW
    assert (after.concerns[0].category, after.concerns[0].team) == (None, None)
    assert (after.urgency, after.legal_nature) == (Urgency.NORMAL, LegalNature.NONE)
    assert case.reference in ombuds.visit("/ombuds/")


def test_nothing_to_take_back_is_said_plainly(ombuds, case):
    ombuds.send("version")
    undo = ombuds.form(f"/ombuds/cases/{case.reference}/undo")
    undo.values.pop("idempotency_key")
    ombuds.client.post(undo.action, data={**undo.values, "idempotency_key": "one"})
    answer = ombuds.client.post(undo.action, data={**undo.values, "idempotency_key": "two"})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"category": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"category": "XYZ"}, "Dieses Thema gibt es nicht."),
        ({"kind": "rant"}, "Bitte wählen Sie eine der Antworten aus."),
        ({"urgency": "yesterday"}, "Bitte wählen Sie eine der Antworten aus."),
        ({"legal_nature": "?"}, "Bitte wählen Sie eine der Antworten aus."),
        ({"team": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"team": "KDU"}, "Dieses Team gibt es nicht."),
        ({"team": "999999"}, "Dieses Team gibt es nicht."),
        ({"team": "9" * 30}, "Dieses Team gibt es nicht."),
        ({"team": "²"}, "Dieses Team gibt es nicht."),
        ({"category": "a\0b"}, "unsichtbare Zeichen"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(ombuds, case, stored, wrong, sentence):
    page = ombuds.send("version", **fields(case, **{"urgency": "soon", **wrong}))
    assert ombuds.status == 422
    assert sentence in page
    assert stored(case.reference).status is Status.NEW
    assert stored(case.reference).version == case.version
    if "urgency" not in wrong:
        assert 'value="soon" selected' in page


def test_after_a_refusal_the_corrected_form_is_stored(ombuds, case, stored):
    ombuds.send("version", **fields(case, category=""))
    ombuds.send("version", **fields(case, category="KDU-1"))
    assert stored(case.reference).concerns[0].category == "KDU-1"


def test_somebody_was_faster_and_nothing_that_was_chosen_is_lost(ombuds, signed_in, case, stored):
    other = signed_in("ombuds")
    other.visit(f"/ombuds/cases/{case.reference}")
    other.send("version", **fields(case, category="LEI-1", team="rule"))
    page = ombuds.send("version", **fields(case, category="UMG-1", team="rule"))
    assert ombuds.status == 409
    assert "So steht es jetzt" in page
    assert "Team Leistung" in page
    assert 'value="UMG-1" selected' in page
    assert stored(case.reference).concerns[0].category == "LEI-1"
    ombuds.send("version")
    assert stored(case.reference).concerns[0].category == "UMG-1"


@pytest.mark.parametrize("version", ["", "0", "x", "-1", "9" * 40])
def test_a_version_nobody_saw_counts_as_outdated(ombuds, case, stored, version):
    ombuds.send("version", version=version)
    assert ombuds.status == 409
    assert stored(case.reference).status is Status.NEW


def test_two_concerns_are_decided_apart(arrived, stored, signed_in):
    case = stored(arrived(TEXT, category="UMG"))
    assert len(case.concerns) == 2
    person = signed_in("ombuds")
    page = person.visit(f"/ombuds/cases/{case.reference}")
    assert "Anliegen 2" in page
    person.send("version")
    assert {c.team.code for c in stored(case.reference).concerns} == {"KDU", "TEAMLEITUNG"}


def test_a_concern_of_another_case_cannot_be_slipped_in(ombuds, arrived, stored):
    other = stored(arrived("Am Telefon ist niemand erreichbar."))
    ombuds.send("version", **fields(other, category="UMG-1", kind="praise", team="rule"))
    assert stored(other.reference).status is Status.NEW
    assert stored(other.reference).concerns[0].category is None


def test_an_objection_shows_its_last_day_and_what_to_do(signed_in, arrived):
    with time_machine.travel("2026-11-23T09:00:00+00:00"):
        reference = arrived(
            "Ich widerspreche dem Bescheid über die Miete.",
            channel=Channel.LETTER,
            letter_date=date(2026, 11, 20),
        )
        page = signed_in("ombuds").visit(f"/ombuds/cases/{reference}")
    assert "Der letzte Tag ist Donnerstag, 24.\xa0Dezember 2026" in page
    assert "Stempeln Sie den Brief" in page


@pytest.mark.parametrize(
    ("channel", "sentence"),
    [
        (Channel.PHONE, "Niederschrift"),
        (Channel.EMAIL, "keine gültige Form"),
        (Channel.LETTER, "Stempeln Sie den Brief"),
    ],
)
def test_what_to_do_depends_on_the_way_it_came(signed_in, arrived, channel, sentence):
    reference = arrived("Ich widerspreche dem Bescheid.", channel=channel)
    page = signed_in("ombuds").visit(f"/ombuds/cases/{reference}")
    assert sentence in page
    assert "Das Datum des Bescheids fehlt" in page


@pytest.mark.parametrize("letter_date", [date(1991, 5, 1), date(2020, 2, 29), date(2099, 12, 31)])
def test_any_date_of_a_letter_can_be_shown(signed_in, arrived, letter_date):
    reference = arrived("Ich widerspreche dem Bescheid.", letter_date=letter_date)
    person = signed_in("ombuds")
    person.visit(f"/ombuds/cases/{reference}")
    assert person.status == 200


def test_an_old_letter_is_never_just_too_late(signed_in, arrived):
    reference = arrived("Ich widerspreche dem Bescheid.", letter_date=date(2024, 3, 1))
    page = signed_in("ombuds").visit(f"/ombuds/cases/{reference}")
    assert "Der letzte Tag war" in page
    assert "§ 44 SGB X" in page


def test_danger_to_life_says_what_to_do_at_once(signed_in, arrived):
    reference = arrived("Ich will nicht mehr leben.")
    assert "0800 111 0 111" in signed_in("ombuds").visit(f"/ombuds/cases/{reference}")


def test_other_cases_of_the_same_person_are_named_but_no_confidential_one(signed_in, arrived):
    first = arrived(name="Erna Erfunden")
    second = arrived("Niemand geht ans Telefon.", name="erna erfunden", hours=3)
    secret = arrived("Ganz vertraulich.", name="Erna Erfunden", hours=4, confidential=True)
    stranger = arrived(name="Egon Erfunden", hours=5)
    page = signed_in("ombuds").visit(f"/ombuds/cases/{first}")
    assert second in page
    assert stranger not in page
    assert secret not in page


def test_people_without_name_and_number_are_not_mistaken_for_each_other(signed_in, arrived):
    first, second = arrived(), arrived("Niemand geht ans Telefon.", hours=3)
    assert second not in signed_in("ombuds").visit(f"/ombuds/cases/{first}")


def test_the_wished_call_goes_to_the_team_that_was_decided(signed_in, arrived, stored, office):
    reference = arrived(TEXT, call=scenes.call_wish())
    case = stored(reference)
    person = signed_in("ombuds")
    person.visit(f"/ombuds/cases/{reference}")
    person.send("version", **fields(case, category="LEI-1", team="rule"))
    with office.reading() as session:
        callback = session.query(Callback).filter_by(case_id=case.id).one()
        assert callback.team_id == stored(reference).concerns[0].team_id


def test_a_case_that_ended_offers_no_decision(office, arrived, signed_in):
    reference = arrived()
    with office.unit_of_work() as session:
        case = session.query(scenes.Case).filter_by(reference=reference).one()
        case.status, case.closed_at = Status.WITHDRAWN, now() - timedelta(minutes=1)
    page = signed_in("ombuds").visit(f"/ombuds/cases/{reference}")
    assert "Hier ist nichts mehr zu entscheiden" in page
    assert "Vorschlag bestätigen" not in page


def test_a_case_nobody_knows_is_not_found(signed_in):
    person = signed_in("ombuds")
    person.visit("/ombuds/cases/ZZZZZZZZ")
    assert person.status == 404


def test_a_case_page_asks_the_database_little(app, ombuds, case):
    with statements(app) as sent:
        ombuds.visit(f"/ombuds/cases/{case.reference}")
    assert len(sent) <= 16


@pytest.mark.parametrize("act", ["decide", "undo", "confidential", "answer", "close"])
@pytest.mark.parametrize("login", ["schalter", "leistung", "teamleitung", "leitung", "admin"])
def test_nobody_else_decides(signed_in, arrived, stored, login, act):
    reference = arrived()
    person = signed_in(login)
    # Their own page gives them a valid proof for their session.
    person.visit("/staff/")
    token = person.form("csrf_token").values["csrf_token"]
    person.client.post(
        f"/ombuds/cases/{reference}/{act}",
        data={"csrf_token": token, "idempotency_key": "k", "version": "1", "result": "helped"},
    )
    after = stored(reference)
    assert (after.status, after.confidential, len(after.history)) == (Status.NEW, False, 1)


def test_a_second_decision_that_changes_only_the_team_counts_as_an_edit_too(
    ombuds, signed_in, case, stored
):
    ombuds.send("version")
    one, other = signed_in("ombuds"), signed_in("ombuds")
    for person in (one, other):
        person.visit(f"/ombuds/cases/{case.reference}")
    before = stored(case.reference).concerns[0].team_id
    one.send("version", **fields(case, category="LEI-1", team="rule"))
    assert stored(case.reference).concerns[0].team_id != before
    other.send("version")
    assert other.status == 409
    assert stored(case.reference).concerns[0].category == "LEI-1"
