"""REST JSON, version 1."""

from flask import Flask

from anbelo.api.views import bp


def setup(app: Flask) -> None:
    """Open this door."""
    app.register_blueprint(bp)
