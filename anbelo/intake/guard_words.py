"""The objection guard in words, the same on page, PDF and plain text."""

from anbelo.intake.guard import Guard
from anbelo.papers.typesetting import Section
from anbelo.web.i18n import _, day, short_day


def guard_words(found: Guard) -> Section:
    """That this is no objection, and until when one is possible."""
    first = (
        _("Ihre Beschwerde ist kein Widerspruch. Die Frist für den Widerspruch läuft weiter.")
        if found.complaint
        else _(
            "Ihre Nachricht an uns ist kein Widerspruch. Die Frist für den Widerspruch läuft "
            "weiter."
        )
    )
    return Section(_("Das ist kein Widerspruch"), [first, *_about_last_day(found)], framed=True)


def _about_last_day(found: Guard) -> list[str]:
    if found.last_day is None:
        return [
            _(
                "Meistens haben Sie einen Monat Zeit, seit der Brief bei Ihnen ist. Der genaue "
                "Satz dazu steht am Ende von Ihrem Bescheid."
            )
        ]
    if found.over:
        last = _(
            "Der letzte sichere Tag war %(day)s. Dieser Tag ist vorbei.", day=day(found.last_day)
        )
        return [*_about_letter(found), last, _too_late()]
    last = _("Der letzte sichere Tag für einen Widerspruch ist: %(day)s.", day=day(found.last_day))
    return [
        *_about_letter(found),
        last,
        _("Bis dahin muss Ihr Widerspruch bei uns sein."),
        _counted(found),
    ]


def _about_letter(found: Guard) -> list[str]:
    counted = []
    if found.letter_date:
        counted.append(_("Ihr Brief ist vom %(letter)s.", letter=short_day(found.letter_date)))
    if found.letter_came:
        counted.append(_("Er kam am %(came)s.", came=short_day(found.letter_came)))
    if found.came_late:
        counted.append(
            _(
                "Das ist später als sonst. Heben Sie den Umschlag auf und sagen Sie es uns. "
                "Vielleicht haben Sie dann länger Zeit."
            )
        )
    return counted


def _too_late() -> str:
    return _(
        "Vielleicht ist es trotzdem nicht zu spät. Holen Sie sich gleich Hilfe. Sie können "
        "auch um eine Überprüfung bitten: Schreiben Sie, dass wir den Bescheid noch einmal "
        "prüfen sollen."
    )


def _counted(found: Guard) -> str:
    if found.letter_date is None:
        return _("Wir haben von dem Tag an gezählt, an dem der Brief gekommen ist.")
    return _(
        "Wir haben vom Datum auf dem Brief an gezählt. Das gilt für einen normalen Brief mit der "
        "Post. War der Umschlag gelb? Dann zählt der Tag auf dem Umschlag. Hat Ihnen jemand den "
        "Brief in die Hand gegeben? Dann zählt dieser Tag. In beiden "
        "Fällen haben Sie ab diesem Tag nur einen Monat Zeit."
    )


def remedies() -> Section:
    """How to object, and who helps."""
    return Section(
        _("Wenn Sie mit dem Bescheid nicht einverstanden sind"),
        points=[
            _(
                "Schreiben Sie einen Widerspruch. Ein Satz reicht: „Ich widerspreche dem Bescheid "
                "vom …“ Schreiben Sie Ihren Namen und unterschreiben Sie."
            ),
            _(
                "Bringen Sie den Brief zu uns. Oder schicken Sie ihn einige Tage früher mit der "
                "Post. Eine E-Mail reicht nicht."
            ),
            _("Oder kommen Sie zu uns. Wir schreiben den Widerspruch für Sie auf."),
            _(
                "Hilfe bekommen Sie bei Beratungsstellen, Sozialverbänden und Anwälten. Für den "
                "Anwalt gibt es Beratungshilfe vom Amtsgericht, wenn Sie wenig Geld haben."
            ),
        ],
        level=3,
    )
