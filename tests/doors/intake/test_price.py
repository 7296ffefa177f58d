"""Many contacts from one network cost a little work; nobody is refused, nobody else pays."""

import re
from datetime import datetime, timedelta
from itertools import count

import pytest
import time_machine
from sqlalchemy import func, select

from anbelo.cases.models import Case
from anbelo.core import throttle
from anbelo.core.clock import now
from anbelo.core.price import FREE_PER_HOUR, PARTS, work_of
from anbelo.core.throttle import FailureCount
from tests.browsing import Person

CENTRE = "203.0.113.7"
ELSEWHERE = "203.0.113.8"
QUARTER_PAST = datetime.fromisoformat("2026-03-03T10:15:00+01:00")
SEED = re.compile(r'data-seed="(\w+)" data-bits="(\d+)"')


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(QUARTER_PAST, tick=False) as clock:
        yield clock


@pytest.fixture
def at(app):
    """Somebody who comes from this network address."""

    def come(address: str = CENTRE) -> Person:
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        return Person(client)

    return come


@pytest.fixture
def flood(at):
    """That many contacts from one address; who sent the last one."""

    def send(many: int, address: str = CENTRE) -> Person:
        somebody = at(address)
        for number in range(many):
            somebody.visit("/de/contact")
            somebody.send("text", text=f"Nachricht Nummer {number}")
        return somebody

    return send


@pytest.fixture
def stored(office):
    def count_cases() -> int:
        with office.reading() as session:
            return session.scalar(select(func.count()).select_from(Case)) or 0

    return count_cases


def solution(page: str) -> str:
    seed, bits = SEED.search(page).groups()
    least = 1 << (32 - int(bits))
    return ",".join(
        str(next(n for n in count() if work_of(seed, part, str(n)) < least))
        for part in range(PARTS)
    )


def pay(somebody: Person) -> str:
    return somebody.send("price_challenge", price_solution=solution(somebody.page))


def test_thirty_contacts_by_a_script_are_stored_or_asked_for_the_price(at, flood, stored, code_on):
    before = stored()
    somebody = flood(30)
    assert stored() - before == FREE_PER_HOUR
    assert somebody.status == 429
    assert "Bitte warten Sie einen Moment" in somebody.page
    neighbour = at(ELSEWHERE)
    neighbour.visit("/de/contact")
    assert len(code_on(neighbour.send("text", text="Ich schreibe zum ersten Mal."))) == 20


def test_honest_people_behind_one_address_get_through_with_the_work(flood, stored, code_on, at):
    flood(FREE_PER_HOUR)
    before = stored()
    for number in range(3):
        guest = at()
        guest.visit("/de/contact")
        guest.send("text", text=f"Beratung {number}", call="yes", phone="0170 1234567",
                   weekdays=["1", "2"], parts=["morning"])  # fmt: skip
        assert guest.status == 429
        carried = guest.form("price_challenge").values
        assert carried.getlist("weekdays") == ["1", "2"], "nothing typed gets lost"
        assert len(code_on(pay(guest))) == 20
    assert stored() - before == 3


def test_without_scripts_the_button_works_after_the_wait(flood, stored, code_on, clock):
    somebody = flood(FREE_PER_HOUR + 1)
    before = stored()
    assert "Warten Sie noch 20 Sekunden" in somebody.page
    clock.shift(10)
    somebody.send("price_challenge")
    assert somebody.status == 429
    assert "Warten Sie noch 10 Sekunden" in somebody.page
    clock.shift(10)
    assert len(code_on(somebody.send("price_challenge"))) == 20
    assert stored() - before == 1


def test_a_payment_counts_for_one_form_once(flood, at, stored):
    somebody = flood(FREE_PER_HOUR + 1)
    form, paid = somebody.form("price_challenge").values, solution(somebody.page)
    pay(somebody)
    before = stored()
    for changed in ({"text": "Ein anderer Text"}, {"idempotency_key": "another-form"}):
        again = {**form.to_dict(), "price_solution": paid, **changed}
        answer = at().client.post("/de/contact", data=again)
        assert answer.status_code in {422, 429}
    assert stored() == before


def test_sending_the_paid_form_twice_gives_the_same_receipt(flood, at, stored, code_on):
    somebody = flood(FREE_PER_HOUR + 1)
    form, paid = somebody.form("price_challenge").values, solution(somebody.page)
    first = code_on(pay(somebody))
    before = stored()
    for extra in ({"price_solution": paid}, {"price_challenge": "", "price_solution": ""}):
        answer = at().client.post("/de/contact", data={**form.to_dict(), **extra})
        assert code_on(answer.get_data(as_text=True)) == first
    assert stored() == before


def test_the_short_form_and_the_journey_pay_too(flood, at, code_on):
    flood(FREE_PER_HOUR)
    guest = at()
    guest.visit("/de/call")
    guest.send("phone", phone="0170 1234567")
    assert guest.status == 429
    assert len(code_on(pay(guest))) == 20
    guest = at()
    guest.visit("/de/tell/topic?kind=complaint")
    guest.send("category", category="BES")
    guest.send("text", text="Ich verstehe den Brief nicht.")
    guest.send("phone", call="no")
    guest.send("/de/tell/send")
    assert guest.status == 429
    assert len(code_on(pay(guest))) == 20


def test_a_mistake_is_told_before_any_price_is_asked(flood, at):
    flood(FREE_PER_HOUR)
    guest = at()
    guest.visit("/de/contact")
    guest.send("text", text="")
    assert guest.status == 422


def test_the_next_hours_are_free_again(flood, at, clock, code_on):
    flood(FREE_PER_HOUR)
    clock.shift(timedelta(hours=1, minutes=30))
    guest = at()
    guest.visit("/de/contact")
    assert len(code_on(guest.send("text", text="Guten Tag"))) == 20


def test_no_address_is_stored_and_counts_are_forgotten(flood, office):
    flood(2)
    with office.unit_of_work() as session:
        rows = [(row.what_hash, row.failures) for row in session.scalars(select(FailureCount))]
        throttle.sweep(session, now=now() + timedelta(hours=3))
        left = session.scalar(select(func.count()).select_from(FailureCount))
    assert [number for _, number in rows] == [2]
    assert all(len(what) == 32 and CENTRE.encode() not in what for what, _ in rows)
    assert left == 0
