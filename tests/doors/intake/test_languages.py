"""What depends on the language beyond its words: pages that do not exist, how a day is written."""

from datetime import UTC, date, datetime

import pytest

from anbelo.web.i18n import choose, day, moment, short_day


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
