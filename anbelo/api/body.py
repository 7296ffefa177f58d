"""The body of a request: plain JSON within limits, or a refusal that says what is wrong with it."""

import json
from typing import Any, NoReturn

import marshmallow
from flask import Request, g
from webargs import flaskparser

JSON = "application/json"
MAX_DEPTH = 20
MAX_KEYS = 1000


class BadBody(Exception):
    """The body cannot be read at all; `code` says why, `status` is 400, 415 or 422."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class BodyParser(flaskparser.FlaskParser):
    """Reads the JSON body of a request for its schema; leaves it in `flask.g.body`."""

    def load_json(self, req: Request, schema: marshmallow.Schema) -> Any:  # noqa: ANN401, ARG002 - webargs' own signature
        """What was sent, or {} for an operation that needs no body and got none."""
        g.body = read(req)
        return g.body

    def handle_error(
        self, error: marshmallow.ValidationError, *_: object, **__: object
    ) -> NoReturn:
        """Leave the answer to `answers.invalid`."""
        raise error


def read(req: Request) -> Any:  # noqa: ANN401 - any JSON value
    """The body as a JSON value; {} when there is none. Raises BadBody, or 413 over 1 MiB."""
    raw = req.get_data(cache=True)
    if not raw and not req.content_type:
        return {}
    if req.mimetype != JSON or req.content_encoding not in {None, "", "identity"}:
        raise BadBody(415, "not_json_type")
    if not raw:
        return {}
    return parse(raw)


def parse(raw: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """One JSON value in UTF-8 with at most 20 levels and 1,000 keys, each key once.

    Raises BadBody 400 "not_json", 422 "too_deep", "too_many_keys" or "key_twice".
    """
    keys = 0

    def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal keys
        keys += len(pairs)
        if keys > MAX_KEYS:
            raise BadBody(422, "too_many_keys")
        found = dict(pairs)
        if len(found) < len(pairs):
            # Readers disagree on which of the two counts: that is how checks are slipped past.
            raise BadBody(422, "key_twice")
        return found

    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=object_of,
            parse_constant=_no_constant,
            # No field takes a number: only its type matters, and no digits are too many for it.
            parse_int=float,
        )
    except RecursionError:
        raise BadBody(422, "too_deep") from None
    except ValueError:
        raise BadBody(400, "not_json") from None
    if _depth(value) > MAX_DEPTH:
        raise BadBody(422, "too_deep")
    return value


def _no_constant(name: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError(name)


def _depth(value: object) -> int:
    """How many lists and objects are inside one another, counted without recursion."""
    level, depth = [value], 0
    while level := [v for v in level if isinstance(v, list | dict)]:
        depth += 1
        level = [item for v in level for item in (v.values() if isinstance(v, dict) else v)]
    return depth
