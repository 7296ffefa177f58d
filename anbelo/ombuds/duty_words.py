"""The words for what the office owes, with what to say to the person."""

from anbelo.core.texts import N_
from anbelo.notices.standing import Way
from anbelo.ombuds.duties import Duty

DUTIES: dict[Duty, str] = {
    Duty.FORWARD_TODAY: N_(
        "Stempeln Sie den Brief mit Datum und Uhrzeit. Geben Sie ihn noch heute an die "
        "Rechtsbehelfsstelle. Sagen Sie der Person, dass er dort ist. Die Beschwerde läuft weiter."
    ),
    Duty.OFFER_RECORD: N_(
        "Gesprochen ist das noch kein Widerspruch. Bieten Sie heute eine Niederschrift an: Wir "
        "schreiben den Widerspruch für die Person auf, und sie unterschreibt ihn hier."
    ),
    Duty.SAY_FORM_MISSING: N_(
        "E-Mail und Formular sind keine gültige Form für einen Widerspruch. Antworten Sie heute: "
        "Die Person muss ihn unterschreiben oder bei uns aufschreiben lassen."
    ),
    Duty.NAME_LAST_DAY: N_(
        "Nennen Sie der Person den letzten Tag. Eine Beschwerde hält die Frist nicht an."
    ),
    Duty.CHECK_REVIEW: N_(
        "Sagen Sie nie nur „zu spät“. Prüfen Sie einen Antrag auf Überprüfung (§ 44 SGB X), eine "
        "falsche Belehrung (§ 66 SGG) und die Wiedereinsetzung (§ 67 SGG)."
    ),
    Duty.BEFORE_THE_NOTICE: N_(
        "Das ist eine Antwort auf eine Anhörung. Geben Sie sie an die Sachbearbeitung, bevor der "
        "Bescheid entsteht."
    ),
    Duty.ANSWER_IN_A_MONTH: N_(
        "Das ist ein Antrag zum Datenschutz. Er muss in einem Monat beantwortet sein (Art. 12 "
        "DSGVO). Geben Sie ihn an den Datenschutz."
    ),
}

WAYS: dict[Way, str] = {
    Way.WRONG_INSTRUCTION: N_("Belehrung im Bescheid fehlt oder ist falsch"),
    Way.RESTORATION: N_("Frist ohne eigene Schuld verpasst"),
    Way.REVIEW: N_("Antrag auf Überprüfung"),
}
