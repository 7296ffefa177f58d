"""The sheet that goes with a letter nobody could talk about: its words, for the person.

It stands here and not with the pages of the desk because claimants read it.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from anbelo.core.texts import N_, SOURCE, languages
from anbelo.notices.deadlines import Remedy, objection_dates
from anbelo.notices.receipt import Sending
from anbelo.notices.rules import ReleaseReason
from anbelo.notices.standing import remedy_against
from anbelo.web.i18n import _, day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from anbelo.core.calendar import Land
    from anbelo.notices.models import Notice
    from anbelo.offices.models import Site

NOT_REACHED = N_(
    "Wir wollten vorher mit Ihnen darüber sprechen. Wir haben Sie am Telefon nicht erreicht."
)
NO_TALK = N_("Wir haben vorher nicht mit Ihnen darüber gesprochen.")
_WHY: dict[ReleaseReason, str] = {
    ReleaseReason.TRIED: NOT_REACHED,
    ReleaseReason.NO_NUMBER: N_(
        "Wir wollten vorher mit Ihnen darüber sprechen. Wir haben keine Telefonnummer von Ihnen."
    ),
    ReleaseReason.NO_CALL_WISHED: N_(
        "Sie wollten vorher keinen Anruf. Das ist in Ordnung. Sie können uns jederzeit fragen."
    ),
}


@dataclass(frozen=True)
class Sheet:
    """What the sheet says in one language."""

    name: str
    kind: str
    why: str
    remedy: "Sequence[str]"
    sites: "Sequence[Site]"
    address: str


def sheet_language(code: str) -> str:
    """The language the sheet is written in: the person's where we have every page in it."""
    known = languages().get(code)
    return known.code if known and known.offered else SOURCE


def sheet(
    notice: "Notice",
    *,
    tried: bool,
    land: "Land",
    today: date,
    sites: "Sequence[Site]",
    address: str,
) -> Sheet:
    """The words of the sheet in the language of this moment; `tried` tells of any attempt.

    The last day is the careful one for claimants, if the letter goes to the post `today`.
    """
    return Sheet(
        name=notice.person_name,
        kind=_(notice.kind.label),
        why=_(_why(notice, tried=tried)),
        remedy=_remedy(notice.kind_code, land, today),
        sites=sites,
        address=address,
    )


def _why(notice: "Notice", *, tried: bool) -> str:
    reason = notice.release_reason
    if reason in _WHY:
        return _WHY[reason]
    return NOT_REACHED if tried and reason is ReleaseReason.LAST_DAY else NO_TALK


def _remedy(kind_code: str, land: "Land", today: date) -> list[str]:
    """What somebody can do against it and until when (§ 84, § 87 SGG); the letter's words count."""
    remedy = remedy_against(kind_code)
    if remedy is None:
        return [
            _("Dieser Brief entscheidet noch nichts."),
            _("Bitte antworten Sie. Der Tag dafür steht im Brief."),
        ]
    end = objection_dates(Sending(posted_on=today), land, remedy=remedy).earliest_safe
    facts = {"posted": day(today), "day": day(end)}
    counts = _("Im Brief steht es genau. Der Brief gilt.")
    if remedy is Remedy.LAWSUIT:
        return [
            _("Sie können beim Sozialgericht klagen. Das kostet nichts. Das Gericht schreibt die "
              "Klage auch für Sie auf."),
            _("Der Brief geht zur Post: %(posted)s. Dann ist der letzte sichere Tag für die Klage: "
              "%(day)s.", **facts),
            _("Bis dahin muss die Klage beim Gericht sein."),
            counts,
        ]  # fmt: skip
    return [
        _("Sie können widersprechen. Das kostet nichts. Schreiben Sie einen Brief und "
          "unterschreiben Sie ihn. Oder kommen Sie zu uns: Wir schreiben den Widerspruch für Sie "
          "auf. Ein Anruf, eine E-Mail oder eine Nachricht im Internet reicht nicht."),
        _("Der Brief geht zur Post: %(posted)s. Dann ist der letzte sichere Tag für den "
          "Widerspruch: %(day)s.", **facts),
        _("Bis dahin muss Ihr Widerspruch bei uns sein."),
        counts,
    ]  # fmt: skip
