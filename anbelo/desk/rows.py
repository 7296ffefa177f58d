"""Rows of the lists, with every word ready to be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for

from anbelo.core.calendar import local_day
from anbelo.desk.sentences import (
    called,
    case_badges,
    is_pressing,
    notice_standing,
    on_day,
    standing,
    topic,
    when_call,
    who,
    why_call,
)
from anbelo.web.i18n import _, clock
from anbelo.web.words import label, language_name

if TYPE_CHECKING:
    from anbelo.callbacks.models import Callback
    from anbelo.cases.models import Case
    from anbelo.notices.models import Notice


@dataclass(frozen=True)
class Row:
    """One line of a work list: where it leads, why it is here, what must not be overlooked."""

    url: str
    title: str
    why: str
    badges: Sequence[tuple[str, str]] = ()
    facts: Sequence[str] = ()


def case_row(case: "Case", call: "Callback | None", today: date) -> Row:
    """A case: who, what about, and where it stands in one sentence."""
    return Row(
        url_for("desk.case", reference=case.reference),
        _("%(name)s: %(topic)s", name=who(case), topic=topic(case)),
        standing(case, call, today),
        case_badges(case),
        (case.reference, label(case.kind), on_day(local_day(case.received_at), today)),
    )


def case_rows(cases: Sequence["Case"], calls: Mapping[int, "Callback"], today: date) -> list[Row]:
    """Many cases, with the next call of each."""
    return [case_row(case, calls.get(case.id), today) for case in cases]


def call_row(callback: "Callback", today: date) -> Row:
    """A call on somebody's list: who, why, when, in which language."""
    badges = []
    if callback.notice and is_pressing(callback.notice, today):
        badges.append(("danger", _("eilt")))
    attempts = len(callback.attempts)
    facts = [when_call(callback, today), language_name(callback.language)]
    if attempts:
        facts.append(_("Versuche bisher: %(number)s", number=attempts))
    return Row(
        url_for("desk.call", callback_id=callback.id),
        called(callback),
        why_call(callback, today),
        badges,
        facts,
    )


def notice_row(notice: "Notice", callback: "Callback | None", today: date) -> Row:
    """A held notice: what, for whom, how long still, and how the call stands."""
    badges = [("danger", _("eilt"))] if is_pressing(notice, today) else []
    facts = [notice.external_ref, notice.team.name]
    if callback:
        facts.insert(0, when_call(callback, today))
    return Row(
        url_for("desk.notice", reference=notice.external_ref),
        _("%(name)s: %(kind)s", name=notice.person_name, kind=_(notice.kind.label)),
        notice_standing(notice, today),
        badges,
        facts,
    )


def cells_of_today(calls: Sequence["Callback"]) -> list[tuple[str, str, str, str]]:
    """Today's calls as a table for the counter: time, person, caller, language."""
    return [
        (
            clock(callback.starts_at),
            called(callback),
            callback.staff.name if callback.staff else "",
            language_name(callback.language),
        )
        for callback in calls
    ]
