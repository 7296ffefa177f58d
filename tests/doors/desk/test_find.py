"""One box that finds a case, and a list that says where each stands."""

import re

from anbelo.cases.receipts import derive

TOKENS = re.compile(r'(nonce|name="csrf_token" value|hx-nonce|idempotency_key" value)="[^"]*"')


def plain(page, *typed):
    """A page without what differs every time."""
    page = TOKENS.sub("", page)
    for words in typed:
        page = page.replace(words, "")
    return page


def test_a_code_opens_its_case_with_any_gaps(signed_in, make_case):
    made = make_case()
    person = signed_in("schalter")
    person.visit("/desk/")
    spaced = " ".join(made.code[i : i + 4] for i in range(0, 20, 4))
    page = person.send("words", words=spaced)
    assert person.answer.request.path == f"/desk/cases/{made.reference}"
    assert "Amira Beispiel" in page
    assert made.code not in person.answer.request.full_path


def test_reference_name_phone_and_words_find_it(signed_in, make_case):
    made = make_case("Die Heizung im Flur ist kalt.", call=True)
    make_case("Etwas ganz anderes.", name="Rana Probe")
    person = signed_in("schalter")
    for words in ("amira", "0151 5550 1234", "Heizung"):
        person.visit("/desk/")
        page = person.send("words", words=words)
        assert f"/desk/cases/{made.reference}" in page, words
        assert "1 Vorgang gefunden" in page
    person.visit("/desk/")
    person.send("words", words=made.reference.lower())
    assert person.answer.request.path == f"/desk/cases/{made.reference}"


def test_nothing_found_says_what_to_do(signed_in):
    person = signed_in("schalter")
    person.visit("/desk/")
    page = person.send("words", words="Zauberwald")
    assert person.status == 200
    assert "Dazu finden wir nichts" in page
    assert 'value="Zauberwald"' in page


def test_bad_words_keep_what_was_typed(signed_in):
    person = signed_in("schalter")
    for words, sentence in (
        ("", "Bitte füllen Sie dieses Feld aus"),
        ("x" * 201, "zu lang"),
        ("12345678901234567890", "Tippfehler"),
    ):
        person.visit("/desk/")
        page = person.send("words", words=words)
        assert person.status == 422
        assert sentence in page
        assert f'value="{words}"' in page


def test_a_confidential_case_answers_like_an_unknown_code(signed_in, make_case, settings):
    hidden = make_case(name="Geheime Person", confidential=True)
    unknown = derive(settings.pepper, "nobody").digits
    pages = []
    for login, code in (("schalter", hidden.code), ("schalter", unknown)):
        person = signed_in(login)
        person.visit("/desk/")
        pages.append((plain(person.send("words", words=code), code), person.status))
    assert pages[0] == pages[1]
    assert pages[0][1] == 422
    assert "finden wir keinen Vorgang" in pages[0][0]


def test_a_confidential_case_is_nowhere(signed_in, make_case):
    person = signed_in("schalter")
    before = plain(person.visit("/desk/"))
    hidden = make_case(
        "Der Brief über die Sonnenblume.", name="Geheime Person", confidential=True, call=True
    )
    assert plain(person.visit("/desk/")) == before
    for words in (hidden.reference, "Geheime Person", "0151 5550 1234", "Sonnenblume"):
        person.visit("/desk/")
        assert "Dazu finden wir nichts" in person.send("words", words=words)
    person.visit(f"/desk/cases/{hidden.reference}")
    gone = (plain(person.page), person.status)
    person.visit("/desk/cases/ZZZZZZZZ")
    assert gone == (plain(person.page), person.status)
    assert gone[1] == 404


def test_the_ombudsperson_opens_a_confidential_case_with_its_code(signed_in, make_case):
    hidden = make_case(confidential=True)
    person = signed_in("ombuds")
    person.visit("/desk/")
    assert "Nur die Ombudsstelle sieht diesen Vorgang" in person.send("words", words=hidden.code)


def test_guessing_codes_becomes_slow(signed_in, settings):
    person = signed_in("schalter")
    statuses = []
    for number in range(8):
        person.visit("/desk/")
        person.send("words", words=derive(settings.pepper, f"guess {number}").digits)
        statuses.append(person.status)
    assert statuses[:5] == [422] * 5
    assert 429 in statuses
    assert int(person.answer.headers["Retry-After"]) > 0


def test_every_row_says_where_it_stands(signed_in, make_case, make_notice):
    make_case(name="Neu Beispiel")
    make_case(name="Team Beispiel", team="KDU")
    make_case(name="Anruf Beispiel", call=True)
    tied = make_case(name="Bescheid Beispiel", team="LEISTUNG")
    make_notice(case_reference=tied.reference)
    page = signed_in("schalter").visit("/desk/")
    assert "Die Ombudsstelle wählt gerade ein Team." in page
    assert "Unterkunft und Heizung arbeitet daran." in page
    assert "Wir rufen die Person an: heute, Mo., 23. Nov. 2026, um" in page
    assert "Wir rufen vor dem Bescheid an: heute" in page


def test_older_cases_are_one_click_away(signed_in, make_case):
    for number in range(27):
        make_case(name=f"Person Nummer{number:02d}")
    person = signed_in("schalter")
    assert "Nummer26" in person.visit("/desk/")
    assert "Nummer01" not in person.page
    following = re.search(r'rel="next" href="([^"]+)"', person.page)
    assert following
    assert "Nummer01" in person.visit(following[1].replace("&amp;", "&"))
    assert "Nummer26" not in person.page


def test_a_damaged_bookmark_opens_the_first_page(signed_in, make_case):
    make_case()
    assert "Amira Beispiel" in signed_in("schalter").visit("/desk/?after=kaputt")


def test_the_page_costs_the_same_for_one_case_and_for_many(
    signed_in, make_case, make_notice, counting
):
    def fill(number):
        tied = make_case(name=f"Person {number}", team="LEISTUNG", call=number % 2 == 0)
        make_notice(f"BG-{number}", case_reference=tied.reference)

    person = signed_in("schalter")
    fill(0)
    person.visit("/desk/")
    with counting() as few:
        person.visit("/desk/")
    for number in range(1, 25):
        fill(number)
    with counting() as many:
        person.visit("/desk/")
    assert len(many) == len(few)
    assert len(few) <= 12
