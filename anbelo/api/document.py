"""How an operation is declared once: its address, its schemas, its refusals, its description."""

import json
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec

from apispec import APISpec
from flask import Flask, Response
from flask_smorest import Api, Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, ValidationError
from werkzeug.routing import BaseConverter

from anbelo import __version__
from anbelo.api.answers import ProblemSchema, invalid, unreadable
from anbelo.api.body import BadBody, BodyParser
from anbelo.api.schemas import EXTERNAL_REF
from anbelo.web.access import MARK, Access

P = ParamSpec("P")
Headers = dict[str, str]
Reply = tuple[dict[str, Any], Headers]
Described = Mapping[str, object]

PREFIX = "/api/v1"
KEY_HEADER = "Idempotency-Key"
REPLAY_HEADER = "Idempotent-Replay"
PROBLEM = "application/problem+json"
DOCUMENT = "anbelo_api_document"
ABOUT = """
The door for connected systems of a job centre: register contacts, read a status with a receipt
code, hold notices until the person was called.

A system sees and changes the notices it announced itself; all others do not exist for it (404).

Every POST or PUT that changes something needs an `Idempotency-Key`: the same key and body bring the
same answer again (with `Idempotent-Replay: true`), the same key with another body is refused (422
`key_reused`). Errors are problem details (RFC 9457) with a stable `code`; their sentences come in
the language of `Accept-Language` (German if none fits). Bodies are JSON in UTF-8, at most 1 MiB,
20 levels and 1,000 keys; fields nobody asked for are refused.
"""
WHY = {
    400: "The body is no JSON.",
    401: "The key is missing, unknown or disabled.",
    403: "The key does not allow it, or a page of another site sent it.",
    404: "There is no such thing for you.",
    409: "The present state forbids it; `code` says why.",
    413: "The body is larger than 1 MiB.",
    415: "The body is not `application/json`.",
    422: "A field, the key or the body is not acceptable; `errors` names the fields.",
    429: "Too many wrong codes; `Retry-After` says how many seconds to wait.",
    503: "The database is away or busy. Send the same request with the same key again.",
}
_TEXT: Described = {"type": "string"}
_HEADERS: Mapping[int, Mapping[str, Described]] = {
    401: {"WWW-Authenticate": {"description": "`Bearer`", "schema": _TEXT}},
    429: {"Retry-After": {"description": "Seconds.", "schema": _TEXT}},
    503: {"Retry-After": {"description": "Seconds.", "schema": _TEXT}},
}
KEY_PARAMETER: Described = {
    "name": KEY_HEADER,
    "in": "header",
    "required": True,
    "description": "A fresh random text for each act; the same again when it is repeated.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    "examples": {"uuid": {"value": "0f6c2a1e-4a53-4a6e-9a8e-0d2f1c7b5e11"}},
}
_REPLAY: Described = {
    REPLAY_HEADER: {
        "description": "Present when this is the answer of an earlier request with this key.",
        "schema": {"type": "string", "enum": ["true"]},
    }
}


class ReferenceConverter(BaseConverter):
    """A notice's reference inside an address; anything else is no address of ours."""

    regex = EXTERNAL_REF
    part_isolating = True


class Office(Api):  # type: ignore[misc]
    """flask-smorest, except that `web.errors` answers errors and we serve the document."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """The library's own handler would drop headers such as Allow."""

    def _register_pagination_header(self) -> None:
        """Nothing here comes in pages."""


class Door(Blueprint):  # type: ignore[misc]
    """A blueprint that reads bodies our way."""

    ARGUMENTS_PARSER = BodyParser()


bp = Door("api", __name__, url_prefix=PREFIX, description="For connected systems.")
bp.register_error_handler(ValidationError, invalid)
bp.register_error_handler(BadBody, unreadable)


def operation(  # noqa: PLR0913 - one keyword for each part of the description
    method: str,
    path: str,
    *,
    gives: type[Schema] | Described,
    status: int = 200,
    takes: type[Schema] | None = None,
    optional_body: bool = False,
    repeatable: bool = False,
    refuses: tuple[int, ...] = (),
    examples: Mapping[str, Described] | None = None,
    links: Described | None = None,
    headers: Mapping[str, Described] | None = None,
) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Put a view on its address and into the document.

    `repeatable` asks for an Idempotency-Key. Refusals that follow from the rest (body, key, scope,
    database) are added. The access mark (`@public`, `@allow_client`) stands below this decorator.
    """

    def declare(view: Callable[P, Any]) -> Callable[P, Any]:
        access: Access = getattr(view, MARK)
        if takes:
            view = bp.arguments(takes, required=not optional_body, examples=examples)(view)
        sent = {**(_REPLAY if repeatable else {}), **(headers or {})} or None
        view = bp.response(status, gives, headers=sent)(view)
        for refused in sorted({*refuses, *_refusals(takes is not None, access)}):
            view = _refusal(refused)(view)
        described: dict[str, Any] = {"operationId": view.__name__}
        described["security"] = [{"key": [access.scope.value]}] if access.scope else []
        if links:
            described["responses"] = {status: {"links": links}}
        if repeatable:
            # Of this operation alone: the library gives a route's parameters to the whole path.
            described["parameters"] = [dict(KEY_PARAMETER)]
        view = bp.doc(**described)(view)
        registered: Callable[P, Any] = bp.route(path, methods=[method], merge_slashes=False)(view)
        return registered

    return declare


def _refusals(body: bool, access: Access) -> set[int]:  # noqa: FBT001 - one plain question
    """The refusals that follow from what an operation is."""
    found = {503}
    if body:
        found |= {400, 403, 413, 415, 422}
    if access.scope:
        found |= {401, 403}
    return found


def _refusal(status: int) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    documented: Callable[[Callable[P, Any]], Callable[P, Any]] = bp.alt_response(
        status,
        schema=ProblemSchema,
        content_type=PROBLEM,
        description=WHY[status],
        headers=_HEADERS.get(status),
    )
    return documented


def publish(app: Flask) -> None:
    """Register the operations and keep their document, made once per process."""
    app.url_map.converters["notice_ref"] = ReferenceConverter
    office = Office(
        app,
        spec_kwargs={
            "title": "AnBeLo",
            "version": __version__,
            "openapi_version": "3.1.0",
            "info": {"description": ABOUT.strip(), "license": {"name": "EUPL-1.2"}},
        },
    )
    office.register_converter(ReferenceConverter, _reference)
    spec: APISpec = office.spec
    spec.components.security_scheme(
        "key",
        {
            "type": "http",
            "scheme": "bearer",
            "description": "The key of a connected system. Its scopes are set by the office.",
        },
    )
    office.register_blueprint(bp)
    app.extensions[DOCUMENT] = json.dumps(spec.to_dict(), ensure_ascii=False).encode()


def _reference(_converter: BaseConverter) -> dict[str, object]:
    return {
        "type": "string",
        "pattern": f"^{EXTERNAL_REF}$",
        "description": "The sending system's own number of the notice.",
        "examples": ["BSC-2026-000123"],
    }


def document(app: Flask) -> Response:
    """The document, from memory."""
    return Response(app.extensions[DOCUMENT], mimetype="application/json")
