"""One's own calendar address, and the calls of a day on paper."""

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from anbelo.accounts.queries import has_calendar
from anbelo.accounts.rules import Permission
from anbelo.accounts.service import close_calendar, renew_calendar
from anbelo.callbacks.calendars import calls_on_sheet, code_of
from anbelo.cases.service import note_read
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.desk.call_pages import phone_of
from anbelo.desk.door import bp
from anbelo.desk.sentences import called, plain_day
from anbelo.web.access import allow, viewer
from anbelo.web.fields import Day, FormSchema
from anbelo.web.forms import Form, check
from anbelo.web.house import house, reading, unit_of_work
from anbelo.web.i18n import _, clock
from anbelo.web.words import language_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from anbelo.callbacks.models import Callback


class SheetSchema(FormSchema):
    """Which day is wanted."""

    date = Day()


@bp.get("/calendar")
@allow(Permission.WORK_CALLS)
def calendar() -> ResponseReturnValue:
    """Whether one's calendar is switched on, and what a program would see there."""
    return _calendar_page()


@bp.post("/calendar")
@allow(Permission.WORK_CALLS)
def renew() -> ResponseReturnValue:
    """Make a new address and show it this once; the one before ends."""
    with unit_of_work() as session:
        secret = renew_calendar(session, viewer().staff_id, now=now())
    path = url_for("calendar.calls", secret=secret)
    return _calendar_page(f"{house().settings.base_url}{path}")


@bp.post("/calendar/off")
@allow(Permission.WORK_CALLS)
def switch_off() -> ResponseReturnValue:
    """End the address: programs that know it get nothing more."""
    with unit_of_work() as session:
        close_calendar(session, viewer().staff_id, now=now())
    return _calendar_page()


def _calendar_page(address: str = "") -> str:
    with reading() as session:
        switched_on = has_calendar(session, viewer().staff_id)
    return render_template("desk/calendar.html", address=address, switched_on=switched_on)


@bp.get("/calls/day")
@allow(Permission.WORK_CALLS)
def day() -> ResponseReturnValue:
    """The planned calls of a day to print: one's own; a team lead may take the whole team's."""
    today = local_day(now())
    form = Form(values=request.args.to_dict(), labels={"date": _("Tag")})
    asked = check(SheetSchema(), form, request.args)
    wanted: date = (asked or {}).get("date", today)
    form.values = {"date": wanted.isoformat(), **form.values}
    may_all = viewer().may(Permission.PLAN_TEAM)
    everybody = may_all and request.args.get("who") == "team"
    found: Sequence[Callback] = ()
    if asked is not None:
        with unit_of_work() as session:
            found = calls_on_sheet(session, viewer(), wanted, everybody=everybody)
            for callback in found:
                if callback.case:
                    note_read(session, viewer(), callback.case, now=now())
    page = render_template(
        "desk/day.html",
        form=form,
        wanted=plain_day(wanted),
        people=sheets(found),
        everybody=everybody,
        may_all=may_all,
    )
    return page, 422 if asked is None else 200


def sheets(calls: "Sequence[Callback]") -> list[tuple[str, list[dict[str, object]]]]:
    """For each caller (sorted already) the lines of their sheet."""
    return [
        (name, [_line(callback) for callback in found])
        for (_staff_id, name), found in groupby(calls, _caller)
    ]


def _caller(callback: "Callback") -> tuple[int | None, str]:
    return callback.staff_id, callback.staff.name if callback.staff else ""


def _line(callback: "Callback") -> dict[str, object]:
    notice = callback.notice
    return {
        "url": url_for("desk.call", callback_id=callback.id),
        "time": clock(callback.starts_at),
        "name": called(callback),
        "kind": _(notice.kind.label) if notice else _("Die Person möchte einen Anruf."),
        "language": language_name(callback.language),
        "phone": phone_of(callback),
        "code": code_of(callback),
        "attempt": _("Versuch %(number)s", number=len(callback.attempts) + 1),
    }
