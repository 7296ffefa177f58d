"""Where it stands: the code, the short session, messages, taking it back."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from anbelo.accounts.rules import Role, Viewer
from anbelo.callbacks.models import Callback
from anbelo.callbacks.planning import plan
from anbelo.callbacks.rules import CallState
from anbelo.callbacks.service import announce_notice
from anbelo.cases.models import Case, ClaimantSession
from anbelo.cases.receipts import parse
from anbelo.cases.rules import Act, Status
from anbelo.cases.service import note_history
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.correspondence.models import Message
from anbelo.correspondence.service import write
from anbelo.notices.models import NoticeKind
from anbelo.notices.service import NewNotice
from tests.browsing import Person

ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
OFFICE = Viewer(1, "Karla Muster", frozenset({Role.FRONT_DESK}), ui_language="de")


def only_case(session) -> Case:
    return session.scalars(select(Case)).one()


def enter(person: Person, code: str) -> str:
    person.visit("/de/status")
    return person.send("code", code=code)


def mistyped(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def unknown(code: str) -> str:
    """A well-formed code that belongs to nobody."""
    body = f"{(int(code[:7]) + 1) % 10**7:07d}{code[7:19]}"
    return next(f"{body}{d}" for d in range(10) if parses(f"{body}{d}"))


def wrong(code: str) -> str:
    """A well-formed code with the right locator and a wrong secret."""
    body = f"{code[:7]}{(int(code[7:19]) + 1) % 10**12:012d}"
    return next(f"{body}{d}" for d in range(10) if parses(f"{body}{d}"))


def parses(code: str) -> bool:
    return parse(code) is not None


def test_the_code_opens_the_case(anybody, inside):
    inside()
    assert "Ihr Text ist bei uns angekommen." in anybody.page
    assert "So steht es" in anybody.page


def test_any_digits_and_gaps_do(anybody, told):
    code = told().translate(ARABIC_INDIC)
    enter(anybody, " ".join(code[i : i + 4] for i in range(0, 20, 4)))
    assert anybody.answer.request.path == "/de/status/case"


def test_no_cookie_before_the_code_and_a_strict_one_after(anybody, told):
    code = told()
    for path in ("/de/", "/de/contact", "/de/call", "/de/status", "/de/help", "/de/status/case"):
        assert "Set-Cookie" not in anybody.client.get(path).headers
    answer = anybody.client.post("/de/status", data={"code": code})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/de/status/case"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("anbelo-code=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert code not in cookie


def test_a_slip_is_told_without_asking_the_database(anybody, told, queries):
    code = told()
    anybody.visit("/de/status")
    for typed in (mistyped(code), code[:-1], "abc", code[1] + code[0] + code[2:]):
        if typed == code:  # two equal neighbours swapped
            continue
        with queries() as sent:
            page = anybody.send("code", code=typed)
        assert anybody.status == 422
        assert "In dem Code ist ein Tippfehler." in page
        assert f'value="{typed}"' in page
        assert sent == []


def test_an_empty_code_is_asked_for(anybody):
    assert "Bitte füllen Sie dieses Feld aus." in enter(anybody, "")
    assert anybody.status == 422


def test_a_wrong_and_an_unknown_code_get_the_same_answer(anybody, told):
    code = told()
    answers = []
    for typed in (wrong(code), unknown(code)):
        page = enter(anybody, typed)
        nonce = page.split('nonce="')[1].split('"')[0]
        answers.append((anybody.status, page.replace(typed, "").replace(nonce, "")))
    assert answers[0] == answers[1]
    assert "Dieser Code passt nicht." in answers[0][1]
    assert "Set-Cookie" not in anybody.answer.headers


def test_guessing_gets_slow_but_never_locks_the_owner_out(anybody, told):
    code = told()
    with time_machine.travel("2026-03-10 10:00+01:00", tick=False) as clock:
        for _ in range(5):
            enter(anybody, wrong(code))
            assert anybody.status == 422
        page = enter(anybody, wrong(code))
        assert anybody.status == 429
        assert "Bitte warten Sie" in page
        assert int(anybody.answer.headers["Retry-After"]) >= 1
        clock.shift(61)
        enter(anybody, code)
        assert anybody.answer.request.path == "/de/status/case"


def test_guessing_many_codes_from_one_address_gets_slow_too(anybody, told):
    code = told()
    with time_machine.travel("2026-03-10 10:00+01:00", tick=False):
        typed = code
        for _ in range(20):
            typed = unknown(typed)
            enter(anybody, typed)
            assert anybody.status == 422
        enter(anybody, unknown(typed))
        assert anybody.status == 429


def test_after_fifteen_quiet_minutes_the_code_is_asked_again(anybody, inside):
    with time_machine.travel(now(), tick=False) as clock:
        inside()
        clock.shift(timedelta(minutes=14))
        assert "So steht es" in anybody.visit("/de/status/case")
        clock.shift(timedelta(minutes=14))
        assert "So steht es" in anybody.visit("/de/status/case")
        clock.shift(timedelta(minutes=16))
        page = anybody.visit("/de/status/case")
    assert "Die Zeit ist abgelaufen." in page
    assert "So steht es" not in page


def test_a_session_ends_after_four_hours_even_when_used(anybody, inside):
    with time_machine.travel(now(), tick=False) as clock:
        inside()
        for _ in range(24):
            clock.shift(timedelta(minutes=10))
            page = anybody.visit("/de/status/case")
    assert "Die Zeit ist abgelaufen." in page


def test_a_message_typed_while_the_session_ended_is_not_lost(anybody, inside, office):
    with time_machine.travel(now(), tick=False) as clock:
        code = inside()
        clock.shift(timedelta(minutes=20))
        page = anybody.send("text", text="Das ist noch wichtig.")
        assert anybody.status == 401
        assert "Ihre Nachricht ist noch da." in page
        page = anybody.send("code", code=code)
        assert "Das ist noch wichtig." in page
        anybody.send("idempotency_key")
    with office.reading() as session:
        assert session.scalars(select(Message.text)).all() == ["Das ist noch wichtig."]


def test_a_message_arrives_once(anybody, inside, office):
    inside()
    form = {**anybody.form("text").values, "text": "Ich habe noch etwas vergessen."}
    first = anybody.client.post("/de/status/message", data=form)
    second = anybody.client.post("/de/status/message", data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    with office.reading() as session:
        assert len(session.scalars(select(Message)).all()) == 1
    assert "Ich habe noch etwas vergessen." in anybody.visit("/de/status/case")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Bitte füllen Sie dieses Feld aus."),
        ("a" * 20_001, "Der Text ist zu lang: 20001 Zeichen."),
        ("a\x07b", "unsichtbare Zeichen"),
    ],
)
def test_a_bad_message_is_explained_and_not_stored(anybody, inside, rows, text, sentence):
    inside()
    before = rows()
    page = anybody.send("text", text=text)
    assert anybody.status == 422
    assert sentence in page.split('id="f-text-error"')[1]
    assert rows() == before


def test_a_used_message_form_with_other_words_keeps_them(anybody, inside, office):
    inside()
    form = {**anybody.form("text").values, "text": "Erste Nachricht."}
    anybody.client.post("/de/status/message", data=form)
    page = anybody.send("text", text="Zweite Nachricht.")
    assert anybody.status == 422
    assert "Zweite Nachricht." in page
    anybody.send("text")
    with office.reading() as session:
        assert len(session.scalars(select(Message)).all()) == 2


def test_an_answer_of_the_office_is_shown(anybody, inside, office):
    inside()
    with office.unit_of_work() as session:
        write(session, only_case(session), "Wir prüfen das.", language="de", now=now(),
              author=OFFICE)  # fmt: skip
    page = anybody.visit("/de/status/case")
    assert "Wir prüfen das." in page
    assert "Karla Muster" not in page


def test_a_foreign_form_changes_nothing(anybody, inside, rows):
    inside()
    before = rows()
    for path in ("message", "withdraw", "leave"):
        answer = anybody.client.post(f"/de/status/{path}", data={"text": "Falsch."})
        assert answer.status_code == 403
    assert rows() == before


def test_taking_it_back_asks_first_and_cancels_the_call(anybody, inside, office):
    inside(call="yes", phone="0170 1234567")
    assert "Möchten Sie Ihr Anliegen zurücknehmen?" in anybody.visit("/de/status/withdraw")
    with office.reading() as session:
        assert only_case(session).status is Status.NEW
    page = anybody.send("/de/status/withdraw")
    assert "Sie haben Ihr Anliegen zurückgenommen." in page
    assert "Nachricht senden" not in page
    with office.reading() as session:
        assert only_case(session).status is Status.WITHDRAWN
        assert session.scalars(select(Callback)).one().state is CallState.CANCELLED


def test_taking_it_back_twice_is_no_mistake(anybody, inside, office):
    inside()
    anybody.visit("/de/status/withdraw")
    form = dict(anybody.form("/de/status/withdraw").values)
    for _ in range(2):
        assert anybody.client.post("/de/status/withdraw", data=form).status_code == 303
    with office.reading() as session:
        acts = [line.act for line in only_case(session).history]
    assert acts.count(Act.WITHDRAWN) == 1


def test_nobody_reads_messages_of_a_closed_case_and_so_none_is_taken(anybody, inside, office):
    inside()
    with office.unit_of_work() as session:
        only_case(session).status = Status.CLOSED
    page = anybody.send("text", text="Hallo?")
    assert anybody.status == 422
    assert "Der Vorgang ist schon abgeschlossen." in page
    assert "Nachricht senden" not in anybody.visit("/de/status/case")


def test_signing_off_ends_the_session_on_the_server(anybody, inside, office):
    inside()
    kept = anybody.client.get_cookie("anbelo-code").value
    page = anybody.send("/de/status/leave")
    assert "Ihr Code ist nicht mehr auf diesem Gerät." in page
    assert anybody.client.get_cookie("anbelo-code") is None
    anybody.client.set_cookie("anbelo-code", kept)
    assert "So steht es" not in anybody.visit("/de/status/case")
    with office.reading() as session:
        assert session.scalars(select(ClaimantSession)).all() == []


def test_only_a_hash_of_the_token_is_stored(anybody, inside, office):
    inside()
    token = anybody.client.get_cookie("anbelo-code").value
    with office.reading() as session:
        assert token.encode() not in session.scalars(select(ClaimantSession)).one().token_hash


def test_a_confidential_case_works_the_same(anybody, inside):
    inside(confidential="1")
    page = anybody.send("text", text="Noch etwas.")
    assert "Noch etwas." in page
    assert anybody.status == 200


def test_a_planned_call_is_named_with_day_and_time(anybody, inside, office):
    inside(call="yes", phone="0170 1234567")
    assert "Wir suchen gerade einen Termin dafür." in anybody.page
    with office.unit_of_work() as session:
        call = session.scalars(select(Callback)).one()
        slot = plan(session, call, now=now())
    page = anybody.visit("/de/status/case")
    assert slot is not None
    assert "Wir rufen Sie an:" in page
    assert "Wir haben einen Anruf bei Ihnen geplant." in page


def test_a_held_notice_and_its_way_out_are_told(anybody, inside, office):
    inside()
    today = local_day(now())
    with office.unit_of_work() as session:
        case = only_case(session)
        new = NewNotice(
            external_ref="DEMO-1", kind=first_kind(session), team="LEISTUNG",
            person_name="Amal Beispiel", printed_on=today,
            send_no_later_than=today + timedelta(days=5), case_reference=case.reference,
        )  # fmt: skip
        announce_notice(session, new, actor="test", now=now())
        case_id = case.id
    page = anybody.visit("/de/status/case")
    assert "Wir haben einen Bescheid vorbereitet. Wir möchten vorher mit Ihnen sprechen." in page
    assert "geht er spätestens am" in page
    with office.unit_of_work() as session:
        note_history(session, case_id, Act.CALL_TRIED, now=now(), outcome="nicht_erreicht")
        note_history(session, case_id, Act.NOTICE_RELEASED, now=now(), reason="last_day")
    page = anybody.visit("/de/status/case")
    assert "Wir haben Sie nicht erreicht." in page
    assert "Grund: Der Bescheid durfte nicht länger warten." in page


def first_kind(session) -> str:
    return session.scalars(select(NoticeKind.code).order_by(NoticeKind.code)).first()


def test_the_team_that_works_on_it_is_named(anybody, inside, office):
    inside()
    with office.unit_of_work() as session:
        case = only_case(session)
        case.status = Status.ASSIGNED
        case.concerns[0].team_id = case.concerns[0].proposed_team_id
        note_history(session, case.id, Act.DECIDED, now=now())
    assert "kümmert sich um Ihr Anliegen." in anybody.visit("/de/status/case")


def test_the_status_page_costs_the_same_with_a_long_history(anybody, inside, office, queries):
    inside()
    with queries() as short:
        anybody.visit("/de/status/case")
    with office.unit_of_work() as session:
        case = only_case(session)
        for number in range(20):
            note_history(session, case.id, Act.DECIDED, now=now())
            write(session, case, f"Nachricht {number}", language="de", now=now())
    with queries() as long:
        anybody.visit("/de/status/case")
    assert len(long) == len(short) <= 10


def test_a_disabled_session_row_of_another_case_is_never_used(anybody, inside, office):
    inside()
    with office.unit_of_work() as session:
        session.execute(update(ClaimantSession).values(token_hash=b"x" * 32))
    assert "So steht es" not in anybody.visit("/de/status/case")
