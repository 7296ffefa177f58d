"""The trail for the data-protection officer: what happened, and whether the chain is whole."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.audit.queries import verify
from anbelo.audit.service import record_check
from anbelo.core.clock import now
from anbelo.management.door import bp
from anbelo.management.trail_words import action_words, actor_words, thing_words
from anbelo.reports.queries import TrailLine, last_check, trail
from anbelo.web.access import allow, viewer
from anbelo.web.forms import Form, once_for_form, typed
from anbelo.web.house import reading, unit_of_work
from anbelo.web.i18n import _, moment
from anbelo.web.words import label


@bp.get("/trail", endpoint="trail")
@allow(Permission.READ_TRAIL)
def show_trail() -> ResponseReturnValue:
    """The latest events and the last check of the chain."""
    with reading() as session:
        found = trail(session, after=request.args.get("after"))
        checked = last_check(session)
    rows = [
        [
            moment(line.at),
            actor_words(line.actor),
            _with_reason(action_words(line.action), line),
            thing_words(line.thing, line.name),
        ]
        for line in found.lines
    ]
    return render_template(
        "management/trail.html", rows=rows, after=found.after, checked=checked, checking=Form()
    )


def _with_reason(what: str, line: TrailLine) -> str:
    """Why a notice left; of a lead's words the mark, which the page of the notice shows as well."""
    if line.reason is None:
        return what
    if line.mark:
        return _("%(what)s. %(reason)s Prüfzeichen: %(mark)s", what=what, reason=label(line.reason),
                 mark=line.mark)  # fmt: skip
    return _("%(what)s. %(reason)s", what=what, reason=label(line.reason))


@bp.post("/trail/check")
@allow(Permission.READ_TRAIL)
def check_trail() -> ResponseReturnValue:
    """Check every link of the chain now; the result is an event itself.

    Only "whole" or "damaged" is told: a count would tell of events that are not shown here.
    """
    form = typed()
    with reading() as session:
        verdict = verify(session)

    with unit_of_work() as session:

        def act() -> dict[str, Any]:
            record_check(session, actor=viewer().actor, intact=verdict.intact, now=now())
            return {}

        once_for_form(session, f"check:{viewer().staff_id}", form, act)
    return redirect(url_for("management.trail"), 303)
