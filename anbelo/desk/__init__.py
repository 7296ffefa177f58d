"""Door of the front desk and the teams."""

from flask import Flask

from anbelo.desk.views import bp


def setup(app: Flask) -> None:
    """Open this door."""
    app.register_blueprint(bp)
