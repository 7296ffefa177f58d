"""The way in, languages, explaining pages, weight."""

import gzip
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import time_machine

from anbelo.core.db import Database
from anbelo.core.texts import languages, offered
from anbelo.offices.models import ClosingDay
from anbelo.web.house import EXTENSION, House

STATIC = Path(__file__).resolve().parents[3] / "anbelo" / "web" / "static"
PATHS = ("", "contact", "call", "status", "help", "privacy", "accessibility", "status/case")
FIRST_VIEW = 14_600
FORM = 60_000


@pytest.mark.parametrize(
    ("accepts", "lang"),
    [("ar,de;q=0.5", "ar"), ("en-GB,en", "en"), ("xx", "de"), ("", "de"), ("de-AT", "de")],
)
def test_the_first_page_speaks_the_browsers_language(anybody, accepts, lang):
    answer = anybody.client.get("/", headers={"Accept-Language": accepts})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{lang}/")
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_language_we_do_not_offer_is_no_page(anybody):
    for lang in ("xx", "so", "static", "DE"):
        for path in PATHS:
            assert anybody.client.get(f"/{lang}/{path}").status_code == 404


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("lang", [found.code for found in offered()])
def test_every_page_speaks_every_offered_language(anybody, lang, path):
    page = anybody.visit(f"/{lang}/{path}")
    found = languages()[lang]
    assert anybody.status == (401 if path == "status/case" else 200)
    assert f'<html lang="{found.tag}" dir="{found.direction}"' in page
    assert page.count("<h1") == 1
    for other in offered():
        assert f'href="/{other.code}/{path}"' in page


def test_the_start_page_has_four_doors_the_code_and_help(anybody):
    page = anybody.visit("/de/")
    assert page.count('class="ab-door"') == 4
    for target in (
        "tell/topic?kind=complaint",
        "tell/topic?kind=praise",
        "contact",
        "call",
        "status",
        "help",
    ):
        assert f'href="/de/{target}"' in page


@pytest.mark.parametrize("path", ["", "contact", "call"])
def test_help_in_need_is_one_tap_away_wherever_somebody_writes(anybody, path):
    page = anybody.visit(f"/de/{path}")
    assert "Brauchen Sie sofort Hilfe?" in page
    assert 'href="/de/help"' in page


@pytest.mark.parametrize("path", PATHS)
def test_titles_tell_onlookers_nothing(anybody, path):
    title = anybody.visit(f"/de/{path}").split("<title>")[1].split("</title>")[0].lower()
    assert not any(word in title for word in ("beschwer", "jobcenter", "code", "bescheid"))


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2026-03-10 09:00+01:00", "Jetzt offen, bis 12:00 Uhr"),
        ("2026-03-12 13:00+01:00", "Heute offen: 14:00 bis 17:00 Uhr"),
        ("2026-03-12 07:00+01:00", "Heute offen: 08:00 bis 12:00 Uhr, 14:00 bis 17:00 Uhr"),
        ("2026-03-10 15:00+01:00", "Für heute geschlossen"),
        ("2026-03-14 09:00+01:00", "Für heute geschlossen"),
        ("2026-05-01 09:00+02:00", "Für heute geschlossen"),
    ],
)
def test_the_help_page_says_who_is_open_now(anybody, moment, sentence):
    with time_machine.travel(moment, tick=False):
        page = anybody.visit("/de/help")
    assert page.count(sentence) == 8
    assert "0800 1110111" in page


def test_a_closing_day_closes(anybody, office):
    with office.unit_of_work() as session:
        session.add(ClosingDay(day=date(2026, 3, 10), reason="Ausflug"))
    with time_machine.travel("2026-03-10 09:00+01:00", tick=False):
        assert anybody.visit("/de/help").count("Für heute geschlossen") == 8


def test_the_help_page_costs_few_queries(anybody, queries):
    with queries() as sent:
        anybody.visit("/de/help")
    assert len(sent) <= 3, sent


def test_nothing_comes_from_another_host_and_nothing_runs_inline(anybody):
    for path in PATHS:
        page = anybody.visit(f"/de/{path}")
        assert "http://" not in page
        assert "https://" not in page
        assert " style=" not in page
        assert " onclick=" not in page


def test_the_first_view_fits_into_the_first_packets(anybody):
    weights = {}
    for lang, sheet in (("de", "public.css"), ("ar", "public.rtl.css")):
        css = len(gzip.compress((STATIC / sheet).read_bytes()))
        for path in PATHS:
            html = len(gzip.compress(anybody.visit(f"/{lang}/{path}").encode()))
            weights[f"/{lang}/{path}"] = (html, css, html + css)
    print("gzipped bytes (HTML, CSS, both):", weights)
    assert max(weights["/de/"][2], weights["/ar/"][2]) <= FIRST_VIEW
    script = len(gzip.compress((STATIC / "anbelo.js").read_bytes()))
    pages = sum(weights[f"/de/{path}"][0] for path in ("", "contact", "status"))
    assert pages + weights["/de/"][1] + script <= FORM


@pytest.mark.parametrize("asked", ["endpoint=1", "_method=X", "_scheme=javascript&_external=1"])
def test_what_somebody_adds_to_an_address_changes_no_link(anybody, asked):
    page = anybody.visit(f"/de/contact?{asked}&kind=praise")
    assert anybody.status == 200
    assert 'href="/en/contact?kind=praise"' in page


def test_a_database_that_is_away_is_told_to_staff_as_to_everybody(app, anybody, settings):
    away = replace(settings, database_url="postgresql+psycopg:///nowhere?host=/nowhere")
    app.extensions[EXTENSION] = House(away, Database(away.database_url))
    anybody.client.set_cookie("anbelo", "of somebody signed in")
    anybody.visit("/de/contact")
    assert (anybody.status, anybody.answer.headers["Retry-After"]) == (503, "5")


def test_search_engines_find_the_ways_in_and_nothing_personal(anybody, inside):
    for path in ("/de/", "/de/help", "/de/tell/text", "/ar/call"):
        page = anybody.visit(path)
        assert 'name="description"' in page
        assert "noindex" not in page
    inside()
    assert "noindex" in anybody.page
    assert "noindex" in anybody.visit("/staff/login")
    for path in ("/de/resume", "/de/nothing-here"):
        assert 'name="description"' not in anybody.visit(path)
