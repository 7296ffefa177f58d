"""What went wrong, in words that say what to do: one sentence for every code of an error."""

from anbelo.core.texts import N_

PROBLEMS: dict[str, str] = {
    # inputs
    "required": N_("Bitte füllen Sie dieses Feld aus."),
    "unknown_field": N_("Dieses Feld kennen wir nicht. Bitte lassen Sie es weg."),
    "not_valid": N_("Diese Angabe können wir nicht lesen. Bitte prüfen Sie sie."),
    "not_text": N_("Bitte schreiben Sie hier einen Text."),
    "bad_characters": N_("Der Text enthält unsichtbare Zeichen. Bitte schreiben Sie ihn neu."),
    "not_printable": N_(
        "Ein Zeichen davon können wir nicht drucken. Bitte schreiben Sie mit Buchstaben wie auf "
        "Ihrem Ausweis. Oder lassen Sie das Feld leer. Dann schreiben Sie es mit der Hand auf das "
        "Papier."
    ),
    "too_long": N_(
        "Der Text ist zu lang: %(length)s Zeichen. Möglich sind %(limit)s. Bitte kürzen Sie ihn."
    ),
    "text_too_long": N_("Der Text ist zu lang. Möglich sind %(limit)s Zeichen."),
    "text_missing": N_("Bitte schreiben Sie etwas in das Feld."),
    "not_a_phone_number": N_(
        "Das ist keine Telefonnummer. Bitte schreiben Sie die Nummer so: 0170 1234567."
    ),
    "not_an_email": N_(
        "Das ist keine E-Mail-Adresse. Bitte schreiben Sie sie so: name@beispiel.de."
    ),
    "not_a_choice": N_("Bitte wählen Sie eine der Antworten aus."),
    "not_a_date": N_("Das ist kein Datum. Bitte schreiben Sie es so: 24.11.2026."),
    "date_out_of_range": N_("Dieses Datum kann nicht stimmen. Bitte prüfen Sie es."),
    "not_a_number": N_("Bitte schreiben Sie hier eine Zahl."),
    "phone_missing": N_("Bitte schreiben Sie Ihre Telefonnummer. Sonst können wir nicht anrufen."),
    "person_phone_missing": N_(
        "Bitte schreiben Sie die Telefonnummer der Person. Sonst können wir nicht anrufen."
    ),
    "call_consent_missing": N_(
        "Möchte die Person angerufen werden? Dann kreuzen Sie es an. "
        "Sonst löschen Sie die Nummer: Wir dürfen sie nur dafür speichern."
    ),
    "identity_missing": N_(
        "Bitte wählen Sie, wie Sie geprüft haben, wer spricht. "
        "Ohne Prüfung ist das Ergebnis: Identität nicht bestätigt."
    ),
    "agreed_step_missing": N_("Bitte schreiben Sie, was Sie für diesen Tag vereinbart haben."),
    "phone_or_no_call": N_(
        "Bitte schreiben Sie Ihre Telefonnummer. Oder wählen Sie: Nein, bitte nicht anrufen."
    ),
    "may_we_call": N_("Dürfen wir Sie unter dieser Nummer anrufen? Bitte wählen Sie Ja oder Nein."),
    "unknown_site": N_("Diesen Standort gibt es nicht. Bitte wählen Sie einen aus der Liste."),
    "unknown_category": N_("Dieses Thema gibt es nicht. Bitte wählen Sie eines aus der Liste."),
    "unknown_team": N_("Dieses Team gibt es nicht. Bitte wählen Sie eines aus der Liste."),
    "unknown_concern": N_("Dieses Anliegen gehört nicht zu dem Vorgang."),
    "team_missing": N_("Bitte wählen Sie ein Team aus."),
    "unknown_kind": N_("Diese Art von Bescheid gibt es nicht."),
    "unknown_case": N_("Diesen Vorgang gibt es nicht."),
    "unknown_language": N_("Diese Sprache kennen wir nicht."),
    "last_day_passed": N_("Der letzte Tag für den Versand liegt in der Vergangenheit."),
    "already_posted": N_("Der Bescheid ist schon abgeschickt. Dann ist kein Anruf vorher möglich."),
    "outcome_in_future": N_("Die Zeit liegt in der Zukunft. Bitte prüfen Sie Datum und Uhrzeit."),
    "reason_too_short": N_("Bitte schreiben Sie den Grund in einem ganzen Satz."),
    "receipt_wrong": N_(
        "Dieser Code passt nicht. Bitte prüfen Sie die 20 Ziffern auf Ihrem Beleg."
    ),
    "code_unknown": N_(
        "Zu diesem Code finden wir keinen Vorgang. "
        "Bitte vergleichen Sie alle 20 Ziffern mit dem Beleg."
    ),
    "code_mistyped": N_(
        "In dem Code ist ein Tippfehler. Bitte vergleichen Sie jede Ziffer mit dem Beleg."
    ),
    "receipt_mistyped": N_(
        "In dem Code ist ein Tippfehler. Bitte vergleichen Sie jede Ziffer mit Ihrem Beleg."
    ),
    "sign_in_failed": N_("Name oder Passwort stimmt nicht. Bitte versuchen Sie es noch einmal."),
    "code_session_over": N_("Bitte geben Sie Ihren Code noch einmal ein."),
    "wrong_shape": N_("Diese Angabe hat nicht die richtige Form. Ein Beispiel: %(example)s."),
    "not_a_boolean": N_("Hier geht nur true oder false."),
    "not_a_moment": N_(
        "Das ist keine Zeit mit Zeitzone. Bitte schreiben Sie sie so: 2026-11-24T10:20:00+01:00."
    ),
    "not_an_amount": N_("Das ist kein Betrag. Bitte schreiben Sie ihn so: 120.50."),
    "moment_in_future": N_("Die Zeit liegt in der Zukunft. Bitte prüfen Sie Datum und Uhrzeit."),
    "outcome_too_early": N_(
        "Der Anruf war vor der Anmeldung des Bescheids. Er zählt deshalb nicht für ihn."
    ),
    "window_backwards": N_("Das Ende muss nach dem Anfang liegen."),
    # files
    "file_empty": N_("Die Datei „%(file)s“ ist leer. Bitte wählen Sie die Datei noch einmal aus."),
    "file_too_large": N_(
        "Die Datei „%(file)s“ ist zu groß. Möglich sind %(limit)s Megabyte. "
        "Bitte fotografieren Sie das Blatt und senden Sie das Foto."
    ),
    "too_many_files": N_(
        "Das sind zu viele Dateien. Möglich sind %(limit)s. Bitte lassen Sie einige weg."
    ),
    "files_too_large": N_(
        "Die Dateien sind zusammen zu groß. Möglich sind %(limit)s Megabyte. "
        "Bitte lassen Sie einige weg."
    ),
    "case_files_full": N_(
        "Sie haben uns schon sehr viele Dateien gesendet. Mehr können wir hier nicht annehmen. "
        "Senden Sie Ihre Nachricht ohne Datei. Geben Sie die Papiere bei uns ab."
    ),
    "files_full_today": N_(
        "Heute sind sehr viele Dateien gekommen. "
        "Die Datei „%(file)s“ können wir jetzt nicht annehmen. "
        "Ihren Text können Sie trotzdem senden. Geben Sie die Papiere bei uns ab. "
        "Oder senden Sie die Datei morgen."
    ),
    "file_kind_unknown": N_(
        "Die Datei „%(file)s“ können wir nicht annehmen. Möglich sind Fotos, PDF und einfacher "
        "Text. Bitte fotografieren Sie das Blatt und senden Sie das Foto."
    ),
    "file_kind_differs": N_(
        "Der Name und der Inhalt der Datei „%(file)s“ passen nicht zusammen. "
        "Bitte fotografieren Sie das Blatt und senden Sie das Foto."
    ),
    # requests of connected systems
    "not_json": N_("Das ist kein gültiges JSON. Bitte prüfen Sie den Aufbau der Anfrage."),
    "not_json_type": N_("Bitte senden Sie die Anfrage als application/json."),
    "too_deep": N_("Die Anfrage ist zu tief verschachtelt. Möglich sind 20 Ebenen."),
    "too_many_keys": N_("Die Anfrage hat zu viele Felder. Möglich sind 1000."),
    "key_twice": N_("Ein Feld kommt doppelt vor. Bitte senden Sie es nur einmal."),
    "key_malformed": N_(
        "Der Schlüssel der Anfrage ist nicht lesbar. "
        "Möglich sind 1 bis 255 Zeichen: Buchstaben, Ziffern und Satzzeichen ohne Leerzeichen."
    ),
    # requests
    "key_missing": N_(
        "Die Anfrage hat keinen Schlüssel gegen doppeltes Senden. "
        "Bitte laden Sie die Seite neu oder senden Sie einen Idempotency-Key mit."
    ),
    "key_reused": N_(
        "Dieses Formular wurde schon mit anderem Inhalt gesendet. "
        "Bitte öffnen Sie das Formular neu und senden Sie es dann."
    ),
    "came_before_written": N_(
        "Der Brief kann nicht früher gekommen sein, als er geschrieben ist. "
        "Bitte prüfen Sie beide Tage."
    ),
    "draft_begun_here": N_(
        "Auf diesem Gerät steht schon ein anderer Text. Senden oder löschen Sie ihn zuerst. "
        "Geben Sie den Code dann noch einmal ein."
    ),
    "draft_code_wrong": N_(
        "Zu diesem Code finden wir nichts. Prüfen Sie bitte die Ziffern. "
        "Der Code gilt nur einen Tag. Danach fangen Sie bitte neu an."
    ),
    "slow_down": N_("Das waren viele Versuche. Bitte warten Sie %(seconds)s Sekunden."),
    "form_expired": N_(
        "Das Formular ist abgelaufen. Wir haben nichts bekommen. Gehen Sie bitte zurück und öffnen "
        "Sie die Seite neu."
    ),
    "foreign_origin": N_("Die Anfrage kam von einer fremden Seite. Wir haben nichts gespeichert."),
    "not_your_role": N_("Diese Seite gehört nicht zu Ihren Aufgaben."),
    "not_signed_in": N_("Bitte melden Sie sich an."),
    "key_unknown": N_("Der Zugangsschlüssel ist unbekannt oder gesperrt."),
    "scope_missing": N_("Der Zugangsschlüssel erlaubt diese Anfrage nicht."),
    "lead_only": N_("Nur eine Teamleitung darf einen Bescheid früher freigeben."),
    # states
    "no_such_page": N_("Diese Seite gibt es nicht. Bitte prüfen Sie die Adresse."),
    "no_such_case": N_("Diesen Vorgang gibt es nicht, oder er gehört nicht zu Ihren Aufgaben."),
    "no_such_notice": N_("Diesen Bescheid gibt es nicht, oder er gehört nicht zu Ihren Aufgaben."),
    "no_such_call": N_("Diesen Anruf gibt es nicht, oder er gehört nicht zu Ihren Aufgaben."),
    "edited_meanwhile": N_(
        "Jemand anders hat den Vorgang gerade geändert. "
        "Bitte sehen Sie sich den neuen Stand an und entscheiden Sie dann."
    ),
    "case_open": N_("Das haben Sie uns schon gesagt."),
    "case_closed": N_("Der Vorgang ist schon abgeschlossen."),
    "nothing_to_undo": N_("Hier gibt es nichts zurückzunehmen."),
    "call_noted_meanwhile": N_(
        "Jemand anders hat für diesen Anruf gerade etwas eingetragen. "
        "Bitte sehen Sie nach, was dabei herausgekommen ist."
    ),
    "call_settled": N_("Dieser Anruf ist schon erledigt."),
    "call_gone": N_("Diesen Anruf gibt es nicht mehr."),
    "call_begun": N_("Die Zeit für diesen Anruf hat schon begonnen."),
    "call_moved_meanwhile": N_(
        "Der Anruf hat inzwischen eine andere Zeit. Sie steht oben. "
        "Passt sie nicht? Dann wählen Sie noch einmal."
    ),
    "time_missing": N_("Bitte wählen Sie eine Zeit aus."),
    "time_taken": N_(
        "Diese Zeit ist leider nicht mehr frei. Bitte wählen Sie eine andere. "
        "Bis dahin bleibt alles, wie es war."
    ),
    "call_owed": N_(
        "Der Bescheid bleibt noch hier: Wir haben noch nicht mit der Person gesprochen. "
        "Bitte rufen Sie zuerst an. Eine Teamleitung kann mit einem Grund früher freigeben."
    ),
    "notice_not_held": N_("Der Bescheid wird nicht mehr zurückgehalten."),
    "already_announced": N_("Ein Bescheid mit dieser Nummer ist schon angemeldet."),
    "receipt_lost": N_("Wir können den Code nicht noch einmal zeigen."),
    "no_free_receipt": N_("Das hat nicht geklappt. Bitte senden Sie das Formular noch einmal."),
    "wrong_method": N_("So geht das hier nicht. Bitte gehen Sie zurück."),
    "too_large": N_("Das ist zu groß. Bitte kürzen Sie den Text."),
    "bad_request": N_("Diese Anfrage können wir nicht lesen. Bitte gehen Sie zurück."),
    "unavailable": N_(
        "Das geht gerade nicht. Bitte warten Sie einen Moment und versuchen Sie es dann noch "
        "einmal."
    ),
    "broken": N_("Hier ist etwas kaputt. Wir sehen uns das an. Bitte versuchen Sie es später."),
}
