"""Where things stand, each in one sentence that can be said aloud."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.dates import format_skeleton, format_timedelta
from babel.numbers import format_currency

from anbelo.callbacks.rules import MAX_ATTEMPTS, UNANSWERED, CallState, Outcome
from anbelo.cases.rules import Act, Channel, Result, Status
from anbelo.core.calendar import local_day
from anbelo.core.texts import N_
from anbelo.notices.rules import NoticeState, ReleaseReason
from anbelo.triage.proposal import LegalNature, Urgency
from anbelo.web.i18n import _, clock, locale, ngettext
from anbelo.web.words import category_label, label

if TYPE_CHECKING:
    from anbelo.callbacks.models import Callback
    from anbelo.cases.models import Case, HistoryEntry
    from anbelo.notices.models import Notice

PRESSING_DAYS = 2
# Up to four weeks are told in days, up to four months in weeks.
DAYS_BEFORE_WEEKS = 5
# What each result means, so that nobody has to guess; none of them says who was right.
RESULTS: dict[Result, str] = {
    Result.HELPED: N_("Die Person hat bekommen, was sie brauchte."),
    Result.EXPLAINED: N_(
        "Die Person versteht jetzt, warum es so ist. Entschieden bleibt es gleich."
    ),
    Result.CHANGED: N_("Wir haben eine Entscheidung oder unser Vorgehen geändert."),
    Result.FORWARDED: N_("Eine andere Stelle antwortet. Die Person weiß, welche."),
    Result.NOT_REMEDIED: N_("Wir konnten nicht helfen. Die Person weiß, warum."),
}


def on_day(day: date, today: date) -> str:
    """A day, near ones by name: "heute", "morgen", "in 6 Tagen, Di., 24. Nov. 2026"."""
    near = {0: _("heute"), 1: _("morgen"), -1: _("gestern")}
    away = (day - today).days
    words = near.get(away) or format_timedelta(
        timedelta(days=away),
        granularity="day",
        threshold=DAYS_BEFORE_WEEKS,
        add_direction=True,
        locale=locale(),
    )
    return _("%(relative)s, %(day)s", relative=words, day=plain_day(day))


def plain_day(day: date) -> str:
    """A day with its weekday: "Di., 24. Nov. 2026"."""
    return format_skeleton("yMMMEd", day, locale=locale())


def at_time(moment: datetime, today: date) -> str:
    """A moment as people say it: "heute, Di., 24. Nov. 2026, um 10:20"."""
    return _("%(day)s, um %(time)s", day=on_day(local_day(moment), today), time=clock(moment))


def on_paper(moment: datetime) -> str:
    """A moment on paper, where "heute" would soon be wrong: "Di., 24. Nov. 2026, um 10:20"."""
    return _("%(day)s, um %(time)s", day=plain_day(local_day(moment)), time=clock(moment))


def euros(amount: Decimal) -> str:
    """A sum of money as the language writes it."""
    return format_currency(amount, "EUR", locale=locale())


def who(case: "Case") -> str:
    """The person's name, or that they gave none."""
    return (case.person.name if case.person else "") or _("Ohne Namen")


def teams_of(case: "Case") -> str:
    """The teams that answer a case, each once."""
    return ", ".join(dict.fromkeys(c.team.name for c in case.concerns if c.team))


def topic(case: "Case") -> str:
    """What a case is about: its first topic, decided or proposed."""
    first = case.concerns[0]
    return category_label(first.category or first.proposed_category)


def standing(case: "Case", call: "Callback | None", today: date) -> str:
    """Where a case stands, in one sentence for the person who asks."""
    ended = on_day(local_day(case.closed_at), today) if case.closed_at else ""
    if case.status is Status.WITHDRAWN:
        return _("Die Person hat das Anliegen zurückgezogen: %(day)s.", day=ended)
    if case.status is Status.CLOSED and case.result:
        return _("Beendet: %(result)s (%(day)s).", result=label(case.result), day=ended)
    if call and call.starts_at:
        when = at_time(call.starts_at, today)
        if call.notice:
            return _("Wir rufen vor dem Bescheid an: %(when)s.", when=when)
        return _("Wir rufen die Person an: %(when)s.", when=when)
    if call and call.notice:
        last_day = on_day(call.notice.send_no_later_than, today)
        return _("Ein Bescheid wartet auf ein Gespräch, höchstens bis: %(day)s.", day=last_day)
    return _owner(case, waits_for_call=call is not None)


def _owner(case: "Case", *, waits_for_call: bool) -> str:
    team = teams_of(case)
    if not team and waits_for_call:
        return _("Die Ombudsstelle wählt gerade ein Team. Der Rückruf hat noch keine Zeit.")
    if not team:
        return _("Die Ombudsstelle wählt gerade ein Team.")
    if waits_for_call:
        return _("%(team)s arbeitet daran. Der Rückruf hat noch keine Zeit.", team=team)
    return _("%(team)s arbeitet daran.", team=team)


def case_badges(case: "Case") -> list[tuple[str, str]]:
    """What must not be overlooked about a case."""
    found = []
    if case.urgency in {Urgency.EMERGENCY, Urgency.SELF_HARM}:
        found.append(("danger", label(case.urgency)))
    elif case.urgency is Urgency.SOON:
        found.append(("warning", label(case.urgency)))
    if case.legal_nature is not LegalNature.NONE:
        found.append(("warning", label(case.legal_nature)))
    return found


def called(callback: "Callback") -> str:
    """The name of the person to call."""
    if callback.notice:
        return callback.notice.person_name
    return who(callback.case) if callback.case else _("Ohne Namen")


def why_call(callback: "Callback", today: date) -> str:
    """Why a call is on the list."""
    if callback.notice:
        return _(
            "Vor dem Bescheid „%(kind)s“. Er geht spätestens hinaus: %(day)s.",
            kind=_(callback.notice.kind.label),
            day=on_day(callback.notice.send_no_later_than, today),
        )
    due = on_day(local_day(callback.due_by), today)
    return _("Die Person möchte einen Anruf. Bitte anrufen bis: %(day)s.", day=due)


def when_call(callback: "Callback", today: date) -> str:
    """When a call is planned and who makes it, or why it has no time."""
    if callback.state is CallState.PLANNED and callback.starts_at and callback.staff:
        when = at_time(callback.starts_at, today)
        if local_day(callback.starts_at) < today:
            return _("Der Anruf war geplant: %(when)s. Bitte jetzt nachholen.", when=when)
        return _("%(name)s ruft an: %(when)s.", name=callback.staff.name, when=when)
    if callback.state is not CallState.OWED:
        return _("Der Anruf ist erledigt.")
    if callback.why == "nobody_free":
        return _("Noch keine Zeit: Niemand mit dieser Sprache ist frei.")
    return _("Noch keine Zeit: Wer frei ist, ruft an.")


def tries(callback: "Callback") -> str:
    """How often we tried, and what the rule says about it."""
    count = sum(attempt.outcome in UNANSWERED for attempt in callback.attempts)
    return ngettext(
        "Bisher %(num)s Versuch ohne Antwort. Nötig sind %(needed)s in fünf Arbeitstagen: an zwei "
        "Tagen, zu zwei Tageszeiten, mit drei Stunden Abstand.",
        "Bisher %(num)s Versuche ohne Antwort. Nötig sind %(needed)s in fünf Arbeitstagen: an zwei "
        "Tagen, zu zwei Tageszeiten, mit drei Stunden Abstand.",
        count,
        needed=MAX_ATTEMPTS,
    )


def notice_standing(notice: "Notice", today: date) -> str:
    """Where a notice stands, with the reason once it is out."""
    if notice.state is NoticeState.RELEASED and notice.release_reason and notice.released_at:
        return _(
            "Der Bescheid ist freigegeben: %(day)s. %(reason)s",
            day=on_day(local_day(notice.released_at), today),
            reason=label(notice.release_reason),
        )
    if notice.state is NoticeState.STOPPED:
        return _("Der Bescheid ist angehalten. Es gibt neue Tatsachen. Das Team prüft neu.")
    if notice.state is NoticeState.WITHDRAWN:
        return _("Der Bescheid ist zurückgenommen.")
    last_day = on_day(notice.send_no_later_than, today)
    return _("Der Bescheid wartet auf ein Gespräch, höchstens bis: %(day)s.", day=last_day)


def is_pressing(notice: "Notice", today: date) -> bool:
    """Whether the last sending day is so near that somebody must call now."""
    return (notice.send_no_later_than - today).days <= PRESSING_DAYS


def history_text(entry: "HistoryEntry") -> str:
    """What a line of the history adds to its title, in words; codes we do not know stay silent."""
    facts = entry.facts
    if entry.act is Act.OPENED and facts.get("channel"):
        return label(Channel(facts["channel"]))
    if facts.get("outcome"):
        return label(Outcome(facts["outcome"]))
    if entry.act is Act.NOTICE_RELEASED and facts.get("reason"):
        return label(ReleaseReason(facts["reason"]))
    if entry.act is Act.CLOSED and facts.get("result"):
        return label(Result(facts["result"]))
    return ""
