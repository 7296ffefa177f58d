"""The events of the trail in words."""

from anbelo.core.texts import N_
from anbelo.web.i18n import _

ACTIONS: dict[str, str] = {
    "case_opened": N_("Vorgang angelegt"),
    "case_read": N_("Vorgang geöffnet"),
    "case_decided": N_("Vorgang zugeordnet"),
    "case_undone": N_("Zuordnung zurückgenommen"),
    "case_closed": N_("Vorgang beendet"),
    "case_no_spam": N_("Verdacht aufgehoben: kein Spam"),
    "case_spam": N_("Als Spam beendet"),
    "many_contacts": N_("Sehr viele Nachrichten in einer Stunde"),
    "case_helped": N_("Die Person sagt: Es hat geholfen"),
    "case_reopened": N_("Die Person sagt: Es hat nicht geholfen. Wieder offen"),
    "file_added": N_("Datei bekommen"),
    "file_read": N_("Datei gelesen"),
    "code_renewed": N_("Neuer Code ausgegeben"),
    "case_withdrawn": N_("Anliegen zurückgezogen"),
    "message_in": N_("Nachricht bekommen"),
    "message_out": N_("Nachricht geschickt"),
    "code_entered": N_("Code eingegeben"),
    "call_planned": N_("Anruf geplant"),
    "call_tried": N_("Anruf versucht"),
    "call_cancelled": N_("Anruf abgesagt"),
    "notice_held": N_("Bescheid zurückgehalten"),
    "notice_released": N_("Bescheid freigegeben"),
    "notice_stopped": N_("Bescheid angehalten"),
    "notice_changed": N_("Bescheid geändert"),
    "notice_withdrawn": N_("Bescheid zurückgezogen"),
    "objection_recorded": N_("Widerspruch eingetragen"),
    "objection_corrected": N_("Tag des Widerspruchs geändert"),
    "objection_removed": N_("Eintrag eines Widerspruchs gelöscht"),
    "kind_added": N_("Art von Bescheid angelegt"),
    "kind_changed": N_("Art von Bescheid geändert"),
    "house_text_changed": N_("Text des Hauses geändert"),
    "holdout_set": N_("Los eingestellt"),
    "figures_taken": N_("Zahlen zum Anruf heruntergeladen"),
    "signed_in": N_("angemeldet"),
    "signed_out": N_("abgemeldet"),
    "sign_in_failed": N_("Anmeldung fehlgeschlagen"),
    "calendar_opened": N_("Kalender-Adresse gemacht"),
    "calendar_closed": N_("Kalender ausgeschaltet"),
    "trail_checked": N_("Protokoll geprüft"),
}
THINGS: dict[str, str] = {
    "case": N_("Vorgang %(name)s"),
    "notice": N_("Bescheid %(name)s"),
    "notice_kind": N_("Art von Bescheid %(name)s"),
    "house_text": N_("Text des Hauses: %(name)s"),
    "callback": N_("Anruf zu %(name)s"),
    "staff": N_("Konto Nr. %(name)s"),
    "trail": N_("das ganze Protokoll"),
    "house": N_("das ganze Haus"),
}
ACTORS: dict[str, str] = {
    "staff": N_("Konto Nr. %(name)s"),
    "client": N_("Programm Nr. %(name)s"),
    "job": N_("Auftrag %(name)s"),
    "claimant": N_("die Person selbst"),
    "planner": N_("Planung der Anrufe"),
    "command": N_("Befehl auf dem Server"),
}


def action_words(action: str) -> str:
    """What happened; a code without words is shown as it is, an event is never left out for it."""
    return _(ACTIONS[action]) if action in ACTIONS else action


def thing_words(thing: str, name: str) -> str:
    """What it happened to."""
    if thing == "staff" and name == "unknown":
        return _("unbekannter Name")
    return _(THINGS[thing], name=name) if thing in THINGS else name


def actor_words(actor: str) -> str:
    """Who did it: people by the number of their account, never by name."""
    kind, _colon, name = actor.partition(":")
    if (kind, name) == ("staff", "unknown"):
        return _("unbekannt")
    return _(ACTORS[kind], name=name) if kind in ACTORS else actor
