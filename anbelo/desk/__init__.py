"""Door of the front desk and the teams."""

from flask import Flask

from anbelo.desk import (
    announce_import_views,
    announce_views,
    calendar_views,
    call_views,
    case_views,
    code_views,
    contact_views,
    cover_views,
    file_views,
    notice_views,
    objection_views,
    planning_views,
    views,
)
from anbelo.desk.calendar_feed import feed
from anbelo.desk.door import bp

# Importing a view module puts its pages on the blueprint.
PAGES = (
    views,
    contact_views,
    case_views,
    code_views,
    file_views,
    call_views,
    calendar_views,
    notice_views,
    announce_views,
    announce_import_views,
    cover_views,
    objection_views,
    planning_views,
)


def setup(app: Flask) -> None:
    """Open this door."""
    app.register_blueprint(bp)
    app.register_blueprint(feed)
