"""The effect of calling in words: cohorts, comparisons, tables; the same for downloads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from babel.dates import get_month_names

from anbelo.core.texts import N_
from anbelo.management.figures_page import BAR_HEIGHT, BAR_STEP, BAR_TOP, Bar
from anbelo.reports.effect import (
    ATTEMPTED,
    NOT_CALLED,
    TALKED,
    Cohort,
    Effect,
    Group,
    Tally,
    Told,
    lottery,
)
from anbelo.reports.intervals import Difference, newcombe, notices_needed, wilson
from anbelo.reports.rules import is_small
from anbelo.web.i18n import _, locale, number, percent

COHORTS = {
    Group.TALKED: N_("vorher gesprochen"),
    Group.ATTEMPTED: N_("versucht, aber nicht gesprochen"),
    Group.NOT_CALLED: N_("nicht angerufen"),
}
# What could be hoped for: one objection in so many fewer.
HOPES = (0.2, 0.3, 0.5)
CHANCES = (10, 20, 50)
REST, WHOLE = "rest", "all"


@dataclass(frozen=True)
class Line:
    """One line of one table as it may be shown; `tally` is None where it is hidden."""

    table: str
    cohort: str
    code: str
    label: str
    tally: Tally | None


def cohort_words(cohort: Cohort) -> str:
    """The name of a cohort."""
    if cohort.group is Group.DRAWN:
        return _("Los: ohne Anruf (%(percent)s von hundert)", percent=cohort.percent)
    if cohort.group is Group.NOT_DRAWN:
        return _("Los: nicht gezogen (%(percent)s von hundert)", percent=cohort.percent)
    return _(COHORTS[cohort.group])


def interval(tally: Tally) -> str:
    """From where to where the true share lies, in words; "" of nothing."""
    found = wilson(tally.share)
    if found is None:
        return ""
    return _("%(low)s bis %(high)s", low=percent(found.low), high=percent(found.high))


def overall_rows(effect: Effect) -> list[list[str]]:
    """The table of the cohorts: notices, objections, share, interval."""
    return [[line.label, *_four(line.tally)] for line in overall_lines(effect)]


def _four(tally: Tally | None) -> list[str]:
    if tally is None:
        return [_("nicht gezeigt")] * 4
    share = tally.share.percent
    return [
        number(tally.notices),
        number(tally.objections),
        "" if share is None else percent(share),
        interval(tally),
    ]


def overall_lines(effect: Effect) -> list[Line]:
    """Every cohort, what remains of the hidden ones, and all together."""
    found = effect.cohorts
    every = sorted((*found.shown, *found.hidden), key=lambda one: one.place)
    lines = [
        Line("cohorts", one.code, one.code, cohort_words(one), found.shown.get(one))
        for one in every
    ]
    if found.rest:
        lines.append(Line("cohorts", REST, REST, _("nicht gezeigte Gruppen zusammen"), found.rest))
    lines.append(Line("cohorts", WHOLE, WHOLE, _("alle zusammen"), effect.whole))
    return lines


def bars(effect: Effect) -> list[Bar]:
    """The shares of the cohorts that are shown, the largest as wide as the chart."""
    lines = [line for line in overall_lines(effect) if line.tally and line.tally.notices]
    shares = [line.tally.share.percent or 0 for line in lines if line.tally]
    longest = max(shares, default=0)
    return [
        Bar(
            line.label,
            percent(share),
            round(100 * share / longest, 2) if longest else 0,
            place * BAR_STEP + BAR_HEIGHT,
            place * BAR_STEP + BAR_TOP,
        )
        for place, (line, share) in enumerate(zip(lines, shares, strict=True))
    ]


@dataclass(frozen=True)
class Detail:
    """One cohort by kind and by month, as rows of tables; empty where nothing may be shown."""

    name: str
    kinds: list[list[str]]
    months: list[list[str]]


def details(effect: Effect, kind_names: Mapping[str, str]) -> list[Detail]:
    """Every cohort that is shown and has notices, by kind of notice and month of release."""
    return [
        Detail(
            cohort_words(one),
            _table(effect.kinds[one], kind_name(kind_names), _("nicht gezeigte Arten zusammen")),
            _table(effect.months[one], month_name(), _("nicht gezeigte Monate zusammen")),
        )
        for one, tally in effect.cohorts.shown.items()
        if tally.notices
    ]


def _table(part: Told[Any], name_of: Callable[[Any], str], rest: str) -> list[list[str]]:
    """The lines that are shown and not empty, and one for all that are hidden."""
    rows = [
        [name_of(code), *_four(tally)]
        for code, tally in sorted(part.shown.items())
        if tally.notices
    ]
    return [*rows, [rest, *_four(part.rest)]] if part.rest else rows


def kind_name(kind_names: Mapping[str, str]) -> Callable[[str], str]:
    """Names of kinds of notices by their code."""
    return lambda code: _(kind_names.get(code, code))


def month_name() -> Callable[[int], str]:
    """Names of months by their number."""
    months = get_month_names(locale=locale())
    return lambda code: months[code]


def too_fresh(effect: Effect) -> str:
    """How many notices do not count yet."""
    if not effect.too_fresh:
        return ""
    if is_small(effect.too_fresh):
        return _("Weniger als 5 Bescheide sind noch zu frisch. Sie zählen noch nicht mit.")
    return _(
        "%(number)s Bescheide sind noch zu frisch. Sie zählen noch nicht mit.",
        number=number(effect.too_fresh),
    )


def description(effect: Effect) -> str:
    """How often people object who were talked to, and who were not called; no cause is claimed."""
    found = effect.cohorts
    talked, silent = (found.shown.get(one) for one in (TALKED, NOT_CALLED))
    together = found.rest if set(found.hidden) == {ATTEMPTED, NOT_CALLED} else None
    if not talked or talked.share.percent is None:
        return ""
    facts = {"talked": percent(talked.share.percent)}
    if silent and silent.share.percent is not None:
        return _(
            "Nach einem Gespräch kam bei %(talked)s der Bescheide ein Widerspruch. "
            "Ohne Anruf bei %(silent)s.",
            silent=percent(silent.share.percent),
            **facts,
        )
    if together and together.share.percent is not None:
        return _(
            "Nach einem Gespräch kam bei %(talked)s der Bescheide ein Widerspruch. "
            "Ohne Gespräch bei %(without)s.",
            without=percent(together.share.percent),
            **facts,
        )
    return ""


@dataclass(frozen=True)
class Comparison:
    """What the lot shows: those it drew against those it did not, with the same chance."""

    percent: int
    base: Tally
    drawn: Tally
    difference: Difference | None

    @property
    def sentence(self) -> str:
        """The difference in words, and how sure it is."""
        if self.difference is None:
            return ""
        low, high = self.difference.range.low, self.difference.range.high
        facts = {
            "points": number(round(abs(self.difference.points), 1)),
            "low": number(round(low, 1)),
            "high": number(round(high, 1)),
        }
        if self.difference.points >= 0:
            return _(
                "Ohne Anruf kamen %(points)s Prozentpunkte mehr Widersprüche. "
                "Mit 95 Prozent Sicherheit liegt der Unterschied zwischen %(low)s und %(high)s.",
                **facts,
            )
        return _(
            "Ohne Anruf kamen %(points)s Prozentpunkte weniger Widersprüche. "
            "Mit 95 Prozent Sicherheit liegt der Unterschied zwischen %(low)s und %(high)s.",
            **facts,
        )

    @property
    def verdict(self) -> str:
        """Whether chance alone could have made the difference."""
        if self.difference is None or self.difference.range.low <= 0 <= self.difference.range.high:
            return _("Das kann auch Zufall sein. Es braucht mehr Bescheide.")
        return _("Das ist kaum Zufall: Es liegt am Anruf.")


def comparisons(effect: Effect) -> list[Comparison]:
    """Every lottery of the year that may be shown, by its percentage."""
    return [
        Comparison(chance, base, drawn, newcombe(drawn.share, base.share))
        for chance, (base, drawn) in lottery(effect).items()
    ]


def needed_rows(effect: Effect) -> tuple[str, list[list[str]]]:
    """From which share the house starts, in words, and how many notices the lot needs.

    Where there is no share of its own to show, one in ten stands for it, and is called an example.
    """
    share = effect.whole.share.percent if effect.whole else None
    usual = share / 100 if share else 0.1
    found = percent(100 * usual)
    start = (
        _("Heute kommt bei %(usual)s der Bescheide ein Widerspruch.", usual=found)
        if share
        else _("Ein Beispiel: Bei %(usual)s der Bescheide kommt ein Widerspruch.", usual=found)
    )
    rows = [
        [
            _("von %(usual)s auf %(hoped)s", usual=found,
              hoped=percent(100 * usual * (1 - hope))),
            *(
                number(notices_needed(usual * (1 - hope), usual, percent=chance))
                for chance in CHANCES
            ),
        ]
        for hope in HOPES
    ]  # fmt: skip
    return start, rows
