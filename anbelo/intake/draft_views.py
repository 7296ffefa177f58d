"""What was begun: go on later or on another device, or throw it away."""

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from anbelo.core.clock import now
from anbelo.core.digits import grouped
from anbelo.core.errors import Invalid, TooMany
from anbelo.drafts.rules import code_of, expires_at
from anbelo.drafts.service import draft_of, forget, resume
from anbelo.intake.cookies import DRAFT
from anbelo.intake.door import bp
from anbelo.intake.journey import Step
from anbelo.intake.schemas import CodeSchema
from anbelo.web.access import origin, public
from anbelo.web.forms import Form, check, typed
from anbelo.web.house import house, reading, unit_of_work
from anbelo.web.i18n import _


@bp.get("/<lang>/tell/later")
@public
def later(lang: str) -> ResponseReturnValue:
    """Until when the draft is kept, and the code to go on elsewhere."""
    with reading() as session:
        found = draft_of(session, DRAFT.token(), now=now())
        if found is None or found.receipt is not None:
            return redirect(url_for("intake.start", lang=lang), 303)
        groups = grouped(code_of(house().settings.pepper, found.key))
        until = expires_at(found.touched_at, sent=False)
    return render_template("intake/later.html", lang=lang, groups=groups, until=until)


@bp.get("/<lang>/resume")
@public
def ask_draft_code(lang: str) -> ResponseReturnValue:
    """Ask for the code of a draft begun on another device."""
    return _resume_page(lang, Form(labels=_labels()))


@bp.post("/<lang>/resume")
@public
def resume_draft(lang: str) -> ResponseReturnValue:
    """Go on with the draft of this code; a wrong code and an old one get the same answer."""
    form = typed(_labels())
    code = check(CodeSchema(), form)
    if not code:
        return _resume_page(lang, form), 422
    try:
        with unit_of_work() as session:
            token = resume(session, code, pepper=house().settings.pepper,
                           address=origin(), now=now())  # fmt: skip
            begun = draft_of(session, DRAFT.token(), now=now())
    except TooMany as error:
        form.refuse(Invalid(error.code, field="code", **error.facts))
        return _resume_page(lang, form), 429, {"Retry-After": str(error.facts["seconds"])}
    if token is None:
        form.refuse(Invalid("draft_code_wrong", field="code"))
        return _resume_page(lang, form), 422
    if begun and begun.answers.get("text") and token != DRAFT.token():  # those words would be lost
        form.refuse(Invalid("draft_begun_here", field="code"))
        return _resume_page(lang, form), 422
    answer = make_response(redirect(url_for("intake.tell", lang=lang, step=Step.TEXT.value), 303))
    DRAFT.remember(answer, token)
    return answer


@bp.post("/<lang>/tell/forget")
@public
def forget_draft(lang: str) -> ResponseReturnValue:
    """Throw away what was begun, here and on the server."""
    with unit_of_work() as session:
        forget(session, DRAFT.token())
    done = make_response(render_template("intake/thrown_away.html", lang=lang))
    DRAFT.forget(done)
    return done


def _resume_page(lang: str, form: Form) -> str:
    return render_template("intake/resume.html", lang=lang, form=form)


def _labels() -> dict[str, str]:
    return {"code": _("Ihr Code")}
