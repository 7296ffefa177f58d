"""Forms of somebody whose code was checked are bound to their session."""

import hashlib
import hmac

from flask import request

from anbelo.core.errors import Denied
from anbelo.intake.cookies import CLAIMANT
from anbelo.web.house import house


def proof(fresh: str = "") -> str:
    """What a form carries to show that it came from our own page; bound to this session.

    `fresh` is a token the browser gets with this very answer.
    """
    key = house().settings.derived("claimant csrf v1")
    return hmac.new(key, (fresh or CLAIMANT.token()).encode(), hashlib.sha256).hexdigest()


def proven() -> bool:
    """Whether this form is from a page of this session."""
    sent = request.form.get("csrf_token", "")
    return hmac.compare_digest(sent.encode(), proof().encode())


def check_proof() -> None:
    """Raise Denied "form_expired" for a form that is not from a page of this session."""
    if not proven():
        raise Denied("form_expired")
