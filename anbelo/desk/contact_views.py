"""Take down what somebody says, and give them their receipt before they leave."""

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.callbacks.planning import free_times, plan
from anbelo.callbacks.queries import next_calls, open_calls_of
from anbelo.callbacks.service import take_contact
from anbelo.cases.queries import case_by_id
from anbelo.cases.rules import Channel, NewContact
from anbelo.cases.service import likely_team, receipt_again
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.errors import DomainError, Invalid
from anbelo.core.texts import SOURCE
from anbelo.desk.advice import about_last_day, advice, last_safe_day
from anbelo.desk.contact_pages import draft, labels, options, spoken
from anbelo.desk.door import bp
from anbelo.desk.half_typed import call_language, half_typed, proposed, with_proposal
from anbelo.desk.schemas import ContactSchema
from anbelo.desk.sentences import on_day, standing
from anbelo.desk.slips import slip
from anbelo.notices.deadlines import complaint_targets
from anbelo.offices.queries import site_calendar, sites
from anbelo.triage.rules import propose
from anbelo.web.access import allow, viewer
from anbelo.web.forms import Form, check, once_for_form, typed
from anbelo.web.house import house, reading, unit_of_work

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from anbelo.cases.models import Case

DEFAULTS = {"channel": Channel.COUNTER.value, "language": SOURCE}


@bp.get("/contacts/new")
@allow(Permission.LOG_CONTACT)
def new_contact() -> ResponseReturnValue:
    """One page to write down what somebody says; the next free times for a call are on it."""
    return _page(Form(values=dict(DEFAULTS), labels=labels()))


@bp.post("/contacts/proposal")
@allow(Permission.LOG_CONTACT)
def proposal() -> ResponseReturnValue:
    """The proposal for the words typed so far, as a piece of the page; nothing is stored."""
    return render_template("desk/proposal.html", **_drafted(typed(labels())))


@bp.post("/contacts/new")
@allow(Permission.LOG_CONTACT)
def take_down() -> ResponseReturnValue:
    """Store the contact once and show its receipt; or show the proposal for what was typed."""
    form = typed(labels())
    if "propose" in request.form:
        return _page(form)
    contact: NewContact | None = check(ContactSchema(), form)
    if contact is None:
        return _page(form), 422
    try:
        with unit_of_work() as session:
            scope = f"desk contact {viewer().actor}"
            answer = once_for_form(session, scope, form, lambda: _store(session, contact, form))
            case = case_by_id(session, answer.value["case"])
            shown = _receipt(session, case, form, today=local_day(now()))
    except DomainError as error:
        form.refuse(error)
        return _page(form), 422 if isinstance(error, Invalid) else 409
    return render_template("desk/receipt.html", **shown)


def _key(form: Form) -> str:
    return f"desk {viewer().actor} {form.key}"


def _store(session: "Session", contact: NewContact, form: Form) -> dict[str, Any]:
    """Open the case; a wished call gets its time now, so that the person leaves knowing it."""
    moment = now()
    opened = take_contact(
        session,
        contact,
        key=_key(form),
        pepper=house().settings.pepper,
        actor=viewer().actor,
        now=moment,
    )
    for callback in open_calls_of(session, opened.case):
        plan(session, callback, now=moment)
    return {"case": opened.case.id, "locator": opened.case.locator}


def _receipt(session: "Session", case: "Case", form: Form, *, today: date) -> dict[str, Any]:
    """What the receipt page shows; of a confidential case only the code leaves this room."""
    receipt = receipt_again(house().settings.pepper, _key(form), case.locator)
    call = next_calls(session, [case]).get(case.id)
    calendar = site_calendar(session, case.site)
    shown = {
        "groups": receipt.groups,
        "spoken": spoken(receipt.groups),
        "confidential": case.confidential,
        "slip": slip(case, receipt.groups, call=call, calendar=calendar, today=today),
    }
    if case.confidential:
        return shown
    day = last_safe_day(case.letter_date, calendar.land) if case.letter_date else None
    targets = complaint_targets(today, calendar)
    return shown | {
        "case": case,
        "standing": standing(case, call, today),
        "hints": advice(case.urgency, case.legal_nature, case.channel),
        "last_day": about_last_day(day, today) if case.letter_date else None,
        "acknowledge_by": on_day(targets.acknowledge_by, today),
        "answer_by": on_day(targets.answer_by, today),
    }


def _page(form: Form) -> str:
    return render_template("desk/contact.html", **_drafted(form))


def _drafted(form: Form) -> dict[str, Any]:
    """The proposal and the next free times for whatever is typed so far, complete or not."""
    moment = now()
    found = proposed(form.values)
    values = with_proposal(form.values, found)
    with reading() as session:
        places = options(sites(session))
        contact = half_typed(values, places)
        language = call_language(values, contact.language)
        times = free_times(
            session,
            language=language,
            team_id=likely_team(session, contact, found or propose("")),
            confidential=contact.confidential,
            now=moment,
        )
    today = local_day(moment)
    return {
        "form": Form(values, form.errors, form.key, form.labels),
        "draft": draft(found, contact, times, language=language, today=today),
        "options": places,
    }
