"""What a program does to the forms and a person does not; nobody notices what follows from it."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from anbelo.cases.alike import sweep
from anbelo.cases.models import Case, RecentContact
from anbelo.cases.rules import Channel
from anbelo.cases.screening import CROWD, Suspicion
from anbelo.core.clock import now
from anbelo.core.throttle import count
from tests.browsing import Person

CENTRE = "203.0.113.7"
MORNING = datetime.fromisoformat("2026-03-03T10:15:00+01:00")
TEXT = (
    "Am Schalter hat mir niemand gesagt, welche Papiere ich für den Antrag mitbringen soll. "
    "Bitte schreiben Sie eine Liste an die Tür."
)
CHANGING = re.compile(r'\d{4} ?\d{4}|(nonce|value|href|content|src)="[^"]*"|>\d{4}<')


@pytest.fixture(autouse=True)
def quick_hands():
    """Here time matters: it stands still unless a test lets it pass."""


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def come(app):
    def come(address: str = CENTRE) -> Person:
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        return Person(client)

    return come


@pytest.fixture
def tell(come, clock, code_on):
    """Somebody opens the form, takes their time, and sends it; their receipt's page."""

    def tell(text: str = TEXT, *, seconds: float = 60, address: str = CENTRE, **more) -> str:
        somebody = come(address)
        somebody.visit("/de/contact")
        clock.shift(seconds)
        page = somebody.send("text", text=text, **more)
        assert len(code_on(page)) == 20, "everybody gets a receipt"
        return page

    return tell


@pytest.fixture
def latest(office):
    def latest() -> Case:
        with office.reading() as session:
            return session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()

    return latest


def codes(case: Case) -> list[str]:
    assert case.suspected is bool(case.suspicions)
    return case.suspicions


def test_somebody_who_takes_a_minute_is_nobodys_suspect(tell, latest):
    tell()
    assert codes(latest()) == []


def test_the_receipt_is_the_same_whatever_we_think(tell, latest):
    suspect = tell("Hallo", homepage="https://casino.example", address="203.0.113.9")
    assert codes(latest()) == [Suspicion.DECOY]
    honest = tell("Hallo", address="203.0.113.10")
    assert codes(latest()) == []
    assert CHANGING.sub("", suspect) == CHANGING.sub("", honest)


@pytest.mark.parametrize(
    ("seconds", "expected"), [(2, ["fast"]), (3, []), (86_400, []), (86_401, ["stale"])]
)
def test_too_fast_and_too_late(tell, latest, seconds, expected):
    tell(seconds=seconds)
    assert codes(latest()) == expected


def test_a_contact_without_the_form_or_with_a_forged_opening(come, latest, clock):
    posted = {"text": TEXT, "idempotency_key": "straight from a script"}
    assert come().client.post("/de/contact", data=posted).status_code == 200
    assert codes(latest()) == [Suspicion.UNOPENED]
    clock.shift(60)
    forged = {"text": "Hallo", "idempotency_key": "another", "opened": "1772500000.c2lnbmVk"}
    assert come("203.0.113.9").client.post("/de/contact", data=forged).status_code == 200
    assert codes(latest()) == [Suspicion.UNOPENED]


def test_a_mistake_does_not_start_the_clock_anew(come, clock, latest):
    somebody = come()
    somebody.visit("/de/contact")
    clock.shift(60)
    somebody.send("text", text="")
    assert somebody.status == 422
    clock.shift(1)
    somebody.send("text", text=TEXT)
    assert codes(latest()) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ich will nicht mehr leben.",
        "Wir haben kein Geld mehr und nichts zu essen.",
        "Morgen verliere ich meine Wohnung, wir werden geräumt.",
        "Ich widerspreche dem Bescheid über die Miete.",
    ],
)
def test_danger_and_objections_reach_somebody_whatever_the_signs_say(tell, latest, text):
    tell(text, seconds=1, homepage="https://casino.example")
    case = latest()
    assert case.suspicions == [Suspicion.DECOY, Suspicion.FAST]
    assert not case.suspected


def test_the_same_text_again_is_kept_and_tied_to_the_first(tell, latest, office):
    tell()
    first = latest().id
    for _ in range(2):
        tell()
        case = latest()
        assert codes(case) == [Suspicion.REPEATED]
        assert (case.text, case.same_as) == (TEXT, first)
    tell(address="203.0.113.8")
    assert codes(latest()) == []
    with office.reading() as session:
        hashes = {row.network_hash for row in session.scalars(select(RecentContact))}
    assert len(hashes) == 2
    assert all(len(one) == 32 and CENTRE.encode() not in one for one in hashes)


def test_one_letter_for_many_people_of_a_counselling_centre(tell, latest):
    tell(name="Ada Erste")
    first = latest().id
    tell(name="Bea Zweite")
    assert codes(latest()) == []
    assert latest().same_as == first


def test_after_a_day_nobody_knows_who_came_from_where(tell, latest, office, clock):
    tell()
    clock.shift(timedelta(hours=24))
    with office.unit_of_work() as session:
        sweep(session, now=now())
        assert session.scalars(select(RecentContact)).all() == []
    tell()
    assert codes(latest()) == []


def test_a_crowd_from_one_address_is_suspected_and_somebody_elsewhere_is_not(
    come, latest, office, settings, clock, code_on, tell
):
    with office.unit_of_work() as session:
        for _ in range(CROWD):
            count(session, f"contact-from:{CENTRE}/32", pepper=settings.pepper, now=now())
    somebody = come()
    somebody.visit("/de/contact")
    clock.shift(30)
    somebody.send("text", text=TEXT)
    assert somebody.status == 429
    assert somebody.form("price_challenge").values["opened"], "the price page carries the signs"
    clock.shift(60)
    assert len(code_on(somebody.send("price_challenge"))) == 20
    assert codes(latest()) == [Suspicion.CROWD]
    tell(address="203.0.113.8")
    assert codes(latest()) == []


def test_a_proxy_nobody_told_us_of_makes_nobody_a_suspect(tell, latest):
    tell(address="10.0.0.2")
    tell(address="10.0.0.2")
    assert codes(latest()) == []


def journey(somebody: Person, clock, *, seconds: float, **more) -> None:
    somebody.visit("/de/tell/text?kind=complaint&topic=WAR")
    clock.shift(seconds)
    somebody.send("text", text=TEXT, **more)
    somebody.send("phone", call="no")
    somebody.send("/de/tell/send")
    assert somebody.status == 200


def test_the_journey_knows_the_same_signs(come, clock, latest):
    journey(come("203.0.113.1"), clock, seconds=2)
    assert codes(latest()) == [Suspicion.FAST]
    journey(come("203.0.113.2"), clock, seconds=5)
    assert codes(latest()) == []
    journey(come("203.0.113.3"), clock, seconds=5, homepage="https://casino.example")
    assert codes(latest()) == [Suspicion.DECOY]


def test_who_writes_on_after_a_day_and_a_half_is_no_suspect(come, clock, latest):
    somebody = come()
    somebody.visit("/de/tell/text?kind=complaint&topic=WAR")
    somebody.send("text", text=TEXT)
    clock.shift(timedelta(hours=20))
    somebody.visit("/de/tell/text")
    somebody.send("text", text=f"{TEXT} Danke.")
    clock.shift(timedelta(hours=16))
    somebody.visit("/de/tell/call")
    somebody.send("phone", call="no")
    somebody.send("/de/tell/send")
    assert codes(latest()) == []


def test_a_kiosk_does_not_make_its_visitors_suspects(come, clock, latest):
    for _ in range(2):
        visitor = come()
        visitor.visit("/kiosk/GL")
        journey(visitor, clock, seconds=1)
        assert latest().channel is Channel.KIOSK
        assert codes(latest()) == []


def test_the_unseen_field_is_unseen(come):
    for path in ("/de/contact", "/de/call", "/de/tell/text"):
        page = come().visit(path)
        field = page.partition('class="kern-sr-only" aria-hidden="true"><label for="f-homepage">')[
            2
        ]
        assert field.startswith("Bitte schreiben Sie hier nichts.</label><input ")
        assert 'tabindex="-1" autocomplete="off"' in field.partition(">")[2].partition("</div>")[0]
