"""Both servers together, as `anbelo run` and the tests need them."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from anbelo.embedded.postgres import start_postgres
from anbelo.embedded.process import Server
from anbelo.embedded.valkey import start_valkey


@dataclass(frozen=True)
class Servers:
    """Where the database and the queue are to be reached."""

    database_url: str
    redis_url: str


@contextmanager
def servers(
    data: Path,
    *,
    database_url: str | None = None,
    redis_url: str | None = None,
    postgres_settings: Mapping[str, str] | None = None,
    valkey_settings: Mapping[str, str] | None = None,
) -> Iterator[Servers]:
    """Run PostgreSQL and Valkey below `data` for the length of the block; the data stays.

    An address that is given replaces that server, and nothing is started for it. Enter from a
    thread that lives as long as the block. Raises EmbeddedUnavailable.
    """
    data = data.resolve()
    if not data.exists():
        data.mkdir(parents=True)
        data.chmod(0o711)  # to be passed, not read: as root the database may run as another user
    with ExitStack() as running:
        if database_url is None:
            postgres = start_postgres(data / "postgres", settings=postgres_settings)
            database_url = _stopped_at_end(running, postgres).url
        if redis_url is None:
            valkey = start_valkey(data / "valkey", settings=valkey_settings)
            redis_url = _stopped_at_end(running, valkey).url
        yield Servers(database_url=database_url, redis_url=redis_url)


def _stopped_at_end(running: ExitStack, server: Server) -> Server:
    running.callback(server.stop)
    return server
