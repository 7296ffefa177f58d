"""What stands around a request may be anything: the page comes, or a plain refusal."""

import sys

import pytest
from structlog.testing import capture_logs
from werkzeug.test import EnvironBuilder, run_wsgi_app

HOSTS = ("a..b", "..", "x" * 70 + ".de", "xn--a", "xn--" + "9" * 59, "a." * 200, "", ":80", "ü.de",
         "[::1", "[::1]:80", "localhost:99999", "%00", "jobcenter.example:8000")  # fmt: skip
DATES = ("Fri, 31 Dec 9999 23:59:59 -0100", "Fri, 31 Dec 10000 23:59:59 GMT", "rubbish", "0" * 999,
         "Mon, 01 Jan 0001 00:00:00 +0100")  # fmt: skip
pytestmark = pytest.mark.usefixtures("office")
CONDITIONS = ("If-Modified-Since", "If-Unmodified-Since", "If-Range", "Date")


@pytest.fixture
def told(app):
    app.testing = False  # an error of ours is an answer, as in an office
    return app.test_client(use_cookies=False)


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_nobody_can_have_still_gets_the_page(told, host):
    for method, path in (("GET", "/de/"), ("GET", "/static/public.css"), ("POST", "/de/contact"),
                         ("GET", "/de/nothing"), ("GET", "/api/v1/health")):  # fmt: skip
        environ = EnvironBuilder(path=path, method=method).get_environ() | {"HTTP_HOST": host}
        body, status, _headers = run_wsgi_app(told.application, environ, buffered=True)
        assert status[:3] in {"200", "400", "404", "422"}, path
        assert b"".join(body)


@pytest.mark.parametrize("name", CONDITIONS)
@pytest.mark.parametrize("moment", DATES)
def test_a_date_nobody_can_read_is_no_date(told, name, moment):
    headers = {name: moment, "Range": "bytes=0-9"} if name == "If-Range" else {name: moment}
    for path in ("/de/", "/static/public.css"):
        with told.get(path, headers=headers) as answer:
            assert answer.status_code in {200, 206, 304}, path


def test_a_date_that_can_be_read_still_spares_the_way(told):
    with told.get("/static/public.css") as first:
        since = {"If-Modified-Since": first.headers["Last-Modified"]}
    with told.get("/static/public.css", headers=since) as again:
        assert (first.status_code, again.status_code) == (200, 304)


def test_no_cache_keeps_an_error_page_that_names_who_reads_it(signed_in):
    clerk = signed_in("schalter")
    answer = clerk.client.get("/static/nothing.css")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
    with clerk.client.get("/static/public.css") as file:
        assert file.headers["Cache-Control"].startswith("public")


def test_what_breaks_an_errors_own_page_is_logged_without_the_address(app):
    with app.test_request_context("/de/Probe-Person"), capture_logs() as lines:
        try:
            {}["Probe-Person"]
        except KeyError:
            app.log_exception(sys.exc_info())
    [line] = lines
    assert line["event"] == "broken"
    assert "Probe-Person" not in str({n: v for n, v in line.items() if n != "exc_info"})
