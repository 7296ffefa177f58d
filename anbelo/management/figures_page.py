"""The figures of a year in words: the headline, the groups, their bars; the same for downloads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from babel.dates import get_month_names

from anbelo.cases.rules import Channel
from anbelo.core.texts import N_
from anbelo.reports.rules import Breakdown, Figures, Row, Share, is_small
from anbelo.triage.proposal import Kind
from anbelo.web.i18n import _, locale, number, percent
from anbelo.web.words import category_label, label, language_name

# One bar with its words above it, in pixels of the page.
BAR_STEP, BAR_TOP, BAR_HEIGHT = 48, 22, 14


@dataclass(frozen=True)
class Line:
    """One line of a group: label, count as shown, count as a number (None: hidden)."""

    code: str
    label: str
    shown: str
    count: int | None
    small: bool


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: its words, its length in percent of the width, its place from the top."""

    label: str
    shown: str
    length: float
    words_at: int
    bar_at: int


@dataclass(frozen=True)
class Group:
    """A breakdown with its name."""

    code: str
    name: str
    lines: tuple[Line, ...]

    @property
    def bars(self) -> list[Bar]:
        """The bars of its chart; the largest count fills the width, hidden ones have no length."""
        longest = max((line.count or 0 for line in self.lines), default=0)
        return [
            Bar(
                line.label,
                line.shown,
                round(100 * (line.count or 0) / longest, 2) if longest else 0,
                place * BAR_STEP + BAR_HEIGHT,
                place * BAR_STEP + BAR_TOP,
            )
            for place, line in enumerate(self.lines)
        ]

    @property
    def height(self) -> int:
        """The height of its chart."""
        return len(self.lines) * BAR_STEP

    @property
    def hides(self) -> bool:
        """Whether some line is hidden."""
        return any(line.count is None for line in self.lines)


GROUPS: tuple[tuple[str, str], ...] = (
    ("months", N_("Monate")),
    ("categories", N_("Themen")),
    ("channels", N_("Wege")),
    ("kinds", N_("Arten")),
    ("languages", N_("Sprachen")),
    ("sites", N_("Standorte")),
)


def groups(figures: Figures, site_names: Mapping[str, str]) -> list[Group]:
    """Every breakdown of the year, in the order of the page."""
    months = get_month_names(locale=locale())
    name_of: dict[str, Callable[[str], str]] = {
        "months": lambda code: months[int(code)],
        "categories": category_label,
        "channels": lambda code: label(Channel(code)),
        "kinds": lambda code: label(Kind(code)),
        "languages": language_name,
        "sites": lambda code: site_names.get(code, code) or _("ohne Angabe"),
    }
    found = []
    for code, name in GROUPS:
        rows: Breakdown = getattr(figures, code)
        found.append(Group(code, _(name), tuple(_line(row, name_of[code]) for row in rows)))
    return found


def _line(row: Row, name_of: Callable[[str], str]) -> Line:
    return Line(row.code, name_of(row.code), _shown(row), row.count, row.small)


def _shown(row: Row) -> str:
    if row.count is not None:
        return number(row.count)
    return _("weniger als 5") if row.small else _("nicht gezeigt")


def headline(figures: Figures) -> str:
    """The one sentence of the year, like "320 Anfragen, 305 davon zu Leistungen."."""
    if is_small(figures.enquiries):
        return _("Weniger als 5 Anfragen.")
    if Share(figures.benefits, figures.enquiries).tells_of_few:
        return _(
            "%(enquiries)s Anfragen. Wie viele davon Leistungen betreffen, zeigen wir nicht: "
            "Eine Gruppe ist kleiner als 5.",
            enquiries=number(figures.enquiries),
        )
    return _(
        "%(enquiries)s Anfragen, %(benefits)s davon zu Leistungen.",
        enquiries=number(figures.enquiries),
        benefits=number(figures.benefits),
    )


def talked(share: Share) -> str:
    """How many notices were talked about before they left."""
    if share.percent is None:
        return _("In diesem Jahr haben wir keinen Bescheid freigegeben.")
    if share.tells_of_few:
        return _("Das zeigen wir nicht: Eine Gruppe ist kleiner als 5.")
    return _(
        "Bei %(part)s von %(whole)s Bescheiden haben wir vorher mit der Person gesprochen "
        "(%(percent)s).",
        part=number(share.part),
        whole=number(share.whole),
        percent=percent(share.percent),
    )


def totals(figures: Figures) -> dict[str, int | None]:
    """The totals that may be shown; None where one would tell of fewer than five."""
    benefits = Share(figures.benefits, figures.enquiries)
    before = figures.talked_before
    return {
        "enquiries": None if is_small(figures.enquiries) else figures.enquiries,
        "benefits": None if benefits.tells_of_few else figures.benefits,
        "notices_released": None if before.tells_of_few else before.whole,
        "notices_talked_before": None if before.tells_of_few else before.part,
    }


def as_json(figures: Figures, found: list[Group]) -> dict[str, Any]:
    """The year for other programs: the same numbers, the same hiding."""
    return {
        "year": figures.year,
        **totals(figures),
        **{
            group.code: [
                {
                    "code": line.code,
                    "label": line.label,
                    "count": line.count,
                    "fewer_than_five": line.small,
                }
                for line in group.lines
            ]
            for group in found
        },
    }
