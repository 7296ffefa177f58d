"""`anbelo audit verify`: whether the trail is as it was written."""

import json
from pathlib import Path

import click
from psycopg import errors as pg
from sqlalchemy.exc import DBAPIError, OperationalError

from anbelo.audit.queries import Damage, Verdict, verify
from anbelo.commands.house import data_option, open_house
from anbelo.embedded import EmbeddedUnavailable
from anbelo.settings import SettingsError

INTACT, DAMAGED, UNCHECKED = 0, 1, 2
WORDS = {
    Damage.EDITED: "was changed after it was written",
    Damage.DETAIL_EDITED: "has details that were changed after they were written",
    Damage.MISSING: "is missing",
    Damage.TRUNCATED: "and all after it were cut off, or were added without the chain",
    Damage.REORDERED: "does not follow the one before it",
}


@click.group()
def audit() -> None:
    """Look after the trail of who did what."""


@audit.command(name="verify", epilog="Example: anbelo audit verify --json")
@click.option("--json", "as_json", is_flag=True, help="For scripts: one JSON object.")
@data_option
@click.pass_context
def verify_(ctx: click.Context, as_json: bool, data: Path) -> None:  # noqa: FBT001 - click passes a flag
    """Recompute the whole chain of the trail and name the first entry that is not as written.

    Exit codes: 0 intact, 1 damaged, 2 could not be checked.
    """
    try:
        with open_house(data) as house, house.database.reading() as session:
            verdict = verify(session)
    except (SettingsError, EmbeddedUnavailable, OperationalError) as error:
        _tell_unchecked(type(error).__name__, as_json=as_json)
        ctx.exit(UNCHECKED)
    except DBAPIError as error:
        if not isinstance(error.orig, pg.UndefinedTable):
            raise
        _tell_unchecked("no trail here; run anbelo migrate", as_json=as_json)
        ctx.exit(UNCHECKED)
    _tell(verdict, as_json=as_json)
    ctx.exit(INTACT if verdict.intact else DAMAGED)


def _tell(verdict: Verdict, *, as_json: bool) -> None:
    if as_json:
        damage = verdict.damage.value if verdict.damage else None
        click.echo(
            json.dumps(
                {
                    "intact": verdict.intact,
                    "entries": verdict.entries,
                    "first_bad": verdict.first_bad,
                    "damage": damage,
                }
            )
        )
    elif verdict.damage is None:
        click.echo(f"The trail is intact: {verdict.entries} entries.")
    else:
        click.echo(f"Entry {verdict.first_bad} {WORDS[verdict.damage]} ({verdict.damage.value}).")
        click.echo(
            f"The {verdict.entries} entries before it are intact. Keep the database as it is."
        )


def _tell_unchecked(why: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"intact": None, "why": why}))
    else:
        click.echo(f"The trail could not be checked ({why}). anbelo doctor tells more.", err=True)
