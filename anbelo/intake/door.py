"""The door of the claimant and the language spoken at it."""

from typing import Any

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import HTTPException

from anbelo.attachments.rules import MAX_TOGETHER, MIB
from anbelo.core.texts import offered
from anbelo.web.errors import answer
from anbelo.web.i18n import choose

bp = Blueprint("intake", __name__)


# What a search engine may show: ways in and explanations, never a page of somebody's own.
FINDABLE = frozenset(
    f"intake.{name}"
    for name in ("start", "tell", "contact", "call", "objection", "status", "emergency",
                 "privacy", "imprint", "accessibility")
)  # fmt: skip


@bp.app_template_global()
def findable() -> bool:
    """Whether search engines may show this page."""
    return request.method == "GET" and request.endpoint in FINDABLE


# Pages that take files: five of 10 MiB each may come at once, so that too large ones get an answer.
WITH_FILES = frozenset({"intake.answer_question", "intake.send_message"})
FILES_BODY = 64 * 1024 * 1024


@bp.before_request
def _take_files() -> None:
    if request.endpoint in WITH_FILES and request.mimetype == "multipart/form-data":
        request.max_content_length = FILES_BODY


@bp.errorhandler(413)
def _too_much(_error: HTTPException) -> Response:
    """Too many photos at once are no long text."""
    if request.mimetype == "multipart/form-data":
        return answer(413, "files_too_large", facts={"limit": MAX_TOGETHER // MIB})
    return answer(413, "too_large")


@bp.url_value_preprocessor
def _speak(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Answer in the language of the address; one we do not offer is no page."""
    lang = (values or {}).get("lang")
    if lang is None:
        return
    if lang not in {found.code for found in offered()}:
        abort(404)
    choose(lang)
