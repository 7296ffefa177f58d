"""`anbelo import objections`: which notices were objected to, from another system."""

from pathlib import Path

import click

from anbelo.commands.house import House, data_option, open_house
from anbelo.commands.progress import progress
from anbelo.commands.taking_over import FILE, OnlyLooking, only_looking, refusal, unreadable
from anbelo.core.clock import now
from anbelo.core.errors import Invalid
from anbelo.imports.objections import NEEDED, ObjectionSheet, TakenObjections, look, store
from anbelo.imports.reading import read
from anbelo.imports.service import Conflict


@click.command(epilog="Example: anbelo import objections objections.csv --dry-run")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Check and count everything, store nothing.")
@data_option
def objections(file: Path, dry_run: bool, data: Path) -> None:  # noqa: FBT001 - a flag
    """Record objections from FILE: CSV (UTF-8, ";" or ","), XLSX, or JSON lines.

    Needed in every line: reference (the number of a notice that has left) and received_on (the day
    the objection arrived, like 2026-11-24 or 24.11.2026). Every line is checked first; if one is
    wrong, nothing is stored and all faults are named. The same file again changes nothing. Nothing
    else of an objection is stored: it only shows whether calling helps (anbelo report --effect).
    """
    with open_house(data) as house:
        with house.database.reading() as session:
            try:
                sheet = look(session, read(file, needed=NEEDED), now=now())
            except Invalid as error:
                raise unreadable(error) from None
        if sheet.faults:
            raise refusal(sheet.faults)
        if sheet.unknown_fields:
            click.echo(f"Fields we do not know and left out: {', '.join(sheet.unknown_fields)}.")
        taken = _store(house, sheet, dry_run=dry_run)
    did = "would be recorded" if dry_run else "recorded"
    click.echo(f"{taken.new} objections {did}, {taken.already} were here already.")


def _store(house: House, sheet: ObjectionSheet, *, dry_run: bool) -> TakenObjections:
    """All lines in one transaction; a conflict or a dry run leaves nothing behind."""
    taken = TakenObjections()
    try:
        with (
            progress("Objections", len(sheet.lines)) as advance,
            house.database.unit_of_work() as session,
        ):
            taken = store(session, sheet.lines, actor="command", now=now(), advance=advance)
            only_looking(dry_run=dry_run)
    except Conflict as conflict:
        raise refusal(conflict.faults) from None
    except OnlyLooking:
        pass
    return taken
