"""Door of the ombudsperson."""

from flask import Flask

from anbelo.ombuds.views import bp


def setup(app: Flask) -> None:
    """Open this door."""
    app.register_blueprint(bp)
