"""`anbelo doctor`: what is wrong with an installation, and what helps."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from redis.exceptions import RedisError
from rich.console import Console
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from anbelo.audit.queries import head_seq
from anbelo.cases.alike import from_inside_only
from anbelo.commands.answers import Refusal
from anbelo.commands.house import House, data_option, open_house
from anbelo.core.calendar import at
from anbelo.core.clock import now
from anbelo.core.migrate import configuration
from anbelo.core.texts import SOURCE, catalogue, offered
from anbelo.embedded import EmbeddedUnavailable
from anbelo.outbox.queries import job_counts
from anbelo.outbox.relay import connect
from anbelo.outbox.rules import POLLER_GRACE
from anbelo.settings import SettingsError

OLDEST_POSTGRES = 150_000
EXTENSIONS = frozenset({"btree_gist", "pg_trgm"})
LEAST_DISK_BYTES, FEW_DISK_BYTES = 500_000_000, 5_000_000_000
LATE, TOO_LATE = POLLER_GRACE * 3, timedelta(minutes=10)
CLOCK_OFF = timedelta(seconds=5)
FEW_CONTACTS = 5


class Health(StrEnum):
    """How something is."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, how it is, and what helps if it is not well."""

    what: str
    health: Health
    words: str
    cure: str = ""


Findings = Iterator[Finding]


@click.command(epilog="Example: anbelo doctor")
@data_option
def doctor(data: Path) -> None:
    """Look at everything an installation needs; exit code 1 when something is bad."""
    findings = [_python(), _timezones(), _disk(data), *_catalogues()]
    with ExitStack() as running:
        try:
            house = running.enter_context(open_house(data))
        except (SettingsError, EmbeddedUnavailable) as error:
            cure = "Set them, or start anbelo run once in this folder."
            findings.append(Finding("settings", Health.BAD, str(error), cure))
        else:
            findings += [_settings(house), *_database(house), *_proxies(house), _redis(house)]
    _print(findings)
    bad = [finding.what for finding in findings if finding.health is Health.BAD]
    if bad:
        raise Refusal(f"Not well: {', '.join(bad)}.")


def _print(findings: list[Finding]) -> None:
    table = Table("What", "How", "Found", "What helps")
    for one in findings:
        table.add_row(one.what, one.health.value, one.words, one.cure)
    Console(highlight=False).print(table)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    cure = "" if fits else "Use Python 3.11, 3.12 or 3.13."
    return Finding("python", Health.OK if fits else Health.BAD, version, cure)


def _timezones() -> Finding:
    """Berlin must have its summer time here, or every promised time is an hour off."""
    summer = at(date(2026, 7, 1), time(12)) == datetime.fromisoformat("2026-07-01T10:00+00:00")
    winter = at(date(2026, 1, 5), time(12)) == datetime.fromisoformat("2026-01-05T11:00+00:00")
    if summer and winter:
        return Finding("time zones", Health.OK, "Europe/Berlin knows summer and winter")
    return Finding("time zones", Health.BAD, "Europe/Berlin is wrong", "pip install -U tzdata")


def _disk(data: Path) -> Finding:
    place = data if data.exists() else Path()
    free = shutil.disk_usage(place).free
    words = f"{free / 1e9:.1f} GB free"
    if free < LEAST_DISK_BYTES:
        return Finding("disk", Health.BAD, words, "Make room before the database stops.")
    health = Health.WARN if free < FEW_DISK_BYTES else Health.OK
    return Finding("disk", health, words, "Make room soon." if health is Health.WARN else "")


def _catalogues() -> Findings:
    missing = [
        one.code for one in offered() if one.code != SOURCE and not catalogue(one.code).info()
    ]
    if missing:
        words = f"no words for: {', '.join(missing)}"
        cure = "Bring translations/*.po along, or offer fewer languages."
        yield Finding("catalogues", Health.BAD, words, cure)
    else:
        yield Finding("catalogues", Health.OK, ", ".join(one.code for one in offered()))


def _settings(house: House) -> Finding:
    if not house.settings.https and "DATABASE_URL" in os.environ:
        cure = "Set ANBELO_BASE_URL to the https address people use."
        return Finding("settings", Health.WARN, "complete, but without https", cure)
    return Finding("settings", Health.OK, "complete")


def _proxies(house: House) -> Findings:
    """Whether all people of the last day seem to sit behind one address of a house's own.

    Then that is a proxy, and what is counted by address is counted for everybody together. From
    this machine's own address nothing is counted, so about a proxy here nothing can be said.
    """
    if house.settings.proxies:
        return
    try:
        with house.database.reading() as session:
            alike = from_inside_only(session, now=now())
    except DBAPIError:  # told by the looks at the database
        return
    if alike >= FEW_CONTACTS:
        words = f"all {alike} contacts of the last day came from one private address"
        cure = "If that is your reverse proxy: set ANBELO_PROXIES to how many stand in front."
        yield Finding("addresses", Health.WARN, words, cure)


def _redis(house: House) -> Finding:
    try:
        with connect(house.settings.redis_url) as redis:
            found = redis.info("server")
    except RedisError as error:
        cure = "Start it or check REDIS_URL. Jobs go on through the database, a little later."
        return Finding("redis", Health.WARN, f"no answer ({type(error).__name__})", cure)
    name = "Valkey" if "valkey_version" in found else "Redis"
    return Finding(
        "redis", Health.OK, f"{name} {found.get('valkey_version', found['redis_version'])}"
    )


def _database(house: House) -> Findings:
    looks: tuple[Callable[[Session], Findings], ...] = (
        _server, _extensions, _clock, _migrations, _jobs, _trail,
    )  # fmt: skip
    for look in looks:
        try:
            with house.database.reading() as session:
                yield from look(session)
        except DBAPIError as error:
            kind = type(error.orig).__name__
            cure = "Check DATABASE_URL and that PostgreSQL runs; then: anbelo migrate."
            yield Finding(look.__name__.strip("_"), Health.BAD, f"no answer ({kind})", cure)
            if error.connection_invalidated or look is _server:
                return


def _server(session: Session) -> Findings:
    number = int(session.scalar(text("SHOW server_version_num")) or 0)
    words = f"PostgreSQL {session.scalar(text('SHOW server_version'))}"
    fits = number >= OLDEST_POSTGRES
    cure = "" if fits else "Use PostgreSQL 15 or newer."
    yield Finding("database", Health.OK if fits else Health.BAD, words, cure)


def _extensions(session: Session) -> Findings:
    there = set(session.scalars(text("SELECT extname FROM pg_extension")))
    missing = sorted(EXTENSIONS - there)
    if missing:
        cure = "anbelo migrate makes them; the database user must be allowed to."
        yield Finding("extensions", Health.BAD, f"missing: {', '.join(missing)}", cure)
    else:
        yield Finding("extensions", Health.OK, ", ".join(sorted(EXTENSIONS)))


def _clock(session: Session) -> Findings:
    """Ours and the database's; a difference would plan calls into the past."""
    there: datetime | None = session.scalar(text("SELECT clock_timestamp()"))
    off = abs(now() - there) if there else timedelta(0)
    fits = off <= CLOCK_OFF
    cure = "" if fits else "Let both machines keep time by NTP."
    words = f"{off.total_seconds():.1f} s apart from the database's"
    yield Finding("clock", Health.OK if fits else Health.BAD, words, cure)


def _migrations(session: Session) -> Findings:
    script = ScriptDirectory.from_config(configuration(""))
    head = script.get_current_head()
    there = MigrationContext.configure(session.connection()).get_current_revision()
    if there == head:
        yield Finding("migrations", Health.OK, f"at head ({head})")
    else:
        words = f"at {there or 'nothing'}, needed {head}"
        yield Finding("migrations", Health.BAD, words, "Run: anbelo migrate")


def _jobs(session: Session) -> Findings:
    """How long the oldest due job waits tells whether relay and worker are alive."""
    moment = now()
    counts = job_counts(session, now=moment)
    waits = moment - counts.oldest_due if counts.oldest_due else timedelta(0)
    words = f"{counts.due} due, the oldest for {int(waits.total_seconds())} s"
    health = Health.BAD if waits > TOO_LATE else Health.WARN if waits > LATE else Health.OK
    cure = "Start: anbelo relay, anbelo worker" if health is not Health.OK else ""
    yield Finding("jobs", health, words, cure)
    health = Health.WARN if counts.parked else Health.OK
    cure = "anbelo jobs lists them; anbelo jobs retry JOB." if counts.parked else ""
    yield Finding("parked jobs", health, str(counts.parked), cure)


def _trail(session: Session) -> Findings:
    head, last = head_seq(session)
    if head == last:
        words = f"{head} entries; anbelo audit verify checks them all"
        yield Finding("audit head", Health.OK, words)
    else:
        words = f"the head says {head}, the last entry is {last}"
        yield Finding("audit head", Health.BAD, words, "Run: anbelo audit verify")
