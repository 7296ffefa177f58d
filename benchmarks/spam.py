"""A wave of spam: 10,000 contacts from 500 addresses while twenty people write and staff work."""

import re
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.client import HTTPConnection
from random import Random
from statistics import quantiles
from urllib.parse import urlencode

from figures import Figure, Report
from ground import Ground, Web
from sqlalchemy import select

from anbelo.accounts.models import Staff, StaffSession
from anbelo.accounts.queries import token_hash
from anbelo.cases.models import Case
from anbelo.core.clock import now
from anbelo.core.db import Database

SPAM, ADDRESSES, PROGRAMS = 10_000, 500, 6
PEOPLE, READING_SECONDS = 20, 4.0
PAUSE_SECONDS = 0.5
MOST_IN_INBOX = 1.0
MOST_MS = 1000
FORM = "/de/contact"
MARK = "wave.example"
WORDS = ("Kredit", "sofort", "günstig", "ohne Auskunft", "Gewinn", "Uhren", "nur heute", "Angebot",
         "jetzt bestellen", "Rabatt", "Vertrag", "garantiert", "Bonus", "Kasino", "Pillen")  # fmt: skip
TOLD = "Niemand geht ans Telefon. Ich warte seit Wochen auf Antwort zu meiner Miete. Fall {}."
_OPENED = re.compile(r'name="opened" value="([^"]+)"')


def measure(ground: Ground, report: Report) -> None:
    """What reaches the inbox, what the people meet, how long the staff's pages take meanwhile."""
    house = ground.house("spam", queue=7)
    house = replace(house, settings=replace(house.settings, proxies=1))
    token = _signed_in(house.database)
    over = threading.Event()
    with house.web("gunicorn", "wsgi:app") as web, ThreadPoolExecutor(PROGRAMS + 5) as crowd:
        began = time.perf_counter()
        staff = crowd.submit(_staff, web, token, over)
        people = [crowd.submit(_people, web, part) for part in range(4)]
        programs = [crowd.submit(_program, web, number) for number in range(PROGRAMS)]
        sent = sum(program.result() for program in programs)
        took = time.perf_counter() - began
        served = [one for part in people for one in part.result()]
        over.set()
        seen = staff.result()
    kept, inbox = _kept(house.database)
    house.database.close()
    for figure in (_honest(served), _inbox(inbox, kept, sent, took), _pages(seen)):
        report.add(figure)


def _signed_in(database: Database) -> str:
    token = secrets.token_urlsafe(16)
    with database.unit_of_work() as session:
        staff_id = session.scalars(select(Staff.id).where(Staff.login == "ombuds")).one()
        session.add(StaffSession(token_hash=token_hash(token), staff_id=staff_id,
                                 created_at=now(), last_seen_at=now()))  # fmt: skip
    return token


def _program(web: Web, number: int) -> int:
    """Send a share of the wave; each program is of one of three kinds."""
    rng = Random(number)
    line = HTTPConnection("127.0.0.1", web.port, timeout=60)
    sent = 0
    for turn in range(number, SPAM, PROGRAMS):
        address = f"203.0.{turn % ADDRESSES // 250}.{turn % ADDRESSES % 250 + 1}"
        fields = {"idempotency_key": secrets.token_urlsafe(18), "kind": "suggestion", "call": "no",
                  "text": f"{' '.join(rng.choices(WORDS, k=14))} http://{rng.random()}.{MARK}/"}  # fmt: skip
        if number % 3 == 1:
            fields["homepage"] = "http://example.org"
        if number % 3 == 2:
            fields["opened"] = _open(line, address)
        _post(line, address, fields)
        sent += 1
    line.close()
    return sent


def _people(web: Web, part: int) -> list[tuple[bool, float]]:
    """A share of the people: open, write, send; whether a code came, and the seconds it took."""
    served = []
    for number in range(part, PEOPLE, 4):
        address = f"198.51.100.{number + 1}"
        line = HTTPConnection("127.0.0.1", web.port, timeout=60)
        began = time.perf_counter()
        fields = {"idempotency_key": secrets.token_urlsafe(18), "kind": "complaint", "call": "no",
                  "text": TOLD.format(number), "opened": _open(line, address)}  # fmt: skip
        opened = time.perf_counter()
        time.sleep(READING_SECONDS)
        sending = time.perf_counter()
        page = _post(line, address, fields)
        took = (opened - began) + (time.perf_counter() - sending)
        served.append(("ab-code__group" in page, took))
        line.close()
    return served


def _staff(web: Web, token: str, over: threading.Event) -> list[float]:
    line = HTTPConnection("127.0.0.1", web.port, timeout=60)
    seconds = []
    while not over.wait(PAUSE_SECONDS):
        began = time.perf_counter()
        line.request("GET", "/ombuds/", headers={"Cookie": f"anbelo={token}"})
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"the inbox answers {answer.status}")
        seconds.append(time.perf_counter() - began)
    return seconds


def _open(line: HTTPConnection, address: str) -> str:
    line.request("GET", FORM, headers={"X-Forwarded-For": address})
    found = _OPENED.search(line.getresponse().read().decode())
    if not found:
        raise RuntimeError("the form has no moment of its opening")
    return found.group(1)


def _post(line: HTTPConnection, address: str, fields: dict[str, str]) -> str:
    headers = {"X-Forwarded-For": address, "Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", FORM, urlencode(fields), headers)
    return line.getresponse().read().decode()


def _kept(database: Database) -> tuple[int, int]:
    """How much of the wave was stored, and how much of that reached the inbox."""
    held_back = select(Case.suspected).where(Case.text.contains(MARK))
    with database.reading() as session:
        found = list(session.scalars(held_back))
    return len(found), found.count(False)


def _honest(served: list[tuple[bool, float]]) -> Figure:
    got = sum(ok for ok, _seconds in served)
    slowest = max(seconds for _ok, seconds in served) * 1000
    return Figure("people served in a wave of spam", got, "", aim=f"all {PEOPLE}, none over 10 s",
                  kept=got == PEOPLE and slowest <= 10 * MOST_MS,
                  more={"slowest_ms": slowest})  # fmt: skip


def _inbox(inbox: int, kept: int, sent: int, took: float) -> Figure:
    share = 100 * inbox / sent
    return Figure("spam that reached the inbox", share, "%", aim=f"at most {MOST_IN_INBOX:.0f} %",
                  kept=share <= MOST_IN_INBOX,
                  more={"sent": sent, "stored_apart": kept - inbox, "seconds": took})  # fmt: skip


def _pages(seen: list[float]) -> Figure:
    slow = quantiles(seen, n=20)[-1] * 1000
    return Figure("p95 of the inbox meanwhile", slow, "ms", aim=f"at most {MOST_MS} ms",
                  kept=slow <= MOST_MS, more={"asked": len(seen)})  # fmt: skip
