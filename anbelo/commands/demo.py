"""`anbelo demo`: invented data to try out or to measure with."""

from pathlib import Path
from time import monotonic

import click

from anbelo.commands.answers import Refusal
from anbelo.commands.house import House, data_option, open_house
from anbelo.commands.progress import progress
from anbelo.core.clock import now
from anbelo.demo.bulk import MOST_CASES, fill
from anbelo.demo.year import YEAR, is_empty, lives_in_all, load_demo


@click.command(epilog="Example: anbelo demo --cases 100000")
@click.option("--cases", type=click.IntRange(1, MOST_CASES),
              help="Add this many cases of the last three years in bulk.")  # fmt: skip
@click.option("--seed", default=YEAR, show_default=True, help="Other seed, other people and texts.")
@data_option
def demo(cases: int | None, seed: int, data: Path) -> None:
    """Fill an empty house with the demo office: the year 2018, the last weeks, and this very day.

    320 enquiries in 2018, 305 of them about benefits, at eight sites, told through the same rules
    a real contact passes. With --cases, many more cases are added to whatever office is there.
    Never use it on a house with real data: nothing marks invented cases later.
    """
    with open_house(data) as house:
        with house.database.reading() as session:
            empty = is_empty(session)
        if empty:
            with progress("Cases", lives_in_all()) as advance:
                load_demo(house.database, pepper=house.settings.pepper, now=now(), seed=seed,
                          advance=advance)  # fmt: skip
            click.echo("The demo office is there. anbelo report --year 2018 shows its past.")
        elif cases is None:
            raise Refusal(
                "This database is not empty, so the demo office stays out. Use an empty database; "
                "--cases N adds cases for measuring to the office that is there."
            )
        if cases is not None:
            _fill(house, cases, seed)


def _fill(house: House, cases: int, seed: int) -> None:
    started = monotonic()
    with progress("Cases in bulk", cases) as advance:
        done = fill(house.database, cases, pepper=house.settings.pepper, seed=seed, now=now(),
                    advance=advance)  # fmt: skip
    seconds = monotonic() - started
    click.echo(
        f"{done.cases} cases, {done.rows} rows in {seconds:.1f} s: "
        f"{done.cases / seconds:.0f} cases/s, {done.rows / seconds:.0f} rows/s."
    )
