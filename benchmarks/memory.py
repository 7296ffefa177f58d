"""Memory of the processes at rest, after one request or job each."""

from contextlib import ExitStack

from figures import Figure, Report
from ground import WEB_WORKERS, Ground, children, load, pss_mib

AIM_MIB = 115.0
PATH = "/de/contact"


def measure(ground: Ground, report: Report) -> None:
    """Proportional set size of web, worker and relay; the two web workers against bare Flask."""
    house = ground.house("memory", queue=4)
    for server in ("gunicorn", "granian"):
        with ExitStack() as running:
            bare = running.enter_context(house.web(server, "bare_wsgi:app"))
            web = running.enter_context(house.web(server, "wsgi:app"))
            others = {
                name: running.enter_context(house.process(name, "-m", "anbelo", name))
                for name in ("worker", "relay")
            }
            _wake(web.port, PATH)
            _wake(bare.port, "/one")
            workers, base = (sum(_children(found.pid)) for found in (web, bare))
            report.add(Figure(f"two web workers at rest, {server}", workers, "MiB PSS",
                              "bare Flask", base, f"<= {AIM_MIB:.0f} MiB",
                              kept=workers <= AIM_MIB))  # fmt: skip
            report.add(Figure(f"web master, {server}", pss_mib(web.pid), "MiB PSS",
                              "bare Flask", pss_mib(bare.pid)))  # fmt: skip
            if server == "gunicorn":
                for name, pid in others.items():
                    report.add(Figure(name, pss_mib(pid), "MiB PSS", "two web workers", workers))
    house.database.close()


def _children(pid: int) -> list[float]:
    found = [pss_mib(child) for child in children(pid)]
    if len(found) != WEB_WORKERS:
        raise RuntimeError(f"{len(found)} web workers instead of {WEB_WORKERS}.")
    return found


def _wake(port: int, path: str) -> None:
    """A handful of connections at once, so that every worker answers."""
    load({"port": port, "path": path, "status": 200, "clients": 8, "bodies": [""], "seconds": 0.2})
