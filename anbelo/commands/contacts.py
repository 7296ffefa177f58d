"""`anbelo import contacts`: contacts from other systems become cases."""

from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from anbelo.commands.house import House, data_option, open_house
from anbelo.commands.notices import notices
from anbelo.commands.objections import objections
from anbelo.commands.progress import progress
from anbelo.commands.taking_over import FILE, OnlyLooking, only_looking, refusal, unreadable
from anbelo.core.clock import now
from anbelo.core.errors import Invalid
from anbelo.core.texts import translate
from anbelo.imports.service import Conflict, Sheet, Taken, look, store
from anbelo.triage.categories import category


@click.group(name="import")
def import_() -> None:
    """Take over data from other systems."""


import_.add_command(notices)
import_.add_command(objections)


@import_.command(epilog="Example: anbelo import contacts contacts.csv --site GL --dry-run")
@click.argument("file", type=FILE)
@click.option("--site", help="Site code (such as GL) of the lines that name none.")
@click.option("--dry-run", is_flag=True, help="Check and count everything, store nothing.")
@data_option
def contacts(file: Path, site: str | None, dry_run: bool, data: Path) -> None:  # noqa: FBT001 - a flag
    """Take over contacts from FILE: CSV (UTF-8, ";" or ","), XLSX, or JSON lines.

    Every line is checked first; if one is wrong, nothing is stored and all faults are named. The
    same file again adds nothing. Needed: id (yours, unique), text, lang ("de", "ar" ...).
    Possible: kind, category, channel, site, name, phone, received_at, confidential. A phone number
    means that this person wants to be called: give it for nobody else. Fields we do not know are
    left out, and so are labels of category that are not our codes.

    In CSV and XLSX a cell that starts with = + - @ or a tab is refused: a spreadsheet could take it
    for a formula (a telephone number may start with +). In JSON lines a text may start with a dash;
    only real formulas are refused.
    """
    with open_house(data) as house:
        moment = now()
        with house.database.reading() as session:
            try:
                sheet = look(session, file, site=site, now=moment)
            except Invalid as error:
                raise unreadable(error) from None
        if sheet.faults:
            raise refusal(sheet.faults)
        _mention(sheet)
        taken = _store(house, sheet, dry_run=dry_run)
        _tell(taken, dry_run=dry_run)


def _store(house: House, sheet: Sheet, *, dry_run: bool) -> Taken:
    """All lines in one transaction; a conflict or a dry run leaves nothing behind."""
    taken = Taken()
    try:
        with (
            progress("Contacts", len(sheet.lines)) as advance,
            house.database.unit_of_work() as session,
        ):
            taken = store(session, sheet.lines, pepper=house.settings.pepper, now=now(),
                          advance=advance)  # fmt: skip
            only_looking(dry_run=dry_run)
    except Conflict as conflict:
        raise refusal(conflict.faults) from None
    except OnlyLooking:
        pass
    return taken


def _mention(sheet: Sheet) -> None:
    if sheet.unknown_fields:
        click.echo(f"Fields we do not know and left out: {', '.join(sheet.unknown_fields)}.")
    if sheet.foreign_categories:
        click.echo(
            f"{sheet.foreign_categories} labels of category are not our codes and were left out; "
            "our own proposal takes their place."
        )


def _tell(taken: Taken, *, dry_run: bool) -> None:
    did = "would be stored" if dry_run else "stored"
    click.echo(f"{taken.new} cases {did}, {taken.already} were here already.")
    if not taken.new:
        return
    console = Console(highlight=False)
    names = {code: translate(category(code).label, "en") for code in taken.topics}
    console.print(_table("Proposed topic", taken.topics, names))
    console.print(_table("Team by the routing table", taken.teams, {"": "(none: confidential)"}))
    click.echo(f"No topic proposed: {taken.abstained}. A person decides in any case.")


def _table(title: str, counts: Counter[str], names: dict[str, str]) -> Table:
    table = Table(title, "Cases")
    table.columns[1].justify = "right"
    for code, number in counts.most_common():
        name = names.get(code, "")
        table.add_row(f"{code} {name}".strip(), str(number))
    return table
