"""Confidential cases: a place of their own, every opening remembered."""

import pytest
from sqlalchemy import select

from anbelo.cases.rules import Result, Status
from anbelo.correspondence.models import Message
from tests import scenes

SECRET = "Ich möchte vertraulich über meinen Sachbearbeiter sprechen. Er hat mich bedroht."


@pytest.fixture
def case(arrived, stored):
    return stored(arrived(SECRET, confidential=True, name="Cora Confi"))


@pytest.fixture
def ombuds(signed_in, case):
    person = signed_in("ombuds")
    person.visit(f"/ombuds/confidential/{case.reference}")
    return person


def messages(office) -> list[str]:
    with office.reading() as session:
        return list(session.scalars(select(Message.text)))


def test_the_list_names_the_case_but_none_of_its_words(signed_in, case):
    page = signed_in("ombuds").visit("/ombuds/confidential")
    assert case.reference in page
    assert "Sachbearbeiter" not in page
    assert "Cora" not in page


def test_an_empty_place_says_how_cases_get_there(signed_in):
    assert "Es gibt keinen vertraulichen Vorgang" in signed_in("ombuds").visit(
        "/ombuds/confidential"
    )


def test_each_opening_is_an_event_and_looking_at_the_list_is_none(signed_in, case, events):
    person = signed_in("ombuds")
    person.visit("/ombuds/confidential")
    assert events("case_read") == []
    person.visit(f"/ombuds/confidential/{case.reference}")
    person.visit(f"/ombuds/confidential/{case.reference}")
    assert [line.split()[1] for line in events("case_read")] == [f"case:{case.id}"] * 2


def test_opening_an_ordinary_case_is_no_such_event(signed_in, arrived, events):
    signed_in("ombuds").visit(f"/ombuds/cases/{arrived()}")
    assert events("case_read") == []


def test_each_kind_of_case_is_shown_only_in_its_own_place(signed_in, case, arrived):
    person = signed_in("ombuds")
    page = person.visit(f"/ombuds/cases/{case.reference}")
    assert person.answer.request.path == f"/ombuds/confidential/{case.reference}"
    assert SECRET.split(maxsplit=1)[0] in page
    ordinary = arrived()
    person.visit(f"/ombuds/confidential/{ordinary}")
    assert person.answer.request.path == f"/ombuds/cases/{ordinary}"


def test_it_is_neither_in_the_inbox_nor_found_by_search(signed_in, case):
    person = signed_in("ombuds")
    assert case.reference not in person.visit("/ombuds/")
    assert case.reference not in person.visit("/desk/")


@pytest.mark.parametrize(
    "login", ["schalter", "leistung", "teamleitung", "leitung", "admin", "datenschutz"]
)
def test_for_everybody_else_there_is_no_difference_to_a_case_that_does_not_exist(
    signed_in, case, login, plain
):
    person = signed_in(login)
    for place in ("cases", "confidential"):
        there = person.client.get(f"/ombuds/{place}/{case.reference}")
        nowhere = person.client.get(f"/ombuds/{place}/ZZZZZZZZ")
        assert there.status_code == nowhere.status_code == 403
        assert plain(there) == plain(nowhere)


def test_an_answer_reaches_the_claimant_and_is_sent_once(ombuds, case, office, events):
    form = ombuds.form("text")
    form.values["text"] = "Danke. Können wir morgen sprechen?"
    for _ in range(2):
        assert ombuds.client.post(form.action, data=form.values).status_code == 303
    assert messages(office) == ["Danke. Können wir morgen sprechen?"]
    assert len(events("message_out")) == 1
    assert "Können wir morgen" in ombuds.visit(f"/ombuds/confidential/{case.reference}")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"text": "   \n "}, "Bitte füllen Sie dieses Feld aus."),
        ({"text": "x" * 20_001}, "zu lang"),
        ({"text": "a\0b"}, "unsichtbare Zeichen"),
        ({"language": "xx"}, "Diese Sprache kennen wir nicht."),
        ({"language": ""}, "Bitte füllen Sie dieses Feld aus."),
    ],
)
def test_a_bad_answer_is_told_and_not_sent(ombuds, office, wrong, sentence):
    page = ombuds.send("text", **{"text": "Guten Tag.", **wrong})
    assert ombuds.status == 422
    assert sentence in page
    assert messages(office) == []
    if "language" in wrong:
        assert "Guten Tag." in page


def test_it_is_closed_with_a_result(ombuds, case, stored):
    page = ombuds.send("result", result="changed")
    after = stored(case.reference)
    assert (after.status, after.result) == (Status.CLOSED, Result.CHANGED)
    assert "Vorgang beenden" not in page


@pytest.mark.parametrize("result", ["", "justified"])
def test_it_is_not_closed_without_a_result_of_ours(ombuds, case, stored, result):
    ombuds.send("result", result=result)
    assert ombuds.status == 422
    assert stored(case.reference).status is Status.NEW


def test_closing_an_outdated_state_is_refused(ombuds, case, stored):
    ombuds.send("result", result="helped", version="0")
    assert ombuds.status == 409
    assert stored(case.reference).status is Status.NEW


def test_deciding_it_names_a_topic_and_never_a_team(ombuds, case, stored):
    name = f"category-{case.concerns[0].id}"
    ombuds.send(name, **{name: "UMG-1"})
    after = stored(case.reference)
    assert ombuds.answer.request.path == f"/ombuds/confidential/{case.reference}"
    assert after.concerns[0].category == "UMG-1"
    assert after.concerns[0].team is None


def test_a_team_slipped_into_the_form_is_ignored(ombuds, case, stored):
    first = case.concerns[0].id
    form = ombuds.form(f"category-{first}")
    form.values[f"category-{first}"] = "UMG-1"
    form.values[f"team-{first}"] = "1"
    ombuds.client.post(form.action, data=form.values)
    assert stored(case.reference).concerns[0].team is None


def test_one_click_makes_an_ordinary_case_confidential_for_good(signed_in, arrived, stored, office):
    reference = arrived(call=scenes.call_wish())
    with office.unit_of_work() as session:
        scenes.decided(session, stored(reference), category="KDU-1", team="KDU")
    team, person = signed_in("kdu"), signed_in("ombuds")
    assert reference in team.visit("/desk/")
    person.visit(f"/ombuds/cases/{reference}")
    person.send(f"/ombuds/cases/{reference}/confidential")
    assert person.answer.request.path == f"/ombuds/confidential/{reference}"
    assert reference not in team.visit("/desk/")
    person.send(f"/ombuds/cases/{reference}/undo")
    assert stored(reference).confidential
    assert reference not in team.visit("/desk/")


def test_ticked_while_deciding_no_team_ever_sees_it(signed_in, arrived, stored):
    reference = arrived()
    person = signed_in("ombuds")
    person.visit(f"/ombuds/cases/{reference}")
    person.send("version", confidential="1")
    after = stored(reference)
    assert after.confidential
    assert all(concern.team is None for concern in after.concerns)
    assert person.answer.request.path == f"/ombuds/confidential/{reference}"
