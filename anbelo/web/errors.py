"""Errors become answers: in the person's language and with a way forward."""

from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from psycopg import errors as pg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from anbelo.core.errors import Denied, DomainError, Invalid, Missing, Refused, TooMany
from anbelo.core.texts import N_
from anbelo.web.access import viewer_or_none
from anbelo.web.i18n import _, choose_by_address
from anbelo.web.words import say

log = structlog.get_logger(__name__)

RETRY_SECONDS = 5
API_PREFIX = "/api/"
_STATUS: dict[type[DomainError], int] = {
    Invalid: 422,
    Missing: 404,
    Refused: 409,
    Denied: 403,
    TooMany: 429,
}
_HTTP_CODES = {404: "no_such_page", 405: "wrong_method", 413: "too_large"}
_HEADINGS = {
    400: (
        N_("Das hat nicht geklappt"),
        N_("Gehen Sie im Browser zurück. Meistens steht Ihr Text noch da."),
    ),
    401: (N_("Bitte melden Sie sich an"), N_("Melden Sie sich an und versuchen Sie es dann neu.")),
    403: (N_("Das ist hier nicht möglich"), N_("Gehen Sie zurück oder fragen Sie Ihre Leitung.")),
    404: (N_("Nicht gefunden"), N_("Gehen Sie zurück oder beginnen Sie auf der Startseite.")),
    429: (N_("Bitte warten Sie kurz"), N_("Warten Sie und versuchen Sie es dann noch einmal.")),
    500: (N_("Hier ist etwas kaputt"), N_("Versuchen Sie es später. Oder rufen Sie uns an.")),
    503: (N_("Das geht gerade nicht"), N_("Warten Sie kurz und senden Sie dann noch einmal.")),
}
# Claimants have nobody above them to ask.
_REFUSED_IN_PUBLIC = N_("Gehen Sie zurück und versuchen Sie es noch einmal. Oder rufen Sie uns an.")
_BUSY = (pg.LockNotAvailable, pg.QueryCanceled, pg.DeadlockDetected, pg.SerializationFailure)


def setup(app: Flask) -> None:
    """Answer every kind of trouble."""
    # Flask's own would write the address of the request.
    app.log_exception = _told_by_place  # type: ignore[method-assign]
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(HTTPException, _http)
    for trouble in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(trouble, _unavailable)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(Exception, _broken)


def _domain(error: DomainError) -> ResponseReturnValue:
    status = _STATUS[type(error)]
    if error.code == "key_unknown":
        status = 401
    response = answer(status, error.code, field=error.field, facts=error.facts)
    if status == 401:  # noqa: PLR2004 - HTTP
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.facts["seconds"])
    return response


def _stale(_error: StaleDataError) -> ResponseReturnValue:
    return answer(409, "edited_meanwhile")


def _http(error: HTTPException) -> ResponseReturnValue:
    """Flask's own refusals; headers like Allow stay."""
    status = error.code or 500
    if error.response is not None or status < 400:  # noqa: PLR2004 - redirects are no errors
        return error
    response = answer(status, _HTTP_CODES.get(status, "bad_request" if status < 500 else "broken"))  # noqa: PLR2004
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _unavailable(error: Exception) -> ResponseReturnValue:
    """The database is away or busy: nothing was stored, or the same key will tell later."""
    log.warning("database_unavailable", error=type(error).__name__)
    g.setdefault("viewer", None)  # who is signed in stands in the database, too
    response = answer(503, "unavailable", again=_typed())
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _typed() -> list[tuple[str, str]] | None:
    """What a form brought, to be sent again from the error's page; None where nothing may be.

    The form's own key comes along, so that sending again never makes a second of anything.
    """
    sent = request.form
    if request.method != "POST" or request.path.startswith(API_PREFIX) or "password" in sent:
        return None
    return list(sent.items(multi=True))


def _database(error: DBAPIError) -> ResponseReturnValue:
    if error.connection_invalidated or isinstance(error.orig, _BUSY):
        return _unavailable(error)
    return _broken(error)


def _broken(error: Exception) -> ResponseReturnValue:
    """Our own mistake: told honestly, logged by type and places only (texts may be personal)."""
    log.error("broken", exc_info=error, endpoint=request.endpoint)
    if current_app.testing:
        raise error
    return answer(500, "broken")


def _told_by_place(exc_info: Any) -> None:  # noqa: ANN401 - as Flask has it
    """What broke even the error's own page: type and places, never the address or a word."""
    log.error("broken", exc_info=exc_info, endpoint=request.endpoint)


def answer(
    status: int,
    code: str,
    *,
    field: str | None = None,
    facts: dict[str, object] | None = None,
    again: list[tuple[str, str]] | None = None,
) -> Response:
    """An error as a page, or as problem details (RFC 9457) for connected systems.

    `again`: the fields of the form that could not be taken; the page can send them once more.
    """
    choose_by_address()
    sentence = say(code, facts)
    if request.path.startswith(API_PREFIX):
        return problem_details(status, code, sentence, field=field, facts=facts)
    title, todo = _HEADINGS.get(status, _HEADINGS[400])
    layout = "staff.html" if viewer_or_none() else "public.html"
    if status == HTTPStatus.FORBIDDEN and not viewer_or_none():
        todo = _REFUSED_IN_PUBLIC
    page = render_template(
        "error.html", title=_(title), happened=sentence, todo=_(todo), layout=layout, again=again,
        files_lost=again is not None and any(file.filename for file in request.files.values()),
    )  # fmt: skip
    return Response(page, status=status, mimetype="text/html")


def problem_details(
    status: int,
    code: str,
    sentence: str,
    *,
    field: str | None = None,
    errors: list[dict[str, str]] | None = None,
    facts: dict[str, object] | None = None,
) -> Response:
    """`application/problem+json` with our stable code and, for inputs, the fields."""
    found = errors or ([{"field": field, "code": code, "detail": sentence}] if field else [])
    response: Response = jsonify(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=sentence,
        code=code,
        errors=found,
        facts=facts or {},
    )
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response
