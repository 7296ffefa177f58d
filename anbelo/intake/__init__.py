"""Door of the claimant."""

from flask import Flask

from anbelo.intake import call_views, contact_views, status_views, views
from anbelo.intake.door import bp

# Importing them gives the door its pages.
VIEWS = (views, contact_views, status_views, call_views)


def setup(app: Flask) -> None:
    """Open this door."""
    app.register_blueprint(bp)
