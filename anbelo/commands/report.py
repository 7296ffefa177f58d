"""`anbelo report`: the figures of a year, counted from the stored cases."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from enum import Enum
from pathlib import Path

import click
from babel.dates import get_month_names
from rich.console import Console
from rich.table import Table

from anbelo.cases.rules import Channel
from anbelo.commands.effect import effect_json, print_effect
from anbelo.commands.house import data_option, open_house
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.texts import languages, translate
from anbelo.notices.queries import kinds
from anbelo.offices.queries import sites
from anbelo.reports.effect_queries import year_effect
from anbelo.reports.queries import year_figures
from anbelo.reports.rules import Breakdown, Figures
from anbelo.triage.categories import CATEGORIES
from anbelo.triage.proposal import Kind
from anbelo.web.words import LABELS

TONGUE = "en"
Name = Callable[[str], str]


@click.command(epilog="Example: anbelo report --year 2018")
@click.option(
    "--year", type=click.IntRange(1990, 2100), help="Calendar year; this one if not given."
)
@click.option("--effect", is_flag=True, help="Objections with and without a talk before.")
@click.option("--json", "as_json", is_flag=True, help="For scripts: one JSON object.")
@data_option
def report(year: int | None, effect: bool, as_json: bool, data: Path) -> None:  # noqa: FBT001 - click passes flags
    """Print the figures of one year: enquiries / of them about benefits, and the breakdowns.

    Confidential cases are in no figure. Groups under five are hidden; so is a second one where the
    total would give the first away.
    """
    chosen = year or local_day(now()).year
    if effect:
        _print_effect(chosen, data, as_json=as_json)
        return
    with open_house(data) as house, house.database.reading() as session:
        figures = year_figures(session, chosen)
        names = {site.code: site.name for site in sites(session)}
    if as_json:
        click.echo(json.dumps(_as_json(figures), ensure_ascii=False))
        return
    click.echo(f"{figures.enquiries} / {figures.benefits}")
    click.echo(
        f"Of {figures.enquiries} enquiries in {chosen}, {figures.benefits} concern benefits."
    )
    talked = figures.talked_before
    if talked.whole and not talked.tells_of_few:
        click.echo(f"Of {talked.whole} notices sent, {talked.part} were talked about before.")
    _print_tables(figures, names)


def _print_effect(year: int, data: Path, *, as_json: bool) -> None:
    with open_house(data) as house, house.database.reading() as session:
        found = year_effect(session, year, now=now())
        names = {kind.code: kind.label for kind in kinds(session)}
    if as_json:
        click.echo(effect_json(found))
    else:
        print_effect(found, names)


def _print_tables(figures: Figures, site_names: Mapping[str, str]) -> None:
    console = Console(highlight=False)
    months = get_month_names("wide", locale=TONGUE)
    tables: tuple[tuple[str, Breakdown, Name], ...] = (
        ("Month", figures.months, lambda code: months[int(code)]),
        ("Topic", figures.categories, _topic),
        ("Site", figures.sites, lambda code: site_names.get(code, "(no site)")),
        ("Channel", figures.channels, lambda code: _label(Channel(code))),
        ("Kind", figures.kinds, lambda code: _label(Kind(code))),
        ("Language", figures.languages, _language),
    )
    for title, rows, name in tables:
        table = Table(title, "Enquiries")
        table.columns[1].justify = "right"
        for row in rows:
            table.add_row(name(row.code), "hidden" if row.count is None else str(row.count))
        console.print(table)


def _topic(code: str) -> str:
    found = CATEGORIES.get(code)
    return f"{code} {translate(found.label, TONGUE)}" if found else "(not decided)"


def _language(code: str) -> str:
    found = languages().get(code)
    return translate(found.german, TONGUE) if found else code


def _label(value: Enum) -> str:
    return translate(LABELS[value], TONGUE)


def _as_json(figures: Figures) -> dict[str, object]:
    """The figures as plain values; a hidden group is null."""
    whole = asdict(figures)
    rows = {name: value for name, value in whole.items() if isinstance(value, tuple)}
    return whole | {
        name: {row["code"]: row["count"] for row in value} for name, value in rows.items()
    }
