"""The way in for the ombudsperson."""

from flask import Blueprint

from anbelo.web.access import viewer_or_none
from anbelo.web.i18n import choose

bp = Blueprint("ombuds", __name__, url_prefix="/ombuds")


@bp.before_request
def _speak() -> None:
    found = viewer_or_none()
    if found:
        choose(found.ui_language)
