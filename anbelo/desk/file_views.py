"""Files people sent: always a download of the harmless copy, never shown inside our pages."""

from flask import Response
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.attachments.service import viewing_copy
from anbelo.cases.queries import case_for
from anbelo.core.clock import now
from anbelo.desk.door import bp
from anbelo.web.access import allow, viewer
from anbelo.web.house import unit_of_work


@bp.get("/cases/<reference>/files/<token>")
@allow(Permission.FIND_CASE)
def attachment(reference: str, token: str) -> ResponseReturnValue:
    """The copy of a file; that it was read stands in the trail."""
    with unit_of_work() as session:
        found = case_for(session, viewer(), reference)
        name, mimetype, content = viewing_copy(
            session, found.id, token, actor=viewer().actor, now=now()
        )
    answer = Response(content, mimetype=mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
