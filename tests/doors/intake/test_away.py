"""The database is away: what was typed stands in the page that says so, ready to be sent again."""

import io
from dataclasses import replace

import pytest

from anbelo.core.db import Database
from anbelo.web.house import EXTENSION, House

pytestmark = pytest.mark.usefixtures("away")


@pytest.fixture
def away(app, settings):
    nowhere = replace(settings, database_url="postgresql+psycopg:///nowhere?host=/nowhere")
    app.extensions[EXTENSION] = House(nowhere, Database(nowhere.database_url))


def test_what_was_typed_can_be_sent_again_with_its_own_key(anybody):
    text = 'Zwei Zeilen\nmit <Zeichen> & "Wörtern".'
    sent = {"text": text, "idempotency_key": "k" * 24, "weekdays": ["0", "4"]}
    answer = anybody.client.post("/de/contact?kind=praise", data=sent)
    page = answer.text
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert 'method="post" action="/de/contact?kind=praise"' in page
    assert page.count('name="weekdays"') == 2
    assert f'name="idempotency_key" value="{"k" * 24}"' in page
    assert 'value="Zwei Zeilen\nmit &lt;Zeichen&gt; &amp; &#34;Wörtern&#34;."' in page
    assert "hreflang" not in page, "another language would leave the words behind"


def test_files_that_could_not_be_kept_are_told(anybody):
    told = "Ihre Fotos und Dateien sind nicht angekommen. Senden Sie zuerst den Text."
    typed = {"text": "Der Brief.", "idempotency_key": "k" * 24}
    assert told not in anybody.client.post("/de/tell/text", data=typed).text
    chosen = {"files": (io.BytesIO(b"\xff\xd8\xff"), "brief.jpg")}
    page = anybody.client.post("/de/tell/text", data=typed | chosen).text
    assert told in page
    assert 'name="text" value="Der Brief."' in page


def test_no_password_is_ever_written_into_a_page(anybody):
    answer = anybody.client.post(
        "/staff/login", data={"login": "leistung", "password": "sehr geheim"}
    )
    assert answer.status_code == 503
    assert "sehr geheim" not in answer.text
    assert "Noch einmal versuchen" not in answer.text


def test_a_page_that_was_only_looked_at_has_nothing_to_send(anybody):
    answer = anybody.client.get("/de/contact")
    assert answer.status_code == 503
    assert "Noch einmal versuchen" not in answer.text
