"""Did it help? A "no" opens the case again; the claimant is asked once for every closing."""

import pytest
from sqlalchemy import select

from anbelo.cases.decisions import close
from anbelo.cases.models import Case
from anbelo.cases.rules import Act, Result, Status
from anbelo.core.clock import now
from anbelo.correspondence.models import Message
from tests.scenes import viewer

QUESTION = "Hat es Ihnen geholfen?"


@pytest.fixture
def closed(anybody, inside, office):
    """Somebody whose case was closed looks at it."""
    inside()

    def end() -> None:
        with office.unit_of_work() as session:
            case = session.scalars(select(Case).order_by(Case.id.desc())).first()
            close(session, viewer(session, "ombuds"), case, result=Result.EXPLAINED,
                  version=case.version, now=now())  # fmt: skip

    end()
    anybody.visit("/de/status/case")
    return end


def state(office):
    with office.reading() as session:
        case = session.scalars(select(Case).order_by(Case.id.desc())).first()
        return case.status, case.result, [line.act for line in case.history][-2:]


def test_an_open_case_asks_nothing(anybody, inside):
    inside()
    assert QUESTION not in anybody.page


@pytest.mark.usefixtures("closed")
def test_a_yes_is_kept_and_asked_only_once(anybody, office):
    assert QUESTION in anybody.page
    anybody.send("helped", helped="yes")
    assert "Schön, dass es geholfen hat." in anybody.page
    assert QUESTION not in anybody.page
    assert state(office) == (Status.CLOSED, Result.EXPLAINED, [Act.CLOSED, Act.HELPED])


@pytest.mark.usefixtures("closed")
def test_what_was_written_beside_a_yes_is_kept(anybody, office):
    anybody.send("helped", helped="yes", text="Danke an die Frau am Schalter.")
    assert "Schön, dass es geholfen hat." in anybody.page
    assert "Danke an die Frau am Schalter." in anybody.page
    assert state(office)[0] is Status.CLOSED
    with office.reading() as session:
        assert session.scalar(select(Message.text)) == "Danke an die Frau am Schalter."


@pytest.mark.usefixtures("closed")
def test_a_no_opens_the_case_and_says_what_is_missing(anybody, office):
    anybody.send("helped", helped="no", text="Das Geld fehlt immer noch.")
    assert "Wir sehen es uns noch einmal an." in anybody.page
    assert "Das Geld fehlt immer noch." in anybody.page
    assert "Nachricht senden" in anybody.page
    status, result, acts = state(office)
    assert (status, result) == (Status.NEW, None)
    assert Act.REOPENED in acts
    with office.reading() as session:
        assert session.scalar(select(Message.text)) == "Das Geld fehlt immer noch."


def test_a_reopened_case_is_in_triage_again(anybody, closed, signed_in):
    assert closed
    ombuds = signed_in("ombuds")
    before = ombuds.visit("/ombuds")
    anybody.send("helped", helped="no")
    after = ombuds.visit("/ombuds")
    assert after.count("ab-work__item") == before.count("ab-work__item") + 1


def test_every_closing_is_asked_about_anew(anybody, closed):
    anybody.send("helped", helped="no")
    closed()
    assert QUESTION in anybody.visit("/de/status/case")


@pytest.mark.usefixtures("closed")
def test_answering_twice_from_two_windows_changes_nothing_more(anybody, office):
    form = anybody.form("helped").values.copy()
    form["helped"] = "yes"
    anybody.client.post("/de/status/helped", data=form)
    form["helped"] = "no"
    answer = anybody.client.post("/de/status/helped", data=form)
    assert answer.status_code == 409
    assert "Das haben Sie uns schon gesagt." in answer.text
    assert state(office)[0] is Status.CLOSED


@pytest.mark.usefixtures("closed")
def test_no_answer_is_no_answer(anybody, office):
    anybody.send("helped", text="Worte, die bleiben")
    assert anybody.status == 422
    assert "Worte, die bleiben" in anybody.page
    assert state(office)[0] is Status.CLOSED
