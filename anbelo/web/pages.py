"""What every page knows: its language, its reader, its navigation."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from markupsafe import Markup

from anbelo.accounts.rules import Permission
from anbelo.core.texts import N_, offered
from anbelo.web.access import csrf_token, viewer_or_none
from anbelo.web.house import house
from anbelo.web.i18n import _, language
from anbelo.web.words import category_label, label, language_name


@dataclass(frozen=True)
class Link:
    """An entry of the navigation."""

    url: str
    label: str
    current: bool


@dataclass(frozen=True)
class OfferedLanguage:
    """An entry of the language switch."""

    code: str
    name: str
    tag: str
    dir: str
    url: str
    current: bool


# Endpoint, label, permission: the order in which staff see their areas.
AREAS: tuple[tuple[str, str, Permission], ...] = (
    ("ombuds.inbox", N_("Eingang"), Permission.TRIAGE),
    ("ombuds.confidential", N_("Vertraulich"), Permission.READ_CONFIDENTIAL),
    ("ombuds.suspected", N_("Vielleicht Spam"), Permission.TRIAGE),
    ("desk.find", N_("Vorgänge"), Permission.FIND_CASE),
    ("desk.new_contact", N_("Kontakt aufnehmen"), Permission.LOG_CONTACT),
    ("desk.calls", N_("Anrufe"), Permission.WORK_CALLS),
    ("desk.notices", N_("Bescheide"), Permission.RELEASE_NOTICE),
    ("desk.planning", N_("Planung"), Permission.PLAN_TEAM),
    ("management.figures", N_("Zahlen"), Permission.SEE_FIGURES),
    ("management.lottery", N_("Los"), Permission.SET_HOLDOUT),
    ("management.trail", N_("Protokoll"), Permission.READ_TRAIL),
    ("management.house", N_("Haus"), Permission.ADMINISTER),
)


class Page:
    """The `page` of every template; see web/templates/base.html."""

    @property
    def lang(self) -> str:
        """The HTML language tag."""
        return language().tag

    @property
    def dir(self) -> str:
        """The writing direction."""
        return language().direction

    @property
    def theme(self) -> str:
        """Light or dark is the browser's choice."""
        return ""

    @property
    def shared_device(self) -> bool:
        """Whether others use this device, too: browsers are asked to remember nothing."""
        return bool(g.get("shared_device", False))

    @property
    def own_style(self) -> bool:
        """Whether the office has a stylesheet of its own."""
        return bool(house().settings.theme.css)

    @property
    def logo(self) -> str:
        """Whose logo stands on top: the office's name; empty without a logo."""
        settings = house().settings
        return settings.office_name if settings.theme.logo else ""

    @property
    def languages(self) -> list[OfferedLanguage]:
        """The same page in every offered language (public pages only)."""
        if "lang" not in (request.view_args or {}) or request.endpoint is None:
            return []
        # url_for takes "endpoint" and "_..." for itself; anybody can write them into an address.
        asked = {n: v for n, v in request.args.items() if n != "endpoint" and n[:1] != "_"}
        rest: dict[str, Any] = {**asked, **(request.view_args or {})}
        return [
            OfferedLanguage(
                found.code,
                found.name,
                found.tag,
                found.direction,
                url_for(request.endpoint, **{**rest, "lang": found.code}),
                found.code == language().code,
            )
            for found in offered()
        ]

    @property
    def nav(self) -> list[Link]:
        """The areas this person may enter."""
        viewer = viewer_or_none()
        if viewer is None:
            return []
        here = request.endpoint or ""
        return [
            Link(url_for(endpoint), _(name), here == endpoint)
            for endpoint, name, permission in AREAS
            if viewer.may(permission)
        ]

    @property
    def person(self) -> str:
        """The name of the signed-in person."""
        viewer = viewer_or_none()
        return viewer.name if viewer else ""


def csrf_field() -> Markup:
    """The hidden proof that a form is ours."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(csrf_token())


def setup(app: Flask) -> None:
    """Give all templates what they share."""
    app.jinja_env.globals.update(page=Page(), csrf_field=csrf_field)
    words = {"label": label, "category_label": category_label, "language_name": language_name}
    app.jinja_env.filters.update(words)
