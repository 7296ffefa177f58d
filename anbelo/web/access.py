"""Who may use a view: every view says so with one of three marks, or nothing starts."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue

from anbelo.accounts.queries import client_by_key, viewer_by_token
from anbelo.accounts.rules import Client, Permission, Scope, Viewer
from anbelo.core.clock import now
from anbelo.core.errors import Denied, Missing
from anbelo.core.price import network
from anbelo.web.house import house, unit_of_work

P = ParamSpec("P")
R = TypeVar("R")
MARK = "anbelo_access"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Access:
    """The rule of a view: open to the public, or a permission of staff, or a scope of a system."""

    permission: Permission | None = None
    scope: Scope | None = None

    @property
    def public(self) -> bool:
        """Whether nobody needs to sign in."""
        return self.permission is None and self.scope is None


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Everybody may use this view; it must show nothing about anybody without a checked code."""
    setattr(view, MARK, Access())
    return view


def allow(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Only signed-in staff with this permission."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        setattr(view, MARK, Access(permission=permission))
        return view

    return mark


def allow_client(scope: Scope) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Only a connected system whose key has this scope."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        setattr(view, MARK, Access(scope=scope))
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Access | None:
    """The rule of an endpoint; None when its view forgot to say."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return Access()
    return getattr(app.view_functions[endpoint], MARK, None)


def guard(app: Flask) -> None:
    """Check every request before its view; refuse to start with an undeclared view."""
    forgotten = [name for name in app.view_functions if access_of(app, name) is None]
    if forgotten:
        raise RuntimeError(f"Views without access rule: {', '.join(sorted(forgotten))}")
    app.before_request(_check)


def _check() -> ResponseReturnValue | None:
    refuse_foreign_origin()
    if request.endpoint is None:
        return None
    refuse_unreadable()
    access = access_of(current_app._get_current_object(), request.endpoint)  # type: ignore[attr-defined]  # noqa: SLF001
    if access is None or access.public:
        return None
    if access.scope:
        _check_client(access.scope)
        return None
    return _check_staff(access)


def refuse_unreadable() -> None:
    """Raise Missing "no_such_page" for an address with a NUL: it names nothing, anywhere."""
    if any("\0" in str(found) for found in (request.view_args or {}).values()) or any(
        "\0" in found for _name, found in request.args.items(multi=True)
    ):
        raise Missing("no_such_page")


def refuse_foreign_origin() -> None:
    """Raise Denied "foreign_origin" when another site sends a form here (browsers tell)."""
    if request.method in SAFE:
        return
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        raise Denied("foreign_origin")
    origin = request.headers.get("Origin", "")
    if origin not in {"", "null", request.host_url.rstrip("/")}:
        raise Denied("foreign_origin")


def _check_staff(access: Access) -> ResponseReturnValue | None:
    viewer = viewer_or_none()
    if viewer is None:
        ask: Callable[[], ResponseReturnValue] = current_app.extensions["anbelo_sign_in"]
        return ask()
    if access.permission and not viewer.may(access.permission):
        raise Denied("not_your_role")
    if request.method not in SAFE:
        token = request.form.get("csrf_token", request.headers.get("X-CSRF-Token", ""))
        if not hmac.compare_digest(token.encode(), csrf_token().encode()):
            raise Denied("form_expired")
    return None


def _check_client(scope: Scope) -> None:
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    with unit_of_work() as session:
        client = client_by_key(session, key) if kind == "Bearer" and key else None
    if client is None:
        raise Denied("key_unknown")
    if scope not in client.scopes:
        raise Denied("scope_missing")
    g.client = client


def cookie_name() -> str:
    """The staff cookie; with TLS it is bound to this host by its name."""
    return "__Host-anbelo" if house().settings.https else "anbelo"


def origin() -> str:
    """Whose guesses are counted together: one IPv4 address, one IPv6 /56 (a household has many)."""
    address = request.remote_addr or ""
    return network(address) or address


def viewer_or_none() -> Viewer | None:
    """The signed-in person, looked up once per request; None when nobody is."""
    if "viewer" not in g:
        token = request.cookies.get(cookie_name(), "")
        g.viewer = None
        if token:
            with unit_of_work() as session:
                g.viewer = viewer_by_token(session, token, now=now())
    found: Viewer | None = g.viewer
    return found


def viewer() -> Viewer:
    """The signed-in person inside a view marked with `allow`."""
    found = viewer_or_none()
    if found is None:
        raise Denied("not_signed_in")
    return found


def client() -> Client:
    """The connected system inside a view marked with `allow_client`."""
    found: Client = g.client
    return found


def csrf_token() -> str:
    """Proof that a form came from our own page: bound to the session, worth nothing elsewhere."""
    # Right after signing in the browser does not send the new cookie yet.
    token = g.get("fresh_token") or request.cookies.get(cookie_name(), "")
    key = house().settings.derived("csrf v1")
    return hmac.new(key, token.encode(), hashlib.sha256).hexdigest()
