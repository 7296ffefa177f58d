"""What a receipt tells, once for page, PDF and plain text: steps with dates, and the guard."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from anbelo.callbacks.planning import CONTACT_CALL_WITHIN
from anbelo.core.calendar import Land, WorkCalendar, local_day
from anbelo.intake.guard import guard
from anbelo.intake.guard_words import guard_words, remedies
from anbelo.notices.deadlines import complaint_targets
from anbelo.offices.queries import SiteToday
from anbelo.papers.typesetting import Paper, Section, square
from anbelo.triage.proposal import Kind, LegalNature, Urgency
from anbelo.web.i18n import _, day, language

PRESSING = frozenset({Urgency.EMERGENCY, Urgency.SELF_HARM})


@dataclass(frozen=True, repr=False)
class ReceiptWords:
    """A receipt in words: the code, what comes next, and the guard (None when none is needed)."""

    groups: Sequence[str]
    pressing: bool
    steps: Sequence[str]
    guard: Section | None
    remedies: Section | None


def receipt_words(
    groups: Sequence[str], facts: Mapping[str, Any], *, land: Land, today: date
) -> ReceiptWords:
    """The receipt of a contact with these facts (see `receipt_views.stored_facts`)."""
    found = guard(
        kind=Kind(facts["kind"]),
        nature=LegalNature(facts["legal_nature"]),
        letter_date=_day_of(facts, "letter_date"),
        letter_came=_day_of(facts, "letter_came"),
        land=land,
        today=today,
    )
    return ReceiptWords(
        groups=groups,
        pressing=facts["urgency"] in PRESSING,
        steps=_steps(facts, land),
        guard=guard_words(found) if found else None,
        remedies=remedies() if found else None,
    )


def as_text(words: ReceiptWords, places: Iterable[SiteToday], address: str) -> str:
    """The receipt as plain text, for any device and any clipboard."""
    parts = [_("Das ist Ihr Code"), " ".join(words.groups), address, ""]
    parts += [_("So geht es weiter"), *(f"{n}. {step}" for n, step in enumerate(words.steps, 1))]
    for section in (words.guard, words.remedies):
        if section:
            parts += ["", section.title, *section.paragraphs, *(f"- {p}" for p in section.points)]
    parts += ["", _("Unsere Adressen"), *(_place(site) for site in places)]
    return "\n".join(parts) + "\n"


def as_paper(words: ReceiptWords, places: Iterable[SiteToday], address: str) -> Paper:
    """The receipt to print, with its code to scan: the digits alone, no secret address."""
    code = Section(
        _("Das ist Ihr Code"),
        [
            _("Mit diesem Code sehen Sie, wie es weitergeht. Hier:"),
            address,
            _("Wer den Code hat, kann Ihren Vorgang sehen. Bewahren Sie das Blatt gut auf."),
        ],
        code=words.groups,
        picture=square("".join(words.groups)),
        picture_words=_("Der Code als Bild zum Scannen am Schalter"),
    )
    steps = Section(_("So geht es weiter"), points=words.steps, ordered=True)
    places_ = Section(_("Unsere Adressen"), points=[_place(site) for site in places])
    sections = [code, steps, *(s for s in (words.guard, words.remedies) if s), places_]
    spoken = language()
    return Paper(_("Ihr Beleg"), spoken.tag, spoken.direction, sections, foot="AnBeLo")


def _steps(facts: Mapping[str, Any], land: Land) -> list[str]:
    received_on = local_day(datetime.fromisoformat(facts["received_at"]))
    steps = []
    if facts["confidential"]:
        steps.append(_("Nur die Ombudsstelle liest Ihren Text."))
    elif facts["wrote"]:
        steps.append(_("Jemand liest Ihren Text und gibt ihn an die richtige Stelle."))
    if facts["phone_end"]:
        steps.append(
            _(
                "Wir wollen Sie bis %(day)s anrufen. Ihre Nummer endet auf %(digits)s.",
                day=day(received_on + CONTACT_CALL_WITHIN),
                digits=facts["phone_end"],
            )
        )
        steps.append(
            _(
                "Tag und Uhrzeit sehen Sie mit Ihrem Code, sobald der Anruf geplant ist. Mit dem "
                "Code können Sie auch eine andere Zeit wählen oder den Anruf absagen."
            )
        )
    answer_by = complaint_targets(received_on, WorkCalendar(land)).answer_by
    steps.append(
        _(
            "Wir wollen Ihnen bis %(day)s antworten. Die Antwort lesen Sie mit Ihrem Code.",
            day=day(answer_by),
        )
    )
    return steps


def _place(site: SiteToday) -> str:
    return _(
        "%(name)s, %(address)s, Telefon: %(phone)s",
        name=site.name, address=site.address, phone=site.phone,
    )  # fmt: skip


def _day_of(facts: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(facts[name]) if facts.get(name) else None
