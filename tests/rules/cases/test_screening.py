"""What looks like spam, and what never does."""

from datetime import UTC, datetime, timedelta

import pytest

from anbelo.cases.rules import Channel
from anbelo.cases.screening import (
    CROWD,
    LEAST_MANY,
    SAME,
    Signs,
    Suspicion,
    far_too_many,
    held_back,
    similarity,
    suspicions,
)
from anbelo.triage.proposal import LegalNature, Urgency

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
CALM = {"urgency": Urgency.NORMAL, "legal_nature": LegalNature.NONE}
LONG = (
    "Ich warte seit sechs Wochen auf eine Antwort zu meinem Antrag auf Heizkosten. Niemand ruft "
    "mich zurück, und am Schalter sagt man mir jedes Mal etwas anderes. Ich brauche das Geld "
    "dringend, weil die Stadtwerke mir schon eine Mahnung geschickt haben."
)


def signs(seconds: float = 60, **more) -> Signs:
    return Signs(NOW - timedelta(seconds=seconds), **more)


def found(channel: Channel = Channel.FORM, *, repeated: bool = False, given: Signs | None = None):
    return suspicions(channel, given or signs(), repeated=repeated, now=NOW)


def test_an_ordinary_contact_is_not_suspected():
    assert found(given=signs(network="203.0.113.7/32", sent=3)) == ()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (signs(decoy=True), Suspicion.DECOY),
        (signs(2.9), Suspicion.FAST),
        (signs(24 * 3600 + 1), Suspicion.STALE),
        (Signs(None), Suspicion.UNOPENED),
        (signs(sent=CROWD), Suspicion.CROWD),
    ],
)
def test_each_sign_alone_is_a_reason(given, code):
    assert found(given=given) == (code,)


def test_the_limits_belong_to_the_honest_side():
    for given in (signs(3), signs(24 * 3600), signs(sent=CROWD - 1)):
        assert found(given=given) == ()


def test_a_draft_kept_for_later_may_be_old():
    assert found(given=signs(3 * 24 * 3600, kept=True)) == ()


def test_the_same_text_again_is_a_reason():
    assert found(repeated=True) == (Suspicion.REPEATED,)


def test_nothing_follows_from_an_address_of_a_house_of_its_own():
    """A proxy nobody told us of would make everybody one crowd with one text."""
    assert found(repeated=True, given=signs(inside=True, sent=10 * CROWD)) == ()


def test_a_kiosk_is_many_quick_people_on_one_device():
    busy = signs(0.5, sent=10 * CROWD)
    assert found(Channel.KIOSK, repeated=True, given=busy) == ()
    assert found(Channel.KIOSK, given=Signs(None)) == ()
    assert found(Channel.KIOSK, given=signs(decoy=True)) == (Suspicion.DECOY,)


@pytest.mark.parametrize("channel", sorted(set(Channel) - {Channel.FORM, Channel.KIOSK}))
def test_what_one_of_us_wrote_down_or_a_system_sent_is_never_suspected(channel):
    assert found(channel, repeated=True, given=Signs(None, decoy=True, sent=1000)) == ()


@pytest.mark.parametrize("urgency", [Urgency.EMERGENCY, Urgency.SELF_HARM])
def test_danger_is_never_held_back(urgency):
    assert not held_back(tuple(Suspicion), **{**CALM, "urgency": urgency})


@pytest.mark.parametrize("legal_nature", sorted(set(LegalNature) - {LegalNature.NONE}))
def test_what_may_have_an_effect_in_law_is_never_held_back(legal_nature):
    assert not held_back(tuple(Suspicion), **{**CALM, "legal_nature": legal_nature})


def test_a_near_date_alone_is_what_every_advertisement_has():
    assert held_back((Suspicion.DECOY,), **{**CALM, "urgency": Urgency.SOON})


def test_nobody_is_held_back_without_a_reason():
    assert not held_back((), **CALM)


def test_the_same_words_are_alike_however_they_are_typed():
    assert similarity(LONG, LONG.upper().replace(". ", " !!\n")) == 1


def test_one_word_in_a_short_letter_makes_another_text():
    assert similarity(LONG, LONG.replace("Stadtwerke", "Gaswerke")) < SAME


def test_one_word_in_a_long_letter_does_not():
    # One changed word changes three runs of three: alike from 118 runs on (115 / 121 = 0.950).
    words = [f"Wort{number}" for number in range(130)]
    other = [*words[:60], "anders", *words[61:]]
    assert similarity(" ".join(words), " ".join(other)) >= SAME
    assert similarity(" ".join(words[:80]), " ".join(other[:80])) < SAME


def test_short_texts_are_alike_by_chance():
    assert similarity("Bitte rufen Sie mich an", "Bitte rufen Sie mich an") == 0
    assert similarity("", "") == 0


def test_other_scripts_are_compared_too():
    arabic = "أنتظر منذ ستة أسابيع ردًا على طلبي ولم يتصل بي أحد حتى الآن من المكتب"
    assert similarity(arabic, arabic) == 1
    assert similarity(arabic, LONG) == 0


@pytest.mark.parametrize(
    ("this_hour", "usual", "alarm"),
    [
        (LEAST_MANY, (), True),
        (LEAST_MANY - 1, (0, 0, 0, 0), False),
        (49, (10, 10, 10, 10), False),
        (50, (10, 10, 10, 10), True),
        (100, (4, 500, 6, 5), True),
        (27, (4, 500, 6, 5), False),
    ],
)
def test_five_times_the_usual_hour_is_far_too_many_but_never_less_than_twenty(
    this_hour, usual, alarm
):
    assert far_too_many(this_hour, usual) is alarm
