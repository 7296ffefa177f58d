"""What every answer carries so that browsers and caches help nobody but the reader."""

import secrets

from flask import Flask, Response, g, request

from anbelo.web.house import house

YEAR = 31_536_000


def csp_nonce() -> str:
    """The one-time word that lets our own scripts run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def keep_a_day(response: Response) -> Response:
    """An answer that is the same for everybody: browsers and caches may keep it for a day."""
    g.keep_a_day = True
    return response


def setup(app: Flask) -> None:
    """Send the headers with every answer, errors included."""
    app.after_request(_protect)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def _protect(response: Response) -> Response:
    headers = response.headers
    policy = (
        "default-src 'none'; "
        f"script-src 'nonce-{csp_nonce()}'; "
        "style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
        "require-trusted-types-for 'script'; trusted-types htmx"
    )
    headers.setdefault("Content-Security-Policy", policy)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if house().settings.https:
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
    same_for_all = request.endpoint == "static" or "keep_a_day" in g
    if same_for_all and response.status_code < 400:  # noqa: PLR2004 - an error page may name who reads it
        headers["Cache-Control"] = "public, max-age=86400"
    else:
        # Shared machines and caches must never show one person's page to the next.
        headers["Cache-Control"] = "no-store"
        headers.add("Vary", "Cookie")
    return response
