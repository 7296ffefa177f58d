"""Triage: what came in, what the software proposes, what a person decides."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.callbacks.service import hand_over_calls, hide_case
from anbelo.cases import decisions
from anbelo.cases.queries import case_for, inbox, suspected_waiting
from anbelo.cases.rules import Status, Triage
from anbelo.core.clock import now
from anbelo.core.errors import DomainError, Missing, Refused
from anbelo.offices.queries import routing
from anbelo.ombuds.case_page import address, show
from anbelo.ombuds.door import bp
from anbelo.ombuds.reasons import proposal_in_words
from anbelo.ombuds.schemas import version_of
from anbelo.ombuds.triage_form import decisions_of, labels, read
from anbelo.web.access import allow, viewer
from anbelo.web.forms import Form, once_for_form, typed
from anbelo.web.house import reading, unit_of_work

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from anbelo.cases.models import Case

GIST = 160


@bp.get("/", endpoint="inbox")
@allow(Permission.TRIAGE)
def show_inbox() -> ResponseReturnValue:
    """Who waits for a decision: danger to life first, then emergencies, then by waiting time."""
    with reading() as session:
        page = inbox(session, viewer(), after=request.args.get("after"))
        done = _just_done(session)
        suspected = suspected_waiting(session, viewer())
    rows = [
        {
            "case": case,
            "proposal": proposal_in_words(case.concerns[0], short=True),
            "more": len(case.concerns) - 1,
            "gist": gist(case.text),
            "team": case.concerns[0].proposed_team,
        }
        for case in page.cases
    ]
    return render_template(
        "ombuds/inbox.html",
        rows=rows,
        after=page.after,
        done=done,
        undoing=Form(),
        suspected=suspected,
    )


def _just_done(session: "Session") -> "Case | None":
    """The case that was decided a moment ago, so that its decision can be taken back."""
    reference = request.args.get("done", "")
    if not reference:
        return None
    try:
        found = case_for(session, viewer(), reference)
    except Missing:
        return None
    return found if found.status is Status.ASSIGNED and not found.confidential else None


def gist(text: str) -> str:
    """The beginning of a text, cut at a word, for a list."""
    line = " ".join(text.split())
    if len(line) <= GIST:
        return line
    return f"{line[:GIST].rsplit(' ', 1)[0]} …"


@bp.get("/cases/<reference>")
@allow(Permission.TRIAGE)
def case(reference: str) -> ResponseReturnValue:
    """One ordinary case with proposal, reasons, dates, and everything to decide on one page."""
    return show(reference, confidential=False)


@bp.post("/cases/<reference>/decide")
@allow(Permission.TRIAGE)
def decide(reference: str) -> ResponseReturnValue:
    """Store the decision about all concerns; the team sees its part at once."""
    form, status = typed(), 422
    try:
        with unit_of_work() as session:
            found = case_for(session, viewer(), reference, lock=True)
            stored = _read_and_decide(session, found, form)
    except Missing:
        raise
    except DomainError as error:
        form.refuse(error)
        stored, status = None, 409 if isinstance(error, Refused) else 422
    if stored is None:
        form.key = Form().key
        return show(reference, form=form, status=status)
    if stored["confidential"]:
        return redirect(address(reference, confidential=True), 303)
    return redirect(url_for("ombuds.inbox", done=reference), 303)


def _read_and_decide(session: "Session", found: "Case", form: Form) -> dict[str, Any] | None:
    form.labels = labels(found)
    confidential = found.confidential or bool(request.form.get("confidential"))
    chosen = read(form, found, confidential=confidential)
    if chosen is None:
        return None
    made = decisions_of(found, chosen, routing(session), confidential=confidential)
    triage = Triage(version_of(request.form.get("version")), made, confidential=confidential)

    def act() -> dict[str, Any]:
        decisions.decide(session, viewer(), found, triage, now=now())
        if confidential:
            hide_case(session, viewer(), found, now=now())
        else:
            hand_over_calls(session, found, now=now())
        return {"confidential": confidential}

    return once_for_form(session, f"decide:{viewer().staff_id}:{found.id}", form, act).value


@bp.post("/cases/<reference>/undo")
@allow(Permission.TRIAGE)
def undo(reference: str) -> ResponseReturnValue:
    """Take the last decision back; the case waits for triage again."""

    def act(session: "Session", found: "Case") -> None:
        version = version_of(request.form.get("version"))
        decisions.undo(session, viewer(), found, version=version, now=now())
        hand_over_calls(session, found, now=now())

    return _one_click(reference, "undo", act)


@bp.post("/cases/<reference>/confidential")
@allow(Permission.TRIAGE)
def hide(reference: str) -> ResponseReturnValue:
    """Move a case into the place of the confidential ones; nobody else sees it from now on."""

    def act(session: "Session", found: "Case") -> None:
        hide_case(session, viewer(), found, now=now())

    return _one_click(reference, "hide", act)


def _one_click(
    reference: str, name: str, act: Callable[["Session", "Case"], None]
) -> ResponseReturnValue:
    """Do what one button asks for, once, and show the case where it is now."""
    with unit_of_work() as session:
        found = case_for(session, viewer(), reference, lock=True)

        def once() -> dict[str, Any]:
            act(session, found)
            return {}

        once_for_form(session, f"{name}:{viewer().staff_id}:{found.id}", typed(), once)
        confidential = found.confidential
    return redirect(address(reference, confidential=confidential), 303)
