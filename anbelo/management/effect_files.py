"""The effect of calling to take away: the same numbers as on the page, the same hiding."""

from collections.abc import Mapping
from typing import Any

from anbelo.management.effect_page import (
    REST,
    Line,
    cohort_words,
    comparisons,
    kind_name,
    month_name,
    overall_lines,
)
from anbelo.reports.effect import Effect, Told
from anbelo.reports.intervals import wilson
from anbelo.reports.rules import is_small
from anbelo.web.i18n import _, number

DIGITS = 2


def lines(effect: Effect, kind_names: Mapping[str, str]) -> list[Line]:
    """Every line of every table."""
    found = overall_lines(effect)
    for name, parts, name_of in (
        ("kinds", effect.kinds, kind_name(kind_names)),
        ("months", effect.months, month_name()),
    ):
        for cohort, part in parts.items():
            found += _of_cohort(name, cohort.code, part, name_of)
    return found


def _of_cohort(name: str, cohort: str, part: Told[Any], name_of: Any) -> list[Line]:  # noqa: ANN401 - kinds and months
    found = [
        Line(name, cohort, str(code), name_of(code), part.shown.get(code))
        for code in sorted((*part.shown, *part.hidden))
    ]
    if part.rest:
        found.append(Line(name, cohort, REST, _("nicht gezeigte zusammen"), part.rest))
    return found


def as_rows(effect: Effect, kind_names: Mapping[str, str]) -> list[list[object]]:
    """A table for a spreadsheet, one line each."""
    tables = {"cohorts": _("Gruppen"), "kinds": _("Arten"), "months": _("Monate")}
    every = (*effect.cohorts.shown, *effect.cohorts.hidden)
    cohorts = {cohort.code: cohort_words(cohort) for cohort in every}
    rows: list[list[object]] = [
        [
            _("Tabelle"),
            _("Gruppe"),
            _("Zeile"),
            _("Bescheide"),
            _("mit Widerspruch"),
            _("Anteil in Prozent"),
            _("mindestens (zu 95 Prozent sicher)"),
            _("höchstens (zu 95 Prozent sicher)"),
        ]
    ]
    for line in lines(effect, kind_names):
        cells = [_("nicht gezeigt")] * 5
        if line.tally is not None:
            share, found = line.tally.share.percent, wilson(line.tally.share)
            cells = [
                str(line.tally.notices),
                str(line.tally.objections),
                "" if share is None else number(round(share, DIGITS)),
                "" if found is None else number(round(found.low, DIGITS)),
                "" if found is None else number(round(found.high, DIGITS)),
            ]
        rows.append([tables[line.table], cohorts.get(line.cohort, line.label), line.label, *cells])
    return rows


def as_json(effect: Effect, kind_names: Mapping[str, str]) -> dict[str, Any]:
    """The year for other programs; what is hidden is null."""
    return {
        "year": effect.year,
        "too_fresh": None if is_small(effect.too_fresh) else effect.too_fresh,
        "open_months": list(effect.open_months),
        "lines": [_line(line) for line in lines(effect, kind_names)],
        "lotteries": [
            {
                "percent": found.percent,
                "difference_points": round(found.difference.points, DIGITS),
                "low_points": round(found.difference.range.low, DIGITS),
                "high_points": round(found.difference.range.high, DIGITS),
            }
            for found in comparisons(effect)
            if found.difference
        ],
    }


def _line(line: Line) -> dict[str, Any]:
    tally = line.tally
    share = tally.share.percent if tally else None
    found = wilson(tally.share) if tally else None
    return {
        "table": line.table,
        "cohort": line.cohort,
        "code": line.code,
        "label": line.label,
        "hidden": tally is None,
        "notices": tally.notices if tally else None,
        "objections": tally.objections if tally else None,
        "share_percent": None if share is None else round(share, DIGITS),
        "low_percent": None if found is None else round(found.low, DIGITS),
        "high_percent": None if found is None else round(found.high, DIGITS),
    }
