"""The language of a request: words, direction, dates, numbers."""

import re
from datetime import UTC, date, datetime, timedelta

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent
from flask import Flask, g, has_request_context, request

from anbelo.core.calendar import BERLIN
from anbelo.core.texts import SOURCE, Language, catalogue, languages, offered

# Plain "en" is American to Babel: "11/12/26" would name another day than the one meant.
_EUROPEAN = {"en": "en_GB"}
_NUMBER_THEN_WORD = re.compile(r"(?<=\d)(\.?) (?=[^\W\d])")
# As on German letters; their own short months look like other words ("24 лист." is also a letter).
_IN_FIGURES = frozenset({"bg", "ku", "pl", "ro", "ru", "tr", "uk"})


def language() -> Language:
    """The language of this request; German when nothing was chosen."""
    code = g.get("language", SOURCE) if has_request_context() else SOURCE
    return languages()[code]


def choose(code: str) -> None:
    """Speak this language for the rest of the request."""
    g.language = code if code in languages() else SOURCE


def best_offered() -> str:
    """The offered language that fits the browser best."""
    codes = [found.code for found in offered()]
    return request.accept_languages.best_match(codes) or SOURCE


def choose_by_address() -> None:
    """Speak as the address does, else as the browser: for addresses that lead to no page."""
    if "language" in g:
        return
    start = request.path.split("/")[1]
    choose(start if start in {found.code for found in offered()} else best_offered())


def _(message: str, /, **facts: object) -> str:
    """A German text in the language of this request."""
    text = catalogue(language().code).gettext(message)
    return text % facts if facts else text


def ngettext(one: str, many: str, n: int, /, **facts: object) -> str:
    """The right plural form for `n` in the language of this request."""
    text = catalogue(language().code).ngettext(one, many, n)
    return text % {"num": n, **facts}


def locale() -> Locale:
    """Babel's rules for dates and numbers of this request."""
    code = language().code.split("-", maxsplit=1)[0]
    return Locale.parse(_EUROPEAN.get(code, code))


_KURMANCI_UNITS = (
    (365 * 86400, "salekê", "salan"), (30 * 86400, "mehekê", "mehan"),
    (7 * 86400, "hefteyekê", "hefteyan"), (86400, "rojekê", "rojan"),
    (3600, "saetekê", "saetan"), (60, "deqeyekê", "deqeyan"), (1, "saniyeyekê", "saniyeyan"),
)  # fmt: skip
"""Seconds, one and many, in the case that follows berî (before) and piştî (after)."""


def day(value: date | None) -> str:
    """A date in full: "Dienstag, 24. November 2026"; day and month stay on one line."""
    if value is None:
        return ""
    words = format_date(value, "full", locale=locale())
    return _NUMBER_THEN_WORD.sub("\\1\N{NO-BREAK SPACE}", words)


def short_day(value: date | None) -> str:
    """A date for tables: "24.11.2026"."""
    form = "dd.MM.yyyy" if language().code in _IN_FIGURES else "medium"
    return format_date(value, form, locale=locale()) if value else ""


def moment(value: datetime | None) -> str:
    """A moment by the wall clock in Berlin: "24.11.2026, 10:20"."""
    if value is None:
        return ""
    return format_datetime(value, "short", tzinfo=BERLIN, locale=locale())


def clock(value: datetime | None) -> str:
    """The time of day in Berlin: "10:20"."""
    return value.astimezone(BERLIN).strftime("%H:%M") if value else ""


def relative(value: datetime | None) -> str:
    """How far away: "in 2 Tagen", "vor 3 Stunden"."""
    if value is None:
        return ""
    away = value - datetime.now(UTC)
    if language().code == "ku":
        return _relative_in_kurmanci(away)
    return format_timedelta(away, add_direction=True, locale=locale())


def _relative_in_kurmanci(away: timedelta) -> str:
    """Like "berî 2 saetan", "piştî rojekê": CLDR has no words for it and writes "-2 h"."""
    seconds = round(abs(away.total_seconds()))
    for size, one, many in _KURMANCI_UNITS:
        if count := seconds // size:
            amount = one if count == 1 else f"{count} {many}"
            return f"{'berî' if away < timedelta() else 'piştî'} {amount}"
    return "niha"


def number(value: float) -> str:
    """A number as the language writes it."""
    return format_decimal(value, locale=locale())


def percent(value: float) -> str:
    """A share (0 to 100) with one decimal place."""
    return format_percent(value / 100, "#,##0.0 %", locale=locale())


def setup(app: Flask) -> None:
    """Give all templates the words and formats."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: catalogue(language().code).gettext(message),
        lambda one, many, n: catalogue(language().code).ngettext(one, many, n),
        newstyle=True,
    )
    filters = (day, short_day, moment, clock, relative, number, percent)
    app.jinja_env.filters.update({filter_.__name__: filter_ for filter_ in filters})
