"""The way in for management, administrators and the data-protection officer."""

from flask import Blueprint

from anbelo.web.access import viewer_or_none
from anbelo.web.i18n import choose

bp = Blueprint("management", __name__, url_prefix="/management")


@bp.before_request
def _speak() -> None:
    found = viewer_or_none()
    if found:
        choose(found.ui_language)
