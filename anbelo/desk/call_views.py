"""The calls owed: the list, the one call with its guide, and what came of it."""

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.callbacks.planning import plan
from anbelo.callbacks.queries import callback_for, next_call_of, work_list
from anbelo.callbacks.rules import CallState, IdentityCheck, Understood
from anbelo.callbacks.service import record_attempt
from anbelo.cases.service import note_read
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.errors import Invalid, Refused
from anbelo.desk.call_pages import (
    by_day,
    call_facts,
    dispositions,
    earlier,
    outcome_groups,
    phone_of,
    remedy_words,
    what_happened,
)
from anbelo.desk.door import bp
from anbelo.desk.guide import NEVER, STEPS, VOICEMAIL
from anbelo.desk.schemas import AttemptSchema, TypedAttempt
from anbelo.desk.sentences import called
from anbelo.notices.kinds import guide_lines
from anbelo.offices.queries import calendar
from anbelo.web.access import allow, viewer
from anbelo.web.forms import Form, check, once_for_form, typed
from anbelo.web.house import reading, unit_of_work
from anbelo.web.i18n import _
from anbelo.web.words import label

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from anbelo.callbacks.models import Callback


@bp.get("/calls")
@allow(Permission.WORK_CALLS)
def calls() -> ResponseReturnValue:
    """The open calls of this person and their teams: today's first, then by what is due."""
    today = local_day(now())
    with reading() as session:
        found = work_list(session, viewer())
    return render_template("desk/calls.html", groups=by_day(found, viewer().staff_id, today))


@bp.get("/calls/<int:callback_id>")
@allow(Permission.WORK_CALLS)
def call(callback_id: int) -> ResponseReturnValue:
    """Everything for one talk on one page; after it, what happened to the notice."""
    return _page(callback_id, Form(labels=_labels()))


@bp.post("/calls/<int:callback_id>")
@allow(Permission.WORK_CALLS)
def note(callback_id: int) -> ResponseReturnValue:
    """Note once what came of the call; the page then says what follows."""
    form = typed(_labels())
    attempt: TypedAttempt | None = check(AttemptSchema(), form)
    if attempt is None:
        return _page(callback_id, form), 422
    try:
        with unit_of_work() as session:
            scope = f"desk attempt {viewer().actor} {callback_id}"
            once_for_form(session, scope, form, lambda: _note(session, callback_id, attempt))
    except Invalid as error:
        form.refuse(error)
        return _page(callback_id, form), 422
    except Refused as error:
        form.refuse(error)
        return _page(callback_id, form), 409
    return redirect(url_for("desk.call", callback_id=callback_id), 303)


def _note(session: "Session", callback_id: int, attempt: TypedAttempt) -> dict[str, Any]:
    """Record the attempt and, if the call is still owed, find its next time at once."""
    moment = now()
    callback = callback_for(session, viewer(), callback_id, lock=True)
    if attempt.seen != len(callback.attempts):
        raise Refused("call_noted_meanwhile")
    record_attempt(
        session,
        viewer(),
        callback,
        attempt.record(moment),
        actor=viewer().actor,
        now=moment,
    )
    if callback.state is CallState.OWED:
        plan(session, callback, now=moment)
    return {}


def _page(callback_id: int, form: Form) -> str:
    moment = now()
    today = local_day(moment)
    with unit_of_work() as session:
        callback = callback_for(session, viewer(), callback_id)
        tried = bool(callback.attempts) and not form.errors
        if callback.case:
            note_read(session, viewer(), callback.case, now=moment)
        land = calendar(session, callback.team_id).land
        following = next_call_of(session, viewer(), besides=callback.id) if tried else None
    open_still = callback.state in {CallState.OWED, CallState.PLANNED}
    return render_template(
        "desk/call.html",
        form=form,
        callback=callback,
        name=called(callback),
        phone=phone_of(callback),
        facts=call_facts(callback, today),
        guide=_guide(callback),
        dispositions=dispositions(callback),
        remedy=remedy_words(callback, land, today),
        happened=what_happened(callback, today),
        following=following,
        earlier=earlier(callback),
        open_still=open_still,
        steps=STEPS,
        never=NEVER,
        voicemail=_(VOICEMAIL, name=viewer().name),
        outcomes=outcome_groups(callback.purpose),
        identities=[(check_.value, label(check_)) for check_ in IdentityCheck],
        understandings=[(found.value, label(found)) for found in Understood],
    )


def _guide(callback: "Callback") -> list[str]:
    """What this kind of notice needs in the talk, in the words of the house or our own."""
    return [_(line) for line in guide_lines(callback.notice.kind)] if callback.notice else []


def _labels() -> dict[str, str]:
    return {
        "outcome": _("Was ist herausgekommen?"),
        "identity": _("Wie haben Sie geprüft, wer spricht?"),
        "interpreter": _("Jemand hat übersetzt"),
        "rights_explained": _("Ich habe die Rechte genannt"),
        "understood": _("Hat die Person es mit eigenen Worten gesagt?"),
        "note": _("Eine Zeile: Wo in der Akte steht mehr?"),
        "agreed_step": _("Vereinbarter nächster Schritt"),
        "agreed_on": _("Bis wann"),
    }
