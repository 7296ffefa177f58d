"""Durable submissions: the public form against a view that stores one row."""

from contextlib import ExitStack
from random import Random
from statistics import median
from urllib.parse import urlencode

from bare import STATEMENTS
from figures import Figure, Report
from ground import SERVERS, Ground, House, Web, children, cpu_ms, load, pss_mib
from load import PLACE_OF_KEY

from anbelo.audit.queries import verify
from anbelo.demo.texts import samples, written

CLIENTS = 8
ROUNDS = 5
SECONDS = 3.0
WARM_SECONDS = 1.5
BODIES = 1_000
AIM = 0.35
FULL, BARE = "wsgi:app", "bare_wsgi:app"
# What is asked, and what a right answer holds.
FORM, ONE, MANY = "/de/contact", "/one", "/many"
ASKED = {
    FORM: (FULL, "ab-code__group"),
    ONE: (BARE, "stored"),
    MANY: (BARE, "stored"),
}
Rounds = dict[tuple[str, str], list[dict[str, float]]]


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
    found: Rounds = {}
    with ExitStack() as running:
        webs = {
            (server, application): running.enter_context(house.web(server, application))
            for server in SERVERS
            for application in (FULL, BARE)
        }
        asked = {
            (server, path): (webs[server, application], right)
            for server in SERVERS
            for path, (application, right) in ASKED.items()
        }
        for (_server, path), (web, right) in asked.items():
            load(plan(web, path, right) | {"seconds": WARM_SECONDS})
        for number in range(ROUNDS):
            order = list(asked) if number % 2 == 0 else list(reversed(asked))
            for key in order:
                web, right = asked[key]
                one = plan(web, key[1], right) | {"seed": number}
                found.setdefault(key, []).append(_round(web, one))
        for server in SERVERS:
            report.add(figure(server, found))
            report.add(against_many(server, found))
        for server in SERVERS:
            report.add(grown(server, webs))
    check(house)


def _round(web: Web, one: dict[str, object]) -> dict[str, float]:
    """One round; with it the processor time of the web workers for each answer, milliseconds."""
    before = cpu_ms(children(web.pid))
    seen: dict[str, float] = load(one)
    return seen | {"cpu_ms": (cpu_ms(children(web.pid)) - before) / seen["answers"]}


def plan(web: Web, path: str, right: str) -> dict[str, object]:
    """What the clients send."""
    return {
        "port": web.port,
        "path": path,
        "status": 200,
        "expect": right,
        "clients": CLIENTS,
        "seconds": SECONDS,
        "bodies": bodies(BODIES),
    }


def figure(server: str, found: Rounds) -> Figure:
    """The form against one insert: medians of the rounds."""
    form, one = found[server, FORM], found[server, ONE]
    value, base = middle(form, "per_second"), middle(one, "per_second")
    more: dict[str, object] = {"clients": CLIENTS}
    for name, rounds in (("", form), ("_base", one)):
        more[f"rounds{name}"] = [seen["per_second"] for seen in rounds]
        for what in ("p50_ms", "p95_ms", "cpu_ms"):
            more[what + name] = middle(rounds, what)
    return Figure(f"submissions, {server}", value, "/s", f"bare insert, {server}", base,
                  f"ratio >= {AIM}", kept=value / base >= AIM, more=more)  # fmt: skip


def against_many(server: str, found: Rounds) -> Figure:
    """The form against a bare view that sends as many statements: what is ours beyond them."""
    form, many = found[server, FORM], found[server, MANY]
    return Figure(
        f"submissions, {server} (again)",
        middle(form, "per_second"),
        "/s",
        f"bare, {STATEMENTS} inserts, {server}",
        middle(many, "per_second"),
        more={"cpu_ms_base": middle(many, "cpu_ms"), "p50_ms_base": middle(many, "p50_ms")},
    )


def middle(rounds: list[dict[str, float]], name: str) -> float:
    """The median of one value over the rounds."""
    return median(seen[name] for seen in rounds)


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
