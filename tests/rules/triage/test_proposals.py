"""A proposal names topics with the words that led to them, or says that it does not know."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anbelo.triage.categories import CATEGORIES
from anbelo.triage.rules import Confidence, Kind, Proposal, Reason, Urgency, propose


def reasons_of(proposal: Proposal) -> list[Reason]:
    suggested = (proposal.kind, proposal.urgency, proposal.legal_nature, *proposal.concerns)
    return [reason for entry in suggested for reason in entry.reasons]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Was heißt vorläufig in meinem Bescheid?", "BES-4"),
        ("Welche Unterlagen brauchen Sie genau?", "BES-7"),
        ("Mein Weiterbewilligungsantrag liegt seit acht Wochen bei Ihnen.", "WAR-2"),
        ("Ich hänge immer in der Warteschleife.", "WAR-5"),
        ("Sie haben den alten Lohn genommen.", "LEI-1"),
        ("Auf dem Konto ist nichts.", "LEI-3"),
        ("Er ist nur mein Mitbewohner.", "LEI-6"),
        ("Der Antrag für die Klassenfahrt fehlt.", "LEI-5"),
        ("Wer zahlt die Kaution?", "KDU-4"),
        ("Der Strom wird abgestellt.", "KDU-5"),
        ("Sie hat mich angeschrien.", "UMG-1"),
        ("Wegen meines Kopftuchs bekam ich keinen Termin.", "UMG-2"),
        ("Die Umschulung wurde abgelehnt.", "VER-2"),
        ("Die Fahrkarte wurde nicht bezahlt.", "VER-6"),
        ("Mein Kind musste übersetzen.", "ZUG-1"),
        ("Ich brauche Leichte Sprache.", "ZUG-2"),
        ("Was haben Sie über mich gespeichert?", "DSG-3"),
        ("Es geht um Wohngeld.", "SON-3"),
        ("The lift is broken and I use a wheelchair.", "ZUG-3"),
        ("My landlord says the rent was not transferred.", "KDU-7"),
    ],
)
def test_plain_sentences_find_their_topic(text, code):
    concerns = propose(text).concerns
    assert concerns[0].category == code
    assert concerns[0].reasons


@pytest.mark.parametrize(
    ("text", "top"),
    [
        ("Переводчика на приёме не было.", "ZUG"),
        ("Господар квартири чекає на оренду.", "KDU"),
        ("لم يكن هناك مترجم في الموعد.", "ZUG"),
        ("Ev sahibi kirayı soruyor.", "KDU"),
        ("Nikt nie odbiera telefonu, czekam trzy tygodnie.", "WAR"),
        ("Nu a fost niciun interpret la programare.", "ZUG"),
    ],
)
def test_other_languages_find_the_plainest_topics(text, top):
    assert propose(text).concerns[0].category.startswith(top)


def test_several_concerns_are_kept_apart():
    text = (
        "Der Vermieter hat keine Miete bekommen. Außerdem hat mich die Sachbearbeiterin "
        "angeschrien, und mein Kind musste übersetzen."
    )
    tops = {concern.category[:3] for concern in propose(text).concerns}
    assert tops == {"KDU", "UMG", "ZUG"}


@pytest.mark.parametrize(
    "text", ["", " \n", "???", "asdf qwertz", "12345", "Hallo!", "\u200f\u200f"]
)
def test_it_abstains_when_it_does_not_know(text):
    proposal = propose(text)
    assert proposal.abstained
    assert proposal.concerns == ()
    assert proposal.urgency.value is Urgency.NORMAL
    assert proposal.kind.confidence is Confidence.LOW


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Vielen Dank für die Hilfe, Frau Beispiel war sehr freundlich.", Kind.PRAISE),
        ("Mein Vorschlag: Es wäre gut, wenn der Aufzug eine Ansage hätte.", Kind.SUGGESTION),
        ("Ich habe eine Frage: Wo kann ich den Antrag abgeben?", Kind.QUESTION),
        ("Das ist eine Frechheit, niemand ruft zurück.", Kind.COMPLAINT),
        ("Danke für nichts. Zwei Stunden Warteschleife.", Kind.COMPLAINT),
        ("Die Frau war nicht freundlich.", Kind.COMPLAINT),
        ("Thank you so much, the lady was very helpful.", Kind.PRAISE),
    ],
)
def test_kinds_are_told_apart_even_when_thanks_are_bitter(text, kind):
    assert propose(text).kind.value is kind


def test_greetings_are_no_praise():
    text = "Sehr geehrte Damen und Herren, das Geld fehlt. Mit freundlichen Grüßen"
    assert all("freundlich" not in reason.phrase for reason in reasons_of(propose(text)))


def test_reasons_point_at_the_words_in_the_original():
    text = "😀 Guten Tag!\nDer  Rück·zahlung, äh: Der STROM wurde gestern ab-gestellt."
    reason = propose(text).urgency.reasons[0]
    assert text[reason.start : reason.end] == reason.phrase
    assert reason.phrase == "STROM wurde gestern ab-gestellt"
    assert reason.points_to == "emergency"


def test_reasons_of_one_suggestion_do_not_overlap():
    text = "Der Strom ist abgestellt, wir haben nichts zu essen und kein Geld für Milch."
    places = sorted((r.start, r.end) for r in propose(text).urgency.reasons)
    assert all(end <= start for (_, end), (start, _) in pairwise(places))


def test_the_same_text_gives_the_same_proposal():
    text = "Ich warte seit acht Wochen auf den Bescheid, und der Vermieter mahnt die Miete an."
    assert propose(text) == propose(text)


def test_the_language_is_read_from_the_text_before_the_choice():
    assert (
        propose("Ich verstehe den Brief nicht und bitte um Hilfe.", language="tr").language_used
        == "de"
    )
    assert propose("Mietschulden", language="de-easy").language_used == "de"
    assert propose("xyz").language_used is None


PIECES = (
    "nicht", "mehr", "leben", "Strom", "abgestellt", "kein", "Geld", "Widerspruch", "Bescheid",
    ".", ",", "\n", "\u200f", "\u202e", "ä·", "ß", "القرار", "غلط", "не", "згоден", "ї", "İ", "ŉ",
    "ﷺ", "😀", "e\u0301", "-", "'",
)  # fmt: skip
TEXTS = st.text(max_size=400) | st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_text_gets_a_valid_proposal(text):
    proposal = propose(text)
    assert len(proposal.concerns) <= 3
    assert proposal.abstained is (not proposal.concerns)
    assert all(concern.category in CATEGORIES for concern in proposal.concerns)
    for reason in reasons_of(proposal):
        assert 0 <= reason.start < reason.end <= len(text)
        assert text[reason.start : reason.end] == reason.phrase
