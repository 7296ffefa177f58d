"""A machine in the waiting room, a tablet on a visit: who comes next sees nothing of who was here.

A visit begins where the language is chosen. It ends with "Fertig", or when nobody touches anything.
Each visit has a number that stands in every form: whoever goes back in the browser and sends a
stranger's form again gets the first page, and nothing of what stood in it.
"""

import secrets
from dataclasses import dataclass, replace

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup

from anbelo.cases.rules import Channel, NewContact
from anbelo.intake.cookies import KIOSK
from anbelo.intake.door import bp
from anbelo.web.house import house

WARN_AFTER, WIPE_AFTER = 60, 90
"""Seconds without a touch until the question "still there?", and until everything is gone."""
WITHOUT_SCRIPTS = 600
"""Seconds on one page in a browser without scripts, which cannot tell whether somebody types."""
FIELD = "visit"
# A shared device takes no files, gives none, and keeps nothing for later.
NOT_HERE = frozenset(
    f"intake.{name}"
    for name in ("contact", "send_contact", "later", "ask_draft_code", "resume_draft",
                 "receipt_pdf", "receipt_text", "objection_letter")
)  # fmt: skip
ENTRANCE = frozenset({"intake.kiosk", "intake.kiosk_sites", "intake.leave_kiosk"})


@dataclass(frozen=True)
class Visit:
    """One person at the device of a site (its code)."""

    site: str
    number: str


def new_visit(site: str) -> Visit:
    """The next person comes."""
    return Visit(site, secrets.token_urlsafe(12))


def signed(visit: Visit) -> str:
    """What the cookie holds; nobody else can make one for another site."""
    return str(_signer().dumps([visit.site, visit.number]))


def this_visit() -> Visit | None:
    """The visit of this request; None on everybody's own device."""
    if "visit" not in g:
        try:
            site, number = _signer().loads(KIOSK.token())
            g.visit = Visit(site, number)
        except (BadSignature, TypeError, ValueError):
            g.visit = None
    found: Visit | None = g.visit
    return found


def told_here(told: NewContact) -> NewContact:
    """The same contact, come by the kiosk of its site if it did."""
    visit = this_visit()
    if visit is None:
        return told
    return replace(told, channel=Channel.KIOSK, site_code=told.site_code or visit.site)


@bp.before_request
def _keep_visits_apart() -> ResponseReturnValue | None:
    visit = this_visit()
    if visit is None or request.endpoint in ENTRANCE:
        return None
    g.shared_device = True
    lang = (request.view_args or {}).get("lang")
    foreign = request.method == "POST" and request.form.get(FIELD) != visit.number
    if foreign or lang is None:
        return redirect(url_for("intake.kiosk", site=visit.site), 303)
    if request.endpoint in NOT_HERE:
        return redirect(url_for("intake.start", lang=lang), 303)
    return None


@bp.app_template_global()
def kiosk() -> Visit | None:
    """The visit, for templates that look different on a shared device."""
    return this_visit()


@bp.app_template_global()
def kiosk_seconds() -> dict[str, int]:
    """How long a page waits for a touch, in seconds: `warn`, `wipe`, `without_scripts`."""
    return {"warn": WARN_AFTER, "wipe": WIPE_AFTER, "without_scripts": WITHOUT_SCRIPTS}


@bp.app_template_global()
def visit_field() -> Markup:
    """The hidden number of the visit; stands in every form of this door."""
    visit = this_visit()
    if visit is None:
        return Markup()
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, visit.number)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(house().settings.derived("kiosk v1"))
