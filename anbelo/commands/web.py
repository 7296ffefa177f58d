"""`anbelo web`: the pages and the API, served by gunicorn."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from anbelo.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PORT, FEW, PAUSE = click.IntRange(1, 65535), click.IntRange(1, 64), click.IntRange(1, 600)
SHOWN: dict[str, Any] = {"show_default": True, "show_envvar": True}
MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - only for heartbeats, gunicorn unlinks them at once


@click.command(epilog="Example: anbelo web --host 0.0.0.0 --port 8000")
@click.option("--host", default="127.0.0.1", envvar="ANBELO_HOST", **SHOWN,
              help="Address to listen on; 0.0.0.0 inside a container.")  # fmt: skip
@click.option("--port", default=8000, envvar="ANBELO_PORT", **SHOWN, type=PORT)
@click.option("--workers", default=2, envvar="ANBELO_WEB_WORKERS", **SHOWN, type=FEW,
              help="Processes.")  # fmt: skip
@click.option("--threads", default=4, envvar="ANBELO_WEB_THREADS", **SHOWN, type=FEW,
              help="Requests at once in each process.")  # fmt: skip
@click.option("--read-seconds", default=20, envvar="ANBELO_READ_SECONDS", **SHOWN, type=PAUSE,
              help="How long a request may pause on its way in.")  # fmt: skip
def web(host: str, port: int, workers: int, threads: int, read_seconds: int) -> None:
    """Serve the pages and the API."""
    Settings.from_env(os.environ)  # a wrong setting is told here, before gunicorn starts
    command = [sys.executable, "-m", "gunicorn", "-c", "python:anbelo.commands.gunicorn_hooks",
               "--chdir", str(ROOT), "--bind", f"{host}:{port}", "--workers", str(workers),
               "--threads", str(threads)]  # fmt: skip
    if MEMORY_FOLDER.is_dir():  # a slow disk must not make a worker look dead
        command += ["--worker-tmp-dir", str(MEMORY_FOLDER)]
    os.environ["ANBELO_READ_SECONDS"] = str(read_seconds)  # gunicorn_hooks reads it
    os.chdir(ROOT)
    os.execv(sys.executable, [*command, "wsgi:app"])  # noqa: S606 - no shell, we become gunicorn
