"""Door of management and the data-protection auditor."""

from flask import Flask

from anbelo.management import (
    effect_views,
    house_views,
    kind_views,
    text_views,
    trail_views,
    views,
)
from anbelo.management.door import bp

# Importing a view module puts its pages on the blueprint.
PAGES = (views, effect_views, trail_views, house_views, kind_views, text_views)


def setup(app: Flask) -> None:
    """Open this door."""
    app.register_blueprint(bp)
