"""Why a call has its time or none, and what would help, in sentences that can be said aloud."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from babel.dates import format_date, format_skeleton

from anbelo.core.calendar import at
from anbelo.desk.sentences import at_time
from anbelo.web.i18n import _, locale, ngettext
from anbelo.web.words import language_name

Facts = Mapping[str, Any]
"""What the planner stored with the call (`Why.to_facts` of callbacks/planner/reasons.py)."""

SHOWN_CURES = 2


def why_sentence(facts: Facts, *, team: str, caller: str, today: date) -> str:
    """Why this time, or why none: one sentence, two at most.

    `team` and `caller` are names (`caller` is not used when the call has no time). A code that is
    not known here, from a plan of another version, gives no words.
    """
    names = {"team": team, "language": language_name(facts.get("language", ""))}
    if "cures" in facts or facts["code"] == "left_over":
        found = [_no_time(facts, names, today)]
        if facts["code"] == "all_taken" and facts["slots"] is not None:
            found.append(_how_urgent(facts))
    else:
        found = [_who_calls(facts, names, caller), _why_then(facts, names)]
    return " ".join(sentence for sentence in found if sentence)


def next_sentence(facts: Facts, *, today: date) -> str:
    """What another time would have cost; empty for a call without a time."""
    found = facts.get("next")
    if not found:
        return ""
    if found["kind"] == "shift":
        return ngettext(
            "Für einen anderen Termin müsste %(num)s anderer Anruf umziehen.",
            "Für einen anderen Termin müssten %(num)s andere Anrufe umziehen.",
            found["moves"],
        )
    if "day" not in found:
        return _without_next(found["kind"])
    moment = at(date.fromisoformat(found["day"]), time.fromisoformat(found["time"]))
    return _with_next(found["kind"], at_time(moment, today))


def cure_sentence(facts: Facts, *, team: str, today: date) -> str:
    """What would help: the first two of all cures; empty for a call that has a time."""
    if facts["code"] == "left_over":
        return _("Der nächste Plan kann diesen Anruf noch aufnehmen.")
    return " ".join(cure_sentences(facts, team=team, today=today)[:SHOWN_CURES])


def cure_sentences(facts: Facts, *, team: str, today: date) -> Sequence[str]:
    """All cures, each one enough by itself, as whole sentences; none for a call with a time."""
    if "cures" not in facts:
        return []
    names = {"team": team, "language": language_name(facts["language"])}
    words = [_cure(cure, names, today) for cure in facts["cures"]]
    if not words:
        return [_("Keine einzelne Änderung reicht aus.")]
    first = _("Das würde helfen: %(cure)s.", cure=words[0])
    return [first, *(_("Das würde auch helfen: %(cure)s.", cure=other) for other in words[1:])]


def _who_calls(facts: Facts, names: Mapping[str, str], caller: str) -> str:
    if "backup" not in facts or not caller:
        return ""
    if facts["backup"]:
        return _(
            "%(caller)s hilft im Team %(team)s aus und spricht %(language)s.",
            caller=caller,
            **names,
        )
    return _("%(caller)s ist im Team %(team)s und spricht %(language)s.", caller=caller, **names)


def _why_then(facts: Facts, names: Mapping[str, str]) -> str:
    sentences = {
        "promised": _("Diese Zeit ist der Person schon zugesagt."),
        "outside": _("Der Anruf liegt zu einer anderen Zeit als gewünscht."),
        "only_slot": _("Es ist der einzige Termin, der bis zum letzten Tag möglich ist."),
    }
    if facts["code"] in sentences:
        return sentences[facts["code"]]
    if "earlier" not in facts:
        return ""
    return _why_backup(facts, names) or _why_not_earlier(facts)


def _why_backup(facts: Facts, names: Mapping[str, str]) -> str:
    sentences = {
        "none_speaks": _("Im Team selbst spricht niemand %(language)s.", **names),
        "none_possible": _("Im Team selbst hat niemand mit dieser Sprache einen passenden Termin."),
        "all_taken": _("Im Team selbst sind alle passenden Termine vergeben."),
    }
    return sentences.get(facts.get("own", ""), "")


def _why_not_earlier(facts: Facts) -> str:
    earlier: Mapping[str, int] = facts["earlier"]
    total = sum(earlier.values())
    if earlier["free"]:
        return _("Es gibt auch einen früheren freien Termin.")
    if not total:
        if facts["window"]:
            return _("Es ist der früheste Termin, zu dem die Person erreichbar ist.")
        return _("Es ist der früheste mögliche Termin.")
    if earlier["promised"] == total:
        return ngettext(
            "Der frühere Termin ist schon zugesagt.",
            "Die %(num)s früheren Termine sind schon zugesagt.",
            total,
        )
    if earlier["busy"] == total:
        return ngettext(
            "Im früheren Termin steht schon etwas anderes im Kalender.",
            "In den %(num)s früheren Terminen steht schon etwas anderes im Kalender.",
            total,
        )
    return _other_calls(total, earlier["more_urgent"])


def _other_calls(total: int, urgent: int) -> str:
    if urgent == total:
        return ngettext(
            "Den früheren Termin hat ein dringenderer Anruf.",
            "Die %(num)s früheren Termine haben dringendere Anrufe.",
            total,
        )
    if urgent:
        return _(
            "Alle %(total)s früheren Termine sind vergeben, davon %(urgent)s an dringendere "
            "Anrufe.",
            total=total,
            urgent=urgent,
        )
    return ngettext(
        "Der frühere Termin ist schon vergeben.",
        "Die %(num)s früheren Termine sind schon vergeben.",
        total,
    )


def _without_next(kind: str) -> str:
    sentences = {
        "lost": _("Bei jedem anderen Termin würde ein anderer Anruf ausfallen."),
        "taken": _("Es war der letzte freie Termin für diesen Anruf."),
        "none": _("Einen anderen Termin gibt es bis zum letzten Tag nicht."),
    }
    return sentences.get(kind, "")


def _with_next(kind: str, when: str) -> str:
    sentences = {
        "same_time": _("Zur gleichen Zeit ist noch jemand frei."),
        "later": _("Der nächste freie Termin ist: %(when)s.", when=when),
        "earlier": _("Früher ist noch frei: %(when)s.", when=when),
        "backup": _("Sonst müsste die Vertretung anrufen: %(when)s.", when=when),
        "own": _("Im eigenen Team ist noch frei: %(when)s.", when=when),
    }
    return sentences.get(kind, "")


def _no_time(facts: Facts, names: Mapping[str, str], today: date) -> str:
    if facts["code"] == "all_taken":
        return _all_taken(facts, today)
    if facts["code"] == "left_over":
        return _left_over(facts["moves"])
    if facts["code"] == "no_hours":
        return _no_hours(facts["first_day"], names, today)
    sentences = {
        "no_speaker": _(
            "Niemand im Team %(team)s und niemand in der Vertretung spricht %(language)s.", **names
        ),
        "no_days": _(
            "Vor dem %(day)s gibt es keinen Arbeitstag, an dem dieser Anruf möglich ist.",
            day=_plain(facts["before"], today),
        ),
        "wrong_days": _(
            "Wer im Team %(team)s oder in der Vertretung %(language)s spricht, hat nur an Tagen "
            "Zeit, an denen diese Person nicht angerufen werden kann.",
            **names,
        ),
        "wrong_times": _(
            "Wer im Team %(team)s oder in der Vertretung %(language)s spricht, hat nie dann Zeit, "
            "wenn die Person erreichbar ist.",
            **names,
        ),
        "busy": _(
            "Wer im Team %(team)s oder in der Vertretung %(language)s spricht, hat zu allen "
            "passenden Zeiten schon etwas anderes im Kalender.",
            **names,
        ),
    }
    return sentences.get(facts["code"], "")


def _no_hours(first_day: str | None, names: Mapping[str, str], today: date) -> str:
    if first_day is None:
        return _(
            "Wer im Team %(team)s oder in der Vertretung %(language)s spricht, hat in den nächsten "
            "Wochen keine Zeit für Anrufe.",
            **names,
        )
    return _(
        "Wer im Team %(team)s oder in der Vertretung %(language)s spricht, hat vor dem %(day)s "
        "keine Zeit für Anrufe.",
        day=_plain(first_day, today),
        **names,
    )


def _all_taken(facts: Facts, today: date) -> str:
    if facts["slots"] is None:
        return ngettext(
            "Alle passenden Termine sind vergeben: %(num)s Anruf hat sie.",
            "Alle passenden Termine sind vergeben: %(num)s Anrufe haben sie.",
            facts["calls"],
        )
    places = {"calls": facts["calls"], "day": _plain(facts["until"], today)}
    if facts["slots"] == 1:
        return _("%(calls)s Anrufe brauchen denselben Termin am %(day)s.", **places)
    return ngettext(
        "%(calls)s Anrufe brauchen dieselben %(slots)s Termine von %(num)s Person bis zum %(day)s.",
        "%(calls)s Anrufe brauchen dieselben %(slots)s Termine von %(num)s Personen bis zum "
        "%(day)s.",
        facts["people"],
        slots=facts["slots"],
        **places,
    )


def _how_urgent(facts: Facts) -> str:
    if facts["as_urgent"] == facts["slots"]:
        return _("Alle Anrufe mit einem dieser Termine sind mindestens so dringend.")
    if not facts["as_urgent"]:
        return ""
    return ngettext(
        "%(num)s dieser Anrufe hat einen Termin und ist mindestens so dringend.",
        "%(num)s dieser Anrufe haben einen Termin und sind mindestens so dringend.",
        facts["as_urgent"],
    )


def _left_over(moves: int) -> str:
    if not moves:
        return _("Ein passender Termin ist noch frei.")
    return ngettext(
        "Der Anruf passt noch, wenn %(num)s anderer Anruf umzieht.",
        "Der Anruf passt noch, wenn %(num)s andere Anrufe umziehen.",
        moves,
    )


def _cure(cure: Facts, names: Mapping[str, str], today: date) -> str:
    """One cure as the words after the colon."""
    if cure["kind"] == "later":
        return ngettext("%(num)s Tag mehr Zeit", "%(num)s Tage mehr Zeit", cure["days"])
    if cure["kind"] == "colleague":
        return ngettext(
            "Hilfe aus einem anderen Team. %(num)s Person dort spricht %(language)s und hat Zeit",
            "Hilfe aus einem anderen Team. %(num)s Personen dort sprechen %(language)s und haben "
            "Zeit",
            cure["count"],
            **names,
        )
    if cure["kind"] == "slots":
        return ngettext(
            "%(num)s weiterer Termin von %(minutes)s Minuten vor dem %(day)s mit jemandem, der "
            "%(language)s spricht",
            "%(num)s weitere Termine von %(minutes)s Minuten vor dem %(day)s mit jemandem, der "
            "%(language)s spricht",
            cure["n"],
            minutes=cure["minutes"],
            day=_plain(cure["before"], today),
            **names,
        )
    if cure["kind"] == "wider":
        moment = at(date.fromisoformat(cure["day"]), time.fromisoformat(cure["from"]))
        return _("Die Person ist auch zu dieser Zeit erreichbar (%(when)s)",
                 when=at_time(moment, today))  # fmt: skip
    return _("eine Person, die dolmetscht, beim Anruf von jemandem aus dem Team")


def _plain(day: str, today: date) -> str:
    """A day inside a sentence: "3. Dezember", with its year when it is not this one."""
    found = date.fromisoformat(day)
    if found.year != today.year:
        return format_date(found, "long", locale=locale())
    return format_skeleton("MMMMd", found, locale=locale())
