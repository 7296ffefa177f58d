"""Where it stands: the code opens a short session with messages, taking back and signing off."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from anbelo.callbacks.claimants import ClaimantCase, look, rate, say, take_back
from anbelo.cases.claimants import IDLE, enter, leave
from anbelo.cases.receipts import Receipt, parse
from anbelo.core.clock import now
from anbelo.core.errors import Invalid, Refused, TooMany
from anbelo.core.senders import post_office
from anbelo.intake import claimant, forms
from anbelo.intake.cookies import CLAIMANT
from anbelo.intake.door import bp
from anbelo.intake.files import ACCEPT, files_came, files_of_case, keep_for_message
from anbelo.intake.progress import coming_calls, headline, news_of, next_steps, past_steps
from anbelo.intake.schemas import CodeSchema, HelpedSchema, MayCall, MessageSchema
from anbelo.web.access import origin, public
from anbelo.web.forms import Form, check, once_for_form, typed
from anbelo.web.house import house, reading, unit_of_work
from anbelo.web.i18n import _


@bp.get("/<lang>/status")
@public
def status(lang: str) -> ResponseReturnValue:
    """Ask for the code."""
    return code_page(lang, Form(labels=_code_labels()))


@bp.post("/<lang>/status")
@public
def check_code(lang: str) -> ResponseReturnValue:
    """Open the case of the right code; a wrong one and an unknown one get the same answer."""
    form = typed(_code_labels())
    code = check(CodeSchema(), form)
    receipt = parse(code) if code else None
    if code and receipt is None:
        form.refuse(Invalid("receipt_mistyped", field="code"))
    if receipt is None:
        return code_page(lang, form), 422
    try:
        token = _enter(receipt)
    except TooMany as error:
        form.refuse(Invalid(error.code, field="code", **error.facts))
        headers = {"Retry-After": str(error.facts["seconds"])}
        return code_page(lang, form), 429, headers
    if token is None:
        form.refuse(Invalid("receipt_wrong", field="code"))
        return code_page(lang, form), 422
    answer = make_response(_inside(lang, form, token))
    CLAIMANT.remember(answer, token)
    return answer


def _inside(lang: str, form: Form, token: str) -> ResponseReturnValue:
    """The case; a message that was typed while a session ended is in its box again."""
    kept = str(form.values.get("text", ""))
    found = seen(token) if kept else None
    if found is None:
        return redirect(url_for("intake.case", lang=lang), 303)
    again = Form(values={"text": kept}, labels=_message_labels())
    return case_page(lang, found, again, token)


def _enter(receipt: Receipt) -> str | None:
    with unit_of_work() as session:
        token = enter(session, receipt, pepper=house().settings.pepper,
                      address=origin(), now=now())  # fmt: skip
        if token:
            leave(session, CLAIMANT.token())  # one browser, one case
    return token


@bp.get("/<lang>/status/case")
@public
def case(lang: str) -> ResponseReturnValue:
    """Where it stands, what comes next, and the messages of both sides."""
    found = seen()
    return case_page(lang, found, Form(labels=_message_labels())) if found else ended(lang)


@bp.get("/<lang>/status/stay")
@public
def stay(lang: str) -> ResponseReturnValue:  # noqa: ARG001 - part of every address
    """Somebody is still here: the session counts anew; 401 when it has ended."""
    return ("", 204) if seen() else ("", 401)


@bp.post("/<lang>/status/message")
@public
def send_message(lang: str) -> ResponseReturnValue:
    """Add the claimant's message to the case."""
    found = seen()
    if found is None:
        return ended(lang, typed(_code_labels()))
    if not claimant.proven():  # meanwhile this browser opened another case: ask whose message it is
        return ended(lang, typed(_code_labels()))[0], 403
    form = typed(_message_labels())
    text = check(MessageSchema(), form)
    if not text:
        return case_page(lang, found, form), 422
    try:
        with unit_of_work() as session:

            def act() -> dict[str, str]:
                message = say(session, CLAIMANT.token(), text, language=lang, now=now())
                keep_for_message(session, found.case_id, message, now=now())
                return {}

            once_for_form(session, f"message:{found.case_id}", form, act)
    except (Invalid, Refused) as error:
        forms.refuse(form, error)
        return case_page(lang, found, form), 422
    return redirect(url_for("intake.case", lang=lang, _anchor="nachrichten"), 303)


@bp.post("/<lang>/status/helped")
@public
def say_helped(lang: str) -> ResponseReturnValue:
    """Did it help? A "no" opens the case again."""
    found = seen()
    if found is None:
        return ended(lang, typed(_code_labels()))
    if not claimant.proven():  # as with a message
        return ended(lang, typed(_code_labels()))[0], 403
    form = typed(_message_labels())
    told = check(HelpedSchema(), form)
    if not told:
        return case_page(lang, found, form), 422
    helped = told["helped"] is MayCall.YES
    try:
        with unit_of_work() as session:
            rate(session, CLAIMANT.token(), helped=helped, text=told.get("text", ""), language=lang,
                 now=now())  # fmt: skip
    except Refused as error:
        forms.refuse(form, error)
        return case_page(lang, found, form), 409
    news = "helped" if helped else "reopened"
    return redirect(url_for("intake.case", lang=lang, news=news), 303)


@bp.get("/<lang>/status/withdraw")
@public
def withdraw(lang: str) -> ResponseReturnValue:
    """Ask once more before the contact is taken back."""
    found = seen()
    if found is None:
        return ended(lang)
    return render_template("intake/withdraw.html", lang=lang, case=found, proof=claimant.proof())


@bp.post("/<lang>/status/withdraw")
@public
def send_withdraw(lang: str) -> ResponseReturnValue:
    """Take the contact back; nobody works on it or calls any more."""
    if seen() is None:
        return ended(lang)
    claimant.check_proof()
    with unit_of_work() as session:
        take_back(session, CLAIMANT.token(), now=now())
    return redirect(url_for("intake.case", lang=lang), 303)


@bp.post("/<lang>/status/leave")
@public
def sign_off(lang: str) -> ResponseReturnValue:
    """End the session: whoever sits here next sees nothing."""
    if not CLAIMANT.token():
        return redirect(url_for("intake.start", lang=lang), 303)
    claimant.check_proof()
    with unit_of_work() as session:
        leave(session, CLAIMANT.token())
    answer = make_response(render_template("intake/left.html", lang=lang))
    CLAIMANT.forget(answer)
    return answer


def seen(token: str = "") -> ClaimantCase | None:
    """The case of this browser's session; None when there is none or it has ended."""
    token = token or CLAIMANT.token()
    if not token:
        return None
    with unit_of_work() as session:
        return look(session, token, now=now())


def case_page(lang: str, found: ClaimantCase, form: Form, token: str = "") -> str:
    """The status page as it stands."""
    moment = now()
    with reading() as session:
        files = files_of_case(session, found.case_id)
    return render_template(
        "intake/case.html",
        files=files,
        accept=ACCEPT,
        lang=lang,
        case=found,
        form=form,
        news=news_of(request.args.get("news", ""), request.args.get("call", ""), found),
        headline=headline(found, moment),
        calls=coming_calls(found, moment, post_office().number_end),
        past=past_steps(found),
        coming=next_steps(found, moment),
        proof=claimant.proof(token),
        idle_seconds=int(IDLE.total_seconds()),
    )


def code_page(lang: str, form: Form) -> str:
    """The question for the code."""
    kept = str(form.values.get("text", ""))  # a message that waits since its session ended
    return render_template(
        "intake/code.html", lang=lang, form=form, kept=kept, over=False, files_lost=False
    )


def ended(lang: str, sent: Form | None = None) -> tuple[str, int]:
    """Ask for the code again after a session ended; a typed message goes on to the next page."""
    kept = str(sent.values.get("text", "")) if sent else ""
    form = Form(labels=_code_labels())
    page = render_template(
        "intake/code.html", lang=lang, form=form, kept=kept, over=bool(CLAIMANT.token()),
        files_lost=files_came(),
    )  # fmt: skip
    return page, 401


def _code_labels() -> dict[str, str]:
    return {"code": _("Ihr Code")}


def _message_labels() -> dict[str, str]:
    return {"text": _("Ihre Nachricht"), "files": _("Fotos oder Dateien")}
