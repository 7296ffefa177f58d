"""Notices that wait for a talk: which, why, and how they leave."""

from datetime import date, time
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.audit.rules import words_mark
from anbelo.callbacks.gate import release_notice
from anbelo.callbacks.queries import callback_of_notice, calls_before
from anbelo.core.calendar import at, local_day
from anbelo.core.clock import now
from anbelo.core.errors import Denied, DomainError, Invalid
from anbelo.desk.call_pages import dispositions, earlier
from anbelo.desk.cover_pages import post_row
from anbelo.desk.door import bp
from anbelo.desk.rows import notice_row
from anbelo.desk.schemas import ReleaseSchema
from anbelo.desk.sentences import is_pressing, notice_standing, on_day, tries, when_call
from anbelo.notices.queries import held, left_without_talk, notice_for
from anbelo.notices.rules import MIN_REASON_LENGTH, WITHOUT_TALK, NoticeState
from anbelo.offices.queries import calendar
from anbelo.web.access import allow, viewer
from anbelo.web.forms import Form, check, once_for_form, typed
from anbelo.web.house import reading, unit_of_work
from anbelo.web.i18n import _, moment
from anbelo.web.words import language_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from anbelo.callbacks.models import Callback
    from anbelo.notices.models import Notice

# Until it has left, a team may still change or withdraw what it announced itself.
CHANGEABLE = frozenset({NoticeState.HELD, NoticeState.STOPPED})


@bp.get("/notices")
@allow(Permission.RELEASE_NOTICE)
def notices() -> ResponseReturnValue:
    """The held notices of this person's teams, the most pressing first."""
    today = local_day(now())
    with reading() as session:
        found = held(session, viewer())
        before = calls_before(session, found)
        # What left in the evening is printed and posted on the next working day.
        day_before = calendar(session, None).add_working_days(today, -1)
        gone = left_without_talk(session, viewer(), since=at(day_before, time(0)))
    rows = [notice_row(notice, before.get(notice.id), today) for notice in found]
    to_post = [post_row(notice, notice_standing(notice, today)) for notice in gone]
    return render_template("desk/notices.html", rows=rows, to_post=to_post)


@bp.get("/notices/<path:reference>")
@allow(Permission.RELEASE_NOTICE)
def notice(reference: str) -> ResponseReturnValue:
    """One notice: what it decides, why it waits, what was tried."""
    return _page(reference, Form(labels=_labels()))


@bp.post("/notices/<path:reference>")
@allow(Permission.RELEASE_NOTICE)
def release(reference: str) -> ResponseReturnValue:
    """Send the notice if the rules allow it; if not, say what is missing."""
    form = typed(_labels())
    data: dict[str, str] | None = check(ReleaseSchema(), form)
    if data is None:
        return _page(reference, form), 422
    try:
        with unit_of_work() as session:
            scope = f"desk release {viewer().actor} {reference}"
            once_for_form(
                session, scope, form, lambda: _release(session, reference, data["reason"])
            )
    except DomainError as error:
        form.refuse(error)
        return _page(reference, form), _status(error)
    return redirect(url_for("desk.notice", reference=reference), 303)


def _status(error: DomainError) -> int:
    if isinstance(error, Invalid):
        return 422
    return 403 if isinstance(error, Denied) else 409


def _release(session: "Session", reference: str, reason: str) -> dict[str, Any]:
    found = notice_for(session, viewer(), reference)
    release_notice(
        session, found, actor=viewer().actor, now=now(), viewer=viewer(), lead_reason=reason
    )
    return {}


def _page(reference: str, form: Form) -> str:
    today = local_day(now())
    with reading() as session:
        found = notice_for(session, viewer(), reference)
        callback = callback_of_notice(session, found.id)
    waits = found.state is NoticeState.HELD
    return render_template(
        "desk/notice.html",
        form=form,
        title=_("%(name)s: %(kind)s", name=found.person_name, kind=_(found.kind.label)),
        notice=found,
        callback=callback,
        standing=notice_standing(found, today),
        facts=_facts(found, callback, today, waits=waits),
        dispositions=dispositions(callback),
        history=_history(found, callback),
        waits=waits,
        may_change=found.state in CHANGEABLE and found.client_id is None,
        needs_cover=found.state is NoticeState.RELEASED and found.release_reason in WITHOUT_TALK,
        pressing=waits and is_pressing(found, today),
        tries=tries(callback),
        may_release_early=viewer().may(Permission.RELEASE_EARLY),
        least=MIN_REASON_LENGTH,
    )


def _facts(
    found: "Notice", callback: "Callback", today: date, *, waits: bool
) -> list[tuple[str, str]]:
    rows = [
        (_("Person"), found.person_name),
        (_("Nummer des Bescheids"), found.external_ref),
        (_("Team"), found.team.name),
        (_("Sprache"), language_name(found.language)),
        (_("Datum auf dem Bescheid"), on_day(found.printed_on, today)),
        (_("Letzter Tag für den Versand"), on_day(found.send_no_later_than, today)),
    ]
    if waits:
        rows.append((_("Anruf"), when_call(callback, today)))
    if found.summary:
        rows.append((_("In drei Sätzen"), found.summary))
    if found.urgent_reason:
        rows.append((_("Warum keine Zeit für einen Anruf ist"), found.urgent_reason))
    return rows


def _history(found: "Notice", callback: "Callback") -> list[dict[str, str]]:
    """From the announcement to the post, with every attempt between."""
    lines = [
        {
            "title": _("Bescheid angemeldet und zurückgehalten"),
            "when": moment(found.announced_at),
            "iso": found.announced_at.isoformat(),
        },
        *earlier(callback),
    ]
    if found.released_at:
        lines.append(
            {
                "title": _("Bescheid freigegeben"),
                "when": moment(found.released_at),
                "iso": found.released_at.isoformat(),
                "by": found.releaser.name if found.releaser else "",
                "text": _noted(found),
            }
        )
    return lines


def _noted(found: "Notice") -> str:
    """The lead's reason, with the mark under which the trail knows these very words."""
    if not found.release_note:
        return ""
    mark = words_mark(f"notice:{found.id}", found.release_note)
    return _("%(words)s (Prüfzeichen im Protokoll: %(mark)s)", words=found.release_note, mark=mark)


def _labels() -> dict[str, str]:
    return {"reason": _("Grund für die Freigabe ohne Gespräch")}
