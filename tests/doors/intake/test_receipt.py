"""The receipt: one code for one form, and the guard for those who meant to object."""

import pytest
import time_machine
from sqlalchemy import func, select

from anbelo.app import create_app
from anbelo.cases.models import Case
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.papers.typesetting import data_square
from tests.browsing import Person
from tests.papers import claims_universal_access, elements, opened, title

TEXT = {"text": "Der Bescheid ist falsch. Ich bin nicht einverstanden."}


def cases(office) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def test_a_double_tap_gives_one_case_and_the_same_code(anybody, office, code_on):
    anybody.visit("/de/contact")
    form = anybody.form("text").values.copy()
    form["text"] = "Ich warte schon lange."
    first = anybody.client.post("/de/contact", data=form).get_data(as_text=True)
    second = anybody.client.post("/de/contact", data=form).get_data(as_text=True)
    assert len(code_on(first)) == 20
    assert code_on(first) == code_on(second)
    assert cases(office) == 1


def test_the_same_form_in_another_language_is_still_the_same_case(anybody, office, code_on):
    anybody.visit("/de/contact")
    form = {**anybody.form("text").values, "text": "Ich warte schon lange."}
    codes = {
        code_on(anybody.client.post(f"/{lang}/contact", data=form).get_data(as_text=True))
        for lang in ("de", "en")
    }
    assert len(codes) == 1
    assert cases(office) == 1


def test_the_code_is_the_same_after_a_restart(anybody, office, settings, code_on):
    anybody.visit("/de/contact")
    form = {**anybody.form("text").values, "text": "Ich warte schon lange."}
    first = code_on(anybody.client.post("/de/contact", data=form).get_data(as_text=True))
    restarted = create_app(settings)
    again = restarted.test_client().post("/de/contact", data=form).get_data(as_text=True)
    restarted.extensions["anbelo"].database.close()
    assert code_on(again) == first != ""
    assert cases(office) == 1


def test_a_used_form_with_other_words_keeps_them_and_offers_a_new_case(anybody, office, code_on):
    anybody.visit("/de/contact")
    form = {**anybody.form("text").values, "text": "Erster Text."}
    first = code_on(anybody.client.post("/de/contact", data=form).get_data(as_text=True))
    page = anybody.send("text", text="Zweiter Text.")
    assert anybody.status == 422
    assert "Ihr erster Text ist bei uns." in page
    assert "Zweiter Text." in page
    assert cases(office) == 1
    again = anybody.send("text")
    assert anybody.status == 200
    assert code_on(again) not in {"", first}
    assert cases(office) == 2


def test_an_overlong_key_is_replaced_and_sending_again_works(anybody, office):
    anybody.visit("/de/contact")
    page = anybody.send("text", text="Mein Text.", idempotency_key="k" * 300)
    assert anybody.status == 422
    assert "Mein Text." in page
    anybody.send("text")
    assert anybody.status == 200
    assert cases(office) == 1


def test_the_answer_carries_no_code_in_address_or_cookie(anybody, told):
    code = told()
    assert anybody.answer.request.path == "/de/contact"
    assert "Set-Cookie" not in anybody.answer.headers
    assert anybody.answer.headers["Cache-Control"] == "no-store"
    assert code[:4] not in anybody.page.split("<title>")[1].split("</title>")[0]


def test_the_code_is_stored_nowhere(told, office):
    code = told()
    with office.reading() as session:
        case = session.scalars(select(Case)).one()
        assert case.locator == code[:7]
        assert code[7:19] not in case.verifier


def test_a_letter_gets_its_last_safe_day_counted_from_its_date(anybody, told):
    with time_machine.travel("2026-03-10 10:00+01:00"):
        told(**TEXT, letter_date="2.3.2026")
    page = anybody.page
    assert "ist kein Widerspruch" in page
    assert "Die Frist für den Widerspruch läuft weiter." in page
    assert "Dienstag, 7.\xa0April 2026" in page  # § 37 SGB X, § 64 SGG: 6 April is Easter Monday
    assert "Wir haben vom Datum auf dem Brief an gezählt" in page


def test_a_day_that_is_over_names_the_ways_left(anybody, told):
    told(**TEXT, letter_date="2.3.2020")
    assert "Dieser Tag ist vorbei." in anybody.page
    assert "Überprüfung" in anybody.page


def test_without_a_date_the_guard_names_no_day(anybody, told):
    told(**TEXT)
    assert "ist kein Widerspruch" in anybody.page
    assert "Der letzte sichere Tag" not in anybody.page


def test_praise_needs_no_guard(anybody, told):
    told(text="Vielen Dank, Frau Beispiel war sehr freundlich.", kind="praise")
    assert "Widerspruch" not in anybody.page


@pytest.mark.parametrize(
    "text", ["Ich habe kein Geld für Essen und der Strom ist weg.", "Ich will nicht mehr leben."]
)
def test_an_emergency_gets_help_before_the_code(anybody, told, text):
    told(text=text)
    page = anybody.page
    assert page.index("0800 1110111") < page.index("ab-code__group")
    assert 'href="tel:112"' in page


def test_the_promise_names_a_day(anybody, told):
    with time_machine.travel("2026-03-10 10:00+01:00"):
        told()
    assert "bis Dienstag, 24.\xa0März 2026 antworten" in anybody.page


def test_a_receipt_costs_the_same_queries_however_long_the_text(app, queries):
    counts = []
    for words in ("Kurz.", "Lang. " * 500):
        person = Person(app.test_client())
        person.visit("/de/contact")
        with queries() as sent:
            person.send("text", text=words)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_the_day_the_letter_came_counts_when_its_date_is_not_known(anybody, told):
    with time_machine.travel("2026-03-10 10:00+01:00"):
        told(**TEXT, letter_came="9.3.2026")
    assert "Er kam am 09.03.2026." in anybody.page
    assert "Donnerstag, 9.\xa0April 2026" in anybody.page
    assert "an dem der Brief gekommen ist" in anybody.page


def test_a_late_letter_never_makes_the_safe_day_later(anybody, told):
    """§ 37 Abs. 2 S. 3 SGB X: who says it came late has to make that credible."""
    with time_machine.travel("2026-03-10 10:00+01:00"):
        told(**TEXT, letter_date="2.3.2026", letter_came="9.3.2026")
    assert "Dienstag, 7.\xa0April 2026" in anybody.page
    assert "Heben Sie den Umschlag auf" in anybody.page


def test_a_letter_cannot_come_before_it_was_written(anybody):
    anybody.visit("/de/contact")
    anybody.send("text", **TEXT, letter_date="9.3.2026", letter_came="2.3.2026")
    assert anybody.status == 422
    assert 'href="#f-letter_came"' in anybody.page


@pytest.fixture
def kept(anybody):
    """Somebody who sent the form page by page; the receipt is theirs to open again."""
    anybody.visit("/de/tell/text?kind=complaint&topic=bes")
    anybody.send("text", text=TEXT["text"], letter_date=local_day(now()).isoformat())
    anybody.send("phone", phone="0170 1234567", call="yes")
    anybody.send("/de/tell/send")
    return anybody


def test_the_receipt_as_text_tells_what_the_page_tells(kept, code_on):
    code = code_on(kept.page)
    answer = kept.client.get("/de/receipt.txt")
    assert answer.mimetype == "text/plain"
    assert answer.headers["Content-Disposition"] == "attachment; filename=anbelo.txt"
    assert " ".join(code[i : i + 4] for i in range(0, 20, 4)) in answer.text
    for words in ("Ihre Nummer endet auf 67.", "ist kein Widerspruch", "/de/status", "Telefon:"):
        assert words in answer.text


def test_the_receipt_as_pdf_is_accessible(kept, code_on):
    code = code_on(kept.page)
    answer = kept.client.get("/de/receipt.pdf")
    assert answer.mimetype == "application/pdf"
    with opened(answer.data) as paper:
        assert paper.Root.Lang == "de"
        assert claims_universal_access(paper)
        assert title(paper) == "Ihr Beleg"
        figures = [e for e in elements(paper.Root.StructTreeRoot) if e.S == "/Figure"]
        assert [str(e.Alt) for e in figures] == ["Der Code als Bild zum Scannen am Schalter"]
    assert code[:4].encode() not in answer.headers["Content-Disposition"].encode()


def test_without_a_sent_draft_there_is_no_receipt_to_load(anybody):
    for ending in ("", ".pdf", ".txt"):
        assert anybody.client.get(f"/de/receipt{ending}").status_code == 303


def test_the_square_holds_the_digits_alone(kept, code_on):
    code = code_on(kept.page)
    assert data_square([code]) in kept.page.replace("&#39;", "'").replace("&amp;", "&")
