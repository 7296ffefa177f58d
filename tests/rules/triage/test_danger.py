"""Somebody in danger is seen; figures of speech and solved emergencies do not shout."""

import pytest

from anbelo.triage.rules import Confidence, Urgency, propose

WANTS_TO_DIE = [
    "Manchmal wünsche ich mir, morgens einfach nicht mehr aufzuwachen.",
    "Mein Mann sagt seit der Sperre, er will sich umbringen.",
    "ich will einfach nicht mehr leben so",
    "Es wäre für meine Kinder besser, wenn ich tot wäre.",
    "Ich überlege, ob ich mir was antue.",
    "Wenn das so weitergeht, springe ich von der Brücke.",
    "Am besten wäre ich gar nicht mehr da.",
    "Danke, dass Sie angerufen haben. Ich wollte an dem Tag nicht mehr leben.",
    "Mein Leben hat doch keinen Wert mehr.",
    "Keiner würde mich vermissen.",
    "Some nights I hope I don't wake up.",
    "Maybe my family would be better off without me.",
    "I feel like ending it all.",
    "Я не хочу больше жить.",
    "Не бачу сенсу жити далі.",
    "أفكر في الانتحار كل يوم.",
    "دیگر نمی‌خواهم زنده باشم.",
    "Artık yaşamak istemiyorum.",
    "Nu mai vreau să trăiesc.",
    "Nie chce mi się żyć.",
    "Не искам да живея повече.",
    "Ez êdî naxwazim bijîm.",
    "Je n'ai plus envie de vivre.",
]

EMERGENCIES = [
    "Morgen früh wird uns der Strom abgedreht, ich habe ein Baby.",
    "Der Mann war da. Er hat den Strom aus·gemacht.",
    "Wir haben seit zwei Tagen nichts mehr gegessen.",
    "Der Gerichtsvollzieher kommt am Donnerstag zur Räumung.",
    "Ich schlafe seit einer Woche im Auto.",
    "Mein Kühlschrank ist leer und das Konto auch.",
    "Ich habe noch 3,50 Euro bis nächste Woche.",
    "Die Vermieterin hat uns fristlos gekündigt, wir müssen raus.",
    "Mir fehlt das Geld für meine Herztabletten.",
    "bitte helfen sie uns wir stehen ab montag auf der strasse",
    "They turned off our electricity this morning.",
    "We have no food left for the children.",
    "We got an eviction letter for next week.",
    "У нас отключили свет, дома маленькие дети.",
    "У нас вимкнули опалення.",
    "قطعوا الكهرباء عنا أمس.",
    "در خانه برق را قطع کردند.",
    "Elektriği kestiler, evde bebek var.",
    "Ne-au tăiat curentul ieri.",
    "Odcięli nam prąd.",
    "Спряха ни тока вчера.",
    "On nous a coupé l'électricité.",
]

NEITHER = [
    "Wir haben uns totgelacht über das Schreiben.",
    "Ich sterbe vor Langeweile in diesem Kurs.",
    "Ich wäre vor Scham fast gestorben.",
    "Von dem Geld kann ich nicht leben.",
    "Meine Mutter ist im März gestorben. Wann bekomme ich den neuen Bescheid?",
    "Ihre Warteschleife bringt mich um den Verstand.",
    "Ich will mit der Maßnahme Schluss machen, sie bringt nichts.",
    "Ich lebe mit meiner Frau nicht mehr zusammen.",
    "Danke, dank Ihrer Hilfe ist der Strom wieder an.",
    "Die Räumung konnte abgewendet werden, danke an Frau Beispiel.",
    "Der Kühlschrank im Pausenraum ist leer, bitte einen Getränkeautomaten.",
    "Im Wartebereich gibt es kein Wasser und nichts zu essen.",
    "Ich wohne in der Hauptstraße und finde zu wenige Parkplätze.",
    "Mein Geld kam zwei Tage zu spät.",
    "Ein Merkblatt zur Stromsperre wäre eine gute Idee.",
    "I nearly died laughing at your letter.",
    "You can't live on that money.",
    "Thank you, we could keep our flat.",
]


@pytest.mark.parametrize("text", WANTS_TO_DIE)
def test_somebody_who_may_want_to_die_is_seen(text):
    urgency = propose(text).urgency
    assert urgency.value is Urgency.SELF_HARM
    assert urgency.reasons


@pytest.mark.parametrize("text", EMERGENCIES)
def test_home_food_power_and_medicine_are_an_emergency(text):
    urgency = propose(text).urgency
    assert urgency.value is Urgency.EMERGENCY
    assert urgency.reasons


@pytest.mark.parametrize("text", NEITHER)
def test_figures_of_speech_and_solved_troubles_do_not_shout(text):
    assert propose(text).urgency.value not in {Urgency.SELF_HARM, Urgency.EMERGENCY}


def test_a_life_counts_more_than_a_flat():
    text = "Der Strom ist abgestellt. Ich will nicht mehr leben."
    assert propose(text).urgency.value is Urgency.SELF_HARM


def test_an_emergency_after_a_solved_one_still_counts():
    text = "Der Strom ist wieder an, danke. Jetzt haben wir aber nichts mehr zu essen."
    assert propose(text).urgency.value is Urgency.EMERGENCY


def test_an_idiom_beside_a_true_word_does_not_hide_it():
    text = "Über den Brief habe ich mich totgelacht. Aber ich will nicht mehr leben."
    assert propose(text).urgency.value is Urgency.SELF_HARM


def test_a_date_within_days_is_soon():
    urgency = propose("Der Vermieter wartet nur bis Freitag.").urgency
    assert urgency.value is Urgency.SOON


def test_languages_nobody_checked_are_never_called_certain():
    for text in ("Elektriği kestiler.", "Не бачу сенсу жити далі.", "قطعوا الكهرباء عنا."):
        assert propose(text).urgency.confidence is not Confidence.HIGH


def test_danger_is_seen_in_whatever_language_the_person_chose():
    text = "Я не хочу больше жить."
    assert propose(text, language="de").urgency.value is Urgency.SELF_HARM


def test_danger_at_the_end_of_a_very_long_letter_is_seen():
    text = "Ich schreibe Ihnen alles auf. " * 4000 + "Ich will nicht mehr leben."
    assert propose(text).urgency.value is Urgency.SELF_HARM
