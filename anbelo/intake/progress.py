"""Where a case stands, in plain words: what happened, what comes next."""

from dataclasses import dataclass
from datetime import datetime

from anbelo.callbacks.claimants import ClaimantCase, Event, OwedCall, PlannedCall
from anbelo.callbacks.rules import Outcome
from anbelo.cases.rules import Act, Result, Status
from anbelo.core.calendar import local_day
from anbelo.core.texts import N_, languages
from anbelo.notices.rules import ReleaseReason
from anbelo.web.i18n import _, clock, day, relative

_ACTS: dict[Act, str] = {
    Act.OPENED: N_("Ihr Text ist bei uns angekommen."),
    Act.DECIDED: N_("Jemand hat Ihren Text gelesen und an die richtige Stelle gegeben."),
    Act.UNDONE: N_("Wir suchen noch einmal die richtige Stelle für Ihren Text."),
    Act.CONFIDENTIAL: N_("Nur noch die Ombudsstelle liest Ihren Text."),
    Act.NOTICE_HELD: N_(
        "Wir haben einen Bescheid vorbereitet. Wir möchten vorher mit Ihnen sprechen."
    ),
    Act.CALL_PLANNED: N_("Wir haben einen Anruf bei Ihnen geplant."),
    Act.CALL_MOVED: N_("Der Anruf bei Ihnen hat eine neue Zeit."),
    Act.CALL_CANCELLED: N_("Der Anruf bei Ihnen ist abgesagt."),
    Act.CALL_TRIED: N_("Wir haben versucht, Sie anzurufen."),
    Act.TALKED: N_("Wir haben mit Ihnen gesprochen."),
    Act.NOTICE_RELEASED: N_("Wir schicken den Bescheid jetzt ab."),
    Act.NOTICE_STOPPED: N_(
        "Sie haben uns etwas Neues gesagt. Wir schicken den Bescheid jetzt nicht. "
        "Wir prüfen ihn noch einmal."
    ),
    Act.NOTICE_CHANGED: N_("Wir haben den Bescheid geändert, den wir vorbereitet haben."),
    Act.NOTICE_WITHDRAWN: N_("Wir schicken den Bescheid nicht, den wir vorbereitet haben."),
    Act.CLOSED: N_("Wir haben die Arbeit an Ihrem Anliegen beendet."),
    Act.HELPED: N_("Sie haben gesagt: Es hat geholfen."),
    Act.REOPENED: N_("Sie haben gesagt: Es hat nicht geholfen. Wir sehen es uns noch einmal an."),
    Act.CODE_RENEWED: N_("Sie haben bei uns einen neuen Code bekommen. Der alte gilt nicht mehr."),
    Act.WITHDRAWN: N_("Sie haben Ihr Anliegen zurückgenommen."),
}
# What the messages below already tell.
_ELSEWHERE = frozenset({Act.MESSAGE_IN, Act.MESSAGE_OUT})
_TRIED: dict[Outcome, str] = {
    Outcome.NOT_REACHED: N_("Wir haben Sie nicht erreicht."),
    Outcome.VOICEMAIL: N_("Wir haben auf die Mailbox gesprochen."),
    Outcome.WRONG_NUMBER: N_(
        "Die Telefonnummer stimmt nicht. Bitte schreiben Sie uns die richtige Nummer."
    ),
    Outcome.IDENTITY_OPEN: N_(
        "Wir waren nicht sicher, wer am Telefon ist. Deshalb haben wir nichts erzählt."
    ),
    Outcome.LANGUAGE_MISSING: N_("Wir suchen jemanden, der Ihre Sprache spricht."),
    Outcome.WANTS_APPOINTMENT: N_("Sie möchten einen Termin. Wir melden uns bei Ihnen."),
    Outcome.NEW_FACTS: N_("Wir haben mit Ihnen gesprochen. Sie haben uns etwas Neues gesagt."),
}
# Said to a caller or with the code: nobody need have called.
_REFUSED = N_("Sie möchten kein Gespräch. Das ist in Ordnung.")
_RELEASED: dict[ReleaseReason, str] = {
    ReleaseReason.SPOKEN: N_("Grund: Wir haben vorher mit Ihnen gesprochen."),
    ReleaseReason.TRIED: N_("Grund: Wir haben oft angerufen und Sie nicht erreicht."),
    ReleaseReason.NO_CALL_WISHED: N_("Grund: Sie möchten kein Gespräch."),
    ReleaseReason.NO_NUMBER: N_("Grund: Wir haben keine richtige Telefonnummer von Ihnen."),
    ReleaseReason.LAST_DAY: N_("Grund: Der Bescheid durfte nicht länger warten."),
    ReleaseReason.LEAD_REASON: N_("Grund: Die Teamleitung hat entschieden, nicht zu warten."),
    ReleaseReason.NO_CALL_NEEDED: N_("Grund: Für diesen Bescheid ist vorher kein Anruf nötig."),
}
_RESULTS: dict[Result, str] = {
    Result.HELPED: N_("Wir konnten Ihnen helfen."),
    Result.EXPLAINED: N_("Wir haben es Ihnen erklärt."),
    Result.CHANGED: N_("Wir haben etwas geändert."),
    Result.FORWARDED: N_("Wir haben Ihr Anliegen an eine andere Stelle gegeben."),
    Result.NOT_REMEDIED: N_("Wir konnten es leider nicht ändern."),
}


# kind of alert, title, text
_NEWS: dict[str, tuple[str, str, str]] = {
    "moved": (
        "success",
        N_("Die neue Zeit ist gespeichert."),
        N_("Hier sehen Sie, wie es jetzt steht."),
    ),
    "declined": (
        "success",
        N_("Der Anruf ist abgesagt."),
        N_("Möchten Sie später doch mit uns sprechen? Dann schreiben Sie uns."),
    ),
    "helped": ("success", N_("Danke."), N_("Schön, dass es geholfen hat.")),
    "reopened": (
        "info",
        N_("Danke. Wir sehen es uns noch einmal an."),
        N_("Sie können uns hier auch schreiben, was noch fehlt."),
    ),
    "gone": (
        "info",
        N_("Diesen Anruf gibt es nicht mehr."),
        N_("Hier sehen Sie, wie es jetzt steht."),
    ),
    "begun": (
        "info",
        N_("Die Zeit für diesen Anruf hat schon begonnen."),
        N_("Sie können sie nicht mehr ändern. Passt es nicht? Dann sagen Sie es uns am Telefon."),
    ),
}


@dataclass(frozen=True)
class Step:
    """One step as the timeline shows it; `done` is False for what is still to come."""

    title: str
    when: str
    iso: str = ""
    text: str = ""
    done: bool = True


@dataclass(frozen=True)
class ComingCall:
    """A call as the page shows it; without a mark it cannot be changed any more."""

    reason: str
    facts: list[tuple[str, str]]
    text: str
    mark: str
    planned: bool


@dataclass(frozen=True)
class News:
    """What just happened."""

    kind: str
    title: str
    text: str


def news_of(code: str, mark: str, case: ClaimantCase) -> News | None:
    """What an address tells has just happened, to the call of this mark; None for nothing."""
    found = _NEWS.get(code)
    if found is None:
        return None
    kind, title, text = found
    moved = [call_sentence(call) for call in case.planned if code == "moved" and call.mark == mark]
    return News(kind, _(title), moved[0] if moved else _(text))


def headline(case: ClaimantCase, moment: datetime) -> str:
    """Where it stands at this moment, in one sentence."""
    if case.status is Status.WITHDRAWN:
        return _("Sie haben Ihr Anliegen zurückgenommen.")
    if ahead := _ahead(case, moment):
        return call_sentence(ahead[0])
    if case.held_until:
        return _(_ACTS[Act.NOTICE_HELD])
    if case.status is Status.CLOSED:
        return _("Wir haben die Arbeit an Ihrem Anliegen beendet.")
    return _waiting(case)


def _waiting(case: ClaimantCase) -> str:
    if case.calls_owed:
        return _("Wir rufen Sie an. Wir suchen gerade einen Termin dafür.")
    if case.status is Status.NEW:
        return _("Ihr Text ist da. Bald liest ihn jemand.")
    return _working(case)


def past_steps(case: ClaimantCase) -> list[Step]:
    """What happened, oldest first."""
    return [_past(event, case) for event in case.events if event.act not in _ELSEWHERE]


def _past(event: Event, case: ClaimantCase) -> Step:
    return Step(
        title=_(_REFUSED if _refused(event) else _ACTS[event.act]),
        when=_("%(day)s, %(time)s Uhr (%(ago)s)", day=day(local_day(event.at)),
               time=clock(event.at), ago=relative(event.at)),
        iso=event.at.isoformat("T", "minutes"),
        text=_explained(event, case),
    )  # fmt: skip


def _refused(event: Event) -> bool:
    return event.act is Act.CALL_TRIED and event.facts["outcome"] == Outcome.REFUSED


def _explained(event: Event, case: ClaimantCase) -> str:
    """The sentence behind the codes of a line; nothing for a code we have no sentence for."""
    facts = event.facts
    sentence: str | None = None
    if event.act is Act.CALL_TRIED:
        sentence = _TRIED.get(Outcome(facts["outcome"]))
    elif event.act is Act.NOTICE_RELEASED:
        sentence = _RELEASED[ReleaseReason(facts["reason"])]
    elif event.act is Act.CLOSED and case.result:
        sentence = _RESULTS[case.result]
    return _(sentence) if sentence else ""


def next_steps(case: ClaimantCase, moment: datetime) -> list[Step]:
    """What comes next after this moment, in its order; empty when nothing does."""
    steps = []
    if case.status is Status.NEW:
        steps.append(_coming(_("Jemand liest Ihren Text und gibt ihn an die richtige Stelle.")))
    if case.status is Status.ASSIGNED:
        steps.append(_coming(_working(case)))
    steps += [
        Step(call_sentence(call), _("Das kommt noch"), call.starts_at.isoformat("T", "minutes"),
             done=False)
        for call in _ahead(case, moment)
    ]  # fmt: skip
    if case.calls_owed:
        steps.append(_coming(_("Wir suchen einen Termin für einen Anruf bei Ihnen.")))
    steps += [
        _coming(
            _("Danach schicken wir den Bescheid ab."),
            _("Wenn wir nicht sprechen können, geht er spätestens am %(day)s ab.", day=day(last)),
        )
        for last in case.held_until
    ]
    return steps


def coming_calls(case: ClaimantCase, moment: datetime, our_end: str) -> list[ComingCall]:
    """The calls still to come, those with a time first; `our_end`: the last digits we call from."""
    ours = _("Unsere Nummer endet auf %(end)s.", end=our_end)
    known_by = [(_("So erkennen Sie uns"), ours)] if our_end else []
    planned = [
        _coming_call(
            call,
            [
                (_("Tag"), day(local_day(call.starts_at))),
                (_("Uhrzeit"), span(call)),
                *known_by,
            ],
            changeable=call.starts_at > moment,
        )
        for call in _ahead(case, moment)
    ]
    return planned + [_coming_call(call, [], changeable=True) for call in case.owed]


def _coming_call(
    call: OwedCall | PlannedCall, when: list[tuple[str, str]], *, changeable: bool
) -> ComingCall:
    facts = [*when, (_("Sprache"), languages()[call.language].name)]
    if call.number_ends:
        number = _("Ihre Nummer endet auf %(digits)s.", digits=call.number_ends)
        facts.append((_("Telefon"), number))
    return ComingCall(
        reason=_("Wir möchten mit Ihnen über einen Bescheid sprechen, bevor wir ihn schicken.")
        if call.before_notice
        else _("Sie haben uns um einen Anruf gebeten."),
        facts=facts,
        text="" if when else _("Wir suchen noch eine Zeit. Sie können auch selbst eine wählen."),
        mark=call.mark if changeable else "",
        planned=bool(when),
    )


def span(call: PlannedCall) -> str:
    """From when to when."""
    return _("%(start)s bis %(end)s Uhr", start=clock(call.starts_at), end=clock(call.ends_at))


def _ahead(case: ClaimantCase, moment: datetime) -> list[PlannedCall]:
    """The calls whose time is not over; one that is over only waits for its note."""
    return [call for call in case.planned if call.ends_at > moment]


def _coming(title: str, text: str = "") -> Step:
    return Step(title, _("Das kommt noch"), text=text, done=False)


def _working(case: ClaimantCase) -> str:
    if case.confidential:
        return _("Die Ombudsstelle kümmert sich um Ihr Anliegen.")
    if not case.teams:
        return _("Wir kümmern uns um Ihr Anliegen.")
    if len(case.teams) == 1:
        return _("Das Team „%(team)s“ kümmert sich um Ihr Anliegen.", team=case.teams[0])
    return _("Mehrere Teams kümmern sich um Ihr Anliegen: %(teams)s.", teams=", ".join(case.teams))


def call_sentence(call: PlannedCall) -> str:
    """When we call."""
    return _(
        "Wir rufen Sie an: %(day)s, zwischen %(start)s und %(end)s Uhr.",
        day=day(local_day(call.starts_at)),
        start=clock(call.starts_at),
        end=clock(call.ends_at),
    )
