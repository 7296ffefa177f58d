"""One case: reading it, answering, ending, hiding it."""

import pytest
from sqlalchemy import select

from anbelo.callbacks.models import Callback
from anbelo.cases.models import Case
from anbelo.cases.rules import Result, Status
from anbelo.core.clock import now
from anbelo.correspondence.models import Message
from anbelo.correspondence.service import write


@pytest.fixture
def mine(make_case):
    return make_case("من فضلكم اشرحوا لي.", team="LEISTUNG", language="ar", call=True)


def test_the_case_shows_words_history_and_calls(signed_in, mine):
    page = signed_in("leistung").visit(f"/desk/cases/{mine.reference}")
    assert 'dir="auto">من فضلكم' in page
    assert "Amira Beispiel" in page
    assert "eingegangen" in page
    assert "am Schalter" in page
    assert "/desk/calls/" in page


def test_the_front_desk_reads_but_does_not_answer(signed_in, mine):
    page = signed_in("schalter").visit(f"/desk/cases/{mine.reference}")
    assert "Amira Beispiel" in page
    assert "Nachricht senden" not in page
    assert "Vorgang beenden" not in page
    assert "/desk/calls/" not in page


def test_an_answer_is_sent_once(signed_in, mine, office):
    person = signed_in("leistung")
    person.visit(f"/desk/cases/{mine.reference}")
    values = person.form("seen").values
    values["text"] = "Wir rufen Sie heute an."
    path = f"/desk/cases/{mine.reference}/answer"
    for _ in range(2):
        assert person.client.post(path, data=values).status_code == 303
    with office.reading() as session:
        message = session.scalars(select(Message)).one()
    assert (message.text, message.language) == ("Wir rufen Sie heute an.", "ar")
    assert "Wir rufen Sie heute an." in person.visit(f"/desk/cases/{mine.reference}")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"text": "x" * 20_001}, "Der Text ist zu lang"),
        ({"text": "Guten Tag", "language": "tlh"}, "Diese Sprache kennen wir nicht."),
        ({"text": "Guten Tag", "seen": "x"}, "Diese Angabe können wir nicht lesen."),
    ],
)
def test_a_bad_answer_keeps_the_text_and_stores_nothing(signed_in, mine, stored, fields, sentence):
    person = signed_in("leistung")
    person.visit(f"/desk/cases/{mine.reference}")
    before = stored()
    page = person.send("seen", **fields)
    assert person.status == 422
    assert sentence in page
    assert person.form("seen").values["text"] == fields["text"]
    assert stored() == before


def test_a_colleagues_message_is_seen_before_mine_goes_out(signed_in, mine, office):
    person = signed_in("leistung")
    person.visit(f"/desk/cases/{mine.reference}")
    with office.unit_of_work() as session:
        case = session.get(Case, mine.case_id)
        write(session, case, "Nachtrag der Person", language="ar", now=now())
    page = person.send("seen", text="Meine Antwort")
    assert person.status == 409
    assert "Jemand anders hat den Vorgang gerade geändert" in page
    assert "Nachtrag der Person" in page
    assert person.form("seen").values["text"] == "Meine Antwort"
    person.send("seen")
    assert person.status == 200
    with office.reading() as session:
        assert session.scalar(select(Message.text).order_by(Message.id.desc())) == "Meine Antwort"


def test_a_case_ends_only_with_a_result(signed_in, mine, office):
    person = signed_in("leistung")
    person.visit(f"/desk/cases/{mine.reference}")
    page = person.send("version")
    assert person.status == 422
    assert "Bitte füllen Sie dieses Feld aus." in page
    page = person.send("version", result="explained")
    assert "Beendet: erklärt (heute" in page
    assert "Nachricht senden" not in page
    with office.reading() as session:
        case = session.get(Case, mine.case_id)
        assert (case.status, case.result) == (Status.CLOSED, Result.EXPLAINED)


def test_two_people_never_overwrite_each_other(signed_in, mine, office):
    first, second = signed_in("leistung"), signed_in("teamleitung")
    for person in (first, second):
        person.visit(f"/desk/cases/{mine.reference}")
    first.send("version", result="helped")
    page = second.send("version", result="not_remedied")
    assert second.status == 409
    assert "Jemand anders hat den Vorgang gerade geändert" in page
    with office.reading() as session:
        assert session.get(Case, mine.case_id).result is Result.HELPED


def test_answering_an_ended_case_is_refused(signed_in, mine, stored):
    first, second = signed_in("leistung"), signed_in("teamleitung")
    for person in (first, second):
        person.visit(f"/desk/cases/{mine.reference}")
    first.send("version", result="helped")
    before = stored()
    second.send("seen", text="Zu spät")
    assert second.status == 409
    assert "Der Vorgang ist schon abgeschlossen." in second.page
    assert stored() == before


def test_a_hidden_case_is_gone_with_its_calls(signed_in, mine, office):
    person = signed_in("leistung")
    assert "Amira Beispiel" in person.visit("/desk/calls")
    person.visit(f"/desk/cases/{mine.reference}")
    page = person.send(f"/desk/cases/{mine.reference}/confidential")
    assert "Der Vorgang ist jetzt vertraulich" in page
    for login in ("leistung", "schalter"):
        reader = signed_in(login)
        assert "Amira Beispiel" not in reader.visit("/desk/")
        reader.visit(f"/desk/cases/{mine.reference}")
        assert reader.status == 404
    assert "Amira Beispiel" not in person.visit("/desk/calls")
    with office.reading() as session:
        call = session.scalars(select(Callback)).one()
        assert call.confidential
        assert (call.team_id, call.staff_id, call.starts_at) == (None, None, None)
        person.visit(f"/desk/calls/{call.id}")
    assert person.status == 404


def test_hiding_twice_is_hiding_once(signed_in, mine, stored):
    person = signed_in("schalter")
    person.visit(f"/desk/cases/{mine.reference}")
    path = f"/desk/cases/{mine.reference}/confidential"
    values = person.form(path).values
    assert person.client.post(path, data=values).status_code == 200
    before = stored()
    assert person.client.post(path, data=values).status_code == 200
    assert stored() == before


def test_one_case_costs_the_same_with_a_long_history(signed_in, mine, office, counting):
    person = signed_in("leistung")
    path = f"/desk/cases/{mine.reference}"
    with office.unit_of_work() as session:
        case = session.get(Case, mine.case_id)
        write(session, case, "Eine Nachricht", language="ar", now=now())
    person.visit(path)
    with counting() as few:
        person.visit(path)
    with office.unit_of_work() as session:
        case = session.get(Case, mine.case_id)
        for _ in range(24):
            write(session, case, "Noch eine", language="ar", now=now())
    with counting() as many:
        person.visit(path)
    assert len(many) == len(few)
    assert len(few) <= 20
