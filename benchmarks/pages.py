"""Pages on a full house: how long one person waits, what a page asks the database, what it weighs."""

import gzip
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape

from figures import Figure, Report
from flask import Flask
from flask.testing import FlaskClient
from ground import Ground, House, load
from sqlalchemy import event, select

from anbelo.accounts.models import Staff, StaffSession
from anbelo.accounts.queries import token_hash
from anbelo.app import create_app
from anbelo.cases.models import Case
from anbelo.cases.rules import Status
from anbelo.core.clock import now
from anbelo.demo.bulk import fill
from anbelo.demo.year import load_demo

CASES = 20_000
SECONDS = 4.0
PUBLIC = ("/de/", "/de/contact", "/de/call", "/de/status", "/de/help", "/ar/contact")
CODE = re.compile(r'class="ab-code__group">(\d{4})<')
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
UNSEEN = re.compile(r"<(script|style|template)\b.*?</\1>|<[^>]+>", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """A page, and the cookie of whoever may see it."""

    name: str
    path: str
    cookie: str = ""


def measure(ground: Ground, report: Report) -> None:
    """Times by one client over HTTP; statements and weights of the same pages in this process."""
    house = ground.house("pages", queue=2, furnished=False)
    pepper = house.settings.pepper
    load_demo(house.database, pepper=pepper, now=now())
    fill(house.database, CASES, pepper=pepper, seed=1, now=now())
    app = create_app(house.settings)
    shown = list(_pages(house, app))
    with house.web("gunicorn", "bare_wsgi:app") as bare:
        base = _times(bare.port, Page("bare", "/one"))
    with house.web("gunicorn", "wsgi:app") as web:
        for page in shown:
            report.add(_waiting(page, _times(web.port, page), base, _statements(app, page)))
    for path in PUBLIC:
        report.add(_weight(app.test_client(), path))
    app.extensions["anbelo"].database.close()
    house.database.close()


def _pages(house: House, app: Flask) -> Iterator[Page]:
    with house.database.reading() as session:
        reference = session.scalars(
            select(Case.reference)
            .where(Case.status == Status.ASSIGNED, ~Case.confidential)
            .order_by(Case.received_at.desc())
        ).first()
    desk, ombuds = (_signed_in(house, login) for login in ("schalter", "ombuds"))
    yield Page("desk list", "/desk/", desk)
    yield Page("case page", f"/desk/cases/{reference}", ombuds)
    yield Page("ombuds inbox", "/ombuds/", ombuds)
    yield Page("status page", "/de/status/case", _claimant(app.test_client()))


def _signed_in(house: House, login: str) -> str:
    token = secrets.token_urlsafe(16)
    with house.database.unit_of_work() as session:
        staff_id = session.scalars(select(Staff.id).where(Staff.login == login)).one()
        session.add(StaffSession(token_hash=token_hash(token), staff_id=staff_id,
                                 created_at=now(), last_seen_at=now()))  # fmt: skip
    return f"anbelo={token}"


def _claimant(browser: FlaskClient) -> str:
    form = {"text": "Ich warte seit Wochen auf Antwort.",
            "idempotency_key": secrets.token_urlsafe(18)}  # fmt: skip
    code = "".join(CODE.findall(browser.post("/de/contact", data=form).text))
    answer = browser.post("/de/status", data={"code": code})
    cookies: list[str] = [given.partition(";")[0] for given in answer.headers.getlist("Set-Cookie")]
    return "; ".join(cookies)


def _times(port: int, page: Page) -> dict[str, float]:
    headers = {"Cookie": page.cookie} if page.cookie else {}
    plan = {"port": port, "path": page.path, "status": 200, "clients": 1, "bodies": [""],
            "headers": headers}  # fmt: skip
    load(plan | {"seconds": 0.5})
    found: dict[str, float] = load(plan | {"seconds": SECONDS})
    return found


@contextmanager
def _counting(app: Flask) -> Iterator[list[str]]:
    engine, sent = app.extensions["anbelo"].database.engine, []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _statements(app: Flask, page: Page) -> int:
    browser = app.test_client(use_cookies=False)
    with _counting(app) as sent:
        answer = browser.get(page.path, headers={"Cookie": page.cookie})
    if answer.status_code != 200:
        raise RuntimeError(f"{page.path} answers {answer.status_code}")
    return len(sent)


def _waiting(page: Page, seen: dict[str, float], base: dict[str, float], asked: int) -> Figure:
    return Figure(
        f"{page.name}, {CASES:,} cases",
        seen["p50_ms"],
        "ms p50",
        "bare select by key",
        base["p50_ms"],
        more={"p95_ms": seen["p95_ms"], "statements": asked, "p95_ms_base": base["p95_ms"]},
    )


def _weight(browser: FlaskClient, path: str) -> Figure:
    """The page as it travels, against the words a person reads on it."""
    page = browser.get(path)
    words = " ".join(unescape(UNSEEN.sub(" ", page.text)).split())
    assets = {found: len(browser.get(found).data) for found in set(ASSET.findall(page.text))}
    return Figure(
        f"weight of {path}",
        len(page.data) / 1024,
        "KiB",
        "its words alone",
        len(words.encode()) / 1024,
        more={"gzip_kib": len(gzip.compress(page.data)) / 1024,
              "linked_once_kib": sum(assets.values()) / 1024, "linked": len(assets)},
    )  # fmt: skip
