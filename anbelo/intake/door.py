"""The door of the claimant and the language spoken at it."""

from typing import Any

from flask import Blueprint, abort

from anbelo.core.texts import offered
from anbelo.web.i18n import choose

bp = Blueprint("intake", __name__)


@bp.url_value_preprocessor
def _speak(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Answer in the language of the address; one we do not offer is no page."""
    lang = (values or {}).get("lang")
    if lang is None:
        return
    if lang not in {found.code for found in offered()}:
        abort(404)
    choose(lang)
