"""Telling us something, one question a page; what was answered waits in a draft."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from anbelo.attachments.service import hand_over, remove
from anbelo.callbacks.service import take_contact
from anbelo.cases.rules import NewContact
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.errors import DomainError
from anbelo.core.price import PriceDue
from anbelo.core.texts import offered
from anbelo.drafts.rules import both
from anbelo.drafts.service import answer, begin, draft_of, sent, was_sent
from anbelo.intake import forms
from anbelo.intake.cookies import DRAFT
from anbelo.intake.door import bp
from anbelo.intake.files import files_came, files_of_draft, keep_for_draft
from anbelo.intake.journey import (
    CHECK,
    FIELDS,
    Go,
    Step,
    after,
    before,
    given,
    keep_unseen,
    typed_form,
)
from anbelo.intake.journey_pages import answers_page, question_page
from anbelo.intake.kiosk import told_here
from anbelo.intake.paying import price_page, settle
from anbelo.intake.receipt_views import receipt_key, stored_facts, told_facts
from anbelo.intake.schemas import ContactSchema
from anbelo.intake.signs import DECOY, decoy_filled, opened_at, signs_of_draft
from anbelo.web.access import public
from anbelo.web.forms import Form, check
from anbelo.web.house import house, reading, unit_of_work
from anbelo.web.i18n import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from anbelo.drafts.models import Draft

STEP = "<any(topic, text, call, you):step>"


@bp.get(f"/<lang>/tell/{STEP}")
@public
def tell(lang: str, step: str) -> ResponseReturnValue:
    """One question, with what was answered before or what the link here already answered."""
    with reading() as session:
        found = _open_draft(session)
        answers = dict(found.answers) if found else {}
        files = files_of_draft(session, found.id) if found else []
    from_link = {name: value for name, value in forms.chosen(request.args, lang).items() if value}
    values = {"call_language": lang, **answers}
    if Step(step) in {Step.TOPIC, Step.TEXT}:
        values |= from_link
    form = Form(values=values, labels=forms.contact_labels())
    return question_page(lang, Step(step), form, files)


@bp.post(f"/<lang>/tell/{STEP}")
@public
def answer_question(lang: str, step: str) -> ResponseReturnValue:
    """Keep the answer, then go where the pressed button leads; a wrong answer is asked again."""
    here, (go, into) = Step(step), _pressed()
    answers = given(here, request.form)
    form = Form(labels=forms.contact_labels())
    with unit_of_work() as session:
        found, token = _store(session, form, answers)
        if found.receipt is not None and _shown_before(found):
            return redirect(url_for("intake.receipt", lang=lang), 303)
        if here is Step.TEXT and found.receipt is None:
            keep_for_draft(session, form, found.id, now=now())
            remove(session, found.id, request.form.get("remove", "").replace("\0", ""))
        form.values = {**found.answers, **answers}
        files = files_of_draft(session, found.id) if here is Step.TEXT else []
    if go is Go.NEXT and not form.errors:
        _check_page(lang, here, form)
    if form.errors:
        return _with_cookie(make_response(question_page(lang, here, form, files), 422), token)
    return _with_cookie(make_response(redirect(_target(into or lang, here, go), 303)), token)


@bp.get("/<lang>/tell/check")
@public
def check_answers(lang: str) -> ResponseReturnValue:
    """Everything on one page; each line can be changed. After sending: the receipt."""
    with reading() as session:
        found = draft_of(session, DRAFT.token(), now=now())
        answers = dict(found.answers) if found else {}
        sent_already = found is not None and found.receipt is not None
        files = files_of_draft(session, found.id) if found else []
    if sent_already:
        return redirect(url_for("intake.receipt", lang=lang), 303)
    if not answers.get("text"):
        return redirect(url_for("intake.tell", lang=lang, step=Step.TEXT.value), 303)
    return answers_page(lang, answers, Form(labels=forms.contact_labels()), files)


@bp.post("/<lang>/tell/send")
@public
def send(lang: str) -> ResponseReturnValue:
    """Register the contact once, however often this is pressed; then show the receipt."""
    form = Form(labels=forms.contact_labels())
    moment = now()
    answers: dict[str, Any] = {}
    try:
        with unit_of_work() as session:
            found = draft_of(session, DRAFT.token(), now=moment, lock=True)
            answers = dict(found.answers) if found else {}
            files = files_of_draft(session, found.id) if found else []
            if found and found.receipt is None:
                told = check(_schema(lang), form, typed_form(answers))
                if told:
                    sent(found, _register(session, found, told, moment), now=moment)
    except PriceDue as due:
        return price_page(lang, url_for("intake.send", lang=lang), [], due, moment)
    except DomainError as error:
        forms.refuse(form, error)
    if found is None:
        return _begin_again(lang)
    if form.errors:
        return answers_page(lang, answers, form, files), 422
    return redirect(url_for("intake.receipt", lang=lang), 303)


def _begin_again(lang: str) -> ResponseReturnValue:
    """The draft is gone, the words came along from the page: they stand in the first form again."""
    answers = given(Step.TEXT, request.form)
    if not answers.get("text"):
        return redirect(url_for("intake.start", lang=lang), 303)
    return question_page(
        lang, Step.TEXT, Form(values=answers, labels=forms.contact_labels()), over=True
    )


def _open_draft(session: "Session") -> "Draft | None":
    """The draft of this browser that was not sent yet."""
    found = draft_of(session, DRAFT.token(), now=now())
    return found if found and found.receipt is None else None


def _store(session: "Session", form: Form, answers: dict[str, Any]) -> "tuple[Draft, str]":
    """Keep the answers; with a draft that begins now comes the token for its cookie, else empty.

    A page that brings nothing new after sending begins nothing: the sent draft comes back.

    When another window stored other words meanwhile, both stand in `answers` and the form says so.
    """
    moment = now()
    if decoy_filled():
        answers[DECOY] = True
    found = draft_of(session, DRAFT.token(), now=moment, lock=True)
    if found is not None and found.receipt is not None and not _brings_more(found, answers):
        return found, ""
    if found is None or found.receipt is not None:  # that one is sent; this is something new
        fresh, token = begin(session, answers, pepper=house().settings.pepper, now=moment)
        fresh.started_at = opened_at() or moment
        session.flush()  # files need its number
        return fresh, token
    if "text" in answers:
        kept, seen = str(found.answers.get("text", "")), request.form.get("seen", "")
        together = both(kept, seen, str(answers["text"]))
        if together is not None:
            answers["text"] = together
            form.errors["text"] = [
                _("Sie haben auch in einem anderen Fenster geschrieben. Hier stehen beide Texte.")
            ]
    keep_unseen(answers, found.answers, request.form.get("shown", ""))
    answer(found, answers, now=moment)
    return found, ""


def _brings_more(found: "Draft", answers: dict[str, Any]) -> bool:
    """Whether a page sent after sending has words or files that have not gone out yet."""
    if files_came():
        return True
    if _shown_before(found):  # back, and the same once more
        text = str(answers.get("text", ""))
        return bool(text) and not was_sent(found, text)
    return any(value for name, value in answers.items() if name != "call_language")


def _shown_before(found: "Draft") -> bool:
    """Whether this form was on the screen before its draft was sent."""
    shown = opened_at()
    return shown is not None and shown < found.touched_at.replace(microsecond=0)


def _register(
    session: "Session", found: "Draft", told: NewContact, moment: datetime
) -> dict[str, Any]:
    sent_before = settle(session, found.key, now=moment)
    opened = take_contact(
        session,
        told_here(told),
        key=receipt_key(found.key),
        pepper=house().settings.pepper,
        actor="claimant",
        now=moment,
        signs=signs_of_draft(found, sent_before),
    )
    hand_over(session, found.id, opened.case.id, now=moment)
    return {**stored_facts(opened, moment), **told_facts(told)}


def _schema(lang: str) -> ContactSchema:
    return ContactSchema(lang, today=local_day(now()))


def _check_page(lang: str, step: Step, form: Form) -> None:
    """Leave only the errors of this page's own questions in `form.errors`."""
    check(_schema(lang), form, typed_form(form.values))
    own = FIELDS[step]
    form.errors = {name: told for name, told in form.errors.items() if name in own}


def _pressed() -> tuple[Go, str]:
    """Where the pressed button leads, and the language it changes to (else empty)."""
    if "remove" in request.form:
        return Go.STAY, ""
    name = request.form.get("go", Go.NEXT.value)
    if name in {found.code for found in offered()}:
        return Go.LANGUAGE, name
    return (Go(name) if name in set(Go) else Go.NEXT), ""


def _target(lang: str, step: Step, go: Go) -> str:
    if go is Go.STAY:
        return url_for("intake.tell", lang=lang, step=step.value)
    if go is Go.LATER:
        return url_for("intake.later", lang=lang)
    if go is Go.LANGUAGE:
        return url_for("intake.tell", lang=lang, step=step.value)
    target = before(step) if go is Go.BACK else after(step)
    if target is None:
        return url_for("intake.start", lang=lang)
    if target == CHECK:
        return url_for("intake.check_answers", lang=lang)
    return url_for("intake.tell", lang=lang, step=target)


def _with_cookie(response: Response, token: str) -> Response:
    if token:
        DRAFT.remember(response, token)
    return response
