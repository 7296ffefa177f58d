"""Hands out the office's own stylesheet and logo."""

from flask import Blueprint, Flask, Response
from flask.typing import ResponseReturnValue

from anbelo.core.errors import Missing
from anbelo.web.access import public
from anbelo.web.headers import keep_a_day
from anbelo.web.house import house

bp = Blueprint("theme", __name__)


@bp.get("/theme/theme.css")
@public
def style() -> ResponseReturnValue:
    """The office's stylesheet."""
    return _file(house().settings.theme.css, "text/css")


@bp.get("/theme/logo")
@public
def logo() -> ResponseReturnValue:
    """The office's logo."""
    theme = house().settings.theme
    return _file(theme.logo, theme.logo_type)


def _file(content: bytes, kind: str) -> Response:
    if not content:
        raise Missing("no_such_page")
    return keep_a_day(Response(content, mimetype=kind))


def setup(app: Flask) -> None:
    """Serve the theme."""
    app.register_blueprint(bp)
