"""Making an objection now: a letter to print, or an appointment to have it written down."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.errors import Invalid
from anbelo.intake.door import bp
from anbelo.intake.objection_paper import objection_paper
from anbelo.intake.schemas import ObjectionSchema
from anbelo.offices.queries import sites_today
from anbelo.papers.typesetting import pdf, printable
from anbelo.web.access import public
from anbelo.web.forms import Form, check, typed
from anbelo.web.house import house, reading
from anbelo.web.i18n import _

_ON_THE_LETTER = ("name", "address", "number")


@bp.get("/<lang>/objection")
@public
def objection(lang: str) -> ResponseReturnValue:
    """What an objection is, and the few facts the letter needs; nothing is stored."""
    given = {name: request.args.get(name, "") for name in ("letter_date",)}
    return _page(lang, Form(values=given, labels=_labels()))


@bp.post("/<lang>/objection")
@public
def objection_letter(lang: str) -> ResponseReturnValue:
    """The letter as a PDF to print and sign."""
    form = typed(_labels())
    told = check(ObjectionSchema(today=local_day(now())), form)
    with reading() as session:
        places = {site.code: site for site in sites_today(session, now())}
    if told and told.site not in places:
        form.refuse(Invalid("not_a_choice", field="site"))
    for name in _ON_THE_LETTER if told else ():
        if not printable(getattr(told, name)):
            form.refuse(Invalid("not_printable", field=name))
    if not told or form.errors:
        return _page(lang, form), 422
    settings = house().settings
    paper = objection_paper(told, places[told.site], settings.office_name, land=settings.land)
    answer = Response(pdf(paper), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename="widerspruch.pdf")
    return answer


def _page(lang: str, form: Form) -> str:
    with reading() as session:
        places = [(site.code, site.name) for site in sites_today(session, now())]
    return render_template("intake/objection.html", lang=lang, form=form, sites=places)


def _labels() -> dict[str, str]:
    return {
        "letter_date": _("Das Datum auf dem Bescheid"),
        "site": _("Welcher Ort vom Jobcenter?"),
        "name": _("Ihr Name"),
        "address": _("Ihre Adresse"),
        "number": _("Ihre Nummer beim Jobcenter"),
    }
