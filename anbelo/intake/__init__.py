"""Door of the claimant."""

from flask import Flask

from anbelo.intake.views import bp


def setup(app: Flask) -> None:
    """Open this door."""
    app.register_blueprint(bp)
