"""What a person is told about their call, and how. Pure.

The words are neutral: whoever else reads the message learns that somebody calls, and nothing of the
office or the matter (that somebody receives benefits is itself protected, § 35 SGB I).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from babel import Locale
from babel.dates import format_skeleton, format_time

from anbelo.core.calendar import local
from anbelo.core.texts import N_, catalogue, translate

TOLD_WORKING_DAYS_BEFORE = 2


class News(StrEnum):
    """What there is to tell."""

    PLANNED = "planned"
    MOVED = "moved"
    CANCELLED = "cancelled"


class Way(StrEnum):
    """How a message goes out."""

    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True)
class Appointment:
    """When we call (aware, both ends), and how our number ends ("" when it is not known)."""

    starts_at: datetime
    minutes: int
    number_end: str = ""
    has_code: bool = False


_SUBJECTS = {
    News.PLANNED: N_("Unser Anruf bei Ihnen"),
    News.MOVED: N_("Unser Anruf bei Ihnen: neue Zeit"),
    News.CANCELLED: N_("Unser Anruf bei Ihnen: abgesagt"),
}
_WORDS = {
    News.PLANNED: N_("Wir rufen Sie an: %(day)s, zwischen %(from_)s und %(to)s Uhr."),
    News.MOVED: N_(
        "Unser Anruf bei Ihnen hat eine neue Zeit: %(day)s, zwischen %(from_)s und %(to)s Uhr."
    ),
    News.CANCELLED: N_("Unser Anruf bei Ihnen fällt aus: %(day)s, %(from_)s Uhr."),
}
_NUMBER = N_("Unsere Nummer endet auf %(end)s.")
_CODE = N_("Passt die Zeit nicht? Mit Ihrem Code können Sie sie ändern.")


def words(news: News, call: Appointment, language: str) -> tuple[str, str]:
    """Subject and text in the person's language; German when we do not write it."""
    here = local(call.starts_at)
    locale = _locale(language)
    facts = {
        "day": format_skeleton("EEEEdMMMM", here, locale=locale),
        "from_": format_time(here, "HH:mm", locale=locale),
        "to": format_time(here + timedelta(minutes=call.minutes), "HH:mm", locale=locale),
    }
    sentences = [translate(_WORDS[news], language, **facts)]
    if news is not News.CANCELLED and call.number_end:
        sentences.append(translate(_NUMBER, language, end=call.number_end))
    if news is not News.CANCELLED and call.has_code:
        sentences.append(translate(_CODE, language))
    return translate(_SUBJECTS[news], language), " ".join(sentences)


def _locale(language: str) -> Locale:
    """Dates follow the words: German when there is no catalogue."""
    written = catalogue(language).gettext(_CODE) != _CODE
    code = language.split("-", maxsplit=1)[0] if written else "de"
    return Locale.parse({"en": "en_GB"}.get(code, code))
