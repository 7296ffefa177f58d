"""What the page for a new contact and its receipt show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from anbelo.cases.rules import NewContact
from anbelo.core.texts import languages
from anbelo.desk.advice import Advice, advice
from anbelo.desk.schemas import CHANNELS
from anbelo.desk.sentences import at_time
from anbelo.triage.categories import CATEGORIES, top_level
from anbelo.triage.proposal import Kind, LegalNature, Proposal, Reason, Urgency
from anbelo.web.i18n import _
from anbelo.web.words import label, language_name

if TYPE_CHECKING:
    from anbelo.offices.models import Site

AROUND = 30
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Draft:
    """What we know before anything is stored: the proposal, its reasons, the next free times."""

    topic: str | None
    excerpts: Sequence[Sequence[tuple[str, bool]]]
    hints: Sequence[Advice]
    times: Sequence[str]
    language: str


def labels() -> dict[str, str]:
    """The names of the fields, for the list of what is wrong."""
    return {
        "text": _("Was sagt die Person?"),
        "channel": _("Auf welchem Weg?"),
        "kind": _("Was ist es?"),
        "category": _("Worum geht es?"),
        "language": _("Sprache der Person"),
        "site": _("Standort"),
        "name": _("Name"),
        "letter_date": _("Datum auf dem Brief vom Jobcenter"),
        "phone": _("Telefonnummer"),
        "call": _("Wir dürfen anrufen"),
        "call_language": _("Sprache für den Anruf"),
        "call_when": _("Wann passt es?"),
        "confidential": _("Vertraulich"),
    }


def options(sites: Sequence["Site"]) -> dict[str, Options]:
    """Everything there is to choose from."""
    return {
        "channels": [(channel.value, label(channel)) for channel in CHANNELS],
        "kinds": [("", _("noch offen")), *((kind.value, label(kind)) for kind in Kind)],
        "categories": _categories(),
        "languages": [(code, language_name(code)) for code in languages()],
        "sites": [("", _("nicht bekannt")), *((site.code, site.name) for site in sites)],
        "call_languages": [
            ("", _("wie oben")),
            *((code, language_name(code)) for code in languages()),
        ],
        "parts_of_day": [
            ("", _("egal")),
            ("morning", _("vormittags")),
            ("afternoon", _("nachmittags")),
        ],
    }


def _categories() -> Options:
    found: Options = [("", _("noch offen"))]
    for top in top_level():
        found.append((top.code, _(top.label)))
        found += [
            (fine.code, _("%(topic)s: %(fine)s", topic=_(top.label), fine=_(fine.label)))
            for fine in CATEGORIES.values()
            if fine.parent == top.code
        ]
    return found


def draft(
    proposal: Proposal | None,
    contact: NewContact,
    times: Sequence[datetime],
    *,
    language: str,
    today: date,
) -> Draft:
    """The proposal in words; without a text there are only the free times."""
    concern = proposal.concerns[0] if proposal and proposal.concerns else None
    reasons = list(concern.reasons) if concern else []
    hints: list[Advice] = []
    if proposal:
        reasons += [*proposal.urgency.reasons, *proposal.legal_nature.reasons]
        hints = advice(
            Urgency(proposal.urgency.value),
            LegalNature(proposal.legal_nature.value),
            contact.channel,
        )
    return Draft(
        topic=concern.category if concern else None,
        excerpts=excerpts(contact.text, reasons),
        hints=hints,
        times=[at_time(moment, today) for moment in times],
        language=language_name(language),
    )


def excerpts(text: str, reasons: Sequence[Reason]) -> list[list[tuple[str, bool]]]:
    """The words that led to the proposal, each with a little of what stands around it."""
    found: list[list[tuple[str, bool]]] = []
    seen: set[tuple[int, int]] = set()
    for reason in reasons:
        if (reason.start, reason.end) in seen:
            continue
        seen.add((reason.start, reason.end))
        before = text[max(0, reason.start - AROUND) : reason.start]
        after = text[reason.end : reason.end + AROUND]
        opening = closing = ""
        if reason.start > AROUND:  # whole words only
            opening, before = "… ", before.partition(" ")[2]
        if reason.end + AROUND < len(text):
            after, closing = after.rpartition(" ")[0], " …"
        found.append(
            [
                (opening + before, False),
                (text[reason.start : reason.end], True),
                (after + closing, False),
            ]
        )
    return found


def spoken(groups: Sequence[str]) -> Options:
    """The code in groups as one reads it aloud, digit by digit."""
    return [
        (_("Gruppe %(number)s", number=number), " ".join(group))
        for number, group in enumerate(groups, start=1)
    ]
