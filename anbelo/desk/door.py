"""The blueprint all pages of this door hang on."""

from flask import Blueprint

from anbelo.web.access import viewer_or_none
from anbelo.web.i18n import choose

bp = Blueprint("desk", __name__, url_prefix="/desk")


@bp.before_request
def _speak() -> None:
    found = viewer_or_none()
    if found:
        choose(found.ui_language)
