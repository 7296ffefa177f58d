"""One case: what was said, where it stands, and what one may do about it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.attachments.service import of_case
from anbelo.callbacks.queries import calls_of, next_calls
from anbelo.callbacks.service import close_case, hide_case
from anbelo.cases.queries import case_for
from anbelo.cases.rules import Result, is_open
from anbelo.cases.service import note_read
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.errors import Invalid, Refused
from anbelo.core.texts import languages
from anbelo.correspondence.queries import messages_of
from anbelo.correspondence.service import write
from anbelo.desk.advice import about_last_day, advice, last_safe_day
from anbelo.desk.door import bp
from anbelo.desk.rows import call_row, notice_row
from anbelo.desk.schemas import AnswerSchema, CloseSchema
from anbelo.desk.sentences import RESULTS, history_text, standing, topic, who
from anbelo.notices.queries import notices_of
from anbelo.offices.queries import site_calendar
from anbelo.web.access import allow, viewer
from anbelo.web.file_rows import file_rows
from anbelo.web.forms import Form, check, once_for_form, typed
from anbelo.web.house import unit_of_work
from anbelo.web.i18n import _, moment
from anbelo.web.words import label, language_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from anbelo.cases.models import Case

Act = Callable[["Session", "Case", Any], None]


@bp.get("/cases/<reference>")
@allow(Permission.FIND_CASE)
def case(reference: str) -> ResponseReturnValue:
    """The whole case on one page, with what this person may do."""
    return _page(reference)


@bp.post("/cases/<reference>/answer")
@allow(Permission.ANSWER_CASE)
def answer(reference: str) -> ResponseReturnValue:
    """Send the person a message; if a colleague wrote meanwhile, show that first."""
    form = typed(_labels())
    return _change(reference, form, check(AnswerSchema(), form), "answer", _write)


@bp.post("/cases/<reference>/close")
@allow(Permission.ANSWER_CASE)
def finish(reference: str) -> ResponseReturnValue:
    """End the case with a result; never without one."""
    form = typed(_labels())
    return _change(reference, form, check(CloseSchema(), form), "close", _close)


@bp.post("/cases/<reference>/confidential")
@allow(Permission.LOG_CONTACT)
def hide(reference: str) -> ResponseReturnValue:
    """Put the case into the ombudsperson's own place; from now on this page answers like none."""
    form = typed(_labels())
    _once(reference, form, True, "hide", _hide)
    return render_template("desk/hidden.html")


def _write(session: "Session", found: "Case", data: dict[str, Any]) -> None:
    if not is_open(found.status):
        raise Refused("case_closed")
    messages = messages_of(session, found)
    if data["seen"] != (messages[-1].id if messages else 0):
        raise Refused("edited_meanwhile")
    write(session, found, data["text"], language=data["language"], now=now(), author=viewer())


def _close(session: "Session", found: "Case", data: dict[str, Any]) -> None:
    close_case(session, viewer(), found, result=data["result"], version=data["version"], now=now())


def _hide(session: "Session", found: "Case", _data: object) -> None:
    hide_case(session, viewer(), found, now=now())


def _change(reference: str, form: Form, data: object, action: str, act: Act) -> ResponseReturnValue:
    """Do it once and show the case; what cannot be done keeps everything that was typed."""
    if data is None:
        return _page(reference, form, action), 422
    try:
        _once(reference, form, data, action, act)
    except Invalid as error:
        form.refuse(error)
        return _page(reference, form, action), 422
    except Refused as error:
        form.refuse(error)
        return _page(reference, form, action), 409
    return redirect(url_for("desk.case", reference=reference), 303)


def _once(reference: str, form: Form, data: object, action: str, act: Act) -> None:
    def first_time() -> dict[str, Any]:
        act(session, case_for(session, viewer(), reference, lock=True), data)
        return {}

    with unit_of_work() as session:
        scope = f"desk {action} {viewer().actor} {reference.upper()}"
        once_for_form(session, scope, form, first_time)


def _page(reference: str, form: Form | None = None, action: str = "") -> str:
    today = local_day(now())
    fresh = Form(labels=_labels())
    with unit_of_work() as session:
        found = case_for(session, viewer(), reference)
        note_read(session, viewer(), found, now=now())
        messages = messages_of(session, found)
        notices = notices_of(session, viewer(), found)
        calls = {c.id: c for c in calls_of(session, viewer(), found)}
        before = {c.notice_id: c for c in calls.values() if c.notice_id}
        call = next_calls(session, [found]).get(found.id)
        land = site_calendar(session, found.site).land
        files = file_rows(of_case(session, found.id))
    last_day = None
    if found.letter_date:
        last_day = about_last_day(last_safe_day(found.letter_date, land), today)
    return render_template(
        "desk/case.html",
        case=found,
        form=form,
        answer_form=form
        if form and action == "answer"
        else Form(values={"language": found.language}, labels=_labels()),
        close_form=form if form and action == "close" else fresh,
        who=who(found),
        topic=topic(found),
        standing=standing(found, call, today),
        hints=advice(found.urgency, found.legal_nature, found.channel),
        last_day=last_day,
        history=_history(found),
        messages=messages,
        files=files,
        seen=messages[-1].id if messages else 0,
        notices=[notice_row(n, before.get(n.id), today) for n in notices],
        calls=[call_row(c, today) for c in calls.values()],
        languages=_languages(found.language),
        results=[(r.value, label(r), _(RESULTS[r])) for r in Result],
        may=_rights(is_open(found.status)),
    )


def _rights(still_open: bool) -> dict[str, bool]:  # noqa: FBT001 - one question, asked once
    me = viewer()
    return {
        "answer": still_open and me.may(Permission.ANSWER_CASE),
        "hide": me.may(Permission.LOG_CONTACT),
        "notices": me.may(Permission.RELEASE_NOTICE),
        "calls": me.may(Permission.WORK_CALLS),
    }


def _history(found: "Case") -> list[dict[str, str]]:
    return [
        {
            "title": label(entry.act),
            "when": moment(entry.at),
            "iso": entry.at.isoformat(),
            "by": entry.staff.name if entry.staff else "",
            "text": history_text(entry),
        }
        for entry in found.history
    ]


def _languages(first: str) -> list[tuple[str, str]]:
    """The person's own language first."""
    return [(code, language_name(code)) for code in dict.fromkeys([first, *languages()])]


def _labels() -> dict[str, str]:
    return {
        "text": _("Ihre Nachricht an die Person"),
        "language": _("Sprache der Nachricht"),
        "result": _("Wie ist es ausgegangen?"),
    }
