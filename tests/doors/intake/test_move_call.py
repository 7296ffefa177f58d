"""The planned call on the status page: seen, moved, given up; behind the code and nowhere else."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from anbelo.callbacks.models import Callback
from anbelo.callbacks.planning import give_back, plan
from anbelo.callbacks.rules import CallState
from anbelo.cases.models import Case
from anbelo.cases.rules import Act
from anbelo.core.clock import now
from anbelo.core.senders import PostOffice
from anbelo.intake import status_views
from anbelo.intake.progress import _ACTS, _ELSEWHERE
from anbelo.notices.models import Notice
from anbelo.notices.rules import NoticeState
from anbelo.web.i18n import clock
from tests.scenes import notice


def planned(office) -> Callback:
    with office.unit_of_work() as session:
        call = session.scalars(select(Callback)).one()
        assert plan(session, call, now=now())
    return call


@pytest.fixture
def called(anybody, inside, office):
    """Somebody who wants to be called looks at the status page with the planned time."""
    inside(call="yes", phone="0170 1234567")
    planned(office)
    anybody.visit("/de/status/case")
    return anybody


@pytest.fixture
def warned(anybody, inside, office):
    """Somebody whom we want to call before a notice leaves looks at the status page."""
    inside()
    with office.unit_of_work() as session:
        case = session.scalars(select(Case)).one()
        notice(session, case_reference=case.reference, language="de")
    planned(office)
    anybody.visit("/de/status/case")
    return anybody


def call_of(office) -> Callback:
    with office.reading() as session:
        return session.scalars(select(Callback)).one()


def link(person, end: str = "") -> str:
    """The address of the only call on this page."""
    found = person.page.split('href="/de/status/call/')[1].split('"')[0].removesuffix("/none")
    return f"/de/status/call/{found}{end}"


def times(person) -> list[str]:
    return [part.split('value="')[1].split('"')[0] for part in person.page.split('name="time"')[1:]]


def test_the_page_shows_the_call_and_keeps_the_number_to_its_end(called, office):
    assert "Ihr Anruf" in called.page
    assert "Ihre Nummer endet auf 67." in called.page
    assert "1234567" not in called.page
    assert call_of(office).promised_at is not None


def test_people_learn_by_what_number_they_know_us(called, monkeypatch):
    assert "So erkennen Sie uns" not in called.page
    monkeypatch.setattr(
        status_views, "post_office", lambda: PostOffice(caller_number="+49 2202 555 0142")
    )
    assert "Unsere Nummer endet auf 42." in called.visit("/de/status/case")


def test_a_number_alone_brings_a_call_that_can_be_changed(anybody, code_on, office):
    anybody.visit("/de/call")
    assert "Sie können eine andere Zeit wählen." in anybody.page
    page = anybody.send("phone", phone="0170 1234567")
    assert "Ihre Nummer endet auf 67." in page
    assert "oder den Anruf absagen." in page
    code = code_on(page)
    planned(office)
    anybody.visit("/de/status")
    anybody.send("code", code=code)
    assert "Andere Zeit wählen" in anybody.page
    assert "Ich möchte keinen Anruf" in anybody.page


def test_what_was_written_in_the_folded_part_is_open_again(anybody):
    anybody.visit("/de/call")
    assert '<details class="kern-accordion" open' not in anybody.page
    page = anybody.send("phone", phone="", safe_word="Apfel")
    assert '<details class="kern-accordion" open' in page


def test_another_time_is_chosen_and_the_page_says_so(called, office):
    before = call_of(office)
    called.visit(link(called))
    chosen = times(called)[-1]
    page = called.send("time", time=chosen)
    assert called.answer.request.path == "/de/status/case"
    news = page.split("Die neue Zeit ist gespeichert.")[1].split("</div>")[1]
    assert f"{clock(datetime.fromisoformat(chosen))} und" in news
    assert "Der Anruf bei Ihnen hat eine neue Zeit." in page
    after = call_of(office)
    assert after.starts_at.isoformat() == chosen
    assert (after.id, after.fixed) == (before.id, True)
    assert before.starts_at != after.starts_at


def test_a_double_click_moves_once(called, office):
    called.visit(link(called))
    form = {**called.form("time").values, "time": times(called)[0]}
    address = link_of_form(called)
    answers = [called.client.post(address, data=form).status_code for _ in range(2)]
    assert answers == [303, 303]
    with office.reading() as session:
        case = session.scalars(select(Case)).one()
        assert [line.act for line in case.history].count(Act.CALL_MOVED) == 1


def link_of_form(person) -> str:
    return person.form("time").action


def test_two_tabs_do_not_overwrite_each_other(called, office):
    called.visit(link(called))
    first, second = times(called)[:2]
    other_tab = {**called.form("time").values, "time": second}
    address = link_of_form(called)
    called.send("time", time=first)
    answer = called.client.post(address, data={**other_tab, "idempotency_key": "other"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Der Anruf hat inzwischen eine andere Zeit." in page
    assert call_of(office).starts_at.isoformat() == first


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ("", "Bitte wählen Sie eine Zeit aus."),
        ("morgen", "Bitte wählen Sie eine der Antworten aus."),
        ("0001-01-01T00:00:00+23:59", "Bitte wählen Sie eine der Antworten aus."),
        ("2026-01-01T09:00:00+00:00", "Diese Zeit ist leider nicht mehr frei."),
    ],
)
def test_what_cannot_be_taken_is_explained_beside_the_times(called, office, sent, sentence):
    before = call_of(office).starts_at
    called.visit(link(called))
    page = called.send("time", time=sent)
    assert called.status == 422
    assert sentence in page.split('id="f-time-error"')[1]
    assert times(called)
    assert call_of(office).starts_at == before


def test_the_call_asked_for_is_given_up(called, office):
    called.visit(link(called, "/none"))
    assert "Sie haben dadurch keinen Nachteil." in called.page
    page = called.send("/de" + link(called, "/none")[3:])
    assert "Der Anruf ist abgesagt." in page
    assert "Andere Zeit wählen" not in page
    assert call_of(office).state is CallState.CANCELLED


def test_before_a_notice_the_page_says_first_what_follows(warned, office):
    warned.visit(link(warned, "/none"))
    assert "Das kann schon heute sein." in warned.page
    with office.reading() as session:
        assert session.scalars(select(Notice.state)).one() is NoticeState.HELD
    page = warned.send("idempotency_key")
    assert "Wir schicken den Bescheid jetzt ab." in page
    assert "Sie möchten kein Gespräch. Das ist in Ordnung." in page
    assert "Wir haben versucht, Sie anzurufen." not in page
    with office.reading() as session:
        assert session.scalars(select(Notice.state)).one() is NoticeState.RELEASED


def test_who_comes_too_late_is_shown_how_it_stands(called, office):
    address = link(called)
    called.visit(address)
    form = {**called.form("time").values, "time": times(called)[0]}
    with office.unit_of_work() as session:
        session.scalars(select(Callback)).one().state = CallState.SETTLED
    page = called.client.post(address, data=form, follow_redirects=True).get_data(as_text=True)
    assert "Diesen Anruf gibt es nicht mehr." in page
    assert "So steht es" in page


def test_a_call_that_begins_now_is_shown_without_a_way_to_change_it(called, office):
    address = link(called)
    with office.unit_of_work() as session:
        call = session.scalars(select(Callback)).one()
        call.starts_at, call.ends_at = now(), now() + timedelta(minutes=20)
    page = called.visit(address)
    assert "Die Zeit für diesen Anruf hat schon begonnen." in page
    assert "Andere Zeit wählen" not in page


def test_a_call_without_a_time_offers_to_choose_one(called, office):
    with office.unit_of_work() as session:
        give_back(session.scalars(select(Callback)).one())
    called.visit("/de/status/case")
    assert "Wir suchen noch eine Zeit." in called.page
    called.visit(link(called))
    called.send("time", time=times(called)[0])
    assert call_of(office).state is CallState.PLANNED


def test_the_address_holds_no_number_of_a_call(called, office):
    assert str(call_of(office).id) != link(called).rsplit("/", 1)[1]
    assert len(link(called).rsplit("/", 1)[1]) == 16


def test_another_code_or_none_opens_nothing(called, app, office):
    address = link(called)
    called.visit(address)
    form = {**called.form("time").values, "time": times(called)[0]}
    stranger = app.test_client()
    assert stranger.get(address).status_code == 401
    assert stranger.post(address, data=form).status_code == 401
    assert stranger.post(f"{address}/none", data=form).status_code == 401
    stranger.set_cookie("anbelo-code", "made-up")
    assert stranger.post(address, data=form).status_code == 403
    assert call_of(office).fixed is False


def test_every_line_of_a_history_has_words():
    never_told = {Act.SPAM, Act.NOT_SPAM}
    assert set(Act) - never_told == set(_ACTS) | _ELSEWHERE


def test_the_page_of_times_costs_the_same_however_many_are_called(called, office, queries):
    address = link(called)
    with queries() as few:
        called.visit(address)
    with office.unit_of_work() as session:
        for number in range(10):
            notice(session, f"K-{number}", language="de")
        for call in session.scalars(select(Callback).where(Callback.notice_id.is_not(None))):
            plan(session, call, now=now())
    with queries() as many:
        called.visit(address)
    assert len(many) == len(few) <= 14
