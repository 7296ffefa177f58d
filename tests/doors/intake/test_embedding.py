"""A job centre's own pages link here, and claimants see whose office it is."""

from dataclasses import replace

import pytest

from anbelo.core.theming import Theme
from anbelo.web.house import EXTENSION, House


@pytest.fixture
def dressed(app):
    own = app.extensions[EXTENSION]
    theme = Theme(b":root{--color-action-default:#064}", b"<svg/>", "image/svg+xml")
    dressed = replace(own.settings, theme=theme, office_name="Jobcenter Muster")
    app.extensions[EXTENSION] = House(dressed, own.database)
    yield
    app.extensions[EXTENSION] = own


def test_a_link_names_language_topic_and_site(anybody):
    answer = anybody.client.get("/?lang=ar&topic=kdu&site=BGL")
    assert answer.headers["Location"] == "/ar/?topic=KDU&site=BGL"


def test_a_link_with_nonsense_still_leads_somewhere(anybody):
    answer = anybody.client.get("/?lang=xx&topic=nonsense", headers={"Accept-Language": "en"})
    assert answer.headers["Location"] == "/en/"


@pytest.mark.usefixtures("dressed")
def test_claimants_see_logo_and_colours(anybody):
    page = anybody.visit("/de/")
    assert '<link rel="stylesheet" href="/theme/theme.css">' in page
    assert 'alt="Jobcenter Muster"' in page
    style = anybody.client.get("/theme/theme.css")
    assert (style.mimetype, style.data[:5]) == ("text/css", b":root")
    assert "max-age" in style.headers["Cache-Control"]
    assert anybody.client.get("/theme/logo").mimetype == "image/svg+xml"


def test_without_a_theme_nothing_is_asked_for(anybody):
    assert "/theme/" not in anybody.visit("/de/")
    assert anybody.client.get("/theme/theme.css").status_code == 404
    assert anybody.client.get("/theme/logo").status_code == 404
