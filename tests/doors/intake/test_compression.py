"""Small answers for slow phones, without telling secrets by their length."""

import gzip

GZIP = {"Accept-Encoding": "gzip"}


def get(anybody, path, headers=None):
    """The whole answer; a file behind it is closed."""
    with anybody.client.get(path, headers=headers) as answer:
        answer.get_data()
        return answer


def test_stylesheets_and_first_pages_are_small(anybody):
    for path in ("/static/public.css", "/static/anbelo.js", "/de/", "/ar/tell/topic"):
        plain = get(anybody, path).data
        answer = get(anybody, path, GZIP)
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert len(answer.data) < len(plain) / 2
        assert gzip.decompress(answer.data)[:15] == plain[:15]


def test_a_file_is_not_sent_again(anybody):
    first = get(anybody, "/static/public.css", GZIP)
    again = get(anybody, "/static/public.css", GZIP | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_old_browsers_get_plain_answers(anybody):
    assert "Content-Encoding" not in get(anybody, "/de/").headers


def test_pages_with_a_secret_are_never_compressed(anybody, inside):
    inside()
    for path in ("/de/status/case", "/de/receipt", "/de/"):
        assert "Content-Encoding" not in get(anybody, path, GZIP).headers
    answer = anybody.client.post("/de/tell/text", data={"text": "x"}, headers=GZIP)
    assert "Content-Encoding" not in answer.headers


def test_fonts_and_files_to_keep_stay_as_they_are(anybody):
    answer = get(anybody, "/static/fonts/fira-sans-400.woff2", GZIP)
    assert "Content-Encoding" not in answer.headers
