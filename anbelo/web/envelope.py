"""What comes around a request is put right before anything reads it: no browser sends it broken.

A Host nobody can have is taken for none, a date nobody can read is no date (RFC 9110, 13.1: a
recipient ignores a field whose value is not valid).
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_date

_DATES = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE", "HTTP_DATE")
_NOBODY = "localhost"
_LONGEST_NAME = 253
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def setup(app: Flask) -> None:
    """Put every request right before Flask sees it."""
    app.request_class = WholeForm
    app.wsgi_app = _Envelope(app.wsgi_app)  # type: ignore[method-assign]


class WholeForm(Request):
    """A request whose form is read whole or refused: what cannot be read is not taken for empty.

    Raises BadRequest from `form` and `files`, once; the page then says that the text is still in
    the browser. Afterwards they are empty.
    """

    def make_form_data_parser(self) -> FormDataParser:
        """Werkzeug's own, but it tells when it cannot read something."""
        parser = super().make_form_data_parser()
        parser.silent = False
        return parser

    def _load_form_data(self) -> None:
        try:
            super()._load_form_data()
        except ValueError as error:
            self.__dict__.update(form=ImmutableMultiDict(), files=ImmutableMultiDict())
            raise BadRequest from error


class _Envelope:
    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 - WSGI
        if not _can_be_a_host(environ.get("HTTP_HOST", _NOBODY)):
            environ["HTTP_HOST"] = _NOBODY
        for name in _DATES:
            if name in environ and not _can_be_read(environ[name]):
                del environ[name]
        return self.application(environ, start_response)


def _can_be_a_host(host: str) -> bool:
    """Whether a name (with or without a port) can be one of the internet's (RFC 1035, 2.3.4)."""
    name = host.partition(":")[0].removesuffix(".")
    if host.startswith("["):  # an IPv6 address; werkzeug looks at it
        return True
    try:
        name.encode("ascii").decode("idna").encode("idna")
    except UnicodeError:  # an empty or too long part of it, or no code of international letters
        return False
    return 0 < len(name) <= _LONGEST_NAME


def _can_be_read(moment: str) -> bool:
    try:
        parse_date(moment)
    except (ValueError, OverflowError):
        return False
    return True
