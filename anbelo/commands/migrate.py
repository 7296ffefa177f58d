"""Bringing a database to the shape this version needs."""

import os
from contextlib import ExitStack
from pathlib import Path

import click

from anbelo.commands.house import SECRET, data_option, house_in
from anbelo.core.migrate import upgrade
from anbelo.settings import SettingsError


@click.command(epilog="Example: DATABASE_URL=postgresql://anbelo@db/anbelo anbelo migrate")
@data_option
def migrate(data: Path) -> None:
    """Bring the database to the shape this version needs; nothing to do is fine."""
    with ExitStack() as running:
        url = os.environ.get("DATABASE_URL", "").strip()
        if not url and (data / SECRET).exists():
            url = running.enter_context(house_in(data, dict(os.environ)))["DATABASE_URL"]
        if not url.startswith("postgresql"):
            raise SettingsError("DATABASE_URL must be a PostgreSQL address (postgresql://...).")
        upgrade(url)
    click.echo("The database is up to date.")
