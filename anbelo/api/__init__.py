"""REST JSON, version 1."""

from flask import Flask, Response, request

from anbelo.api import notice_views, views
from anbelo.api.document import publish
from anbelo.web.errors import API_PREFIX
from anbelo.web.i18n import best_offered, choose, language

__all__ = ["notice_views", "setup", "views"]


def setup(app: Flask) -> None:
    """Open this door."""
    app.before_request(_speak)
    app.after_request(_say_which)
    publish(app)


def _speak() -> None:
    """Everything under the prefix, also an unknown address, answers in the caller's language."""
    if request.path.startswith(API_PREFIX):
        choose(best_offered())


def _say_which(response: Response) -> Response:
    if request.path.startswith(API_PREFIX):
        response.headers["Content-Language"] = language().tag
        response.headers.add("Vary", "Accept-Language")
    return response
