"""What to explain, ask and bring along in the talk before each standard kind of notice.

One line a thought, to be said or asked in a talk of ten minutes. After the law each kind rests on
(named beside it) and the guide for talks of the research report; an administrator may change them.
"""

from anbelo.core.texts import N_

GUIDES: dict[str, tuple[str, ...]] = {
    # § 37, § 41 SGB II; what to report: § 60 SGB I
    "grant": (
        N_("Sagen Sie, von wann bis wann das Geld kommt und an welchem Tag."),
        N_("Sagen Sie, was die Person melden muss: Arbeit, Einkommen, Umzug, Reisen."),
        N_("Fragen Sie: Stimmen Name, Adresse und Konto?"),
    ),
    # § 22 SGB II (rent), §§ 11 to 12 SGB II (income and savings)
    "grant_lower": (
        N_("Nennen Sie zuerst den Betrag. Dann sagen Sie, warum es weniger ist als beantragt."),
        N_("Fragen Sie: Stimmen Miete, Heizkosten und Einkommen?"),
        N_("Diese Papiere können etwas ändern: Mietvertrag, Heizabrechnung, Lohnabrechnung, Belege "
           "für Ausgaben."),
    ),
    # § 41a SGB II
    "provisional": (
        N_("Sagen Sie: Der Betrag gilt nur vorläufig. Später rechnen wir genau."),
        N_("Sagen Sie, welche Papiere dann fehlen und bis wann: Lohnabrechnungen, bei "
           "Selbstständigen Einnahmen und Ausgaben."),
        N_("Sagen Sie, dass die Person später Geld nachbekommt oder zurückzahlt."),
    ),
    # § 41a Abs. 3 SGB II: without proof the claim is set to zero
    "final_assessment": (
        N_("Gehen Sie die Zahlen Monat für Monat durch: vorläufig, endgültig, Unterschied."),
        N_("Fragen Sie: Welche Nachweise fehlen noch? Ohne sie ist der Anspruch null."),
        N_("Diese Papiere helfen: Lohnabrechnungen, Kontoauszüge, Einnahmen und Ausgaben."),
        N_("Sagen Sie bei einer Rückzahlung: Raten sind möglich."),
    ),
    "refusal": (
        N_("Nennen Sie den einen Grund, der den Ausschlag gibt."),
        N_("Fragen Sie: Fehlt ein Papier, das den Grund ändert?"),
        N_("Nennen Sie andere Hilfen: Wohngeld, Kinderzuschlag, Sozialamt, Arbeitslosengeld."),
        N_("Erklären Sie, wie man widerspricht und bis wann."),
    ),
    # § 66, § 67 SGB I: what is made up for later can be paid after all
    "denial_cooperation": (
        N_("Nennen Sie genau das Papier, das fehlt, und den letzten Tag."),
        N_("Fragen Sie: Warum fehlt es? Ist die Person krank, kann sie es nicht bekommen?"),
        N_("Bieten Sie Hilfe an: zusammen ausfüllen, kopieren, beim Amt anfordern."),
        N_("Sagen Sie: Kommt das Papier später, prüfen wir noch einmal."),
    ),
    "change_up": (
        N_("Nennen Sie den neuen Betrag und ab wann er kommt."),
        N_("Sagen Sie, wann eine Nachzahlung auf dem Konto ist."),
    ),
    # § 48 SGB X
    "change_down": (
        N_("Nennen Sie den alten Betrag, den neuen Betrag und ab wann er gilt."),
        N_("Sagen Sie, welche Zahl sich geändert hat, zum Beispiel der Lohn."),
        N_("Fragen Sie: Stimmt die Zahl? Gibt es Fahrtkosten oder Kosten für die Arbeit?"),
        N_("Diese Papiere helfen: Lohnabrechnung, Arbeitsvertrag, Kündigung."),
    ),
    # §§ 45, 48, 50 SGB X; instalments and hardship: § 44 SGB II
    "withdrawal_refund": (
        N_("Sagen Sie, für welche Monate und wie viel zurückgezahlt werden soll."),
        N_("Sagen Sie, was passiert ist. Fragen Sie: War es so? Wusste die Person davon?"),
        N_("Fragen Sie: Hat die Person es damals gemeldet? Wann und bei wem?"),
        N_("Diese Papiere helfen: Briefe, E-Mails, Kontoauszüge, Lohnabrechnungen."),
        N_("Sagen Sie: Raten sind möglich. Ein Widerspruch hält die Rückzahlung auf."),
    ),
    # § 43 SGB II
    "offset": (
        N_("Sagen Sie, wie viel jeden Monat abgezogen wird und wie lange."),
        N_("Sagen Sie, woher die Schuld kommt. Fragen Sie: Ist schon etwas bezahlt?"),
        N_("Fragen Sie: Kommt die Person damit durch den Monat? Gibt es Kinder oder Krankheit?"),
        N_("Sagen Sie: Ein Widerspruch hält den Abzug auf."),
    ),
    # §§ 31 to 32 SGB II; important reason § 31 Abs. 1, hardship and personal hearing § 31a
    "reduction": (
        N_("Sagen Sie, was geschehen sein soll und wie viel Geld wie lange fehlt."),
        N_("Fragen Sie nach dem Grund: Was war an dem Tag? Gab es etwas Wichtiges?"),
        N_("Diese Papiere helfen: Krankmeldung, Brief vom Arzt, Nachricht an uns."),
        N_("Fragen Sie: Ist es eine Härte, zum Beispiel wegen Miete, Kindern, Krankheit?"),
        N_("Sagen Sie: Holt die Person es nach, kann die Minderung kürzer werden."),
    ),
    # § 7b SGB II: somebody looks in person before all money ends
    "benefit_stop": (
        N_("Fragen Sie zuerst: Wie geht es der Person? Ist sie krank oder im Krankenhaus?"),
        N_("Fragen Sie: Kommt die Post an? Stimmt die Adresse? Sind unsere Briefe lesbar?"),
        N_("Sagen Sie: Ohne Kontakt endet das ganze Geld. Mit Kontakt nicht."),
        N_("Vereinbaren Sie sofort einen Termin, auch bei der Person zu Hause."),
        N_("Gibt es einen Grund? Halten Sie den Bescheid an. Eine zweite Person prüft mit."),
    ),
    # § 22 Abs. 1 SGB II; no decision of its own (BSG B 7b AS 10/06 R)
    "cost_reduction": (
        N_("Sagen Sie: Heute ändert sich nichts. Der Brief ist ein Hinweis, keine Kürzung."),
        N_("Nennen Sie die Grenze für die Miete, die Miete jetzt und den Tag."),
        N_("Fragen Sie nach Gründen zu bleiben: Kinder in der Schule, Pflege, Krankheit, Alter."),
        N_("Nennen Sie die Wege: Vermieter fragen, untervermieten, umziehen, den Rest selbst "
           "zahlen."),
        N_("Diese Papiere helfen: Attest, Pflegegrad, Liste der Wohnungen, die man gesucht hat."),
    ),
    # § 22 Abs. 4 SGB II
    "move_refusal": (
        N_("Fragen Sie zuerst: Bis wann will der Vermieter eine Antwort?"),
        N_("Nennen Sie den Grund: zu teuer, oder der Umzug ist nicht nötig."),
        N_("Fragen Sie: Gibt es Gründe für den Umzug, die wir nicht kennen?"),
        N_("Sagen Sie, welche Wohnung ginge. Sagen Sie: Bitte noch keinen Vertrag unterschreiben."),
    ),
    # § 24 Abs. 1, § 22 Abs. 6 and 8, § 42a SGB II
    "loan": (
        N_("Sagen Sie: Das Geld ist ein Darlehen. Es wird zurückgezahlt."),
        N_("Nennen Sie die Rate und ab wann sie jeden Monat abgezogen wird."),
        N_("Fragen Sie: Geht das neben anderen Abzügen?"),
    ),
    # § 59 SGB II, § 309 SGB III; travel costs § 309 Abs. 4 SGB III
    "invitation": (
        N_("Nennen Sie Tag, Uhrzeit, Ort und worum es geht."),
        N_("Fragen Sie: Passt der Termin? Braucht die Person Übersetzung oder Kinderbetreuung?"),
        N_("Sagen Sie: Fahrtkosten zahlen wir. Wer nicht kommen kann, sagt vorher ab."),
    ),
    # § 12a, § 5 Abs. 3 SGB II
    "other_benefit_first": (
        N_("Sagen Sie, welcher Antrag gestellt werden soll, wo und bis wann."),
        N_("Fragen Sie: Ist der Antrag schon gestellt? Was spricht dagegen?"),
        N_("Bieten Sie Hilfe beim Antrag an. Sagen Sie: Bis dahin zahlen wir weiter."),
    ),
    # § 24 SGB X
    "hearing": (
        N_("Sagen Sie: Noch ist nichts entschieden. Wir wollen erst zuhören."),
        N_("Sagen Sie, was wir glauben und was daraus folgen kann."),
        N_("Fragen Sie: War es so? Was wissen wir nicht?"),
        N_("Sagen Sie, bis wann und wie die Person antworten kann. Wir schreiben es auch auf."),
    ),
    # §§ 60 to 66 SGB I
    "cooperation_request": (
        N_("Lesen Sie die Liste der Papiere einzeln vor. Fragen Sie bei jedem: Gibt es das?"),
        N_("Streichen Sie, was wir schon haben. Sagen Sie, was auch als Foto reicht."),
        N_("Nennen Sie den letzten Tag. Fragen Sie: Reicht die Zeit?"),
        N_("Bieten Sie Hilfe an, wenn jemand ein Papier nicht bekommt."),
    ),
    # § 40 Abs. 2 Nr. 4 SGB II with § 331 SGB III
    "payment_stop": (
        N_("Sagen Sie gleich: In diesem Monat kommt vorerst kein Geld. Sagen Sie, warum."),
        N_("Fragen Sie: Was stimmt nicht? Was kann die Person heute schicken?"),
        N_("Fragen Sie: Sind Miete, Essen, Strom oder Medizin in Gefahr? Dann handeln Sie heute."),
        N_("Sagen Sie: Entscheiden wir nicht in zwei Monaten, zahlen wir nach."),
    ),
    # § 44 SGB X
    "review": (
        N_("Sagen Sie, ob sich etwas ändert. Dann erklären Sie den wichtigsten Grund."),
        N_("Fragen Sie: Gibt es Papiere, die wir noch nicht kennen?"),
        N_("Erklären Sie, wie man widerspricht und bis wann."),
    ),
    # § 85 SGG; a lawsuit is free of charge for claimants: § 183 SGG
    "objection_ruling": (
        N_("Sagen Sie, was bleibt und was sich ändert. Erklären Sie die Gründe in eigenen Worten."),
        N_("Sagen Sie: Jetzt ist eine Klage beim Sozialgericht möglich. Sie kostet nichts."),
        N_("Nennen Sie den letzten Tag für die Klage und Beratungsstellen."),
    ),
    "back_payment": (
        N_("Nennen Sie den Betrag, den Zeitraum und den Tag."),
        N_("Sagen Sie, wofür das Geld ist."),
    ),
}  # fmt: skip
