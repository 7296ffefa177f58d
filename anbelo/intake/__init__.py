"""Door of the claimant."""

from flask import Flask

from anbelo.intake import (
    call_views,
    contact_views,
    draft_views,
    journey_views,
    kiosk_views,
    objection_views,
    receipt_views,
    status_views,
    views,
)
from anbelo.intake.door import bp

# Importing them gives the door its pages.
VIEWS = (
    views, journey_views, draft_views, receipt_views, objection_views,
    contact_views, status_views, call_views, kiosk_views,
)  # fmt: skip


def setup(app: Flask) -> None:
    """Open this door."""
    app.register_blueprint(bp)
