"""Door of management and the data-protection auditor."""

from flask import Flask

from anbelo.management.views import bp


def setup(app: Flask) -> None:
    """Open this door."""
    app.register_blueprint(bp)
