"""A letter that turns against a decision is seen as what it is, whatever it is called."""

import pytest

from anbelo.triage.rules import LegalNature, propose

CASES = {
    LegalNature.OBJECTION: [
        "Hiermit lege ich Widerspruch gegen Ihren Bescheid vom 4. Mai ein.",
        "Der Bescheid vom 3.2. ist falsch. Bitte korrigieren Sie ihn.",
        "Ich bin mit der Kürzung nicht einverstanden.",
        "Beschwerde gegen den Bescheid vom 1. Juni: Die Miete ist zu niedrig angesetzt.",
        "Nehmen Sie den Bescheid zurück.",
        "Ich akzeptiere diese Entscheidung nicht.",
        "I disagree with your decision of 2 March.",
        "Я не согласен с решением от 3 мая.",
        "Не погоджуюсь з рішенням.",
        "أعترض على القرار.",
        "Kararınıza itiraz ediyorum.",
        "Nu sunt de acord cu decizia.",
        "Nie zgadzam się z decyzją.",
        "Je ne suis pas d'accord avec votre décision.",
    ],
    LegalNature.REVIEW_REQUEST: [
        "Ich stelle einen Überprüfungsantrag nach § 44 SGB X.",
    ],
    LegalNature.HEARING_STATEMENT: [
        "Meine Stellungnahme zur Anhörung: Ich habe den Lohn sofort gemeldet.",
    ],
    LegalNature.DATA_REQUEST: [
        "Ich verlange Auskunft über meine gespeicherten Daten.",
        "Bitte löschen Sie meine Telefonnummer.",
        "Schicken Sie mir eine Kopie meiner Akte.",
        "Ich widerrufe meine Einwilligung zur Datenweitergabe.",
        "What data do you store about me?",
        "Видалите мои данные.",
        "Hakkımda hangi bilgiler kayıtlı?",
    ],
    LegalNature.WITHDRAWN_WISH: [
        "Das ist kein Widerspruch, nur eine Beschwerde.",
        "Ich will keinen Widerspruch einlegen, ich will es nur verstehen.",
        "This is not an objection, I only want to know.",
    ],
    LegalNature.NONE: [
        "Mein Widerspruch vom Mai ist noch nicht bearbeitet.",
        "Ich habe im März Widerspruch eingelegt und warte.",
        "Bis wann kann ich Widerspruch einlegen?",
        "Könnten Sie die Bescheide kürzer machen?",
        "Ich verstehe den Bescheid nicht, bitte erklären Sie ihn.",
        "Ich war nicht unfreundlich zu der Mitarbeiterin.",
        "Auf welches Konto haben Sie überwiesen?",
        "",
    ],
}


@pytest.mark.parametrize(
    ("nature", "text"), [(nature, text) for nature, texts in CASES.items() for text in texts]
)
def test_the_words_decide_not_the_label(nature, text):
    proposed = propose(text).legal_nature
    assert proposed.value is nature
    assert bool(proposed.reasons) is (nature is not LegalNature.NONE)


def test_a_told_objection_does_not_hide_a_new_one():
    text = (
        "Mein Widerspruch vom Mai ist erledigt. Gegen den neuen Bescheid lege ich Widerspruch ein."
    )
    assert propose(text).legal_nature.value is LegalNature.OBJECTION
