"""What the pages to announce, change and take over notices show."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from anbelo.core.texts import N_, languages
from anbelo.desk.announce_schemas import NO, RULINGS, YES
from anbelo.desk.sentences import plain_day
from anbelo.imports.rules import Fault
from anbelo.notices.kinds import DISPOSITIONS, disposition_label
from anbelo.web.i18n import _
from anbelo.web.words import ALL_PROBLEMS, language_name, say

if TYPE_CHECKING:
    from anbelo.core.calendar import WorkCalendar
    from anbelo.imports.notices_rules import CheckedNotice
    from anbelo.notices.models import Notice, NoticeKind
    from anbelo.offices.models import Team

Options = list[tuple[str, str]]
SHOWN_LINES, SHOWN_FAULTS = 50, 100

# The columns of a file, as its first line names them, in words.
COLUMNS: dict[str, str] = {
    "reference": N_("Nummer im Fachverfahren"),
    "kind": N_("Kürzel der Art"),
    "team": N_("Kürzel des Teams"),
    "name": N_("Name der Person"),
    "language": N_("Sprache, zum Beispiel de oder ar"),
    "printed_on": N_("Datum auf dem Bescheid"),
    "phone": N_("Telefonnummer"),
    "send_no_later_than": N_("letzter Tag für den Versand"),
    "amount_lower": N_("weniger Geld? ja oder nein"),
    "facts_unclear": N_("etwas unklar? ja oder nein"),
    "summary": N_("in drei Sätzen"),
    "rulings": N_("Entscheidungen, zum Beispiel: withdrawal | refund 800.00 stops"),
    "case_reference": N_("Vorgang bei uns"),
    "urgent_reason": N_("warum keine Zeit für einen Anruf ist"),
}


def labels() -> dict[str, str]:
    """The names of the fields."""
    found = {
        "external_ref": _("Nummer im Fachverfahren"),
        "kind": _("Art von Bescheid"),
        "team": _("Team, das anruft"),
        "person_name": _("Name der Person"),
        "phone": _("Telefonnummer"),
        "language": _("Sprache der Person"),
        "printed_on": _("Datum auf dem Bescheid"),
        "send_no_later_than": _("Letzter Tag für den Versand"),
        "amount_lower": _("Bekommt die Person weniger Geld oder soll sie zahlen?"),
        "facts_unclear": _("Ist an den Tatsachen etwas unklar?"),
        "summary": _("Der Bescheid in drei Sätzen"),
        "case_reference": _("Gehört zu einem Vorgang bei uns"),
        "urgent_reason": _("Warum ist keine Zeit für einen Anruf?"),
        "sure": _("Der Bescheid wird nicht verschickt"),
        "file": _("Datei"),
    }
    for number in RULINGS:
        found[f"ruling_{number}"] = _("Entscheidung %(number)s", number=number)
        found[f"amount_{number}"] = _("Betrag in Euro")
        found[f"effect_{number}"] = _("Hält ein Widerspruch das auf?")
    return found


def options(
    kinds: Sequence["NoticeKind"], teams: Sequence["Team"], days: "WorkCalendar", today: date
) -> dict[str, Options]:
    """Everything there is to choose from; each kind with the last sending day it would get."""
    unknown = ("", _("nicht gesagt"))
    yes_no = [(YES, _("ja")), (NO, _("nein"))]
    return {
        "kinds": [("", _("Bitte wählen")), *_kinds(kinds, days, today)],
        "teams": [(team.code, team.name) for team in teams],
        "languages": [(code, language_name(code)) for code in languages()],
        "yes_no": [*yes_no, unknown],
        "rulings": [
            ("", _("–")),
            *((code, _(disposition_label(code))) for code in DISPOSITIONS),
        ],
        "effects": [("", _("wie üblich")), *yes_no],
    }


def _kinds(kinds: Sequence["NoticeKind"], days: "WorkCalendar", today: date) -> Options:
    active = sorted((kind for kind in kinds if kind.active), key=lambda kind: _(kind.label))
    return [
        (
            kind.code,
            _(
                "%(kind)s (ohne Angabe spätestens %(day)s)",
                kind=_(kind.label),
                day=plain_day(days.add_working_days(today, kind.hold_working_days)),
            ),
        )
        for kind in active
    ]


def values(notice: "Notice") -> dict[str, Any]:
    """A notice as the form to change it shows it."""
    found: dict[str, Any] = {
        "team": notice.team.code,
        "person_name": notice.person_name,
        "phone": notice.phone,
        "language": notice.language,
        "printed_on": notice.printed_on.isoformat(),
        "send_no_later_than": notice.send_no_later_than.isoformat(),
        "amount_lower": _said(notice.amount_lower),
        "facts_unclear": _said(notice.facts_unclear),
        "summary": notice.summary,
        "case_reference": "",
        "urgent_reason": notice.urgent_reason,
        "version": notice.version,
    }
    if notice.case and not notice.case.confidential:
        found["case_reference"] = notice.case.reference
    for number, ruling in zip(RULINGS, notice.dispositions, strict=False):
        found[f"ruling_{number}"] = ruling.kind
        found[f"amount_{number}"] = "" if ruling.amount is None else str(ruling.amount)
        found[f"effect_{number}"] = _said(ruling.objection_suspends)
    return found


def _said(answer: bool | None) -> str:  # noqa: FBT001 - a stored answer
    return "" if answer is None else YES if answer else NO


# What is wrong with a line, where no form has the same trouble; the others are in ALL_PROBLEMS.
UNREADABLE = ""
FAULTS: dict[str, str] = {
    UNREADABLE: N_(
        "Diese Zeile können wir nicht lesen. Speichern Sie die Datei als CSV in UTF-8 oder als "
        "XLSX. Jede Zeile braucht so viele Felder wie die erste."
    ),
    "formula": N_(
        "Das könnte eine Formel sein. Nehmen Sie das erste Zeichen weg (= + - @) oder schreiben "
        "Sie ein Wort davor."
    ),
    "not_possible": N_("Das kennen wir nicht. Möglich: %(possible)s."),
    "not_yes_or_no": N_("Hier geht nur ja oder nein."),
    "same_as_line": N_("Diese Nummer steht schon in Zeile %(first)s."),
    "rulings_shape": N_(
        "Bitte schreiben Sie die Entscheidungen so: withdrawal | refund 800.00 stops."
    ),
}


def fault_rows(faults: Iterable[Fault]) -> list[list[str]]:
    """Every wrong line: its number, the column, and what to do."""
    return [
        [str(fault.line), fault.field, _fault(fault.code, fault.facts)]
        for fault in list(faults)[:SHOWN_FAULTS]
    ]


def _fault(code: str, facts: Mapping[str, object]) -> str:
    if code in FAULTS:
        return _(FAULTS[code], **facts)
    return say(code, facts) if code in ALL_PROBLEMS else _(FAULTS[UNREADABLE])


def line_rows(
    lines: Sequence["CheckedNotice"], kinds: Mapping[str, "NoticeKind"]
) -> list[list[str]]:
    """The first lines of a file as they were understood."""
    return [
        [
            line.notice.external_ref,
            _(kinds[line.notice.kind].label),
            line.notice.person_name,
            language_name(line.notice.language),
            plain_day(line.notice.send_no_later_than)
            if line.notice.send_no_later_than
            else _("wird berechnet"),
        ]
        for line in lines[:SHOWN_LINES]
    ]


def columns() -> list[tuple[str, str]]:
    """The columns a file may have, for the page that explains them."""
    return [(name, _(words)) for name, words in COLUMNS.items()]
