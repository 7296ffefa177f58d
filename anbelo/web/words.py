"""The words for codes: the labels of everything that has a code, and what errors say."""

from collections.abc import Iterator, Mapping
from enum import Enum

from anbelo.accounts.rules import Role
from anbelo.callbacks.rules import CallState, IdentityCheck, Outcome, Understood
from anbelo.cases.rules import Act, Channel, Result, Status
from anbelo.core.texts import N_, languages
from anbelo.notices.rules import NoticeState, ReleaseReason
from anbelo.triage.categories import CATEGORIES
from anbelo.triage.proposal import Confidence, Kind, LegalNature, Urgency
from anbelo.web.i18n import _
from anbelo.web.problems import PROBLEMS
from anbelo.web.staff_problems import STAFF_PROBLEMS

ALL_PROBLEMS = {**PROBLEMS, **STAFF_PROBLEMS}

# Pairs, not a dictionary: members of different StrEnums with the same value are equal as keys
# ("closed" is a state and an act), and the later would silently take the words of the earlier.
_LABELS: tuple[tuple[Enum, str], ...] = (
    (Kind.SUGGESTION, N_("Anregung")),
    (Kind.COMPLAINT, N_("Beschwerde")),
    (Kind.PRAISE, N_("Lob")),
    (Kind.QUESTION, N_("Frage")),
    (Urgency.NORMAL, N_("normal")),
    (Urgency.SOON, N_("bald")),
    (Urgency.EMERGENCY, N_("Notfall")),
    (Urgency.SELF_HARM, N_("Lebensgefahr")),
    (LegalNature.NONE, N_("keine")),
    (LegalNature.OBJECTION, N_("wahrscheinlich ein Widerspruch")),
    (LegalNature.REVIEW_REQUEST, N_("Antrag auf Überprüfung (§ 44 SGB X)")),
    (LegalNature.HEARING_STATEMENT, N_("Antwort auf eine Anhörung")),
    (LegalNature.DATA_REQUEST, N_("Antrag zum Datenschutz")),
    (LegalNature.WITHDRAWN_WISH, N_("ausdrücklich kein Widerspruch")),
    (Confidence.HIGH, N_("ziemlich sicher")),
    (Confidence.MEDIUM, N_("wahrscheinlich")),
    (Confidence.LOW, N_("unsicher")),
    (Channel.FORM, N_("Formular")),
    (Channel.COUNTER, N_("am Schalter")),
    (Channel.PHONE, N_("Telefon")),
    (Channel.LETTER, N_("Brief")),
    (Channel.EMAIL, N_("E-Mail")),
    (Channel.KIOSK, N_("Terminal")),
    (Channel.VOLUNTEER, N_("Ehrenamt")),
    (Channel.VISIT, N_("Besuch")),
    (Channel.API, N_("anderes Programm")),
    (Channel.IMPORT, N_("übernommen")),
    (Status.NEW, N_("neu")),
    (Status.ASSIGNED, N_("in Arbeit")),
    (Status.CLOSED, N_("abgeschlossen")),
    (Status.WITHDRAWN, N_("zurückgezogen")),
    (Result.HELPED, N_("geholfen")),
    (Result.EXPLAINED, N_("erklärt")),
    (Result.CHANGED, N_("geändert")),
    (Result.FORWARDED, N_("weitergeleitet")),
    (Result.NOT_REMEDIED, N_("nicht abgeholfen")),
    (Act.OPENED, N_("eingegangen")),
    (Act.DECIDED, N_("zugeordnet")),
    (Act.UNDONE, N_("Zuordnung zurückgenommen")),
    (Act.CONFIDENTIAL, N_("vertraulich gemacht")),
    (Act.NOTICE_HELD, N_("Bescheid wartet auf ein Gespräch")),
    (Act.CALL_PLANNED, N_("Anruf geplant")),
    (Act.CALL_MOVED, N_("Anruf verschoben")),
    (Act.CALL_CANCELLED, N_("Anruf abgesagt")),
    (Act.CALL_TRIED, N_("Anruf versucht")),
    (Act.TALKED, N_("Gespräch geführt")),
    (Act.NOTICE_RELEASED, N_("Bescheid freigegeben")),
    (Act.NOTICE_STOPPED, N_("Bescheid angehalten")),
    (Act.NOTICE_CHANGED, N_("Bescheid geändert")),
    (Act.NOTICE_WITHDRAWN, N_("Bescheid zurückgezogen")),
    (Act.MESSAGE_IN, N_("Nachricht bekommen")),
    (Act.MESSAGE_OUT, N_("Nachricht geschickt")),
    (Act.CLOSED, N_("Vorgang beendet")),
    (Act.SPAM, N_("Als Spam beendet")),
    (Act.NOT_SPAM, N_("Verdacht aufgehoben: kein Spam")),
    (Act.HELPED, N_("Die Person sagt: Es hat geholfen")),
    (Act.REOPENED, N_("Die Person sagt: Es hat nicht geholfen. Wieder offen")),
    (Act.CODE_RENEWED, N_("Neuer Code ausgegeben")),
    (Act.WITHDRAWN, N_("Anliegen zurückgezogen")),
    (Outcome.CLEARED, N_("erreicht und geklärt")),
    (Outcome.NEW_FACTS, N_("erreicht, es gibt neue Tatsachen")),
    (Outcome.DISAGREES, N_("erreicht, nicht einverstanden")),
    (Outcome.WANTS_APPOINTMENT, N_("erreicht, möchte einen Termin")),
    (Outcome.REFUSED, N_("möchte kein Gespräch")),
    (Outcome.WRONG_NUMBER, N_("falsche Nummer")),
    (Outcome.NOT_REACHED, N_("nicht erreicht")),
    (Outcome.VOICEMAIL, N_("neutral auf die Mailbox gesprochen")),
    (Outcome.IDENTITY_OPEN, N_("Identität nicht bestätigt")),
    (Outcome.LANGUAGE_MISSING, N_("gemeinsame Sprache fehlt")),
    (CallState.OWED, N_("Anruf offen")),
    (CallState.PLANNED, N_("Anruf geplant")),
    (CallState.SETTLED, N_("erledigt")),
    (CallState.CANCELLED, N_("nicht mehr nötig")),
    (IdentityCheck.NONE, N_("nicht geprüft")),
    (IdentityCheck.TWO_FACTS, N_("zwei Angaben genannt")),
    (IdentityCheck.CALL_CODE, N_("Codewort genannt")),
    (IdentityCheck.CALLED_BACK, N_("zurückgerufen")),
    (Understood.YES, N_("verstanden")),
    (Understood.NO, N_("nicht verstanden")),
    (Understood.UNCLEAR, N_("unklar")),
    (NoticeState.HELD, N_("wird zurückgehalten")),
    (NoticeState.RELEASED, N_("freigegeben")),
    (NoticeState.STOPPED, N_("angehalten")),
    (NoticeState.WITHDRAWN, N_("zurückgenommen")),
    (ReleaseReason.SPOKEN, N_("Wir haben mit der Person gesprochen.")),
    (ReleaseReason.TRIED, N_("Wir haben es oft genug versucht.")),
    (ReleaseReason.NO_CALL_WISHED, N_("Die Person möchte kein Gespräch.")),
    (ReleaseReason.NO_NUMBER, N_("Wir haben keine Telefonnummer.")),
    (ReleaseReason.LAST_DAY, N_("Der letzte Tag für den Versand ist da.")),
    (ReleaseReason.LEAD_REASON, N_("Die Teamleitung hat einen Grund aufgeschrieben.")),
    (ReleaseReason.NO_CALL_NEEDED, N_("Für diese Art von Bescheid ist kein Anruf nötig.")),
    (Role.FRONT_DESK, N_("Eingangszone")),
    (Role.TEAM_MEMBER, N_("Team")),
    (Role.TEAM_LEAD, N_("Teamleitung")),
    (Role.OMBUDSPERSON, N_("Ombudsstelle")),
    (Role.MANAGEMENT, N_("Leitung")),
    (Role.ADMINISTRATOR, N_("Verwaltung des Systems")),
    (Role.AUDITOR, N_("Datenschutz")),
)


class _Labels(Mapping[Enum, str]):
    """The label of a member, by its enum and its value."""

    def __init__(self, pairs: tuple[tuple[Enum, str], ...]) -> None:
        self._words = {(type(member), member.value): words for member, words in pairs}
        self._members = tuple(member for member, _words in pairs)

    def __getitem__(self, member: Enum) -> str:
        return self._words[type(member), member.value]

    def __iter__(self) -> Iterator[Enum]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


LABELS = _Labels(_LABELS)


def say(code: str, facts: Mapping[str, object] | None = None) -> str:
    """The sentence for an error code, with what to do about it, in the language of this request."""
    return _(ALL_PROBLEMS[code], **(facts or {}))


def label(value: Enum) -> str:
    """The label of a code in the language of this request."""
    return _(LABELS[value])


def category_label(code: str | None) -> str:
    """The label of a category; an undecided one says so."""
    found = CATEGORIES.get(code) if code else None
    return _(found.label) if found else _("noch offen")


def language_name(code: str) -> str:
    """The German name of a language, for staff, translated like any other word."""
    found = languages().get(code)
    return _(found.german) if found else code


# For the catalogues: the names of languages are data, not code.
_LANGUAGE_NAMES = (
    N_("Deutsch"),
    N_("Leichte Sprache"),
    N_("Englisch"),
    N_("Ukrainisch"),
    N_("Russisch"),
    N_("Arabisch"),
    N_("Türkisch"),
    N_("Persisch (Farsi, Dari)"),
    N_("Bulgarisch"),
    N_("Rumänisch"),
    N_("Polnisch"),
    N_("Kurdisch (Kurmancî)"),
    N_("Französisch"),
)
