"""The letter of an objection: German, ready to sign, with what to do in the reader's language."""

from datetime import date

from anbelo.core.calendar import Land
from anbelo.core.texts import SOURCE
from anbelo.intake.schemas import Objection
from anbelo.notices.deadlines import objection_dates
from anbelo.notices.receipt import Sending
from anbelo.offices.queries import SiteToday
from anbelo.papers.typesetting import Paper, Section
from anbelo.web.i18n import _, day, language

_GERMAN_DAY = "%d.%m.%Y"
_REASONS_LATER = (
    "Die Gründe schreibe ich Ihnen noch. Bitte bestätigen Sie mir, dass dieser Widerspruch bei "
    "Ihnen angekommen ist."
)


def objection_paper(told: Objection, site: SiteToday, office: str, *, land: Land) -> Paper:
    """The letter and how to hand it in.

    The letter is German whatever the page speaks (§ 19 Abs. 1 SGB X). One sentence is enough: an
    objection needs no reasons (§ 84 SGG), only its author, the decision and a signature.
    """
    spoken = language()
    return Paper(
        _("Widerspruch zum Ausdrucken"),
        spoken.tag,
        spoken.direction,
        [_letter(told, site, office), _handing_in(told.letter_date, site, land)],
        foot="",
    )


def _letter(told: Objection, site: SiteToday, office: str) -> Section:
    written = told.letter_date.strftime(_GERMAN_DAY)
    sender = [line for line in (told.name, *told.address.splitlines()) if line.strip()]
    number = [f"Nummer der Bedarfsgemeinschaft: {told.number}"] if told.number else []
    blanks = [] if told.name else ["Name"]
    blanks += [] if told.address else ["Adresse"]
    return Section(
        f"Widerspruch gegen den Bescheid vom {written}",
        [
            *([" · ".join(sender)] if sender else []),
            f"An: {office}, {site.name}, {site.address}",
            *number,
            f"Ich widerspreche dem Bescheid vom {written}.",
            _REASONS_LATER,
        ],
        blanks=[*blanks, "Ort und Datum", "Unterschrift"],
        lang=SOURCE,
        direction="ltr",
    )


def _handing_in(letter_date: date, site: SiteToday, land: Land) -> Section:
    last_day = objection_dates(Sending(printed_on=letter_date), land).earliest_safe
    until = [_("Der Brief muss bei uns sein bis: %(day)s.", day=day(last_day))] if last_day else []
    return Section(
        _("Was Sie jetzt tun"),
        points=[
            _("Prüfen Sie, ob alles stimmt. Schreiben Sie dazu, was fehlt. Unterschreiben Sie."),
            *until,
            _(
                "Bringen Sie den Brief hierher: %(name)s, %(address)s. Oder schicken Sie ihn mit "
                "der Post. Dann schicken Sie ihn einige Tage früher. Eine E-Mail reicht nicht.",
                name=site.name, address=site.address,
            ),
            _(
                "Machen Sie vorher ein Foto oder eine Kopie. Am Schalter bekommen Sie einen "
                "Stempel mit Datum darauf. So können Sie zeigen, dass der Brief da war."
            ),
            _("Sie müssen jetzt keine Gründe nennen. Die Gründe können Sie später schreiben."),
        ],
        ordered=True,
        framed=True,
    )  # fmt: skip
