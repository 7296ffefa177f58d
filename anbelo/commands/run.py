"""`anbelo run`: a whole office to try out, with servers of its own."""

import os
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from anbelo.commands.answers import Refusal
from anbelo.commands.house import data_option, keep_secret, note_addresses
from anbelo.commands.progress import progress
from anbelo.core.clock import now
from anbelo.core.db import Database
from anbelo.core.migrate import upgrade
from anbelo.core.texts import translate
from anbelo.demo.office import PASSWORD, PEOPLE
from anbelo.demo.year import is_empty, lives_in_all, load_demo
from anbelo.embedded import Servers, servers
from anbelo.settings import Settings
from anbelo.supervisor import Service, free_port, supervise
from anbelo.web.words import LABELS

HOST = "127.0.0.1"
ANSWER_SECONDS = 60.0
PAUSE_SECONDS = 0.2


@click.command(epilog="Example: anbelo run --port 8080")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535),
              help="If it is taken, the next free one is used.")  # fmt: skip
@click.option("--demo/--no-demo", default=True, show_default=True,
              help="Fill an empty database with the demo office.")  # fmt: skip
@data_option
def run(port: int, data: Path, demo: bool) -> None:  # noqa: FBT001 - click passes a flag
    """Start a whole office: servers, pages, worker and relay. Ctrl-C stops all of it.

    Data and the secret stay in the folder of --data, so a second start goes on where you were.
    DATABASE_URL and REDIS_URL replace the servers this command would start itself.
    """
    with servers(
        data,
        database_url=os.environ.get("DATABASE_URL") or None,
        redis_url=os.environ.get("REDIS_URL") or None,
    ) as found:
        chosen = _next_free(port)
        environ = _environ(data, found, chosen)
        settings = Settings.from_env(environ)
        upgrade(settings.database_url)
        if demo:
            _load_demo_once(settings)
        note_addresses(data, found)
        if chosen != port:
            click.echo(f"Port {port} is taken, so this office uses {chosen}.")
        code = supervise(_services(environ, chosen), when_ready=lambda: _welcome(chosen, demo=demo))
    if code:
        raise Refusal("A part of the office ended too often. Its last words are above.")


def _next_free(port: int) -> int:
    """The wanted port, or the next one after it that nobody uses."""
    for candidate in range(port, min(port + 50, 65536)):
        if free_port(candidate) == candidate:
            return candidate
    return free_port(0)


def _environ(data: Path, found: Servers, port: int) -> dict[str, str]:
    """The environment all parts of the office share; what was set outside wins."""
    return {
        "ANBELO_SECRET": keep_secret(data),
        "ANBELO_BASE_URL": f"http://{HOST}:{port}",
        "ANBELO_OFFICE_NAME": "Jobcenter Rhein-Berg (Demo)",
        "ANBELO_LOG_LEVEL": "warning",  # who tries it out wants to see one address, not a log
        **os.environ,
        "DATABASE_URL": found.database_url,
        "REDIS_URL": found.redis_url,
    }


def _load_demo_once(settings: Settings) -> None:
    database = Database(settings.database_url, pool_size=1)
    try:
        with database.reading() as session:
            empty = is_empty(session)
        if empty:
            click.echo("Filling the demo office, only at the first start ...")
            with progress("Cases", lives_in_all()) as advance:
                load_demo(database, pepper=settings.pepper, now=now(), advance=advance)
    finally:
        database.close()


def _services(environ: dict[str, str], port: int) -> list[Service]:
    ours = [sys.executable, "-m", "anbelo"]
    web = [*ours, "web", "--host", HOST, "--port", str(port)]
    return [
        Service("web", web, environ=environ, port=port),
        Service("worker", [*ours, "worker"], environ=environ),
        Service("relay", [*ours, "relay"], environ=environ),
    ]


def _welcome(port: int, *, demo: bool) -> None:
    """Wait, beside the supervisor, until a page answers; then say where it is."""
    threading.Thread(target=_say_where, args=(port, demo), daemon=True).start()


def _say_where(port: int, demo: bool) -> None:  # noqa: FBT001 - a thread takes no keywords here
    address = f"http://{HOST}:{port}/"
    if not _answers(address):
        click.echo(f"{address} does not answer yet. The lines above say why.", err=True)
        return
    console = Console(highlight=False)
    console.print()
    if demo:
        table = Table("Log-in", "Role", title="Sample log-ins")
        for person in PEOPLE:
            roles = ", ".join(translate(LABELS[role], "en") for role in person.roles)
            table.add_row(person.login, roles)
        console.print(table)
        console.print(f"Password for all of them: {PASSWORD}")
    console.print(f"AnBeLo is ready: {address}", soft_wrap=True)
    console.print("Ctrl-C stops it; the data stays.")
    console.file.flush()  # whoever reads us through a pipe must not wait for a full buffer


def _answers(address: str) -> bool:
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own http address
                return True
        except urllib.error.HTTPError:
            return True  # it answers, even if with a refusal
        except OSError:
            time.sleep(PAUSE_SECONDS)
    return False
