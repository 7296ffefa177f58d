"""Find a case by anything somebody remembers of it, and see what happens today."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.callbacks.queries import calls_of_day, next_calls
from anbelo.callbacks.service import let_in
from anbelo.cases.queries import case_for, recent
from anbelo.cases.queries import find as find_cases
from anbelo.cases.receipts import LENGTH, parse
from anbelo.cases.service import case_by_receipt
from anbelo.core.calendar import at, local_day
from anbelo.core.clock import now
from anbelo.core.errors import Invalid, Missing, TooMany
from anbelo.core.throttle import check as check_throttle
from anbelo.core.throttle import note_failure
from anbelo.desk.door import bp
from anbelo.desk.rows import case_rows, cells_of_today
from anbelo.desk.schemas import FindSchema
from anbelo.web.access import allow, viewer
from anbelo.web.forms import Form, check, typed
from anbelo.web.house import house, reading, unit_of_work
from anbelo.web.i18n import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from anbelo.cases.models import Case

# Fewer digits are a phone number, more are a receipt code, perhaps with a slip.
LEAST_CODE_DIGITS = LENGTH - 4
DAY = timedelta(days=1)


@bp.get("/")
@allow(Permission.FIND_CASE)
def find() -> ResponseReturnValue:
    """One box for everything, the latest cases and today's calls."""
    return _page(Form(labels=_labels()), after=request.args.get("after"))


@bp.post("/")
@allow(Permission.FIND_CASE)
def search() -> ResponseReturnValue:
    """The cases that fit; a receipt code opens its case at once."""
    form = typed(_labels())
    data = check(FindSchema(), form)
    if data is None:
        return _page(form), 422
    words: str = data["words"]
    if _looks_like_code(words):
        return _search_code(form, words)
    with reading() as session:
        cases = find_cases(session, viewer(), words)
    if len(cases) == 1 and cases[0].reference == words.replace(" ", "").upper():
        return redirect(url_for("desk.case", reference=cases[0].reference), 303)
    return _page(form, found=cases)


def _looks_like_code(words: str) -> bool:
    digits = sum(character.isdecimal() for character in words)
    return digits >= LEAST_CODE_DIGITS and not any(c.isalpha() for c in words)


def _search_code(form: Form, words: str) -> ResponseReturnValue:
    """Open the case of a code. A case this person may not know of answers like none at all."""
    receipt = parse(words)
    if receipt is None:
        form.refuse(Invalid("code_mistyped", field="words"))
        return _page(form), 422
    moment, guesses = now(), f"code at the desk by {viewer().actor}"
    found: Case | None = None
    try:
        with unit_of_work() as session:
            check_throttle(session, guesses, now=moment)
            case = case_by_receipt(session, receipt, pepper=house().settings.pepper)
            if case:  # who stands here with the code is no spam
                let_in(session, case, actor=viewer().actor, now=moment)
            # The same question to the database, whether or not the code led somewhere.
            found = _visible(session, case.reference if case else "")
            if found is None:
                note_failure(session, guesses, now=moment)
    except TooMany as error:
        form.refuse(error)
        return _page(form), 429, {"Retry-After": str(error.facts["seconds"])}
    if found is None:
        form.refuse(Invalid("code_unknown", field="words"))
        return _page(form), 422
    return redirect(url_for("desk.case", reference=found.reference), 303)


def _visible(session: "Session", reference: str) -> "Case | None":
    try:
        return case_for(session, viewer(), reference)
    except Missing:
        return None


def _page(form: Form, *, found: "Sequence[Case] | None" = None, after: str | None = None) -> str:
    moment = now()
    today = local_day(moment)
    with reading() as session:
        page = None if found is not None else recent(session, viewer(), after=after)
        cases = found if found is not None else page.cases if page else []
        calls = next_calls(session, cases)
        midnight = at(today, time())
        planned = calls_of_day(session, viewer(), starts=midnight, ends=at(today + DAY, time()))
    return render_template(
        "desk/find.html",
        form=form,
        searched=found is not None,
        rows=case_rows(cases, calls, today),
        after=after,
        next_url=url_for("desk.find", after=page.after) if page and page.after else None,
        planned=cells_of_today(planned),
        today=today,
        may_log=viewer().may(Permission.LOG_CONTACT),
    )


def _labels() -> dict[str, str]:
    return {"words": _("Code, Name, Telefon, Nummer oder Wort")}
