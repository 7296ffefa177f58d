"""What a clerk should do or say at once: danger, objections in disguise, the last day to object.

A complaint stops no period, and a text that turns against a decision is in doubt an objection,
whatever it is called (§§ 83, 84 SGG). Spoken at the counter it can be taken down (§ 84 Abs. 1 SGG:
Niederschrift); on the telephone or by plain e-mail it has no form (§ 36a SGB I).
"""

from dataclasses import dataclass
from datetime import date

from anbelo.cases.rules import Channel
from anbelo.core.calendar import Land
from anbelo.core.texts import N_
from anbelo.desk.sentences import on_day
from anbelo.notices.deadlines import objection_dates
from anbelo.notices.receipt import Sending
from anbelo.notices.standing import LAST_DAYS
from anbelo.triage.proposal import LegalNature, Urgency
from anbelo.web.i18n import _


@dataclass(frozen=True)
class Advice:
    """A hint on the page: how loud, what it is, what to do (both translated)."""

    kind: str
    title: str
    todo: str


_URGENT: dict[Urgency, tuple[str, str]] = {
    Urgency.SELF_HARM: (
        N_("Lebensgefahr: Lassen Sie die Person nicht allein."),
        N_(
            "Rufen Sie die 112 an. Die Telefonseelsorge hat die Nummer 0800 111 0 111. "
            "Sagen Sie sofort der Ombudsstelle Bescheid."
        ),
    ),
    Urgency.EMERGENCY: (
        N_("Notfall: Noch heute muss jemand anrufen."),
        N_(
            "Denken Sie an einen Vorschuss (§ 42 SGB I). "
            "Nennen Sie auch das Sozialgericht: Dort kann man einen Eilantrag stellen."
        ),
    ),
}

_COME = N_(
    "So ist ein Widerspruch nicht gültig. Sagen Sie das der Person. Nennen Sie den letzten Tag. "
    "Bieten Sie heute einen Termin an: Dann schreiben wir den Widerspruch auf."
)
_WRITE_DOWN = N_(
    "Bieten Sie jetzt an, den Widerspruch aufzuschreiben (Niederschrift). Das ist ihr Recht. "
    "Notieren Sie Datum und Uhrzeit."
)
_OBJECTION: dict[Channel, str] = {
    Channel.COUNTER: _WRITE_DOWN,
    Channel.VISIT: _WRITE_DOWN,
    Channel.LETTER: N_(
        "Stempeln Sie Datum und Uhrzeit. Geben Sie den Brief noch heute an die "
        "Rechtsbehelfsstelle. Sagen Sie das der Person. Die Beschwerde läuft trotzdem weiter."
    ),
    Channel.EMAIL: N_(
        "Eine einfache E-Mail reicht nicht. Antworten Sie sofort mit diesem Hinweis und dem "
        "letzten Tag. Warten Sie nicht auf die Antwort zur Beschwerde."
    ),
}

_NATURE: dict[LegalNature, tuple[str, str]] = {
    LegalNature.REVIEW_REQUEST: (
        N_("Das ist wahrscheinlich ein Antrag auf Überprüfung (§ 44 SGB X)."),
        N_("Geben Sie ihn noch heute weiter. Anträge bis zum 31. Dezember reichen weiter zurück."),
    ),
    LegalNature.HEARING_STATEMENT: (
        N_("Das ist wahrscheinlich eine Antwort auf eine Anhörung."),
        N_("Geben Sie sie an die Sachbearbeitung, bevor der Bescheid hinausgeht."),
    ),
    LegalNature.DATA_REQUEST: (
        N_("Das ist wahrscheinlich ein Antrag zum Datenschutz."),
        N_("Er geht an die Stelle für Datenschutz. Sie hat einen Monat Zeit (Art. 12 DSGVO)."),
    ),
    LegalNature.WITHDRAWN_WISH: (
        N_("Die Person möchte ausdrücklich keinen Widerspruch."),
        N_("Nennen Sie ihr trotzdem den letzten Tag."),
    ),
}


def advice(urgency: Urgency, nature: LegalNature, channel: Channel | None) -> list[Advice]:
    """Everything to do or say at once about a contact, the most serious first."""
    found = []
    if urgency in _URGENT:
        title, todo = _URGENT[urgency]
        found.append(Advice("danger", _(title), _(todo)))
    if nature is LegalNature.OBJECTION:
        todo = _OBJECTION.get(channel, _COME) if channel else _COME
        found.append(Advice("warning", _("Das ist wahrscheinlich ein Widerspruch."), _(todo)))
    elif nature in _NATURE:
        title, todo = _NATURE[nature]
        found.append(Advice("info", _(title), _(todo)))
    return found


def last_safe_day(letter_date: date, land: Land) -> date | None:
    """The last day to name to a person who holds a letter of this date: a cautious one."""
    return objection_dates(Sending(printed_on=letter_date), land).earliest_safe


def about_last_day(day: date | None, today: date) -> Advice:
    """What to say about the last day for an objection; never "too late" alone."""
    if day and day >= today:
        return Advice(
            "warning" if (day - today).days < LAST_DAYS else "info",
            _("Letzter sicherer Tag für einen Widerspruch: %(day)s.", day=on_day(day, today)),
            _("Das ist vorsichtig gerechnet, ab dem Datum auf dem Brief."),
        )
    return Advice(
        "warning",
        _("Die Zeit für den Widerspruch ist vielleicht vorbei."),
        _(
            "Sagen Sie nie nur „zu spät“. Vielleicht kam der Brief später an. "
            "Ein Antrag auf Überprüfung (§ 44 SGB X) ist weiter möglich. "
            "Die Rechtsbehelfsstelle prüft das."
        ),
    )
