"""Making an objection now: the letter to sign, or an appointment to have it written down."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from anbelo.cases.models import Case, Concern
from anbelo.core.calendar import Land
from anbelo.intake.objection_paper import objection_paper
from anbelo.intake.schemas import Objection, ObjectionSchema
from anbelo.offices.queries import SiteToday
from anbelo.triage.proposal import LegalNature
from anbelo.web.i18n import choose
from tests.papers import claims_universal_access, opened

SITE = SiteToday("MO", "Musterort", "Musterweg 1, 51429 Musterstadt", "02202 5550100", (), (), None)


def letter(app, told: dict, *, lang="de"):
    """The two sections of the letter: what is signed, and what to do with it."""
    with app.test_request_context("/"), time_machine.travel("2026-03-10 10:00+01:00"):
        choose(lang)
        objection = ObjectionSchema(today=SITE_DAY).load({"site": SITE.name, **told})
        assert isinstance(objection, Objection)
        return objection_paper(objection, SITE, "Jobcenter Muster", land=Land.NW)


SITE_DAY = date(2026, 3, 10)


def test_the_letter_is_german_and_complete_whatever_the_page_speaks(app):
    told = {"letter_date": "2.3.2026", "name": "Probe Person", "address": "Probeweg 2\n51429 Ort"}
    paper = letter(app, told, lang="ar")
    signed, todo = paper.sections
    assert (paper.lang, paper.direction) == ("ar", "rtl")
    assert (signed.lang, signed.direction) == ("de", "ltr")
    assert signed.title == "Widerspruch gegen den Bescheid vom 02.03.2026"
    assert "Ich widerspreche dem Bescheid vom 02.03.2026." in signed.paragraphs
    assert "Probe Person · Probeweg 2 · 51429 Ort" in signed.paragraphs
    assert signed.blanks == ["Ort und Datum", "Unterschrift"]
    assert not todo.lang
    assert any(SITE.address in point for point in todo.points)


def test_what_was_not_told_is_a_line_to_write_on(app):
    signed, _todo = letter(app, {"letter_date": "2.3.2026"}).sections
    assert signed.blanks == ["Name", "Adresse", "Ort und Datum", "Unterschrift"]


def test_it_says_until_when_the_letter_must_be_there(app):
    _signed, todo = letter(app, {"letter_date": "2.3.2026"}).sections
    # § 37 SGB X, § 64 SGG: 6 April 2026 is Easter Monday
    assert "Der Brief muss bei uns sein bis: Dienstag, 7.\xa0April 2026." in todo.points


@pytest.mark.parametrize("lang", ["de", "ar", "en"])
def test_the_letter_is_an_accessible_pdf_and_nothing_is_stored(anybody, rows, lang):
    before = rows()
    page = anybody.visit(f"/{lang}/objection")
    site = page.split('<option value="')[1].split('"')[0]
    answer = anybody.client.post(
        f"/{lang}/objection", data={"letter_date": "2026-03-02", "site": site}
    )
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with opened(answer.data) as paper:
        assert paper.Root.Lang == lang
        assert claims_universal_access(paper)
    assert rows() == before


def test_a_letter_without_a_date_is_asked_for_again(anybody):
    anybody.visit("/de/objection")
    anybody.send("letter_date", letter_date="", site="nowhere", name="Probe Person")
    assert anybody.status == 422
    assert 'href="#f-letter_date"' in anybody.page
    assert "Probe Person" in anybody.page
    anybody.send("letter_date", letter_date="2026-03-02", site="nowhere")
    assert anybody.status == 422
    assert 'href="#f-site"' in anybody.page


def test_the_appointment_reaches_the_office_as_an_objection(anybody, office):
    anybody.visit("/ar/call?to_object=1")
    anybody.send("phone", phone="0170 1234567")
    with office.reading() as session:
        case = session.scalars(
            select(Case).where(Case.language == "ar").order_by(Case.id.desc())
        ).first()
        assert "Niederschrift" in case.text
        concern = session.scalars(select(Concern).filter_by(case_id=case.id)).one()
        assert concern.legal_nature is LegalNature.OBJECTION


def test_the_receipt_of_a_letter_leads_to_the_objection(anybody, told):
    told(text="Der Bescheid ist falsch.", letter_date="2.3.2026")
    assert "/de/objection?letter_date=2026-03-02" in anybody.page
