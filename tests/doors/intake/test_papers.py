"""The papers people take home, in every language: readable by everybody, also by ear."""

import pytest

from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.texts import languages, offered, translate
from tests.papers import claims_universal_access, elements, fonts, glyphs, is_carried, opened
from tests.papers import tags as tags_of
from tests.papers import title as title_of

CODES = [language.code for language in offered()]
PAPERS = {"receipt": "Ihr Beleg", "objection": "Widerspruch zum Ausdrucken"}


@pytest.fixture
def papers(anybody):
    """Both papers of somebody who speaks this language and has a letter from today."""
    today = local_day(now()).isoformat()

    def make(code: str) -> dict[str, bytes]:
        anybody.visit(f"/{code}/tell/text?kind=complaint&topic=bes")
        anybody.send("text", text="Der Bescheid ist falsch.", letter_date=today)
        anybody.send("phone", phone="0170 1234567", call="yes")
        anybody.send(f"/{code}/tell/send")
        receipt = anybody.client.get(f"/{code}/receipt.pdf")
        site = anybody.visit(f"/{code}/objection").split('<option value="')[1].split('"')[0]
        told = {
            "letter_date": today,
            "site": site,
            "name": "Șükrû Ґалаґан-Żółć",
            "address": "Weg 1",
        }
        letter = anybody.client.post(f"/{code}/objection", data=told)
        assert {receipt.mimetype, letter.mimetype} == {"application/pdf"}
        return {"receipt": receipt.data, "objection": letter.data}

    return make


@pytest.mark.parametrize("code", CODES)
def test_every_paper_is_accessible_in_every_language(papers, code):
    for name, content in papers(code).items():
        with opened(content) as paper:
            assert claims_universal_access(paper), name
            assert paper.Root.Lang == languages()[code].tag.split("-")[0], name
            assert title_of(paper) == translate(PAPERS[name], code)
            tags = tags_of(paper)
            assert tags.count("H1") == 1, name
            assert tags.index("H1") < tags.index("H2"), name
            assert {"P", "L", "LI", "LBody"} <= set(tags), name
            assert not {"Table", "TR", "TD"} & set(tags), "a table only for what is one"
            assert all("/Alt" in one for one in elements(paper.Root.StructTreeRoot)
                       if one.S == "/Figure"), name  # fmt: skip
            assert all(map(is_carried, fonts(paper))), name
            drawn = glyphs(paper)
            assert 0 not in drawn, f"{name}: a letter is missing in the fonts"
            assert len(drawn) > 40, name


def test_the_german_letter_on_a_foreign_paper_says_that_it_is_german(papers):
    with opened(papers("ar")["objection"]) as paper:
        marked = {str(one.Lang) for one in elements(paper.Root.StructTreeRoot) if "/Lang" in one}
    assert any(lang.startswith("de") for lang in marked), marked


@pytest.mark.parametrize("name", ["😀 Probe", "漢字", "ქართული 😀"])
def test_a_letter_that_no_font_has_is_told_and_everything_stays(anybody, name):
    site = anybody.visit("/de/objection").split('<option value="')[1].split('"')[0]
    told = {"letter_date": "2026-03-02", "site": site, "name": name, "address": "Weg 1"}
    page = anybody.send("letter_date", **told)
    assert anybody.status == 422
    assert 'href="#f-name"' in page
    assert "können wir nicht drucken" in page
    assert name in page
    assert "Weg 1" in page


@pytest.mark.parametrize("name", ["ትግርኛ ኣብርሃ", "پښتو ګل", "Nguyễn", "Ґалаґан", "שלום", "Żółć"])
def test_names_in_many_scripts_are_printed(anybody, name):
    site = anybody.visit("/de/objection").split('<option value="')[1].split('"')[0]
    told = {"letter_date": "2026-03-02", "site": site, "name": name}
    answer = anybody.client.post("/de/objection", data=told)
    assert answer.mimetype == "application/pdf"
    with opened(answer.data) as paper:
        assert 0 not in glyphs(paper)
