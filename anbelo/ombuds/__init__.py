"""Door of the ombudsperson."""

from flask import Flask

from anbelo.ombuds import confidential_views, suspected_views, views
from anbelo.ombuds.door import bp

# Importing a view module puts its pages on the blueprint.
PAGES = (views, confidential_views, suspected_views)


def setup(app: Flask) -> None:
    """Open this door."""
    app.register_blueprint(bp)
