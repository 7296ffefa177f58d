"""What the claimant's forms ask: labels and answers to choose from, in the language of the page."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from babel.dates import get_day_names
from werkzeug.datastructures import MultiDict

from anbelo.core.errors import DomainError
from anbelo.core.texts import N_, languages
from anbelo.intake.schemas import UNKNOWN, DayPart, MayCall, Weekday
from anbelo.triage.categories import CATEGORIES
from anbelo.triage.proposal import Kind
from anbelo.web.forms import KEY, Form
from anbelo.web.i18n import _, locale

Option = tuple[str, str]
ExplainedOption = tuple[str, str, str]

# The topics by a short word and a pictogram; the four that most people come with stand first.
TOPICS: tuple[tuple[str, str, str], ...] = (
    ("BES", N_("Ein Brief"), "mail"),
    ("WAR", N_("Lange warten"), "clock"),
    ("LEI", N_("Ein Fehler"), "calculator"),
    ("KDU", N_("Wohnen"), "home"),
    ("UMG", N_("Wie man mit mir spricht"), "people"),
    ("VER", N_("Arbeit und Kurse"), "work"),
    ("ZUG", N_("Sprache und Zugang"), "language"),
    ("DSG", N_("Meine Daten"), "lock"),
    ("SON", N_("Etwas anderes"), "more"),
)
_WISHES: dict[Kind, str] = {
    Kind.COMPLAINT: N_("Ich möchte mich beschweren"),
    Kind.SUGGESTION: N_("Ich habe einen Vorschlag"),
    Kind.PRAISE: N_("Ich möchte loben"),
    Kind.QUESTION: N_("Ich habe eine Frage"),
}
_PARTS: dict[DayPart, str] = {
    DayPart.MORNING: N_("Am Vormittag, 8 bis 12 Uhr"),
    DayPart.AFTERNOON: N_("Am Nachmittag, 12 bis 16 Uhr"),
    DayPart.LATE: N_("Am späten Nachmittag, 16 bis 18 Uhr"),
}


def call_labels() -> dict[str, str]:
    """The labels around a call."""
    return {
        "phone": _("Ihre Telefonnummer"),
        "call_language": _("In welcher Sprache sollen wir sprechen?"),
        "weekdays": _("An welchen Tagen passt es Ihnen?"),
        "parts": _("Zu welcher Zeit passt es Ihnen?"),
        "others_may_answer": _("Es darf auch jemand anders ans Telefon gehen."),
        "safe_word": _("Ein Wort, an dem wir Sie erkennen"),
        "text": _("Worum geht es?"),
    }


def contact_labels() -> dict[str, str]:
    """All labels of the whole form."""
    return {
        **call_labels(),
        "kind": _("Was möchten Sie?"),
        "category": _("Worum geht es?"),
        "text": _("Erzählen Sie uns, was los ist"),
        "letter_date": _("Das Datum auf dem Brief"),
        "letter_came": _("Wann ist der Brief gekommen?"),
        "files": _("Fotos oder Dateien"),
        "call": _("Dürfen wir Sie anrufen?"),
        "name": _("Ihr Name"),
        "email": _("Ihre E-Mail-Adresse"),
        "address": _("Ihre Adresse"),
        "confidential": _("Nur die Ombudsstelle darf das lesen."),
        "site": _("Welcher Ort vom Jobcenter?"),
    }


def check_labels() -> dict[str, str]:
    """The questions as the last page repeats them, in its order."""
    return {
        "kind": _("Was möchten Sie?"),
        "category": _("Worum geht es?"),
        "letter_date": _("Das Datum auf dem Brief"),
        "letter_came": _("Wann ist der Brief gekommen?"),
        "call": _("Dürfen wir Sie anrufen?"),
        "phone": _("Ihre Telefonnummer"),
        "call_language": _("In welcher Sprache sollen wir sprechen?"),
        "weekdays": _("An welchen Tagen passt es Ihnen?"),
        "parts": _("Zu welcher Zeit passt es Ihnen?"),
        "safe_word": _("Ein Wort, an dem wir Sie erkennen"),
        "name": _("Ihr Name"),
        "email": _("Ihre E-Mail-Adresse"),
        "address": _("Ihre Adresse"),
        "confidential": _("Wer darf Ihren Text lesen?"),
    }


def call_choices() -> dict[str, Any]:
    """What the questions around a call offer."""
    return {
        "weekdays": weekdays(),
        "day_parts": parts(),
        "call_languages": call_languages(),
    }


def kinds() -> list[Option]:
    """What somebody may want."""
    return [(kind.value, _(words)) for kind, words in _WISHES.items()]


def topics() -> list[ExplainedOption]:
    """The topics, then "I don't know"; each with one plain sentence."""
    return [option[:3] for option in pictured_topics()]


def pictured_topics() -> list[tuple[str, str, str, str]]:
    """The topics with their pictograms: code, short word, one plain sentence, icon."""
    known = [
        (code, _(words), _(CATEGORIES[code].explanation), icon) for code, words, icon in TOPICS
    ]
    unknown = _("Das macht nichts. Wir sehen es uns an.")
    return [*known, (UNKNOWN, _("Das weiß ich nicht"), unknown, "question-mark")]


def answers() -> list[ExplainedOption]:
    """Whether we may call."""
    return [
        (
            MayCall.YES.value,
            _("Ja, bitte rufen Sie mich an."),
            _("So klären wir vieles am schnellsten."),
        ),
        (
            MayCall.NO.value,
            _("Nein, bitte nicht anrufen."),
            _("Sie lesen unsere Antwort dann mit Ihrem Code auf dieser Seite."),
        ),
    ]


def day_names() -> Mapping[int, str]:
    """The seven days as the language names them; 0 is Monday."""
    return get_day_names("wide", "stand-alone", locale=locale())


def weekdays() -> list[Option]:
    """Monday to Friday."""
    names = day_names()
    return [(day.value, names[int(day)]) for day in Weekday]


def parts() -> list[Option]:
    """The parts of a day."""
    return [(part.value, _(words)) for part, words in _PARTS.items()]


def call_languages() -> list[tuple[str, str, str]]:
    """All languages by their own names, each marked with its tag."""
    return [(found.code, found.name, found.tag) for found in languages().values()]


def site_options(sites: Iterable[Option]) -> list[Option]:
    """The sites to choose from, after "no matter"."""
    return [("", _("Egal oder weiß ich nicht")), *sites]


def chosen(arguments: MultiDict[str, str], language: str) -> Mapping[str, str]:
    """What a link already answered (`kind`, `topic`, `site`); anything unknown is left out."""
    kind, topic = arguments.get("kind", ""), arguments.get("topic", "").upper()
    return {
        "kind": kind if kind in set(Kind) else "",
        "category": topic if topic in CATEGORIES else "",
        "site": arguments.get("site", ""),
        "call_language": language,
    }


def refuse(form: Form, error: DomainError) -> None:
    """Tell what the domain refused; a used-up key is replaced, so that sending again works."""
    if error.field != KEY:
        form.refuse(error)
        return
    form.key = secrets.token_urlsafe(18)
    sentence = _(
        "Sie haben dieses Formular schon einmal gesendet. Ihr erster Text ist bei uns. "
        "Wollen Sie auch diesen Text senden? Dann senden Sie noch einmal."
    )
    if error.code != "key_reused":
        sentence = _("Das hat nicht geklappt. Bitte senden Sie noch einmal.")
    form.errors.setdefault("", []).append(sentence)
