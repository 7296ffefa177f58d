"""The topics about people and access: manners, work, language, data, the rest.

A row is code, team that usually answers, label, explanation, example; the tree is in `categories`.
"""

from anbelo.core.texts import N_

ROWS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "UMG",
        "team_lead",
        N_("Umgang, Verhalten"),
        N_("Jemand war unfreundlich oder unfair. Oder jemand war besonders freundlich."),
        N_("„So spricht man nicht mit Menschen.“"),
    ),
    (
        "UMG-1",
        "team_lead",
        N_("Unfreundlich, nicht zugehört"),
        N_("Jemand war unhöflich oder hat Ihnen nicht zugehört."),
        N_("„Sie hat mich angeschrien.“"),
    ),
    (
        "UMG-2",
        "management",
        N_("Diskriminierung, Rassismus, Sexismus"),
        N_(
            "Jemand hat Sie schlechter behandelt, zum Beispiel wegen Herkunft, Religion, "
            "Geschlecht oder Behinderung."
        ),
        N_("„Wegen meines Kopftuchs bekam ich keinen Termin.“"),
    ),
    (
        "UMG-3",
        "team_lead",
        N_("Streit mit einer Person, Befangenheit"),
        N_("Mit dieser Person geht es nicht mehr. Sie möchten mit jemand anderem sprechen."),
        N_("„Ich möchte eine andere Ansprechperson.“"),
    ),
    (
        "UMG-4",
        "team_lead",
        N_("Immer neue Ansprechpersonen"),
        N_("Sie müssen alles immer wieder neu erzählen."),
        N_("„Jedes Mal jemand Neues.“"),
    ),
    (
        "UMG-5",
        "management",
        N_("Sicherheitsdienst, Hausverbot"),
        N_("Es gab ein Problem mit dem Sicherheitsdienst. Oder Sie dürfen nicht ins Haus."),
        N_("„Ich darf nicht mehr ins Haus.“"),
    ),
    (
        "UMG-6",
        "team_lead",
        N_("Lob für Mitarbeitende"),
        N_("Jemand hat Ihnen gut geholfen. Sie möchten Danke sagen."),
        N_("„Die Frau am Empfang hat mir sehr geholfen.“"),
    ),
    (
        "VER",
        "placement",
        N_("Beratung, Vermittlung, Maßnahmen"),
        N_("Es geht um Arbeit, Kurse oder Gespräche zur Arbeitssuche."),
        N_("„Es geht um meinen Kurs.“"),
    ),
    (
        "VER-1",
        "placement",
        N_("Die Maßnahme passt nicht"),
        N_("Der Kurs oder das Angebot passt nicht zu Ihnen."),
        N_("„Den Kurs habe ich schon zweimal gemacht.“"),
    ),
    (
        "VER-2",
        "placement",
        N_("Förderung abgelehnt"),
        N_("Das Jobcenter bezahlt einen Kurs, eine Ausbildung oder einen Führerschein nicht."),
        N_("„Die Umschulung wurde abgelehnt.“"),
    ),
    (
        "VER-3",
        "placement",
        N_("Kooperationsplan, Pflichten"),
        N_("Sie wissen nicht, was Sie tun müssen. Oder Sie können es nicht schaffen."),
        N_("„Ich verstehe nicht, was ich unterschreibe.“"),
    ),
    (
        "VER-4",
        "placement",
        N_("Gesundheit, Kinder, Pflege nicht beachtet"),
        N_(
            "Das Jobcenter achtet nicht auf Ihre Krankheit, Ihre Kinder oder die Pflege von "
            "Angehörigen."
        ),
        N_("„Ich habe keine Betreuung für mein Kind.“"),
    ),
    (
        "VER-5",
        "measures",
        N_("Probleme beim Träger der Maßnahme"),
        N_(
            "Der Kurs selbst ist schlecht: zum Beispiel die Räume, der Unterricht oder die Leitung."
        ),
        N_("„Beim Träger ist nie jemand da.“"),
    ),
    (
        "VER-6",
        "placement",
        N_("Kosten für Fahrten und Bewerbungen"),
        N_("Sie haben Geld für Fahrten oder Bewerbungen ausgegeben und nicht zurückbekommen."),
        N_("„Die Fahrkarte wurde nicht bezahlt.“"),
    ),
    (
        "ZUG",
        "accessibility",
        N_("Zugang: Sprache, Barrierefreiheit, Online"),
        N_("Sie kommen schwer an Hilfe."),
        N_("„Ich komme allein nicht an Hilfe.“"),
    ),
    (
        "ZUG-1",
        "entrance",
        N_("Dolmetschen fehlt"),
        N_("Niemand hat für Sie übersetzt."),
        N_("„Mein Kind musste übersetzen.“"),
    ),
    (
        "ZUG-2",
        "benefits",
        N_("Brief nicht in verständlicher Sprache"),
        N_("Die Sprache ist zu schwer. Sie brauchen zum Beispiel Leichte Sprache."),
        N_("„Ich brauche Leichte Sprache.“"),
    ),
    (
        "ZUG-3",
        "facilities",
        N_("Gebäude, Hören, Sehen"),
        N_("Sie kommen nicht ins Haus. Oder Sie können etwas nicht hören oder nicht sehen."),
        N_("„Ich komme mit dem Rollstuhl nicht hinein.“"),
    ),
    (
        "ZUG-4",
        "it",
        N_("Online-Dienst, App, Formular"),
        N_("Die App, die Internetseite oder ein Formular funktioniert nicht."),
        N_("„Die App nimmt das Foto nicht an.“"),
    ),
    (
        "ZUG-5",
        "accessibility",
        N_("Barriere auf der Internetseite melden"),
        N_("Sie können unsere Internetseite mit Ihren Hilfsmitteln nicht benutzen."),
        N_("„Mein Vorlese-Programm liest das nicht.“"),
    ),
    (
        "DSG",
        "data_protection",
        N_("Datenschutz, Vertraulichkeit"),
        N_("Jemand hat Ihre Daten falsch benutzt."),
        N_("„Meine Daten gehen niemanden etwas an.“"),
    ),
    (
        "DSG-1",
        "data_protection",
        N_("Daten an andere gegeben"),
        N_("Fremde Personen haben etwas über Sie erfahren."),
        N_("„Mein Vermieter weiß jetzt alles.“"),
    ),
    (
        "DSG-2",
        "data_protection",
        N_("Zu viele Unterlagen verlangt"),
        N_("Das Jobcenter fragt nach Dingen, die es nicht wissen muss."),
        N_("„Muss ich alle Kontoauszüge zeigen?“"),
    ),
    (
        "DSG-3",
        "data_protection",
        N_("Auskunft, Löschung, Berichtigung"),
        N_(
            "Sie möchten wissen, was über Sie gespeichert ist. Oder etwas soll gelöscht oder "
            "geändert werden."
        ),
        N_("„Was haben Sie über mich gespeichert?“"),
    ),
    (
        "DSG-4",
        "data_protection",
        N_("Post an die falsche Person"),
        N_("Ein Brief ist bei der falschen Person angekommen."),
        N_("„Ich habe den Brief von jemand anderem.“"),
    ),
    (
        "SON",
        "contact_point",
        N_("Sonstiges"),
        N_("Es geht um etwas anderes."),
        N_("„Ich weiß nicht, wohin das gehört.“"),
    ),
    (
        "SON-1",
        "quality",
        N_("Anregung, Idee zur Verbesserung"),
        N_("Sie haben eine Idee, was besser werden kann."),
        N_("„Ein Schild am Eingang wäre gut.“"),
    ),
    (
        "SON-2",
        "management",
        N_("Allgemeines Lob"),
        N_("Sie waren zufrieden und möchten das sagen."),
        N_("„Es ging sehr schnell. Danke.“"),
    ),
    (
        "SON-3",
        "contact_point",
        N_("Eine andere Behörde ist zuständig"),
        N_("Das Jobcenter ist dafür nicht zuständig. Wir leiten es weiter."),
        N_("„Es geht um Wohngeld.“"),
    ),
    (
        "SON-4",
        "contact_point",
        N_("Träger, Beratungsstelle oder Ehrenamt fragt"),
        N_("Sie fragen für eine andere Person."),
        N_("„Ich helfe einer Familie beim Antrag.“"),
    ),
)
