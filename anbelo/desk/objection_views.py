"""That somebody objected to a notice that has left: the day it arrived, and nothing more."""

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields

from anbelo.accounts.rules import Permission
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.errors import DomainError, Invalid, Missing
from anbelo.desk.door import bp
from anbelo.desk.sentences import notice_standing
from anbelo.notices.objections import objection_to, record_objection, remove_objection
from anbelo.notices.queries import notice_for
from anbelo.notices.rules import NoticeState
from anbelo.web.access import allow, viewer
from anbelo.web.fields import Day, FormSchema
from anbelo.web.forms import Form, check, once_for_form, typed
from anbelo.web.house import reading, unit_of_work
from anbelo.web.i18n import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class ObjectionSchema(FormSchema):
    """The day an objection arrived, and the day that stood on the page before."""

    received_on = Day(required=True)
    seen = fields.Date(load_default=None)


@bp.get("/notices/<path:reference>/objection")
@allow(Permission.RELEASE_NOTICE)
def objection(reference: str) -> ResponseReturnValue:
    """What is recorded of an objection to this notice, and a place to record it."""
    return _page(reference, Form(labels=_labels()))


@bp.post("/notices/<path:reference>/objection")
@allow(Permission.RELEASE_NOTICE)
def note_objection(reference: str) -> ResponseReturnValue:
    """Record the day, or correct the one that was seen."""
    form = typed(_labels())
    data: dict[str, Any] | None = check(ObjectionSchema(), form)
    if data is None:
        return _page(reference, form), 422
    try:
        with unit_of_work() as session:
            once_for_form(session, _scope(reference), form,
                          lambda: _record(session, reference, **data))  # fmt: skip
    except Missing:
        raise
    except DomainError as error:
        form.refuse(error)
        return _page(reference, form), 422 if isinstance(error, Invalid) else 409
    return redirect(url_for("desk.objection", reference=reference), 303)


@bp.post("/notices/<path:reference>/objection/removal")
@allow(Permission.RELEASE_NOTICE)
def take_objection_back(reference: str) -> ResponseReturnValue:
    """Take back an entry that belongs to another notice."""
    form = typed()

    with unit_of_work() as session:

        def act() -> dict[str, Any]:
            found = notice_for(session, viewer(), reference)
            remove_objection(session, found, actor=viewer().actor, now=now())
            return {}

        once_for_form(session, _scope(reference), form, act)
    return redirect(url_for("desk.objection", reference=reference), 303)


def _record(
    session: "Session", reference: str, *, received_on: date, seen: date | None
) -> dict[str, Any]:
    found = notice_for(session, viewer(), reference)
    known = objection_to(session, found)
    # Whoever saw another day than the one that stands there now corrects nothing.
    as_seen = seen is not None and known is not None and known.received_on == seen
    record_objection(session, found, received_on, actor=viewer().actor, now=now(),
                     staff_id=viewer().staff_id, correct=as_seen)  # fmt: skip
    return {}


def _page(reference: str, form: Form) -> str:
    today = local_day(now())
    with reading() as session:
        found = notice_for(session, viewer(), reference)
        known = objection_to(session, found)
    if known and not form.values:
        form.values = {"received_on": known.received_on.isoformat()}
    return render_template(
        "desk/objection_page.html",
        form=form,
        notice=found,
        title=_("Widerspruch: %(name)s", name=found.person_name),
        standing=notice_standing(found, today),
        may=found.state is NoticeState.RELEASED,
        earliest=local_day(found.released_at).isoformat() if found.released_at else "",
        latest=today.isoformat(),
        known=known,
        taking_back=Form(),
    )


def _scope(reference: str) -> str:
    return f"desk objection {viewer().actor} {reference}"


def _labels() -> dict[str, str]:
    return {"received_on": _("Eingegangen am")}
