"""`anbelo import notices`: notices from the benefits system wait for a talk."""

from pathlib import Path

import click

from anbelo.commands.house import House, data_option, open_house
from anbelo.commands.progress import progress
from anbelo.commands.taking_over import FILE, OnlyLooking, only_looking, refusal, unreadable
from anbelo.core.clock import now
from anbelo.core.errors import Invalid
from anbelo.imports.notices import NoticeSheet, TakenNotices, look, store
from anbelo.imports.notices_rules import NEEDED
from anbelo.imports.reading import read
from anbelo.imports.service import Conflict


@click.command(epilog="Example: anbelo import notices notices.csv --dry-run")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Check and count everything, store nothing.")
@data_option
def notices(file: Path, dry_run: bool, data: Path) -> None:  # noqa: FBT001 - a flag
    """Announce notices from FILE: CSV (UTF-8, ";" or ","), XLSX, or JSON lines.

    Every line is checked first, also against the rules of the house; if one is wrong, nothing is
    stored and all faults are named. The same file again changes nothing; a line with other facts
    changes its notice if that is still allowed. Needed: reference (yours, unique), kind, team,
    name, language ("de", "ar" ...), printed_on. Possible: phone, send_no_later_than (without it:
    by the kind), amount_lower, facts_unclear (yes or no), summary, case_reference, urgent_reason,
    and rulings: "withdrawal | refund 800.00 stops" (stops or goes_on: what an objection does;
    without rulings: what the kind usually decides). Notices of connected systems are changed there.

    In CSV and XLSX a cell that starts with = + - @ or a tab is refused: a spreadsheet could take it
    for a formula (a telephone number may start with +).
    """
    with open_house(data) as house:
        with house.database.reading() as session:
            try:
                sheet = look(session, read(file, needed=NEEDED))
            except Invalid as error:
                raise unreadable(error) from None
        if sheet.faults:
            raise refusal(sheet.faults)
        if sheet.unknown_fields:
            click.echo(f"Fields we do not know and left out: {', '.join(sheet.unknown_fields)}.")
        taken = _store(house, sheet, dry_run=dry_run)
    did = "would be " if dry_run else ""
    click.echo(
        f"{taken.new} notices {did}announced, {taken.changed} {did}changed, "
        f"{taken.already} were here already."
    )


def _store(house: House, sheet: NoticeSheet, *, dry_run: bool) -> TakenNotices:
    """All lines in one transaction; a conflict or a dry run leaves nothing behind."""
    taken = TakenNotices()
    try:
        with (
            progress("Notices", len(sheet.lines)) as advance,
            house.database.unit_of_work() as session,
        ):
            taken = store(session, sheet.lines, actor="command", now=now(), advance=advance)
            only_looking(dry_run=dry_run)
    except Conflict as conflict:
        raise refusal(conflict.faults) from None
    except OnlyLooking:
        pass
    return taken
