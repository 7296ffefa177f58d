"""The door of the claimant and the language spoken at it."""

from typing import Any

from flask import Blueprint, abort, request

from anbelo.core.texts import offered
from anbelo.web.i18n import choose

bp = Blueprint("intake", __name__)


# What a search engine may show: ways in and explanations, never a page of somebody's own.
FINDABLE = frozenset(
    f"intake.{name}"
    for name in ("start", "tell", "contact", "call", "objection", "status", "emergency",
                 "privacy", "accessibility")
)  # fmt: skip


@bp.app_template_global()
def findable() -> bool:
    """Whether search engines may show this page."""
    return request.method == "GET" and request.endpoint in FINDABLE


@bp.url_value_preprocessor
def _speak(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Answer in the language of the address; one we do not offer is no page."""
    lang = (values or {}).get("lang")
    if lang is None:
        return
    if lang not in {found.code for found in offered()}:
        abort(404)
    choose(lang)
