"""`anbelo report --effect`: whether a call before the notice helps."""

import json
from collections.abc import Mapping
from typing import Any

import click
from babel.dates import get_month_names
from rich.console import Console
from rich.table import Table

from anbelo.core.texts import translate
from anbelo.reports.effect import Cohort, Effect, Group, Tally, Told, lottery
from anbelo.reports.intervals import newcombe, wilson
from anbelo.reports.rules import is_small

TONGUE = "en"
_NAMES = {
    Group.TALKED: "talked before",
    Group.ATTEMPTED: "tried, not talked",
    Group.NOT_CALLED: "not called",
    Group.DRAWN: "lot: not called",
    Group.NOT_DRAWN: "lot: not drawn",
}
NO_CAUSE = (
    "People who are reached differ from people who are not: only the lot compares fairly. "
    "Groups under five, with or without an objection, are hidden."
)


def print_effect(effect: Effect, kind_names: Mapping[str, str]) -> None:
    """The tables of a year for a person at a shell."""
    console = Console(highlight=False)
    if effect.too_fresh:
        number = "Fewer than 5" if is_small(effect.too_fresh) else str(effect.too_fresh)
        click.echo(f"{number} notices are too fresh: the period to object is not over.")
    if effect.whole is None:
        click.echo(f"Too few notices in {effect.year} to show anything.")
        return
    cohorts = {_name(one): one for one in (*effect.cohorts.shown, *effect.cohorts.hidden)}
    overall = Table("Group", "Objections")
    for name, cohort in cohorts.items():
        overall.add_row(name, _cell(effect.cohorts.shown.get(cohort)))
    if effect.cohorts.rest:
        overall.add_row("(hidden ones together)", _cell(effect.cohorts.rest))
    overall.add_row("all", _cell(effect.whole))
    console.print(overall)
    months = get_month_names("wide", locale=TONGUE)
    names = {code: translate(label, TONGUE) for code, label in kind_names.items()}
    console.print(_table("Kind", effect.kinds, names))
    console.print(_table("Month", effect.months, months))
    for sentence in _lotteries(effect):
        click.echo(sentence)
    click.echo(NO_CAUSE)


def effect_json(effect: Effect) -> str:
    """The same for scripts: one JSON object; what is hidden is null."""
    return json.dumps(
        {
            "year": effect.year,
            "too_fresh": None if is_small(effect.too_fresh) else effect.too_fresh,
            "all": _values(effect.whole),
            "cohorts": _part(effect.cohorts, lambda one: one.code),
            "kinds": {one.code: _part(part, str) for one, part in effect.kinds.items()},
            "months": {one.code: _part(part, str) for one, part in effect.months.items()},
        }
    )


def _part(part: Told[Any], code_of: Any) -> dict[str, Any]:  # noqa: ANN401 - codes of many kinds
    found = {code_of(code): _values(tally) for code, tally in part.shown.items()}
    hidden = {code_of(code): None for code in part.hidden}
    return found | hidden | ({"rest": _values(part.rest)} if part.rest else {})


def _values(tally: Tally | None) -> dict[str, Any] | None:
    if tally is None:
        return None
    found = wilson(tally.share)
    return {
        "notices": tally.notices,
        "objections": tally.objections,
        "percent": tally.share.percent,
        "low": found.low if found else None,
        "high": found.high if found else None,
    }


def _table(title: str, parts: Mapping[Cohort, Told[Any]], names: Mapping[Any, str]) -> Table:
    table = Table(title, *(_name(one) for one in parts))
    codes = sorted({code for part in parts.values() for code in (*part.shown, *part.hidden)})
    for code in codes:
        cells = (_cell(part.shown.get(code)) for part in parts.values())
        table.add_row(names.get(code, str(code)), *cells)
    if any(part.rest for part in parts.values()):
        rests = (_cell(part.rest) if part.rest else "" for part in parts.values())
        table.add_row("(hidden ones together)", *rests)
    return table


def _cell(tally: Tally | None) -> str:
    if tally is None:
        return "hidden"
    found = wilson(tally.share)
    if found is None:
        return "none"
    return (
        f"{tally.objections} of {tally.notices}: {tally.share.percent:.1f} % "
        f"({found.low:.1f} to {found.high:.1f})"
    )


def _name(cohort: Cohort) -> str:
    name = _NAMES[cohort.group]
    return f"{name} ({cohort.percent} in 100)" if cohort.percent else name


def _lotteries(effect: Effect) -> list[str]:
    found = []
    for percent, (base, drawn) in lottery(effect).items():
        difference = newcombe(drawn.share, base.share)
        if difference:
            low, high = difference.range.low, difference.range.high
            found.append(
                f"Lot with {percent} in 100: {difference.points:+.1f} points of objections without "
                f"a call (95 % sure: {low:+.1f} to {high:+.1f})."
            )
    return found
