"""What depends on the language beyond its words: pages that do not exist, how a day is written."""

from datetime import UTC, date, datetime, timedelta

import pytest

from anbelo.core.clock import now
from anbelo.core.texts import offered
from anbelo.web.i18n import choose, day, moment, relative, short_day


@pytest.mark.parametrize(
    ("path", "accepts", "words"),
    [
        ("/en/nothing", "ar", "Not found"),
        ("/de/nichts", "en", "Nicht gefunden"),
        ("/nothing/at/all", "en-GB", "Not found"),
        ("/nothing/at/all", "", "Nicht gefunden"),
        ("/so/", "en", "Not found"),
    ],
)
def test_an_address_without_a_page_is_explained_in_its_language(anybody, path, accepts, words):
    answer = anybody.client.get(path, headers={"Accept-Language": accepts})
    assert answer.status_code == 404
    assert words in answer.text


@pytest.mark.parametrize(
    ("code", "in_full", "short", "with_time"),
    [
        ("de", "Mittwoch, 11.\xa0November 2026", "11.11.2026", "12.11.26, 10:20"),
        ("en", "Wednesday, 11\xa0November 2026", "11 Nov 2026", "12/11/2026, 10:20"),
        ("uk", "середа, 11\xa0листопада 2026\u202fр.", "11.11.2026", "12.11.26, 10:20"),
        ("ku", "çarşem, 11ê mijdara 2026an", "11.11.2026", "12.11.2026 10:20"),
        ("fr", "mercredi 11\xa0novembre 2026", "11 nov. 2026", "12/11/2026 10:20"),
    ],
)
def test_a_day_is_written_as_here_and_not_as_in_america(app, code, in_full, short, with_time):
    with app.test_request_context():
        choose(code)
        assert day(date(2026, 11, 11)) == in_full
        assert short_day(date(2026, 11, 11)) == short
        assert moment(datetime(2026, 11, 12, 9, 20, tzinfo=UTC)) == with_time


@pytest.mark.parametrize("code", [language.code for language in offered()])
def test_how_long_ago_is_told_in_words(app, code):
    """What CLDR does not know it writes like "-2 h"."""
    with app.test_request_context():
        choose(code)
        for amount in (timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=2),
                       timedelta(days=3), timedelta(days=20), timedelta(days=400)):  # fmt: skip
            for told in (relative(now() - amount), relative(now() + amount)):
                assert not told.startswith(("-", "+")), told
                assert any(len(word) > 1 and word.isalpha() for word in told.split()), told


@pytest.mark.parametrize(
    ("hours", "words"),
    [(-2, "berî 2 saetan"), (-24, "berî rojekê"), (49, "piştî 2 rojan"), (0, "niha")],
)
def test_how_long_ago_in_kurmanci(app, hours, words):
    with app.test_request_context():
        choose("ku")
        assert relative(now() + timedelta(hours=hours)) == words
