"""Builds the web application: the one place where doors, kit and settings meet."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from anbelo import api, desk, intake, login, management, ombuds
from anbelo.core.db import Database
from anbelo.settings import Settings
from anbelo.web import access, compression, envelope, errors, headers, i18n, pages, theme
from anbelo.web.house import EXTENSION, House

HERE = Path(__file__).parent
MAX_BODY = 1024 * 1024
MAX_PARTS = 100

Door = Callable[[Flask], None]
DOORS: tuple[Door, ...] = (
    login.setup,
    intake.setup,
    desk.setup,
    ombuds.setup,
    management.setup,
    api.setup,
)


def create_app(settings: Settings, doors: tuple[Door, ...] = DOORS) -> Flask:
    """The whole office as one WSGI application; a view without access rule stops the start."""
    app = Flask("anbelo", static_folder=str(HERE / "web" / "static"), template_folder=None)
    app.config.update(
        SECRET_KEY=settings.derived("flask v1"),
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        MAX_FORM_PARTS=MAX_PARTS,
        PROPAGATE_EXCEPTIONS=False,
    )
    if settings.https:
        app.config["PREFERRED_URL_SCHEME"] = "https"
    envelope.setup(app)  # inside of what believes a proxy: its words are put right as well
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    database = Database(settings.database_url, pool_size=settings.pool_size)
    app.extensions[EXTENSION] = House(settings, database)
    app.jinja_env.loader = ChoiceLoader(
        [FileSystemLoader(folder) for folder in sorted(HERE.glob("*/templates"))]
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for kit in (i18n, compression, headers, pages, errors, theme):
        kit.setup(app)
    for door in doors:
        door(app)
    access.guard(app)
    return app
