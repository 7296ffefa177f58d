"""A code is on the page and on the paper, and nowhere else; whether it exists nobody can tell."""

import io
import logging
import re

import pikepdf
import pytest
import time_machine
from flask import request, request_finished
from sqlalchemy import select
from structlog.testing import capture_logs

from anbelo.cases import service
from anbelo.models import METADATA
from tests.browsing import Person
from tests.doors.intake.test_status import enter, unknown, wrong

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def shown(code: str) -> set[str]:
    """What would give the code away: its parts as people and machines write them."""
    return {code, code[7:19], " ".join(code[i : i + 4] for i in range(0, 20, 4))}


@pytest.fixture
def traces(app, caplog):
    """Everything a request leaves behind outside its page: address, headers, title, log lines."""
    found: list[str] = []

    def note(_app, response):
        found.append(request.full_path)
        found.extend(f"{name}: {value}" for name, value in response.headers)
        if response.mimetype == "text/html":
            found.extend(TITLE.findall(response.get_data(as_text=True)))

    with (
        request_finished.connected_to(note, app),
        caplog.at_level(logging.DEBUG),
        capture_logs() as logs,
    ):
        yield lambda: "\n".join([*found, caplog.text, repr(logs)])


def walk(person: Person, code_on) -> str:
    """Send page by page, open the receipt in its three forms, read the status, lose the code."""
    person.visit("/de/tell/text?kind=complaint&topic=bes")
    person.send("text", text="Der Bescheid ist falsch.", letter_date="2026-03-02")
    person.send("phone", phone="0170 1234567", call="yes")
    person.send("/de/tell/send")
    code = code_on(person.page)
    for path in ("/de/receipt", "/de/receipt.pdf", "/de/receipt.txt", "/ar/receipt", "/de/"):
        person.client.get(path)
    enter(person, code)
    person.send("text", text="Noch etwas.")
    person.visit("/de/status/withdraw")
    person.visit("/de/status")
    person.send("code", code=wrong(code))
    return code


def test_no_address_header_title_or_log_line_holds_the_code(anybody, code_on, traces):
    code = walk(anybody, code_on)
    assert len(code) == 20
    left = traces()
    assert "/de/status/case" in left
    assert "Referrer-Policy: no-referrer" in left
    assert [part for part in shown(code) if part in left] == []


def test_a_trace_would_be_found(anybody, traces):
    code = "12345678901234567890"
    anybody.visit(f"/de/status?code={code}")
    assert code in traces()


def test_no_table_holds_the_code_or_its_secret(anybody, code_on, office):
    """Neither in the clear nor inside something: what jobs carry are numbers of rows."""
    code = walk(anybody, code_on)
    with office.reading() as session:
        stored = [repr(tuple(row)) for table in METADATA.sorted_tables
                  for row in session.execute(select(table))]  # fmt: skip
    assert len(stored) > 100
    assert [row for row in stored for part in shown(code) if part in row] == []


def test_a_wrong_and_an_unknown_code_cost_the_same_work(anybody, told, queries, monkeypatch):
    """As many slow hashes and statements of the same kind; wall time is measured in `make bench`."""
    code = told()
    hashes: list[str] = []
    slow = service._matches  # noqa: SLF001 - the one slow hash
    monkeypatch.setattr(service, "_matches", lambda *a: hashes.append("slow") or slow(*a))
    work = []
    for typed in (wrong(code), unknown(code)):
        hashes.clear()
        with queries() as sent:
            anybody.client.post("/de/status", data={"code": typed})
        work.append((len(hashes), [re.sub(r"\s+", " ", one) for one in sent]))
    assert work[0] == work[1]
    assert work[0][0] == 1


def test_all_addresses_of_one_connection_count_as_one(app, told):
    """Whoever has an IPv6 /56 has 2**72 addresses: they guess no faster for it."""
    typed = told()
    with time_machine.travel("2026-03-10 10:00+01:00", tick=False):
        for number in range(21):
            typed = unknown(typed)
            client = app.test_client()
            client.environ_base["REMOTE_ADDR"] = f"2001:db8:0:{number:x}::{number:x}"
            answer = client.post("/de/status", data={"code": typed})
        assert answer.status_code == 429
        client.environ_base["REMOTE_ADDR"] = "2001:db8:1::1"
        assert client.post("/de/status", data={"code": unknown(typed)}).status_code == 422


@pytest.mark.parametrize("lang", ["de", "ar"])
def test_the_paper_has_the_code_in_its_words_and_not_in_what_describes_it(anybody, code_on, lang):
    code = walk(anybody, code_on)
    anybody.visit(f"/{lang}/")
    paper = anybody.client.get(f"/{lang}/receipt.pdf").data
    with pikepdf.open(io.BytesIO(paper)) as found:
        described = repr(dict(found.docinfo)) + str(found.open_metadata())
    assert [part for part in shown(code) if part in described] == []
