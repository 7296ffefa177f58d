"""The house's own texts: set per language, shown as plain text, nobody's change lost."""

import pytest
from sqlalchemy import select

from anbelo.audit.models import AuditDetail, AuditEntry
from anbelo.offices.models import HouseText
from anbelo.offices.rules import MAX_HOUSE_TEXT

PRIVACY = "/management/house/texts/privacy/de"
HELP = "/management/house/texts/emergency/de?site=GL"
WORDS = "# Wer antwortet\nJobcenter Musterkreis\nMusterstraße 1\n\n- Telefon\n- E-Mail\n\nMehr: https://example.org/daten."
HOSTILE = '<script>alert(1)</script>\n[x](javascript:alert(1)) javascript:alert(1)\nhttps://example.org/"onclick="x'


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


@pytest.fixture
def stored(office):
    def look() -> list[tuple[str, str, str, int]]:
        with office.reading() as session:
            found = session.scalars(select(HouseText).order_by(HouseText.id)).all()
            return [(one.purpose, one.language, one.text, one.version) for one in found]

    return look


def test_a_text_is_set_and_everybody_reads_it_above_ours(admin, anybody, office):
    admin.visit(PRIVACY)
    admin.send("text", text=WORDS)
    assert admin.answer.request.path == "/management/house/texts"
    assert "geändert am" in admin.page
    page = anybody.visit("/de/privacy")
    assert '<h2 class="kern-heading-medium">Wer antwortet</h2>' in page
    assert "Jobcenter Musterkreis<br>Musterstraße 1" in page
    assert '<li class="kern-body">Telefon</li>' in page
    assert 'href="https://example.org/daten" rel="noreferrer"' in page
    assert page.index("Wer antwortet") < page.index("Cookies")
    assert "nur auf Deutsch" not in page
    with office.reading() as session:
        found = session.execute(
            select(AuditEntry.subject, AuditDetail.detail)
            .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
            .where(AuditEntry.action == "house_text_changed")
        ).all()
    assert [tuple(row) for row in found] == [
        ("house_text:privacy", {"language": "de", "site": None, "empty": False})
    ]


def test_another_language_shows_the_german_text_and_says_so(admin, anybody):
    admin.visit(PRIVACY)
    admin.send("text", text=WORDS)
    page = anybody.visit("/ar/privacy")
    assert 'lang="de" dir="ltr"' in page
    assert "Wer antwortet" in page
    assert "بالألمانية فقط" in page
    admin.visit(PRIVACY.replace("/de", "/ar"))
    admin.send("text", text="# من نحن")
    page = anybody.visit("/ar/privacy")
    assert "من نحن" in page
    assert "Wer antwortet" not in page
    assert "بالألمانية فقط" not in page


def test_hostile_text_stays_text(admin, anybody):
    admin.visit(PRIVACY)
    admin.send("text", text=HOSTILE)
    page = anybody.visit("/de/privacy")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert 'onclick="x' not in page


def test_of_two_who_write_at_once_the_second_sees_both(admin, signed_in, stored):
    other = signed_in("admin")
    admin.visit(PRIVACY)
    other.visit(PRIVACY)
    admin.send("text", text="Der erste Text.")
    page = other.send("text", text="Der zweite Text.")
    assert other.status == 409
    assert "Der erste Text." in page
    assert "Der zweite Text." in page
    assert [row[2] for row in stored()] == ["Der erste Text."]
    other.send("text", text="Beide Texte.")
    assert [row[2:] for row in stored()] == [("Beide Texte.", 2)]


def test_an_empty_text_takes_it_away(admin, stored, anybody):
    admin.visit(PRIVACY)
    admin.send("text", text=WORDS)
    admin.visit(PRIVACY)
    admin.send("text", text="")
    assert stored() == []
    assert "Wer antwortet" not in anybody.visit("/de/privacy")


def test_a_preview_stores_nothing(admin, stored):
    admin.visit(PRIVACY)
    page = admin.send("text", text=WORDS, preview="1")
    assert '<h3 class="kern-heading-small">Wer antwortet</h3>' in page
    assert WORDS.splitlines()[0] in page
    assert stored() == []


def test_too_much_is_refused_and_kept_on_the_page(admin, stored):
    admin.visit(PRIVACY)
    page = admin.send("text", text="x" * (MAX_HOUSE_TEXT + 1))
    assert admin.status == 422
    assert "x" * MAX_HOUSE_TEXT in page
    assert stored() == []


def test_words_for_emergencies_stand_with_their_site(admin, anybody):
    admin.visit(HELP)
    admin.send("text", text="Am Abend: Notdienst, Musterweg 2.")
    page = anybody.visit("/de/help")
    place = page.index("<strong>Bergisch Gladbach</strong>")
    assert place < page.index("Am Abend: Notdienst") < page.index("<strong>Burscheid</strong>")
    assert page.count("Am Abend: Notdienst") == 1


def test_the_imprint_names_the_house_until_it_has_words_of_its_own(admin, anybody):
    page = anybody.visit("/de/imprint")
    assert "Diese Seiten sind von:" in page
    assert "Burscheid" in page
    admin.visit(PRIVACY.replace("privacy", "imprint"))
    admin.send("text", text="Jobcenter Musterkreis")
    page = anybody.visit("/de/imprint")
    assert "Jobcenter Musterkreis" in page
    assert "Burscheid" not in page
    assert 'href="/de/imprint"' in anybody.visit("/de/")


@pytest.mark.parametrize(
    "path", ["privacy/so", "nothing/de", "emergency/de", "emergency/de?site=X"]
)
def test_there_is_no_page_for_what_does_not_exist(admin, path):
    admin.visit(f"/management/house/texts/{path}")
    assert admin.status == 404


@pytest.mark.parametrize("login", ["leitung", "ombuds", "datenschutz"])
def test_only_administrators_change_texts(signed_in, login):
    person = signed_in(login)
    person.visit(PRIVACY)
    assert person.status == 403
