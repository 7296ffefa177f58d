"""A new receipt code for somebody who lost theirs and shows who they are."""

from typing import TYPE_CHECKING

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.callbacks.queries import next_calls
from anbelo.cases.claimants import renew_code
from anbelo.cases.queries import case_for
from anbelo.cases.service import receipt_again
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.desk.contact_pages import spoken
from anbelo.desk.door import bp
from anbelo.desk.schemas import NewCodeSchema
from anbelo.desk.slips import slip
from anbelo.offices.queries import site_calendar
from anbelo.web.access import allow, viewer
from anbelo.web.forms import Form, check, once_for_form, typed
from anbelo.web.house import house, reading, unit_of_work
from anbelo.web.i18n import _

if TYPE_CHECKING:
    from anbelo.cases.models import Case


@bp.get("/cases/<reference>/code")
@allow(Permission.LOG_CONTACT)
def ask_new_code(reference: str) -> ResponseReturnValue:
    """Whom one has in front of oneself comes first: the code opens everything in the case."""
    return _page(reference, Form(labels=_labels()))


@bp.post("/cases/<reference>/code")
@allow(Permission.LOG_CONTACT)
def new_code(reference: str) -> ResponseReturnValue:
    """The new code, shown once; the old one is worth nothing any more."""
    form = typed(_labels())
    if not check(NewCodeSchema(), form):
        return _page(reference, form), 422
    with unit_of_work() as session:
        found = case_for(session, viewer(), reference)

        def act() -> dict[str, str]:
            renew_code(session, found, key=_key(form), pepper=house().settings.pepper,
                       actor=viewer().actor, now=now())  # fmt: skip
            return {"locator": found.locator}

        answer = once_for_form(session, f"desk code {viewer().actor} {reference}", form, act)
        receipt = receipt_again(house().settings.pepper, _key(form), answer.value["locator"])
        paper = slip(
            found,
            receipt.groups,
            call=next_calls(session, [found]).get(found.id),
            calendar=site_calendar(session, found.site),
            today=local_day(now()),
        )
    return render_template(
        "desk/new_code.html",
        groups=receipt.groups,
        spoken=spoken(receipt.groups),
        slip=paper,
        back=url_for("desk.case", reference=reference),
    )


def _page(reference: str, form: Form) -> str:
    with reading() as session:
        found: Case = case_for(session, viewer(), reference)
        name = found.person.name if found.person else ""
    return render_template("desk/ask_new_code.html", form=form, reference=reference, name=name)


def _key(form: Form) -> str:
    return f"desk new code:{form.key}"


def _labels() -> dict[str, str]:
    return {"identity": _("Die Person hat gezeigt, wer sie ist.")}
