"""The calendar behind a secret address: for programs, without a session and without pages."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from anbelo.accounts.service import calendar_owner
from anbelo.callbacks.calendars import calendar_calls, calendar_file
from anbelo.core.clock import now
from anbelo.core.errors import Missing
from anbelo.web.access import origin, public
from anbelo.web.house import house, unit_of_work

feed = Blueprint("calendar", __name__, url_prefix="/calendar")


def event_key() -> bytes:
    """What the names of events are made with: stable, and no counting."""
    return house().settings.derived("calendar events v1")


@feed.get("/<secret>.ics")
@public
def calls(secret: str) -> ResponseReturnValue:
    """The person's calls as a file; every wrong, old or switched-off address is answered alike."""
    moment = now()
    content = b""
    with unit_of_work() as session:
        owner = calendar_owner(session, secret, address=origin(), now=moment)
        if owner:
            found = calendar_calls(session, owner.staff_id, now=moment)
            content = calendar_file(found, language=owner.language, key=event_key())
    if owner is None:
        raise Missing("no_such_page")
    answer = Response(content, mimetype="text/calendar")
    # No cache on the way keeps it (no-store); a program that remembers its own copy is told
    # "nothing new" by the tag, which most of them ask with.
    answer.add_etag()
    return answer.make_conditional(request)
