"""Sign in and out; a session that ended in the middle of writing loses nothing."""

import hashlib
import hmac
import json

from flask import (
    Blueprint,
    Response,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from marshmallow import post_load

from anbelo.accounts.queries import LONGEST
from anbelo.accounts.rules import Permission, Viewer
from anbelo.accounts.service import sign_in, sign_out
from anbelo.core.clock import now
from anbelo.core.errors import Invalid, TooMany
from anbelo.web.access import SAFE, allow, cookie_name, csrf_token, public, viewer_or_none
from anbelo.web.fields import FormSchema, Text
from anbelo.web.forms import Form, check, typed
from anbelo.web.house import house, unit_of_work
from anbelo.web.i18n import _, best_offered, choose
from anbelo.web.pages import AREAS

bp = Blueprint("login", __name__, url_prefix="/staff")
KEPT = "kept."
PROOF = "kept_proof"
OWN = frozenset({"login", "password", "next", "csrf_token", PROOF})

Kept = list[tuple[str, str]]


class SignInSchema(FormSchema):
    """Log-in name and password."""

    login = Text(required=True)
    password = Text(required=True, limit=1000)

    @post_load
    def to_pair(self, data: dict[str, str], **_: object) -> tuple[str, str]:
        """Both words."""
        return data["login"], data["password"]


@bp.before_request
def _speak() -> None:
    found = viewer_or_none()
    choose(found.ui_language if found else best_offered())


def ask_to_sign_in() -> ResponseReturnValue:
    """The sign-in page in place of the wanted one; a form that was sent is kept inside it."""
    choose(best_offered())
    kept: Kept = []
    # Only a form of ours is kept: its proof belongs to the session that has just ended.
    ours = hmac.compare_digest(request.form.get("csrf_token", "").encode(), csrf_token().encode())
    if request.method not in SAFE and ours and request.cookies.get(cookie_name()):
        kept = [(n, v) for n, v in request.form.items(multi=True) if n not in OWN]
    # An address that only takes forms is no place to go to without one.
    target = request.full_path.rstrip("?") if kept or request.method in SAFE else ""
    page = _page(Form(labels=_labels()), target=target, kept=kept)
    return make_response(page, 401)


@bp.get("/login")
@public
def form() -> ResponseReturnValue:
    """Ask who is there."""
    return _page(Form(labels=_labels()), target=request.args.get("next", ""), kept=[])


@bp.post("/login")
@public
def enter() -> ResponseReturnValue:
    """Let the right person in, to where they wanted to go, with what they had typed."""
    sent = typed(_labels())
    target = local_path(request.form.get("next", ""))
    kept = [
        (name.removeprefix(KEPT), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(KEPT)
    ]
    if not hmac.compare_digest(request.form.get(PROOF, ""), _proof(target, kept)):
        kept = []
    pair = check(SignInSchema(), sent)
    token, status, waiting = None, 422, 0
    if pair:
        try:
            token = _new_session(*pair)
            if token is None:
                sent.refuse(Invalid("sign_in_failed", field="login"))
        except TooMany as error:
            sent.refuse(error)
            status, waiting = 429, int(str(error.facts["seconds"]))
    if token is None:
        refused = make_response(_page(sent, target=target, kept=kept), status)
        if waiting:
            refused.headers["Retry-After"] = str(waiting)
        return refused
    return _with_cookie(_onward(target, kept, token), token)


def _new_session(login: str, password: str) -> str | None:
    """A fresh token, never one that was there before; a session this browser had before ends."""
    with unit_of_work() as session:
        token = sign_in(session, login, password, address=request.remote_addr or "", now=now())
        if token:
            sign_out(session, request.cookies.get(cookie_name(), ""), now=now())
        return token


def _with_cookie(answer: Response, token: str) -> Response:
    answer.set_cookie(
        cookie_name(),
        token,
        # Longer than the session: the cookie still tells whose half-written form came too late.
        max_age=2 * int(LONGEST.total_seconds()),
        secure=house().settings.https,
        httponly=True,
        samesite="Strict",
        path="/",
    )
    return answer


def _onward(target: str, kept: Kept, token: str) -> Response:
    if kept and target:
        g.fresh_token = token
        page = render_template("login/continue.html", target=target, kept=kept)
        return make_response(page)
    return make_response(redirect(target or url_for("login.start"), 303))


@bp.get("/")
@allow(Permission.SIGN_OUT)
def start() -> ResponseReturnValue:
    """The first area this person works in."""
    found: Viewer | None = viewer_or_none()
    wanted = next((e for e, _name, p in AREAS if found and found.may(p)), "login.form")
    return redirect(url_for(wanted), 303)


@bp.post("/logout")
@allow(Permission.SIGN_OUT)
def logout() -> ResponseReturnValue:
    """End the session on the server, not only in this browser."""
    with unit_of_work() as session:
        sign_out(session, request.cookies.get(cookie_name(), ""), now=now())
    answer = make_response(redirect(url_for("login.form"), 303))
    answer.delete_cookie(cookie_name(), path="/", secure=house().settings.https, httponly=True)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def local_path(target: str) -> str:
    """A path on this site, or nothing: no sign-in ever sends somebody to another host."""
    safe = target.startswith("/") and not target.startswith("//")
    return target if safe and target.isprintable() and "\\" not in target else ""


def _labels() -> dict[str, str]:
    return {"login": _("Ihr Name zum Anmelden"), "password": _("Ihr Passwort")}


def _proof(target: str, kept: Kept) -> str:
    """Our word that this form was kept by us, for this address: nobody else can plant one."""
    told = json.dumps([target, kept]).encode()
    return hmac.new(house().settings.derived("kept form v1"), told, hashlib.sha256).hexdigest()


def _page(form: Form, *, target: str, kept: Kept) -> str:
    hidden = [("next", target), (PROOF, _proof(target, kept))]
    hidden += [(KEPT + name, value) for name, value in kept]
    return render_template("login/sign_in.html", form=form, kept=kept, hidden=hidden)
