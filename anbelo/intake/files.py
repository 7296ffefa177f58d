"""Files somebody adds: kept with their draft or their message; what is wrong with one is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import request

from anbelo.attachments.room import Sender
from anbelo.attachments.rules import MAX_SIZE
from anbelo.attachments.service import add, of_case, of_draft
from anbelo.core import price
from anbelo.core.errors import Invalid
from anbelo.web.forms import Form
from anbelo.web.house import house

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from anbelo.attachments.models import Attachment

ACCEPT = (
    "application/pdf,image/jpeg,image/png,image/heic,text/plain,.pdf,.jpg,.jpeg,.png,.heic,.txt"
)
FIELD = "files"


@dataclass(frozen=True, repr=False)
class FileRow:
    """A file as a list shows it; `token` names it in forms."""

    name: str
    token: str


def files_of_draft(session: "Session", draft_id: int) -> list[FileRow]:
    """What was added to a draft, in order."""
    return _rows(of_draft(session, draft_id))


def files_of_case(session: "Session", case_id: int) -> list[FileRow]:
    """What belongs to a case, in order."""
    return _rows(of_case(session, case_id))


def keep_for_draft(session: "Session", form: Form, draft_id: int, *, now: datetime) -> None:
    """Keep each file that was sent; faults are told in `form.errors`, the good ones stay."""
    for name, content in _sent():
        try:
            add(session, name=name, content=content, now=now, draft_id=draft_id, sender=_sender())
        except Invalid as error:
            form.refuse(error)


def keep_for_message(session: "Session", case_id: int, message_id: int, *, now: datetime) -> None:
    """Keep the files of a message; raises Invalid for the first one we cannot take."""
    for name, content in _sent():
        add(session, name=name, content=content, now=now, case_id=case_id, message_id=message_id,
            sender=_sender())  # fmt: skip


def files_came() -> bool:
    """Whether this request brings a file."""
    return any(file.filename for file in request.files.getlist(FIELD))


def _sender() -> Sender:
    """Whose files these are, for the room of today; a house's own devices are shared by many."""
    network = price.network(request.remote_addr or "")
    counted = None if network is None or price.inside(network) else network
    return Sender(counted, house().settings.pepper)


def _sent() -> list[tuple[str, bytes]]:
    """Name and content of each file; one byte more than allowed is enough to refuse it."""
    found = []
    for file in request.files.getlist(FIELD):
        with file.stream:
            if file.filename:
                found.append((file.filename, file.stream.read(MAX_SIZE + 1)))
    return found


def _rows(found: "Sequence[Attachment]") -> list[FileRow]:
    return [FileRow(one.name, one.token) for one in found]
