"""Telling us something: the form, the short form for a call, and the receipt that answers both."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from anbelo.callbacks.planning import CONTACT_CALL_WITHIN
from anbelo.callbacks.service import take_contact
from anbelo.cases.rules import NewContact
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.errors import DomainError
from anbelo.core.price import PriceDue
from anbelo.intake import forms
from anbelo.intake.door import bp
from anbelo.intake.kiosk import told_here
from anbelo.intake.paying import price_page, settle, typed_fields
from anbelo.intake.receipt_views import receipt_key, receipt_page, stored_facts, told_facts
from anbelo.intake.schemas import CallSchema, ContactSchema
from anbelo.intake.signs import signs_of_form
from anbelo.offices.queries import sites
from anbelo.web.access import public
from anbelo.web.forms import Form, check, once_for_form, typed
from anbelo.web.house import house, reading, unit_of_work

SCOPE = "intake"
# What the short form keeps folded away until somebody wrote something there.
_MORE = ("weekdays", "parts", "others_may_answer", "safe_word", "text")


@bp.get("/<lang>/contact")
@public
def contact(lang: str) -> ResponseReturnValue:
    """The form, with what the link to it already answered."""
    given = forms.chosen(request.args, lang)
    return contact_page(lang, Form(values=given, labels=forms.contact_labels()))


@bp.post("/<lang>/contact")
@public
def send_contact(lang: str) -> ResponseReturnValue:
    """Register what the claimant wrote; the receipt comes only once it is stored."""
    form = typed(forms.contact_labels())
    told = check(ContactSchema(lang, today=local_day(now())), form)
    try:
        stored = store(form, told) if told else None
    except PriceDue as due:
        action = url_for("intake.send_contact", lang=lang)
        return price_page(lang, action, typed_fields(form.key), due, now())
    if stored is None:
        return contact_page(lang, form), 422
    return receipt_page(lang, form.key, {**stored, **told_facts(told)})


@bp.get("/<lang>/call")
@public
def call(lang: str) -> ResponseReturnValue:
    """The short form for those who only want to be called."""
    values = {"call_language": lang, "to_object": request.args.get("to_object", "")}
    return call_page(lang, Form(values=values, labels=forms.call_labels()))


@bp.post("/<lang>/call")
@public
def send_call(lang: str) -> ResponseReturnValue:
    """Register the wish for a call; the receipt comes only once it is stored."""
    form = typed(forms.call_labels())
    told = check(CallSchema(lang), form)
    try:
        stored = store(form, told) if told else None
    except PriceDue as due:
        action = url_for("intake.send_call", lang=lang)
        return price_page(lang, action, typed_fields(form.key), due, now())
    if stored is None:
        return call_page(lang, form), 422
    return receipt_page(lang, form.key, {**stored, **told_facts(told)})


def store(form: Form, told: NewContact) -> dict[str, Any] | None:
    """Open the case once for this form; what the receipt needs, or None with `form.errors` told.

    The answer is kept with the form's key and holds no secret: the code is derived anew each time.
    Raises PriceDue when this network sends much and the form has not paid: nothing is stored then.
    """
    moment = now()
    try:
        with unit_of_work() as session:

            def act() -> dict[str, Any]:
                sent = settle(session, form.key, now=moment)
                opened = take_contact(
                    session,
                    told_here(told),
                    key=receipt_key(form.key),
                    pepper=house().settings.pepper,
                    actor="claimant",
                    now=moment,
                    signs=signs_of_form(sent),
                )
                return stored_facts(opened, moment)

            answer = once_for_form(session, SCOPE, form, act)
    except DomainError as error:
        forms.refuse(form, error)
        return None
    return answer.value


def contact_page(lang: str, form: Form) -> str:
    """The whole form as it stands."""
    with reading() as session:
        places = [(site.code, site.name) for site in sites(session)]
    return render_template(
        "intake/contact.html",
        lang=lang,
        form=form,
        kinds=forms.kinds(),
        topics=forms.topics(),
        answers=forms.answers(),
        sites=forms.site_options(places),
        **forms.call_choices(),
    )


def call_page(lang: str, form: Form) -> str:
    """The short form as it stands."""
    return render_template(
        "intake/call.html",
        lang=lang,
        form=form,
        call_by=local_day(now()) + CONTACT_CALL_WITHIN,
        more=any(form.values.get(name) or name in form.errors for name in _MORE),
        **forms.call_choices(),
    )
