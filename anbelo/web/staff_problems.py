"""What went wrong on pages that only staff use: no claimant ever reads these sentences."""

from anbelo.core.texts import N_

STAFF_PROBLEMS: dict[str, str] = {
    "identity_first": N_("Prüfen Sie zuerst, wer die Person ist. Setzen Sie dann das Häkchen."),
    # files people sent
    "no_such_file": N_("Diese Datei gibt es nicht."),
    "file_not_ready": N_(
        "Die Datei wird noch geprüft. Bitte versuchen Sie es in einer Minute noch einmal."
    ),
    "file_infected": N_(
        "In der Datei ist ein Virus. Sie wird nicht herausgegeben. "
        "Bitte lassen Sie sich das Papier auf einem anderen Weg zeigen."
    ),
    "image_too_large": N_("Das Bild ist zu groß zum Anzeigen. Bitten Sie um ein neues Foto."),
    "pdf_locked": N_(
        "Die PDF-Datei ist mit einem Passwort geschützt. Bitten Sie um eine offene Datei."
    ),
    "pdf_too_long": N_(
        "Die PDF-Datei hat mehr als 200 Seiten. Bitten Sie um die Seiten, um die es geht."
    ),
    "file_broken": N_("Die Datei ist kaputt. Bitten Sie um eine neue Datei oder ein Foto."),
    "file_too_hard": N_("Die Datei lässt sich nicht sicher öffnen. Bitten Sie um ein Foto davon."),
    # planning
    "no_such_colleague": N_("Diese Person gehört nicht zu Ihrem Team. Bitte wählen Sie aus."),
    "ends_before_it_starts": N_("Der letzte Tag liegt vor dem ersten. Bitte prüfen Sie beide."),
    "absence_too_long": N_("Das ist mehr als ein Jahr. Bitte prüfen Sie die Tage."),
    "no_such_proposal": N_("Diesen Vorschlag gibt es nicht."),
    "proposal_ended": N_("Darüber ist schon entschieden."),
    "proposal_not_ready": N_("Wir rechnen noch. Bitte warten Sie einen Moment."),
    "calls_changed_meanwhile": N_(
        "Inzwischen hat sich ein Anruf geändert. Wir rechnen neu. Bitte sehen Sie noch einmal hin."
    ),
    # kinds of notices
    "no_such_kind": N_("Diese Art von Bescheid gibt es nicht."),
    "kind_taken": N_("Eine Art mit diesem Kürzel gibt es schon. Bitte wählen Sie ein anderes."),
    "kind_code_shape": N_(
        "Das Kürzel hat 2 bis 40 Zeichen: kleine Buchstaben, Ziffern und Unterstriche."
    ),
    "label_percent": N_("Bitte schreiben Sie „Prozent“ statt des Zeichens."),
    "text_changed_meanwhile": N_(
        "Jemand anders hat diesen Text gerade geändert. Unten steht, was Sie geschrieben haben. "
        "Darunter steht der neue Stand. Bitte vergleichen Sie beide und speichern Sie dann neu."
    ),
    "kind_changed_meanwhile": N_(
        "Jemand anders hat diese Art gerade geändert. Unten steht, was Sie eingegeben haben. "
        "Öffnen Sie die Seite neu und sehen Sie sich den neuen Stand an."
    ),
    "burdensome_needs_call": N_(
        "Ein belastender Bescheid geht nie ganz ohne Versuch hinaus. Wählen Sie „immer“ oder "
        "„wenn es weniger Geld wird oder etwas unklar ist“."
    ),
    "hold_out_of_range": N_("Möglich sind 1 bis 60 Arbeitstage."),
    "holdout_out_of_range": N_("Möglich sind 0 bis 50 von hundert."),
    "holdout_needs_choice": N_(
        "Bei dieser Art rufen wir immer an. Das Los darf hier nicht entscheiden."
    ),
    # notices announced by hand or from a file
    "reference_shape": N_(
        "Bitte nur Buchstaben, Ziffern und die Zeichen . _ : - ohne Leerzeichen. "
        "Eine Nummer hat höchstens 64 Zeichen, ein Vorgang genau 8."
    ),
    "not_euros": N_("Das ist kein Betrag. Bitte schreiben Sie ihn so: 120,50."),
    "announced_by_system": N_(
        "Diesen Bescheid hat ein anderes Programm angemeldet. Bitte ändern Sie ihn dort."
    ),
    "not_yours": N_("Diesen Bescheid hat ein anderes Programm angemeldet. Nur das ändert ihn."),
    "notice_changed_meanwhile": N_(
        "Jemand anders hat den Bescheid gerade geändert. Unten steht, was Sie eingegeben haben. "
        "Öffnen Sie die Seite neu und sehen Sie sich den neuen Stand an."
    ),
    "file_missing": N_("Bitte wählen Sie eine Datei aus."),
    "file_too_large": N_("Die Datei ist zu groß. Bitte teilen Sie sie auf."),
    "notices_file_not_readable": N_(
        "Diese Datei können wir nicht lesen. Die erste Zeile muss die Spalten nennen, jede einmal. "
        "Bitte speichern Sie sie als CSV in UTF-8 oder als XLSX."
    ),
    "cover_too_early": N_("Das Deckblatt gibt es erst, wenn der Bescheid freigegeben ist."),
    "cover_not_needed": N_(
        "Dieser Bescheid braucht kein Deckblatt: Wir haben gesprochen, oder ein Gespräch war nicht "
        "nötig."
    ),
    "no_time_for_a_talk": N_(
        "So bleibt keine Zeit für einen Anruf. Nennen Sie einen späteren Tag."
    ),
    "last_day_later": N_("Der letzte Tag darf nur früher werden, nie später."),
    "kind_fixed": N_(
        "Die Art bleibt. Ziehen Sie den Bescheid zurück und melden Sie einen neuen an."
    ),
    "phone_kept": N_(
        "Ohne Nummer ginge der Bescheid ohne Anruf hinaus. Lassen Sie die Nummer stehen."
    ),
    # objections
    "notice_not_released": N_(
        "Der Bescheid ist noch nicht hinaus. Ein Widerspruch geht erst danach."
    ),
    "objection_in_future": N_("Dieser Tag liegt in der Zukunft. Bitte prüfen Sie das Datum."),
    "objection_before_release": N_(
        "An diesem Tag war der Bescheid noch nicht hinaus. Bitte prüfen Sie das Datum."
    ),
    "objection_other_day": N_(
        "Jemand anders hat gerade einen anderen Tag eingetragen. Bitte sehen Sie noch einmal hin."
    ),
    "no_such_objection": N_("Hier ist kein Widerspruch eingetragen."),
}
