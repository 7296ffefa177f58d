"""From announcing a notice by API to the call on somebody's list, with everything running."""

import http.client
import json
import time
from contextlib import ExitStack
from datetime import timedelta
from statistics import quantiles

from figures import Figure, Report
from ground import Ground, House, Web
from sqlalchemy import select

from anbelo.callbacks.models import Callback
from anbelo.callbacks.rules import CallState
from anbelo.core.calendar import local
from anbelo.core.clock import now
from anbelo.demo.office import API_KEY
from anbelo.notices.models import Notice

NOTICES = 60
PAUSE_SECONDS = 0.25
LOOK_SECONDS = 0.02
PATIENCE_SECONDS = 30.0


def measure(ground: Ground, report: Report) -> None:
    """Announce one after the other; after each answer look until a caller has the call."""
    house = ground.house("announcing", queue=4)
    with ExitStack() as running:
        for name in ("relay", "worker"):
            running.enter_context(house.process(name, "-m", "anbelo", name))
        web = running.enter_context(house.web("gunicorn", "wsgi:app"))
        _announce(house, web, 0)  # everybody is awake now
        answers, lists = zip(
            *(_announce(house, web, n) for n in range(1, NOTICES + 1)), strict=True
        )
    report.add(Figure("announced by API until on somebody's list, p95", _p95(lists), "ms",
                      "the API's answer alone, p95", _p95(answers),
                      more={"notices": NOTICES, "median": sorted(lists)[NOTICES // 2]}))  # fmt: skip
    house.database.close()


def _p95(values: tuple[float, ...]) -> float:
    return quantiles(values, n=20)[-1]


def _announce(house: House, web: Web, number: int) -> tuple[float, float]:
    """Milliseconds until the answer, and until the call has a time and a caller."""
    today = local(now()).date()
    body = {
        "external_ref": f"bench-{number}",
        "kind": "withdrawal_refund",
        "team": "LEISTUNG",
        "person_name": "Erna Probe",
        "phone": "+4922025550123",
        "printed_on": today.isoformat(),
        "send_no_later_than": (today + timedelta(days=20)).isoformat(),
        "language": "de",
        "summary": "Miete gesenkt.",
        "dispositions": [{"kind": "refund", "objection_suspends": True}],
    }
    time.sleep(PAUSE_SECONDS)
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=20)
    connection.request("POST", "/api/v1/notices", json.dumps(body), {
        "Authorization": f"Bearer {API_KEY}", "Content-Type": "application/json",
        "Idempotency-Key": f"bench-{number}"})  # fmt: skip
    answer = connection.getresponse()
    told = answer.read()
    if answer.status != 201:
        raise RuntimeError(f"The API said {answer.status}: {told[:200]!r}")
    answered = time.perf_counter()
    while not _on_a_list(house, f"bench-{number}"):
        if time.perf_counter() - began > PATIENCE_SECONDS:
            raise TimeoutError("Nobody got the call.")
        time.sleep(LOOK_SECONDS)
    connection.close()
    return 1000 * (answered - began), 1000 * (time.perf_counter() - began)


def _on_a_list(house: House, reference: str) -> bool:
    with house.database.reading() as session:
        state = session.scalar(
            select(Callback.state).join(Notice).where(Notice.external_ref == reference)
        )
    return state is CallState.PLANNED
