"""Many notices from one file: looked at first, shown, then stored all or not at all."""

import base64
import binascii
from typing import TYPE_CHECKING, Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.core.clock import now
from anbelo.core.errors import Invalid
from anbelo.desk.announce_pages import columns, fault_rows, labels, line_rows
from anbelo.desk.announce_views import own_teams
from anbelo.desk.door import bp
from anbelo.imports.notices import NoticeSheet, look, store
from anbelo.imports.notices_rules import NEEDED
from anbelo.imports.reading import format_inside, read_content
from anbelo.imports.rules import Fault
from anbelo.imports.service import Conflict
from anbelo.notices.queries import kinds
from anbelo.web.access import allow, viewer
from anbelo.web.forms import Form, once_for_form, typed
from anbelo.web.house import reading, unit_of_work
from anbelo.web.words import say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# The file travels once more inside the form that confirms it, a third larger; a page takes 1 MB.
MAX_FILE_BYTES = 500_000


class _OnlyLooking(Exception):
    """Ends a look, so that its transaction stores nothing; carries what would be stored."""

    def __init__(self, taken: dict[str, Any]) -> None:
        super().__init__()
        self.taken = taken


@bp.get("/notices/import")
@allow(Permission.RELEASE_NOTICE)
def import_page() -> ResponseReturnValue:
    """Which file we can read, and a place to choose it."""
    return _page(Form(labels=labels()))


@bp.post("/notices/import")
@allow(Permission.RELEASE_NOTICE)
def import_file() -> ResponseReturnValue:
    """Check the whole file and show what it would do; or, confirmed, store all of it once."""
    form = typed(labels())
    content = _content(form)
    if content is None:
        return _page(form), 422
    try:
        with reading() as session:
            own = frozenset(team.code for team in own_teams(session))
            lines = read_content(content, format_inside(content), needed=NEEDED)
            sheet = look(session, lines, own_teams=own)
    except Invalid as error:
        form.errors["file"] = [say(_READING.get(error.code, error.code), error.facts)]
        return _page(form), 422
    if sheet.faults or not sheet.lines:
        return _page(form, faults=sheet.faults, empty=not sheet.faults), 422
    try:
        return _take(form, sheet, content, stored="confirmed" in request.form)
    except Conflict as conflict:
        return _page(form, faults=conflict.faults), 409


_READING = {"file_not_readable": "notices_file_not_readable", "file_too_large": "file_too_large"}


def _take(form: Form, sheet: NoticeSheet, content: bytes, *, stored: bool) -> ResponseReturnValue:
    if stored:
        with unit_of_work() as session:
            answer = once_for_form(
                session, f"desk import {viewer().actor}", form, lambda: _store(session, sheet)
            )
        return _page(Form(labels=labels()), taken=answer.value)
    would = _look_only(sheet)
    return _page(form, sheet=sheet, content=base64.b64encode(content).decode(), would=would)


def _look_only(sheet: NoticeSheet) -> dict[str, Any]:
    """What storing would do: done for real, and undone as a whole."""
    try:
        with unit_of_work() as session:
            _stop(_store(session, sheet))
    except _OnlyLooking as looked:
        return looked.taken
    return {}


def _stop(taken: dict[str, Any]) -> None:
    raise _OnlyLooking(taken)


def _store(session: "Session", sheet: NoticeSheet) -> dict[str, Any]:
    taken = store(session, sheet.lines, actor=viewer().actor, now=now(),
                  staff_id=viewer().staff_id)  # fmt: skip
    return vars(taken)


def _content(form: Form) -> bytes | None:
    """The file as it was sent, or as it came back with the confirmation."""
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        content: bytes = sent.read(MAX_FILE_BYTES + 1)
    else:
        try:
            content = base64.b64decode(request.form.get("content", ""), validate=True)
        except (binascii.Error, ValueError):
            content = b""
    if len(content) > MAX_FILE_BYTES:
        form.errors["file"] = [say("file_too_large", {"limit": MAX_FILE_BYTES})]
        return None
    if not content:
        form.errors["file"] = [say("file_missing")]
        return None
    return content


def _page(
    form: Form,
    *,
    faults: tuple[Fault, ...] = (),
    empty: bool = False,
    sheet: NoticeSheet | None = None,
    content: str = "",
    would: dict[str, int] | None = None,
    taken: dict[str, int] | None = None,
) -> str:
    rows = []
    if sheet:
        with reading() as session:
            rows = line_rows(sheet.lines, {kind.code: kind for kind in kinds(session)})
    return render_template(
        "desk/announce_file.html",
        form=form,
        faults=fault_rows(faults),
        more_faults=max(0, len(faults) - len(fault_rows(faults))),
        empty=empty,
        sheet=sheet,
        rows=rows,
        content=content,
        would=would,
        taken=taken,
        columns=columns(),
        needed=NEEDED,
        limit=MAX_FILE_BYTES // 1000,
    )
