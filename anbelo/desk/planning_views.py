"""Who is away, what that means for the calls, and which calls nobody can make."""

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.callbacks.queries import without_time
from anbelo.callbacks.replanning import (
    apply,
    ask_for_absence,
    changes_of,
    colleagues,
    open_proposals,
    proposal_for,
    turn_down,
)
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.errors import Invalid, Missing, Refused
from anbelo.desk.door import bp
from anbelo.desk.planning_pages import change_rows, proposal_row, seen, shown_proposal, stuck_row
from anbelo.desk.planning_schemas import AbsenceSchema
from anbelo.web.access import allow, viewer
from anbelo.web.forms import Form, check, once_for_form, typed
from anbelo.web.house import reading, unit_of_work
from anbelo.web.i18n import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@bp.get("/planning")
@allow(Permission.WORK_CALLS)
def planning() -> ResponseReturnValue:
    """Absences to report, proposals to decide, and the calls without a time with their reason."""
    return _page(Form(labels=_labels()))


@bp.post("/planning")
@allow(Permission.WORK_CALLS)
def absence() -> ResponseReturnValue:
    """Ask what an absence would mean; nothing changes before somebody has seen the answer."""
    form = typed(_labels())
    data: dict[str, Any] | None = check(AbsenceSchema(), form)
    if data is None:
        return _page(form), 422
    try:
        with unit_of_work() as session:
            asked = once_for_form(
                session, f"desk absence {viewer().actor}", form, lambda: _ask(session, data)
            )
    except (Invalid, Missing) as error:
        form.refuse(error)
        return _page(form), 422
    return redirect(url_for("desk.proposal_of_moves", number=asked.value["proposal"]), 303)


def _ask(session: "Session", data: dict[str, Any]) -> dict[str, Any]:
    days = (data["first_day"], data.get("last_day") or data["first_day"])
    asked = ask_for_absence(session, viewer(), data["staff"], days, now=now())
    return {"proposal": asked.id}


@bp.get("/planning/<int:number>")
@allow(Permission.WORK_CALLS)
def proposal_of_moves(number: int) -> ResponseReturnValue:
    """What would move, before anything does; until it is computed, the page asks every 2 s."""
    if "HX-Request" not in request.headers:
        return _proposal(number, Form())
    with reading() as session:
        computed = proposal_for(session, viewer(), number).ready_at
    return "", 204, {"HX-Refresh": "true"} if computed else {}


@bp.post("/planning/<int:number>")
@allow(Permission.WORK_CALLS)
def decide_moves(number: int) -> ResponseReturnValue:
    """Move the calls as shown and have the people told, or leave everything as it is."""
    form = typed({})
    wanted = form.values.get("decision") == "apply"

    def decide() -> dict[str, Any]:
        found = proposal_for(session, viewer(), number, lock=True)
        if wanted:
            as_shown = form.values.get("seen") == seen(found)
            return {"applied": as_shown and apply(session, viewer(), found, now=now())}
        turn_down(session, viewer(), found, now=now())
        return {}

    try:
        with unit_of_work() as session:
            done = once_for_form(session, f"desk moves {viewer().actor} {number}", form, decide)
    except Refused as error:
        form.refuse(error)
        return _proposal(number, form), 409
    if wanted and not done.value["applied"]:
        again = Form()  # with a key of its own: the next answer is a new decision
        again.refuse(Refused("calls_changed_meanwhile"))
        return _proposal(number, again), 409
    if wanted:
        return redirect(url_for("desk.proposal_of_moves", number=number), 303)
    return redirect(url_for("desk.planning"), 303)


def _page(form: Form) -> str:
    today = local_day(now())
    with reading() as session:
        people = colleagues(session, viewer())
        proposals = open_proposals(session, viewer())
        stuck = without_time(session, viewer())
    return render_template(
        "desk/planning.html",
        form=form,
        people=[(str(staff.id), staff.name) for staff in people],
        proposals=[proposal_row(found, today) for found in proposals],
        stuck=[stuck_row(callback, today) for callback in stuck],
    )


def _proposal(number: int, form: Form) -> str:
    today = local_day(now())
    with reading() as session:
        found = proposal_for(session, viewer(), number)
        changes = changes_of(session, viewer(), found)
    return render_template(
        "desk/moves.html",
        form=form,
        number=number,
        seen=seen(found),
        shown=shown_proposal(found, changes),
        rows=change_rows(changes, today),
    )


def _labels() -> dict[str, str]:
    return {
        "staff": _("Wer ist nicht da?"),
        "first_day": _("Erster Tag"),
        "last_day": _("Letzter Tag"),
    }
