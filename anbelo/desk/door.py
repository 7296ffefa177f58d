"""The blueprint all pages of this door hang on."""

from flask import Blueprint, request

from anbelo.core.errors import Missing
from anbelo.web.access import viewer_or_none
from anbelo.web.i18n import choose

LARGEST_ID = 2**63 - 1

bp = Blueprint("desk", __name__, url_prefix="/desk")


@bp.before_request
def _speak() -> None:
    found = viewer_or_none()
    if found:
        choose(found.ui_language)


@bp.before_request
def _readable_address() -> None:
    """A NUL or an endless number names nothing, and the database would not even look."""
    for value in (request.view_args or {}).values():
        if "\0" in str(value) or (isinstance(value, int) and value > LARGEST_ID):
            raise Missing("no_such_page")
