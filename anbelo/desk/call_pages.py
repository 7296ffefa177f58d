"""What the list of calls and the page of one call show, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from anbelo.callbacks.rules import CallState, Outcome, Purpose
from anbelo.core.calendar import Land, local_day
from anbelo.desk.guide import FOLLOWS, FOLLOWS_WISH, NOT_REACHED, REACHED
from anbelo.desk.rows import Row, call_row
from anbelo.desk.sentences import (
    euros,
    notice_standing,
    on_day,
    tries,
    when_call,
    why_call,
)
from anbelo.desk.why_words import next_sentence, why_sentence
from anbelo.notices.deadlines import Remedy, objection_dates
from anbelo.notices.kinds import disposition_label
from anbelo.notices.receipt import Sending
from anbelo.notices.rules import NoticeState
from anbelo.notices.standing import remedy_against
from anbelo.web.i18n import _, moment
from anbelo.web.words import label, language_name

if TYPE_CHECKING:
    from anbelo.callbacks.models import Callback

Facts = list[tuple[str, str]]
Choices = list[tuple[str, str, str]]


@dataclass(frozen=True)
class Group:
    """A part of the list of calls under its own heading."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Happened:
    """What followed from the attempts so far."""

    kind: str
    title: str
    text: str


def by_day(calls: Sequence["Callback"], staff_id: int, today: date) -> list[Group]:
    """The list in three parts: today, planned later, without a time; one's own calls first."""
    parts: dict[str, list[Callback]] = {"today": [], "planned": [], "open": []}
    for callback in calls:
        parts[_part(callback, today)].append(callback)
    titles = {
        "today": _("Heute"),
        "planned": _("Später geplant"),
        "open": _("Noch ohne Zeit"),
    }
    return [
        Group(titles[name], [call_row(c, today) for c in _own_first(found, staff_id)])
        for name, found in parts.items()
        if found
    ]


def _part(callback: "Callback", today: date) -> str:
    planned = callback.starts_at if callback.state is CallState.PLANNED else None
    due = min(local_day(planned or callback.due_by), local_day(callback.due_by))
    if due <= today:
        return "today"
    return "planned" if planned else "open"


def _own_first(calls: Sequence["Callback"], staff_id: int) -> list["Callback"]:
    return sorted(calls, key=lambda callback: callback.staff_id not in {staff_id, None})


def call_facts(callback: "Callback", today: date) -> Facts:
    """Who, in which language, why and until when, as far as we know it."""
    found = [
        (_("Warum"), why_call(callback, today)),
        (_("Wann"), when_call(callback, today)),
        (_("Sprache"), language_name(callback.language)),
    ]
    if callback.starts_at and callback.why_facts:
        found.insert(2, (_("Warum diese Zeit"), why_this_time(callback, today)))
    notice = callback.notice
    if notice:
        found += [
            (_("Bescheid"), _(notice.kind.label)),
            (_("Was das Gespräch klärt"), _(notice.kind.what_the_call_clears)),
        ]
        if notice.summary:
            found.append((_("In drei Sätzen"), notice.summary))
        found += [
            (_("Datum auf dem Bescheid"), on_day(notice.printed_on, today)),
            (_("Letzter Tag für den Versand"), on_day(notice.send_no_later_than, today)),
        ]
    person = callback.case.person if callback.case else None
    if person and person.safe_word:
        found.append((_("Codewort"), _("Die Person hat eines. Fragen Sie danach.")))
    if person and person.others_may_answer:
        found.append((_("Andere am Telefon"), _("Andere dürfen ans Telefon gehen.")))
    return found


def why_this_time(callback: "Callback", today: date) -> str:
    """Why the call is planned then, with this caller, and what another time would have cost."""
    why = why_sentence(
        callback.why_facts,
        team=callback.team.name if callback.team else _("Ombudsstelle"),
        caller=callback.staff.name if callback.staff else "",
        today=today,
    )
    cost = next_sentence(callback.why_facts, today=today)
    return _("%(why)s %(cost)s", why=why, cost=cost) if cost else why


def phone_of(callback: "Callback") -> str:
    """The number the person gave for this purpose; empty when there is none."""
    if callback.notice:
        return callback.notice.phone
    person = callback.case.person if callback.case else None
    return person.phone if person and person.may_call else ""


def dispositions(callback: "Callback") -> list[tuple[str, str, str]]:
    """Each ruling of the notice: what, how much, and whether an objection stops it."""
    return (
        []
        if callback.notice is None
        else [
            (
                _(disposition_label(found.kind)),
                euros(found.amount) if found.amount is not None else "–",
                _("Ein Widerspruch hält das auf.")
                if found.objection_suspends
                else _("Ein Widerspruch hält das nicht auf."),
            )
            for found in callback.notice.dispositions
        ]
    )


def remedy_words(callback: "Callback", land: Land, today: date) -> tuple[str, str]:
    """Until when the person could object if the notice went out today, and what counts."""
    if callback.notice is None:
        return "", ""
    counts = _("Im Brief steht die Belehrung. Sie gilt.")
    remedy = remedy_against(callback.notice.kind_code)
    if remedy is None:
        return _(
            "Dieser Brief entscheidet noch nichts. Die Person kann antworten, nicht widersprechen."
        ), ""
    dates = objection_dates(Sending(posted_on=today), land, remedy=remedy)
    day = on_day(dates.earliest_safe, today) if dates.earliest_safe else ""
    if remedy is Remedy.LAWSUIT:
        return _(
            "Geht der Bescheid heute hinaus, ist eine Klage möglich bis: %(day)s.", day=day
        ), counts
    title = _("Geht der Bescheid heute hinaus, ist Widerspruch möglich bis: %(day)s.", day=day)
    return title, counts


def what_happened(callback: "Callback", today: date) -> Happened | None:
    """What the attempts so far led to; None before the first one of an open call."""
    waits = callback.state in {CallState.OWED, CallState.PLANNED}
    if not callback.attempts and waits:
        return None
    title = _("Ergebnis")
    if callback.attempts:
        title = _("Ergebnis: %(outcome)s", outcome=label(callback.attempts[-1].outcome))
    if waits:
        return Happened("info", title, _still_owed(callback, today))
    if callback.purpose is Purpose.CONTACT or callback.notice is None:
        return Happened("success", title, _settled(callback))
    sent = callback.notice.state is NoticeState.RELEASED
    kind = "success" if sent else "warning"
    return Happened(kind, title, notice_standing(callback.notice, today))


def _still_owed(callback: "Callback", today: date) -> str:
    parts = [when_call(callback, today), tries(callback)]
    if callback.notice:
        parts.insert(0, notice_standing(callback.notice, today))
    return " ".join(parts)


def _settled(callback: "Callback") -> str:
    if callback.attempts and callback.attempts[-1].outcome is Outcome.WRONG_NUMBER:
        return _("Der Anruf ist beendet. Bitte schreiben Sie der Person.")
    return _("Der Anruf ist erledigt.")


def earlier(callback: "Callback") -> list[dict[str, str]]:
    """The attempts so far, as a timeline."""
    return [
        {
            "title": label(attempt.outcome),
            "when": moment(attempt.at),
            "iso": attempt.at.isoformat(),
            "by": attempt.staff.name if attempt.staff else "",
            "text": attempt.note or attempt.agreed_step,
        }
        for attempt in callback.attempts
    ]


def outcome_groups(purpose: Purpose) -> list[tuple[str, Choices]]:
    """The ten outcomes in two groups, each with what follows from it."""
    follows = FOLLOWS if purpose is Purpose.NOTICE else FOLLOWS_WISH
    return [
        (title, [(outcome.value, label(outcome), _(follows[outcome])) for outcome in outcomes])
        for title, outcomes in (
            (_("Erreicht"), REACHED),
            (_("Nicht erreicht"), NOT_REACHED),
        )
    ]
