"""Who holds a checked code: one cookie for this host, no name, and forms bound to it."""

import hashlib
import hmac

from flask import Response, request

from anbelo.core.errors import Denied
from anbelo.web.house import house


def cookie_name() -> str:
    """The claimant's cookie; with TLS it is bound to this host by its name."""
    return "__Host-anbelo-code" if house().settings.https else "anbelo-code"


def token() -> str:
    """What the browser shows of a claimant's session; empty when it has none."""
    return request.cookies.get(cookie_name(), "")


def remember(answer: Response, fresh: str) -> None:
    """Give the browser its token; it forgets it when it is closed."""
    answer.set_cookie(
        cookie_name(),
        fresh,
        secure=house().settings.https,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def forget(answer: Response) -> None:
    """Take the token away from the browser and whatever it kept of the pages."""
    answer.delete_cookie(
        cookie_name(), path="/", secure=house().settings.https, httponly=True, samesite="Strict"
    )
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'


def proof(fresh: str = "") -> str:
    """What a form carries to show that it came from our own page; bound to this session.

    `fresh` is a token the browser gets with this very answer.
    """
    key = house().settings.derived("claimant csrf v1")
    return hmac.new(key, (fresh or token()).encode(), hashlib.sha256).hexdigest()


def check_proof() -> None:
    """Raise Denied "form_expired" for a form that is not from a page of this session."""
    sent = request.form.get("csrf_token", "")
    if not hmac.compare_digest(sent.encode(), proof().encode()):
        raise Denied("form_expired")
