"""The confidential cases: a place of their own; whoever opens one leaves a line in the trail."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.callbacks.service import close_case
from anbelo.cases.queries import case_for, confidential_cases
from anbelo.core.clock import now
from anbelo.core.errors import DomainError, Missing, Refused
from anbelo.correspondence.service import write
from anbelo.ombuds.case_page import address, show
from anbelo.ombuds.door import bp
from anbelo.ombuds.schemas import Answer, AnswerSchema, Ending, EndingSchema, version_of
from anbelo.web.access import allow, viewer
from anbelo.web.forms import Form, check, once_for_form, typed
from anbelo.web.house import reading, unit_of_work
from anbelo.web.i18n import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from anbelo.cases.models import Case

Sent = TypeVar("Sent")


@bp.get("/confidential", endpoint="confidential")
@allow(Permission.READ_CONFIDENTIAL)
def show_confidential() -> ResponseReturnValue:
    """The confidential cases, newest first."""
    with reading() as session:
        page = confidential_cases(session, viewer(), after=request.args.get("after"))
    return render_template("ombuds/confidential.html", cases=page.cases, after=page.after)


@bp.get("/confidential/<reference>")
@allow(Permission.READ_CONFIDENTIAL)
def confidential_case(reference: str) -> ResponseReturnValue:
    """One confidential case with its talk in writing."""
    return show(reference, confidential=True)


@bp.post("/cases/<reference>/answer")
@allow(Permission.TRIAGE)
def answer(reference: str) -> ResponseReturnValue:
    """Write to the claimant; they read it on their status page with the code."""
    form = typed({"text": _("Ihre Antwort"), "language": _("Sprache der Antwort")})
    sent = check(AnswerSchema(), form)

    def act(session: "Session", found: "Case", sent: Answer) -> None:
        write(session, found, sent.text, language=sent.language, now=now(), author=viewer())

    return _store(reference, "answer", form, sent, act)


@bp.post("/cases/<reference>/close")
@allow(Permission.TRIAGE)
def close(reference: str) -> ResponseReturnValue:
    """End the case and say how it ended."""
    form = typed({"result": _("Ergebnis")})
    sent = check(EndingSchema(), form)

    def act(session: "Session", found: "Case", sent: Ending) -> None:
        version = version_of(request.form.get("version"))
        close_case(session, viewer(), found, result=sent.result, version=version, now=now())

    return _store(reference, "ending", form, sent, act)


def _store(
    reference: str,
    name: str,
    form: Form,
    sent: Sent | None,
    act: Callable[["Session", "Case", Sent], None],
) -> ResponseReturnValue:
    """Store what was checked, once; otherwise show the case with what was typed."""
    status = 422
    if sent is not None:
        try:
            with unit_of_work() as session:
                found = case_for(session, viewer(), reference, lock=True)

                def once() -> dict[str, Any]:
                    act(session, found, sent)
                    return {}

                once_for_form(session, f"{name}:{viewer().staff_id}:{found.id}", form, once)
                confidential = found.confidential
            return redirect(address(reference, confidential=confidential), 303)
        except Missing:
            raise
        except DomainError as error:
            form.refuse(error)
            status = 409 if isinstance(error, Refused) else 422
    form.key = Form().key
    if name == "answer":
        return show(reference, answering=form, status=status)
    return show(reference, ending=form, status=status)
