"""Durable submissions: the public form against a view that stores one row."""

from contextlib import ExitStack
from random import Random
from statistics import median
from urllib.parse import urlencode

from figures import Figure, Report
from ground import SERVERS, Ground, House, Web, children, cpu_ms, load, pss_mib
from load import PLACE_OF_KEY

from anbelo.audit.queries import verify
from anbelo.demo.texts import samples, written

CLIENTS = 8
ROUNDS = 5
SECONDS = 4.0
WARM_SECONDS = 2.0
BODIES = 1_000
AIM = 0.35
FULL, BARE = "wsgi:app", "bare_wsgi:app"


def bodies(count: int) -> list[str]:
    """Forms as people fill them in: every sample text, half of them with a number to call."""
    rng = Random("bench")
    made = []
    for _ in range(count):
        sample = rng.choice(samples())
        fields = [("idempotency_key", PLACE_OF_KEY.decode()), ("kind", sample.kind.value),
                  ("text", written(rng, sample)), ("name", "Erna Probe"), ("call", "no")]  # fmt: skip
        if rng.random() < 0.5:
            fields[-1:] = [("call", "yes"), ("phone", "0170 1234567"), ("call_language", "de"),
                           ("weekdays", "0"), ("weekdays", "2"), ("parts", "morning")]  # fmt: skip
        made.append(urlencode(fields, safe="@"))
    return made


def measure(ground: Ground, report: Report) -> None:
    """Rounds in turn over both servers and both applications; medians, and the trail verified."""
    house = ground.house("submissions", queue=1)
    found: dict[tuple[str, str], list[dict[str, float]]] = {}
    with ExitStack() as running:
        webs = {
            (server, application): running.enter_context(house.web(server, application))
            for server in SERVERS
            for application in (FULL, BARE)
        }
        plans = {key: plan(web, key[1]) for key, web in webs.items()}
        for one in plans.values():
            load(one | {"seconds": WARM_SECONDS})
        for number in range(ROUNDS):
            order = list(plans) if number % 2 == 0 else list(reversed(plans))
            for key in order:
                found.setdefault(key, []).append(_round(webs[key], plans[key] | {"seed": number}))
        for server in SERVERS:
            report.add(figure(server, found))
        for server in SERVERS:
            report.add(grown(server, webs))
    check(house)


def _round(web: Web, one: dict[str, object]) -> dict[str, float]:
    """One round; with it the processor time of the web workers for each answer, milliseconds."""
    before = cpu_ms(children(web.pid))
    seen: dict[str, float] = load(one)
    return seen | {"cpu_ms": (cpu_ms(children(web.pid)) - before) / seen["answers"]}


def plan(web: Web, application: str) -> dict[str, object]:
    """What the clients send."""
    form = application == FULL
    return {
        "port": web.port,
        "path": "/de/contact" if form else "/one",
        "status": 200,
        "expect": "ab-code__group" if form else "stored",
        "clients": CLIENTS,
        "seconds": SECONDS,
        "bodies": bodies(BODIES),
    }


def figure(server: str, found: dict[tuple[str, str], list[dict[str, float]]]) -> Figure:
    """The median rate and the median of the ratios of neighbouring rounds."""
    full, bare = found[server, FULL], found[server, BARE]
    value, base = (median(one["per_second"] for one in rounds) for rounds in (full, bare))
    return Figure(
        f"submissions, {server}",
        value,
        "/s",
        f"bare insert, {server}",
        base,
        f"ratio >= {AIM}",
        kept=value / base >= AIM,
        more={
            "clients": CLIENTS,
            "rounds": [one["per_second"] for one in full],
            "rounds_base": [one["per_second"] for one in bare],
            "p50_ms": median(one["p50_ms"] for one in full),
            "p95_ms": median(one["p95_ms"] for one in full),
            "p50_ms_base": median(one["p50_ms"] for one in bare),
            "cpu_ms": median(one["cpu_ms"] for one in full),
            "cpu_ms_base": median(one["cpu_ms"] for one in bare),
        },
    )


def grown(server: str, webs: dict[tuple[str, str], Web]) -> Figure:
    """What the web processes hold after the rounds."""
    value, base = (
        sum(pss_mib(pid) for pid in children(webs[server, application].pid))
        for application in (FULL, BARE)
    )
    return Figure(f"two web workers after load, {server}", value, "MiB PSS", "bare Flask", base)


def check(house: House) -> None:
    """A figure counts only if the trail is whole afterwards."""
    with house.database.reading() as session:
        verdict = verify(session)
    house.database.close()
    if not verdict.intact:
        raise RuntimeError(f"The trail is broken at {verdict.first_bad}: {verdict.damage}")
