"""What the planning pages show, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import url_for

from anbelo.callbacks.messages import ways_of
from anbelo.callbacks.replanning import Change
from anbelo.callbacks.telling import Way
from anbelo.core.calendar import local_day
from anbelo.desk.rows import Row
from anbelo.desk.sentences import at_time, called, on_day, plain_day, why_call
from anbelo.desk.why_words import cure_sentence, why_sentence
from anbelo.web.i18n import _, ngettext

if TYPE_CHECKING:
    from anbelo.callbacks.models import Callback, Replanning


@dataclass(frozen=True)
class Shown:
    """A proposal in words: `state` is waiting, ready, applied or turned_down."""

    state: str
    title: str
    sentences: Sequence[str]


def seen(found: "Replanning") -> str:
    """Which computation of a proposal a page shows: only that one may be decided there."""
    return found.ready_at.isoformat() if found.ready_at else ""


def proposal_row(found: "Replanning", today: date) -> Row:
    """A proposal that waits for a decision, as a line of the list."""
    ready = _("Der Vorschlag ist fertig.") if found.ready_at else _("Wir rechnen noch.")
    return Row(
        url_for("desk.proposal_of_moves", number=found.id),
        title_of(found),
        ready,
        (),
        (at_time(found.asked_at, today),),
    )


def title_of(found: "Replanning") -> str:
    """Why calls would move."""
    if found.staff is None or found.first_day is None or found.last_day is None:
        return _("Mehr Anrufe sind möglich, wenn andere verschoben werden")
    if found.first_day == found.last_day:
        return _("%(name)s ist nicht da: %(day)s", name=found.staff.name,
                 day=plain_day(found.first_day))  # fmt: skip
    return _("%(name)s ist nicht da: %(first)s bis %(last)s", name=found.staff.name,
             first=plain_day(found.first_day), last=plain_day(found.last_day))  # fmt: skip


def shown_proposal(found: "Replanning", changes: Sequence[Change]) -> Shown:
    """The proposal as a whole: who must be told what, and what stays."""
    if found.ready_at is None:
        return Shown("waiting", title_of(found), ())
    state = "ready" if found.ended_at is None else "applied" if found.applied else "turned_down"
    moved = sum(change.breaks_promise and change.starts_at is not None for change in changes)
    lost = sum(change.breaks_promise and change.starts_at is None for change in changes)
    quiet = len(changes) - moved - lost
    words = (
        (
            moved,
            ngettext(
                "%(num)s Anruf bekommt eine andere Zeit. Die Person hat die alte Zeit schon "
                "gehört.",
                "%(num)s Anrufe bekommen eine andere Zeit. Die Personen haben die alte Zeit schon "
                "gehört.",
                moved,
            ),
        ),
        (
            lost,
            ngettext(
                "%(num)s versprochener Anruf hat keine Zeit mehr.",
                "%(num)s versprochene Anrufe haben keine Zeit mehr.",
                lost,
            ),
        ),
        (
            quiet,
            ngettext(
                "%(num)s Anruf ändert sich, ohne dass jemand etwas davon merkt.",
                "%(num)s Anrufe ändern sich, ohne dass jemand etwas davon merkt.",
                quiet,
            ),
        ),
    )
    return Shown(state, title_of(found), [sentence for number, sentence in words if number])


def change_rows(changes: Sequence[Change], today: date) -> list[tuple[str, ...]]:
    """The changes people notice: who, old time, new time, who calls then, how they hear of it."""
    return [
        (
            called(change.callback) if change.visible else _("Ein Anruf eines anderen Teams"),
            _when(change.was, today),
            _when(change.starts_at, today),
            change.caller.name if change.caller else "–",
            _heard_by(change),
        )
        for change in changes
        if change.breaks_promise
    ]


def _heard_by(change: Change) -> str:
    """How the person hears of the new time; without any way somebody has to say it."""
    ways = {Way.EMAIL: _("E-Mail"), Way.SMS: _("SMS")}
    found = [ways[way] for way in ways_of(change.callback)]
    return ", ".join(found) or _("Bitte selbst Bescheid sagen")


def _when(moment: datetime | None, today: date) -> str:
    return at_time(moment, today) if moment else _("keine Zeit")


def stuck_row(callback: "Callback", today: date) -> Row:
    """A call that nobody can make in time: why, what would help, until when."""
    team = callback.team.name if callback.team else _("Ombudsstelle")
    facts = [_("spätestens %(day)s", day=on_day(local_day(callback.due_by), today))]
    why = why_call(callback, today)
    if callback.why_facts:
        why = why_sentence(callback.why_facts, team=team, caller="", today=today)
        facts.insert(0, cure_sentence(callback.why_facts, team=team, today=today))
    url = url_for("desk.call", callback_id=callback.id)
    return Row(url, called(callback), why, [("danger", _("ohne Zeit"))], facts)
