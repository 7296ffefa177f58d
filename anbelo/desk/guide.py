"""The talk before a notice, step by step, and what nobody may say in it.

After the research report's guide for talks before a notice; the limits follow § 35 SGB I (social
data), § 34 SGB X (a promise binds only in writing) and § 84 SGG (one month for an objection).
"""

from dataclasses import dataclass

from anbelo.callbacks.rules import Outcome
from anbelo.core.texts import N_


@dataclass(frozen=True)
class Step:
    """One step: its name, what to do, and words one may say."""

    name: str
    todo: str
    say: tuple[str, ...] = ()


STEPS: tuple[Step, ...] = (
    Step(
        N_("Vorbereiten"),
        N_("Öffnen Sie den Entwurf. Sie brauchen drei Sätze: was, warum und ab wann."),
    ),
    Step(
        N_("Neutral beginnen"),
        N_("Sagen Sie nicht „Jobcenter“, bevor Sie wissen, wer spricht."),
        (N_("„Guten Tag, mein Name ist … Kann ich bitte mit … sprechen?“"),),
    ),
    Step(
        N_("Prüfen, wer spricht"),
        N_(
            "Die Person nennt zwei Angaben selbst: Geburtsdatum, Adresse oder einen Teil ihrer "
            "Nummer. Oder ihr Codewort. Lesen Sie nichts vor. Passt es nicht: Sagen Sie nichts "
            "zum Inhalt und bieten Sie einen Termin an."
        ),
    ),
    Step(
        N_("Fragen, ob es passt"),
        N_("Das Gespräch ist freiwillig. Ein Nein hat keinen Nachteil. Nehmen Sie nichts auf."),
        (
            N_("„Passt es Ihnen jetzt? Es dauert etwa zehn Minuten.“"),
            N_("„Möchten Sie, dass jemand übersetzt?“"),
        ),
    ),
    Step(
        N_("Sagen, worum es geht"),
        N_("Nur der Brief zählt. Das Gespräch erklärt ihn."),
        (
            N_("„Sie bekommen bald einen Brief von uns. Ich möchte ihn vorher erklären.“"),
            N_("„Das ist noch keine Entscheidung.“"),
        ),
    ),
    Step(
        N_("Erklären und nachfragen"),
        N_("Erklären Sie in drei Sätzen. Lassen Sie die Person dann selbst erzählen."),
        (N_("„Bitte sagen Sie es mit Ihren Worten: Was habe ich Ihnen erklärt?“"),),
    ),
    Step(
        N_("Zuhören"),
        N_("Neue Tatsachen halten den Bescheid an."),
        (N_("„Stimmt etwas nicht? Gibt es etwas, das wir nicht wissen? Fehlt ein Papier?“"),),
    ),
    Step(
        N_("Einen Schritt vereinbaren"),
        N_("Ein Schritt mit einem Datum. Bieten Sie an, das Gespräch kurz aufzuschreiben."),
    ),
    Step(
        N_("Rechte nennen"),
        N_("Immer, auch wenn alles klar scheint. Den letzten Tag sehen Sie auf dieser Seite."),
        (
            N_(
                "„Sind Sie mit dem Brief nicht einverstanden? Dann können Sie widersprechen. "
                "Sie haben einen Monat Zeit. Das steht auch im Brief.“"
            ),
            N_("„Beratungsstellen helfen Ihnen dabei.“"),
        ),
    ),
    Step(
        N_("Beenden"),
        N_("Nennen Sie die Nummer für Fragen und die Ombudsstelle. Bedanken Sie sich."),
    ),
)

NEVER: tuple[str, ...] = (
    N_("Nichts versprechen. Ein Versprechen gilt nur schriftlich."),
    N_("Nicht sagen, dass ein Widerspruch nichts bringt. Nicht zum Verzicht drängen."),
    N_("Nicht sagen, dass schon alles entschieden ist."),
    N_("Nicht raten, warum jemand etwas getan hat."),
    N_("Krankheit und Schulden nur, wenn die Person davon anfängt."),
    N_("Keine Namen von Menschen, die etwas gemeldet haben."),
    N_("Nichts zu anderen Menschen. Kinder übersetzen nicht."),
    N_("Auf der Mailbox nichts zum Amt und nichts zum Thema."),
)

VOICEMAIL = N_(
    "„Guten Tag, hier spricht %(name)s. Bitte rufen Sie mich zurück. Meine Nummer ist …“"
)

REACHED: tuple[Outcome, ...] = (
    Outcome.CLEARED,
    Outcome.NEW_FACTS,
    Outcome.DISAGREES,
    Outcome.WANTS_APPOINTMENT,
    Outcome.REFUSED,
    Outcome.IDENTITY_OPEN,
    Outcome.LANGUAGE_MISSING,
)
NOT_REACHED: tuple[Outcome, ...] = (
    Outcome.NOT_REACHED,
    Outcome.VOICEMAIL,
    Outcome.WRONG_NUMBER,
)

# What follows from an outcome, said before somebody chooses it: for calls before a notice …
FOLLOWS: dict[Outcome, str] = {
    Outcome.CLEARED: N_("Der Bescheid geht hinaus."),
    Outcome.NEW_FACTS: N_("Der Bescheid wird angehalten. Das Team prüft neu."),
    Outcome.DISAGREES: N_("Der Bescheid geht hinaus. Nennen Sie den letzten Tag für Widerspruch."),
    Outcome.WANTS_APPOINTMENT: N_("Der Bescheid wartet. Schreiben Sie den Termin unten auf."),
    Outcome.REFUSED: N_("Der Bescheid geht hinaus. Das Nein hat keinen Nachteil."),
    Outcome.IDENTITY_OPEN: N_("Der Bescheid wartet. Bieten Sie einen Termin an."),
    Outcome.LANGUAGE_MISSING: N_("Der Bescheid wartet. Der nächste Anruf braucht Übersetzung."),
    Outcome.NOT_REACHED: N_("Der nächste Versuch wird geplant."),
    Outcome.VOICEMAIL: N_("Nur Name, Bitte um Rückruf, Nummer. Der nächste Versuch wird geplant."),
    Outcome.WRONG_NUMBER: N_("Der Bescheid geht hinaus, mit Brief und Angebot zum Gespräch."),
}
# … and for calls that somebody wished for.
FOLLOWS_WISH: dict[Outcome, str] = {
    Outcome.CLEARED: N_("Der Anruf ist erledigt."),
    Outcome.NEW_FACTS: N_("Der Anruf ist erledigt. Die Tatsachen gehören in die Akte."),
    Outcome.DISAGREES: N_("Der Anruf ist erledigt. Nennen Sie den Weg zum Widerspruch."),
    Outcome.WANTS_APPOINTMENT: N_("Der Anruf bleibt offen. Schreiben Sie den Termin unten auf."),
    Outcome.REFUSED: N_("Der Anruf ist erledigt. Das Nein hat keinen Nachteil."),
    Outcome.IDENTITY_OPEN: N_("Der Anruf bleibt offen. Bieten Sie einen Termin an."),
    Outcome.LANGUAGE_MISSING: N_("Der Anruf bleibt offen. Der nächste braucht Übersetzung."),
    Outcome.NOT_REACHED: N_("Der nächste Versuch wird geplant."),
    Outcome.VOICEMAIL: N_("Nur Name, Bitte um Rückruf, Nummer. Der nächste Versuch wird geplant."),
    Outcome.WRONG_NUMBER: N_("Der Anruf ist beendet. Bitte schreiben Sie der Person."),
}
