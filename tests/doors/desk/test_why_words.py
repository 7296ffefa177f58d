"""Why a call has its time or none, as a clerk reads it."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from anbelo.desk.why_words import cure_sentence, cure_sentences, next_sentence, why_sentence
from anbelo.web.i18n import choose

TODAY = date(2026, 11, 23)
NAMES = {"team": "Wohnen", "caller": "Nadja Beispiel", "today": TODAY}
NOTHING_EARLIER = dict.fromkeys(
    ("promised", "more_urgent", "same", "less_urgent", "busy", "free"), 0
)
PLACED = {
    "team": "2", "language": "uk", "caller": "7", "backup": False, "window": None,
    "earlier": NOTHING_EARLIER, "next": {"kind": "none"},
}  # fmt: skip
WITHOUT = {"team": "2", "language": "fa", "before": "2026-12-03", "cures": []}
TAKEN = WITHOUT | {"code": "all_taken", "calls": 12, "slots": 10, "people": 3, "until": "2026-12-02",
                   "as_urgent": 10, "promised": 0, "rivals": 1}  # fmt: skip


@pytest.fixture(params=["de", "en"])
def language(request) -> Iterator[str]:
    with Flask("words").test_request_context():
        choose(request.param)
        yield request.param


@pytest.fixture
def german() -> Iterator[None]:
    with Flask("words").test_request_context():
        yield


def earlier(**counts: int) -> dict:
    return PLACED | {"code": "slot", "earlier": NOTHING_EARLIER | counts}


SENTENCES = {
    "more urgent": (
        earlier(more_urgent=3),
        "Nadja Beispiel ist im Team Wohnen und spricht Ukrainisch. Die 3 früheren Termine haben dringendere Anrufe.",
        "Nadja Beispiel is in the team Wohnen and speaks Ukrainian. More urgent calls have the 3 earlier slots.",
    ),
    "first": (
        PLACED | {"code": "first_slot"},
        "Nadja Beispiel ist im Team Wohnen und spricht Ukrainisch. Es ist der früheste mögliche Termin.",
        "Nadja Beispiel is in the team Wohnen and speaks Ukrainian. It is the earliest possible slot.",
    ),
    "backup": (
        PLACED | {"code": "slot", "backup": True, "own": "none_speaks"},
        "Nadja Beispiel hilft im Team Wohnen aus und spricht Ukrainisch. Im Team selbst spricht niemand Ukrainisch.",
        "Nadja Beispiel stands in for the team Wohnen and speaks Ukrainian. Nobody in the team itself speaks Ukrainian.",
    ),
    "no speaker": (
        WITHOUT | {"code": "no_speaker"},
        "Niemand im Team Wohnen und niemand in der Vertretung spricht Persisch (Farsi, Dari).",
        "Nobody in the team Wohnen and none of its stand-ins speaks Persian (Farsi, Dari).",
    ),
    "no hours": (
        WITHOUT | {"code": "no_hours", "first_day": "2026-12-03"},
        "Wer im Team Wohnen oder in der Vertretung Persisch (Farsi, Dari) spricht, hat vor dem 3. Dezember keine Zeit für Anrufe.",
        "Nobody who speaks Persian (Farsi, Dari) in the team Wohnen or among its stand-ins has time for calls before 3 December.",
    ),
    "wrong times": (
        WITHOUT | {"code": "wrong_times"},
        "Wer im Team Wohnen oder in der Vertretung Persisch (Farsi, Dari) spricht, hat nie dann Zeit, wenn die Person erreichbar ist.",
        "Nobody who speaks Persian (Farsi, Dari) in the team Wohnen or among its stand-ins has time when the person can be reached.",
    ),
    "all taken": (
        TAKEN,
        "12 Anrufe brauchen dieselben 10 Termine von 3 Personen bis zum 2. Dezember. Alle Anrufe mit einem dieser Termine sind mindestens so dringend.",
        "12 calls need the same 10 slots of 3 people up to 2 December. All calls that have one of these slots are at least as urgent.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SENTENCES)
def test_the_reason_in_words(language, name):
    facts, german, english = SENTENCES[name]
    said = why_sentence(facts, **NAMES)
    assert said == {"de": german, "en": english}[language]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (PLACED | {"code": "promised"}, "Diese Zeit ist der Person schon zugesagt."),
        (PLACED | {"code": "outside"}, "Der Anruf liegt zu einer anderen Zeit als gewünscht."),
        (PLACED | {"code": "only_slot"}, "Es ist der einzige Termin, der bis zum letzten Tag möglich ist."),
        (PLACED | {"code": "slot", "own": "none_possible"}, "Im Team selbst hat niemand mit dieser Sprache einen passenden Termin."),
        (PLACED | {"code": "slot", "own": "all_taken"}, "Im Team selbst sind alle passenden Termine vergeben."),
        (PLACED | {"code": "first_slot", "window": {"weekday": 0, "from": "09:00", "to": "12:00"}}, "Es ist der früheste Termin, zu dem die Person erreichbar ist."),
        (earlier(free=1, same=2), "Es gibt auch einen früheren freien Termin."),
        (earlier(promised=1), "Der frühere Termin ist schon zugesagt."),
        (earlier(promised=2), "Die 2 früheren Termine sind schon zugesagt."),
        (earlier(busy=1), "Im früheren Termin steht schon etwas anderes im Kalender."),
        (earlier(more_urgent=1), "Den früheren Termin hat ein dringenderer Anruf."),
        (earlier(more_urgent=1, same=3), "Alle 4 früheren Termine sind vergeben, davon 1 an dringendere Anrufe."),
        (earlier(same=1, busy=1), "Die 2 früheren Termine sind schon vergeben."),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("german")
def test_the_second_sentence_says_why_then(facts, sentence):
    who = "Nadja Beispiel ist im Team Wohnen und spricht Ukrainisch. "
    assert why_sentence(facts, **NAMES) == who + sentence


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (WITHOUT | {"code": "no_days"}, "Vor dem 3. Dezember gibt es keinen Arbeitstag, an dem dieser Anruf möglich ist."),
        (WITHOUT | {"code": "no_days", "before": "2027-01-04"}, "Vor dem 4. Januar 2027 gibt es keinen Arbeitstag, an dem dieser Anruf möglich ist."),
        (WITHOUT | {"code": "no_hours", "first_day": None}, "Wer im Team Wohnen oder in der Vertretung Persisch (Farsi, Dari) spricht, hat in den nächsten Wochen keine Zeit für Anrufe."),
        (WITHOUT | {"code": "wrong_days"}, "Wer im Team Wohnen oder in der Vertretung Persisch (Farsi, Dari) spricht, hat nur an Tagen Zeit, an denen diese Person nicht angerufen werden kann."),
        (WITHOUT | {"code": "busy"}, "Wer im Team Wohnen oder in der Vertretung Persisch (Farsi, Dari) spricht, hat zu allen passenden Zeiten schon etwas anderes im Kalender."),
        (TAKEN | {"slots": 1, "people": 1, "calls": 2, "as_urgent": 0}, "2 Anrufe brauchen denselben Termin am 2. Dezember."),
        (TAKEN | {"as_urgent": 4, "people": 1}, "12 Anrufe brauchen dieselben 10 Termine von 1 Person bis zum 2. Dezember. 4 dieser Anrufe haben einen Termin und sind mindestens so dringend."),
        (TAKEN | {"slots": None, "calls": 2}, "Alle passenden Termine sind vergeben: 2 Anrufe haben sie."),
        ({"code": "left_over", "language": "fa", "moves": 1}, "Der Anruf passt noch, wenn 1 anderer Anruf umzieht."),
        ({"code": "left_over", "language": "fa", "moves": 0}, "Ein passender Termin ist noch frei."),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("german")
def test_why_there_is_no_time(facts, sentence):
    assert why_sentence(facts, **NAMES) == sentence


CURES = {
    "colleague": (
        {"kind": "colleague", "count": 2},
        "Das würde helfen: Hilfe aus einem anderen Team. 2 Personen dort sprechen Persisch (Farsi, Dari) und haben Zeit.",
        "This would help: help from another team. 2 people there speak Persian (Farsi, Dari) and have time.",
    ),
    "slots": (
        {"kind": "slots", "n": 2, "minutes": 20, "before": "2026-12-03"},
        "Das würde helfen: 2 weitere Termine von 20 Minuten vor dem 3. Dezember mit jemandem, der Persisch (Farsi, Dari) spricht.",
        "This would help: 2 more slots of 20 minutes before 3 December with somebody who speaks Persian (Farsi, Dari).",
    ),
    "wider": (
        {"kind": "wider", "day": "2026-11-24", "from": "09:00", "to": "09:20"},
        "Das würde helfen: Die Person ist auch zu dieser Zeit erreichbar (morgen, Di., 24. Nov. 2026, um 09:00).",
        "This would help: the person can be reached at this time, too (tomorrow, Tue, 24 Nov 2026, at 09:00).",
    ),
    "interpreter": (
        {"kind": "interpreter"},
        "Das würde helfen: eine Person, die dolmetscht, beim Anruf von jemandem aus dem Team.",
        "This would help: an interpreter on the line when somebody from the team calls.",
    ),
    "later": (
        {"kind": "later", "days": 1, "until": "2026-12-04"},
        "Das würde helfen: 1 Tag mehr Zeit.",
        "This would help: 1 more day.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CURES)
def test_the_cure_in_words(language, kind):
    cure, german, english = CURES[kind]
    said = cure_sentence(TAKEN | {"cures": [cure]}, team="Wohnen", today=TODAY)
    assert said == {"de": german, "en": english}[language]


@pytest.mark.usefixtures("german")
def test_two_cures_are_said_and_all_can_be_listed():
    facts = TAKEN | {"cures": [cure for cure, *_words in CURES.values()]}
    every = cure_sentences(facts, team="Wohnen", today=TODAY)
    assert [words.split(":")[0] for words in every] == [
        "Das würde helfen", *["Das würde auch helfen"] * 4,
    ]  # fmt: skip
    assert cure_sentence(facts, team="Wohnen", today=TODAY) == " ".join(every[:2])


@pytest.mark.usefixtures("german")
def test_that_nothing_helps_is_said():
    said = cure_sentence(TAKEN, team="Wohnen", today=TODAY)
    assert said == "Keine einzelne Änderung reicht aus."


@pytest.mark.usefixtures("german")
def test_a_call_with_a_time_needs_no_cure():
    assert cure_sentence(PLACED | {"code": "slot"}, team="Wohnen", today=TODAY) == ""


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({"kind": "later", "day": "2026-11-24", "time": "10:20"}, "Der nächste freie Termin ist: morgen, Di., 24. Nov. 2026, um 10:20."),
        ({"kind": "backup", "day": "2026-11-23", "time": "10:20"}, "Sonst müsste die Vertretung anrufen: heute, Mo., 23. Nov. 2026, um 10:20."),
        ({"kind": "own", "day": "2026-11-23", "time": "10:20"}, "Im eigenen Team ist noch frei: heute, Mo., 23. Nov. 2026, um 10:20."),
        ({"kind": "earlier", "day": "2026-11-23", "time": "10:20"}, "Früher ist noch frei: heute, Mo., 23. Nov. 2026, um 10:20."),
        ({"kind": "same_time", "day": "2026-11-23", "time": "10:20"}, "Zur gleichen Zeit ist noch jemand frei."),
        ({"kind": "shift", "moves": 2}, "Für einen anderen Termin müssten 2 andere Anrufe umziehen."),
        ({"kind": "lost"}, "Bei jedem anderen Termin würde ein anderer Anruf ausfallen."),
        ({"kind": "taken"}, "Es war der letzte freie Termin für diesen Anruf."),
        ({"kind": "none"}, "Einen anderen Termin gibt es bis zum letzten Tag nicht."),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("german")
def test_what_another_time_would_have_cost(found, sentence):
    assert next_sentence(PLACED | {"code": "slot", "next": found}, today=TODAY) == sentence


@pytest.mark.usefixtures("german")
def test_a_call_without_a_time_cost_nothing():
    assert next_sentence(TAKEN, today=TODAY) == ""


@pytest.mark.usefixtures("german")
def test_a_code_of_another_version_gives_no_words():
    assert why_sentence({"code": "new", "language": "fa"}, **NAMES) == ""
