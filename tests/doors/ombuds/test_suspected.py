"""What looks like spam: in nobody's way, looked at by a person, and back in one step."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from anbelo.callbacks.claimants import look, rate, say
from anbelo.callbacks.house_plan import plan_house
from anbelo.callbacks.jobs import plan_callback
from anbelo.callbacks.models import Callback
from anbelo.callbacks.moving import move_call, other_times
from anbelo.callbacks.planning import WHOLE_HOUSE
from anbelo.callbacks.rules import CallState
from anbelo.callbacks.service import close_as_spam, take_contact
from anbelo.cases.claimants import enter
from anbelo.cases.models import Case
from anbelo.cases.queries import case_for
from anbelo.cases.rules import Act, Channel, NewContact, Status
from anbelo.cases.screening import Signs
from anbelo.cases.service import Opened
from anbelo.core.clock import now
from anbelo.core.errors import Missing
from anbelo.outbox.models import OutboxMessage
from anbelo.outbox.rules import Topic
from anbelo.reports.queries import year_figures, years
from tests import scenes
from tests.counting import statements

TEXT = "Günstige Uhren für alle Mitarbeitenden, nur heute."
NAME, PHONE, DIGITS = "Norbert Nichtda", "+4922025559876", "22025559876"
QUICK = timedelta(seconds=1)


@pytest.fixture
def held(office) -> Callable[..., Opened]:
    """A contact that came one second after its form was opened."""

    def held(
        text: str = TEXT,
        *,
        opened_for: timedelta = QUICK,
        pepper: bytes = scenes.PEPPER,
        **more,
    ) -> Opened:
        moment = now()
        told = {"channel": Channel.FORM, "language": "de", "name": NAME,
                "call": scenes.call_wish(phone=PHONE), **more}  # fmt: skip
        with office.unit_of_work() as session:
            return take_contact(
                session,
                NewContact(text=text, **told),
                key=f"held {text} {moment.timestamp()}",
                pepper=pepper,
                actor="claimant",
                now=moment,
                signs=Signs(moment - opened_for),
            )

    return held


@pytest.fixture
def token(office):
    """The session of the person who holds this receipt."""

    def token(opened: Opened) -> str:
        with office.unit_of_work() as session:
            found = enter(session, opened.receipt, pepper=scenes.PEPPER, address="192.0.2.1",
                          now=now())  # fmt: skip
            assert found
            return found

    return token


def jobs(office) -> list[int]:
    """The calls somebody promised to plan."""
    with office.reading() as session:
        wanted = select(OutboxMessage.subject_id).filter_by(topic=Topic.PLAN_CALLBACK)
        return list(session.scalars(wanted))


def call_of(office, opened: Opened) -> Callback:
    with office.reading() as session:
        return session.scalars(select(Callback).filter_by(case_id=opened.case.id)).one()


def waits(office, opened: Opened) -> bool:
    """Whether it still stands apart: suspected, and its call with nobody."""
    with office.reading() as session:
        case = session.get_one(Case, opened.case.id)
        return case.suspected and call_of(office, opened).id not in jobs(office)


def test_it_is_in_no_list_search_figure_or_plan(office, held, signed_in):
    before = in_all_lists(office, signed_in)
    opened = held()
    with office.unit_of_work() as session:
        plan_callback(session, call_of(office, opened).id, now=now())
        plan_house(session, WHOLE_HOUSE, now=now())
    assert call_of(office, opened).state is CallState.OWED
    assert in_all_lists(office, signed_in) == before
    for login in ("schalter", "ombuds", "teamleitung"):
        person = signed_in(login)
        for words in (NAME, DIGITS, opened.case.reference, "Uhren"):
            person.visit("/desk/")
            page = person.send("words", words=words)
            assert f"/desk/cases/{opened.case.reference}" not in page
            assert person.answer.request.path == "/desk/"
        for path in (f"/desk/cases/{opened.case.reference}", f"/ombuds/cases/{opened.case.reference}",
                     f"/ombuds/confidential/{opened.case.reference}"):  # fmt: skip
            person.visit(path)
            assert person.status in {403, 404}


def in_all_lists(office, signed_in) -> list[object]:
    """What lists and figures show; the same before and after means that it is in none."""
    seen: list[object] = []
    for login, paths in {
        "schalter": ("/desk/",),
        "leistung": ("/desk/", "/desk/calls", "/desk/planning"),
        "teamleitung": ("/desk/", "/desk/calls", "/desk/planning"),
        "ombuds": ("/desk/", "/desk/calls", "/ombuds/confidential"),
        "leitung": ("/management/figures", "/management/figures.csv", "/management/figures.json"),
    }.items():
        person = signed_in(login)
        for path in paths:
            page = person.visit(path)
            seen.append(re.sub(r'(nonce|value)="[^"]*"|\d\d:\d\d|vor \w+ \w+', "", page))
    with office.reading() as session:
        seen += [years(session), year_figures(session, now().year)]
    return seen


def test_the_same_walk_does_notice_an_ordinary_contact(office, held, signed_in):
    """The twin that must fail: what the walk cannot see it could not miss."""
    before = in_all_lists(office, signed_in)
    held(opened_for=timedelta(minutes=1))
    assert in_all_lists(office, signed_in) != before


def test_the_inbox_is_without_it_but_says_that_something_waits(held, signed_in):
    opened = held()
    page = signed_in("ombuds").visit("/ombuds/")
    assert opened.case.reference not in page
    assert "1 Nachricht sieht nach Spam aus." in page


def test_the_ombudsperson_reads_why_and_what(held, signed_in):
    opened = held()
    person = signed_in("ombuds")
    page = person.visit("/ombuds/suspected")
    assert opened.case.reference in page
    assert "Das Formular war nach weniger als 3 Sekunden fertig." in page
    page = person.visit(f"/ombuds/suspected/{opened.case.reference}")
    assert TEXT in page
    assert "Das Formular war nach weniger als 3 Sekunden fertig." in page


def test_an_empty_place_says_what_comes_here(signed_in):
    assert "Hier wartet nichts." in signed_in("ombuds").visit("/ombuds/suspected")


def test_no_spam_goes_into_the_inbox_and_its_call_is_planned(office, held, signed_in, events):
    opened = held()
    person = signed_in("ombuds")
    person.visit(f"/ombuds/suspected/{opened.case.reference}")
    page = person.send(f"/ombuds/suspected/{opened.case.reference}/keep")
    assert "Der Vorgang steht jetzt bei den anderen." in page
    assert opened.case.reference in person.visit("/ombuds/")
    assert call_of(office, opened).id in jobs(office)
    with office.unit_of_work() as session:
        plan_callback(session, call_of(office, opened).id, now=now())
    assert call_of(office, opened).state is CallState.PLANNED
    assert [line.partition(" ")[2] for line in events("case_no_spam")] == [f"case:{opened.case.id}"]


def test_a_call_that_waited_too_long_gets_new_days(office, held, signed_in):
    opened = held()
    with office.unit_of_work() as session:
        session.scalars(select(Callback).filter_by(case_id=opened.case.id)).one().due_by = now()
    person = signed_in("ombuds")
    person.visit(f"/ombuds/suspected/{opened.case.reference}")
    person.send(f"/ombuds/suspected/{opened.case.reference}/keep")
    assert call_of(office, opened).due_by > now() + timedelta(days=13)


def test_spam_is_ended_and_stays_out_of_everything(office, held, signed_in, stored, events):
    before = in_all_lists(office, signed_in)
    opened = held()
    person = signed_in("ombuds")
    person.visit(f"/ombuds/suspected/{opened.case.reference}")
    page = person.send(f"/ombuds/suspected/{opened.case.reference}/spam")
    assert "Als Spam beendet." in page
    assert opened.case.reference not in page
    case = stored(opened.case.reference)
    assert (case.status, case.result, case.suspected) == (Status.CLOSED, None, True)
    assert case.history[-1].act is Act.SPAM
    assert call_of(office, opened).state is CallState.CANCELLED
    assert len(events("case_spam")) == 1
    assert in_all_lists(office, signed_in) == before


def test_who_decides_second_is_told_and_changes_nothing(held, signed_in, stored):
    opened = held()
    first, second = signed_in("ombuds"), signed_in("ombuds")
    for person in (first, second):
        person.visit(f"/ombuds/suspected/{opened.case.reference}")
    first.send(f"/ombuds/suspected/{opened.case.reference}/keep")
    page = second.send(f"/ombuds/suspected/{opened.case.reference}/spam")
    assert "Über diesen Vorgang ist schon entschieden." in page
    assert stored(opened.case.reference).status is Status.NEW


def test_of_a_confidential_one_the_list_shows_no_word_and_opening_leaves_a_line(
    held, signed_in, events
):
    opened = held("Vertraulich: mein Sachbearbeiter verkauft Uhren.", confidential=True)
    person = signed_in("ombuds")
    page = person.visit("/ombuds/suspected")
    assert opened.case.reference in page
    assert "Sachbearbeiter" not in page
    assert opened.case.reference not in person.visit("/ombuds/confidential")
    person.visit(f"/ombuds/suspected/{opened.case.reference}")
    assert "Sachbearbeiter" in person.page
    assert len(events("case_read")) == 1
    person.send(f"/ombuds/suspected/{opened.case.reference}/keep")
    assert opened.case.reference in person.visit("/ombuds/confidential")


def test_who_may_not_triage_finds_nothing_there(office, held):
    opened = held()
    with office.reading() as session:
        for login in ("schalter", "leistung", "leitung", "admin", "datenschutz"):
            viewer = scenes.viewer(session, login)
            with pytest.raises(Missing):
                case_for(session, viewer, opened.case.reference, quarantined=True)


def test_the_status_page_is_the_same_as_for_everybody(office, held, token):
    def seen(opened: Opened) -> list[object]:
        with office.unit_of_work() as session:
            found = look(session, token(opened), now=now())
            assert found
            return [found.status, found.calls_owed, found.planned, [e.act for e in found.events]]

    assert seen(held()) == seen(held(opened_for=timedelta(minutes=1)))


def test_who_writes_again_with_the_code_is_no_program(office, held, token):
    opened = held()
    assert waits(office, opened)
    mine = token(opened)
    assert waits(office, opened), "typing the code alone changes nothing"
    with office.unit_of_work() as session:
        say(session, mine, "Ich warte auf den Anruf.", language="de", now=now())
    assert not waits(office, opened)
    with office.unit_of_work() as session:
        found = look(session, mine, now=now())
        assert found
        assert [event.act for event in found.events] == [Act.OPENED, Act.MESSAGE_IN]


def test_who_chooses_a_time_is_no_program(office, held, token):
    opened = held()
    mine = token(opened)
    with office.unit_of_work() as session:
        call = look(session, mine, now=now()).owed[0]
        offer = other_times(session, mine, call.mark, now=now())
        move_call(session, mine, call.mark, starts_at=offer.times[0], seen=None, now=now())
    assert not waits(office, opened)
    assert call_of(office, opened).state is CallState.PLANNED


def test_who_stands_at_the_desk_with_the_code_is_no_program(office, held, signed_in, settings):
    opened = held(pepper=settings.pepper)
    clerk = signed_in("schalter")
    clerk.visit("/desk/")
    clerk.send("words", words=opened.receipt.digits)
    assert clerk.answer.request.path == f"/desk/cases/{opened.case.reference}"
    assert not waits(office, opened)


def test_who_was_taken_for_spam_by_mistake_can_say_so(office, held, token, stored):
    opened = held()
    with office.unit_of_work() as session:
        ombuds = scenes.viewer(session, "ombuds")
        case = case_for(session, ombuds, opened.case.reference, quarantined=True)
        close_as_spam(session, ombuds, case, version=case.version, now=now())
    mine = token(opened)
    with office.unit_of_work() as session:
        found = look(session, mine, now=now())
        assert found.asks_whether_it_helped
        assert [event.act for event in found.events][-1] is Act.CLOSED
        rate(session, mine, helped=False, text="Ich bin echt.", language="de", now=now())
    case = stored(opened.case.reference)
    assert (case.status, case.suspected) == (Status.NEW, False)


def test_the_same_text_is_tied_to_the_first(office, held, signed_in):
    first = scenes_contact(office)
    opened = held()
    with office.unit_of_work() as session:
        session.get_one(Case, opened.case.id).same_as = first.id
    page = signed_in("ombuds").visit(f"/ombuds/suspected/{opened.case.reference}")
    assert f"/ombuds/cases/{first.reference}" in page
    with office.unit_of_work() as session:
        session.get_one(Case, first.id).confidential = True
    page = signed_in("ombuds").visit(f"/ombuds/suspected/{opened.case.reference}")
    assert first.reference not in page


def scenes_contact(office) -> Case:
    with office.unit_of_work() as session:
        return scenes.contact(session).case


def test_the_list_costs_the_same_however_many_wait(held, signed_in, app):
    person = signed_in("ombuds")
    held()
    with statements(app) as few:
        person.visit("/ombuds/suspected")
    for number in range(5):
        held(f"{TEXT} Angebot {number}.")
    with statements(app) as many:
        person.visit("/ombuds/suspected")
    assert len(many) == len(few)
