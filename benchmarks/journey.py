"""The form page by page under eight clients, against a bare view; and its last button."""

from collections.abc import Iterator

from bare import STATEMENTS
from figures import Figure, Report
from ground import Ground, House, Web, load

from anbelo.audit.queries import verify
from anbelo.core.clock import now
from anbelo.demo.year import load_demo
from anbelo.drafts.service import begin

CLIENTS = 8
SECONDS = 3.0
WARM_SECONDS = 0.7
DRAFTS = 1_500
ANSWERS = {
    "kind": "complaint", "category": "WAR", "text": "Ich warte seit Wochen auf Antwort.",
    "call": "yes", "phone": "0170 1234567", "call_language": "de", "weekdays": ["0", "2"],
    "parts": ["morning"],
}  # fmt: skip
PAGES = ("/de/", "/de/tell/topic?kind=complaint", "/de/tell/text", "/de/tell/call",
         "/de/tell/check", "/ar/tell/text")  # fmt: skip
SEND = "/de/tell/send"


def measure(ground: Ground, report: Report) -> None:
    """Pages with a draft behind them; then as many drafts sent as fit into the time."""
    house = ground.house("journey", queue=3, furnished=False)
    load_demo(house.database, pepper=house.settings.pepper, now=now())
    cookies = list(_drafts(house))
    with house.web("gunicorn", "bare_wsgi:app") as bare, house.web("gunicorn", "wsgi:app") as web:
        base = _busy(bare, "/one")
        for path in PAGES:
            report.add(_page(path, _busy(web, path, cookies[0]), base))
        many = load(_plan(bare, "/many") | {"bodies": ["text=x"], "seconds": SECONDS})
        sent = load(_plan(web, SEND) | {"status": 303, "bodies": ["x=1"], "cookies": cookies[1:]})
        if sent["wrong"]:
            raise RuntimeError(f"sending fails: {sent['first_wrong']}")
        report.add(_sent(sent, many))
    with house.database.reading() as session:
        verify(session)
    house.database.close()


def _drafts(house: House) -> Iterator[str]:
    with house.database.unit_of_work() as session:
        for _ in range(DRAFTS):
            _draft, token = begin(session, ANSWERS, pepper=house.settings.pepper, now=now())
            yield f"anbelo-draft={token}"


def _plan(web: Web, path: str) -> dict[str, object]:
    return {"port": web.port, "path": path, "status": 200, "clients": CLIENTS, "bodies": [""],
            "seconds": SECONDS}  # fmt: skip


def _busy(web: Web, path: str, cookie: str = "") -> dict[str, float]:
    plan = _plan(web, path) | {"headers": {"Cookie": cookie} if cookie else {}}
    load(plan | {"seconds": WARM_SECONDS})
    found: dict[str, float] = load(plan)
    if found["wrong"]:
        raise RuntimeError(f"{path} fails: {found}")
    return found


def _page(path: str, seen: dict[str, float], base: dict[str, float]) -> Figure:
    return Figure(
        f"page {path}", seen["per_second"], "/s", "bare select by key", base["per_second"],
        more={"p95_ms": seen["p95_ms"], "p95_ms_base": base["p95_ms"], "clients": CLIENTS},
    )  # fmt: skip


def _sent(seen: dict[str, float], base: dict[str, float]) -> Figure:
    return Figure(
        "the form's last button", seen["per_second"], "/s", f"bare, {STATEMENTS} inserts",
        base["per_second"],
        more={"p95_ms": seen["p95_ms"], "p95_ms_base": base["p95_ms"], "sent": seen["answers"]},
    )  # fmt: skip
