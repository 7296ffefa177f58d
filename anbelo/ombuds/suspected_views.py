"""What looks like spam: why, in words, and a person's decision whether it is."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.callbacks.service import close_as_spam, let_in
from anbelo.cases.queries import case_for, first_of, suspected_cases
from anbelo.cases.screening import Suspicion
from anbelo.cases.service import note_read
from anbelo.core.clock import now
from anbelo.core.errors import Missing, Refused
from anbelo.core.texts import N_
from anbelo.ombuds.door import bp
from anbelo.ombuds.schemas import version_of
from anbelo.ombuds.views import gist
from anbelo.web.access import allow, viewer
from anbelo.web.forms import Form, once_for_form, typed
from anbelo.web.house import reading, unit_of_work
from anbelo.web.i18n import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from anbelo.cases.models import Case

WHY: dict[Suspicion, str] = {
    Suspicion.DECOY: N_("Ein Feld ist ausgefüllt, das Menschen nicht sehen."),
    Suspicion.FAST: N_("Das Formular war nach weniger als 3 Sekunden fertig."),
    Suspicion.STALE: N_("Das Formular war länger als einen Tag offen."),
    Suspicion.UNOPENED: N_("Die Nachricht kam, ohne dass jemand das Formular geöffnet hat."),
    Suspicion.CROWD: N_("Aus demselben Netz kamen über 60 Nachrichten in einer Stunde."),
    Suspicion.REPEATED: N_(
        "Der gleiche Text kam innerhalb eines Tages schon einmal aus demselben Netz."
    ),
}
_NEWS: dict[str, str] = {
    "kept": N_("Kein Spam: Der Vorgang steht jetzt bei den anderen."),
    "spam": N_("Als Spam beendet."),
    "gone": N_("Über diesen Vorgang ist schon entschieden."),
}


@bp.get("/suspected", endpoint="suspected")
@allow(Permission.TRIAGE)
def show_suspected() -> ResponseReturnValue:
    """Everything that was held back, newest first, each with the reasons."""
    with reading() as session:
        page = suspected_cases(session, viewer(), after=request.args.get("after"))
    rows = [
        {
            "case": case,
            "why": why(case),
            "gist": "" if case.confidential else gist(case.text),
        }
        for case in page.cases
    ]
    news = _NEWS.get(request.args.get("news", ""))
    return render_template(
        "ombuds/suspected.html", rows=rows, after=page.after, news=_(news) if news else ""
    )


@bp.get("/suspected/<reference>")
@allow(Permission.TRIAGE)
def suspected_case(reference: str) -> ResponseReturnValue:
    """One of them with all its words; opening a confidential one is an event in the trail."""
    with unit_of_work() as session:
        found = case_for(session, viewer(), reference, quarantined=True)
        note_read(session, viewer(), found, now=now())
        return render_template(
            "ombuds/suspected_case.html",
            case=found,
            why=why(found),
            first=first_of(session, viewer(), found),
            keeping=Form(),
            ending=Form(),
        )


@bp.post("/suspected/<reference>/keep")
@allow(Permission.TRIAGE)
def keep(reference: str) -> ResponseReturnValue:
    """No spam: into the inbox, and the call they wished for is planned."""

    def act(session: "Session", found: "Case") -> None:
        let_in(session, found, actor=viewer().actor, now=now(), staff_id=viewer().staff_id)

    return _decide(reference, "kept", act)


@bp.post("/suspected/<reference>/spam")
@allow(Permission.TRIAGE)
def spam(reference: str) -> ResponseReturnValue:
    """Spam: ended, and left out of lists and figures for good."""

    def act(session: "Session", found: "Case") -> None:
        version = version_of(request.form.get("version"))
        close_as_spam(session, viewer(), found, version=version, now=now())

    return _decide(reference, "spam", act)


def why(case: "Case") -> list[str]:
    """The reasons in words."""
    return [_(WHY[Suspicion(code)]) for code in case.suspicions]


def _decide(
    reference: str, news: str, act: Callable[["Session", "Case"], None]
) -> ResponseReturnValue:
    """Do it once; when the case has left the quarantine meanwhile, say so and change nothing."""
    try:
        with unit_of_work() as session:
            found = case_for(session, viewer(), reference, lock=True, quarantined=True)

            def once() -> dict[str, Any]:
                act(session, found)
                return {}

            once_for_form(session, f"{news}:{viewer().staff_id}:{found.id}", typed(), once)
    except (Missing, Refused):
        news = "gone"
    return redirect(url_for("ombuds.suspected", news=news), 303)
