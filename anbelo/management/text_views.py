"""The house's own texts per language: privacy notice, imprint, help in emergencies."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.core.clock import now
from anbelo.core.errors import DomainError
from anbelo.core.texts import N_, SOURCE, Language, languages, offered
from anbelo.management.door import bp
from anbelo.management.schemas import HouseTextSchema
from anbelo.offices.queries import house_text, sites, stored_texts
from anbelo.offices.rules import Purpose
from anbelo.offices.service import set_text
from anbelo.web.access import allow, viewer
from anbelo.web.forms import Form, check, typed
from anbelo.web.house import reading, unit_of_work
from anbelo.web.i18n import _
from anbelo.web.plain_text import blocks

NAMES: dict[Purpose, str] = {
    Purpose.PRIVACY: N_("Datenschutz"),
    Purpose.IMPRINT: N_("Impressum"),
    Purpose.EMERGENCY: N_("Hilfe im Notfall"),
}
HINTS: dict[Purpose, str] = {
    Purpose.PRIVACY: N_(
        "Steht über dem, was wir selbst zum Datenschutz sagen. Zum Beispiel: wer verantwortlich "
        "ist, wer für den Datenschutz zuständig ist, wie lange Sie etwas aufheben (Art. 13 DSGVO)."
    ),
    Purpose.IMPRINT: N_(
        "Wer diese Seiten anbietet: Name, Adresse, wer vertritt, Telefon, E-Mail (§ 5 DDG)."
    ),
    Purpose.EMERGENCY: N_(
        "Steht auf der Seite „Hilfe im Notfall“ bei der Adresse von diesem Standort. Zum Beispiel: "
        "an wen man sich am Abend wenden kann."
    ),
}
PATH = f"<any({', '.join(Purpose)}):purpose>/<language>"


@dataclass(frozen=True)
class TextRow:
    """All languages of one text; each entry: language, address of its page, when changed (UTC)."""

    title: str
    why: str
    entries: list[tuple[Language, str, datetime | None]]


@bp.get("/house/texts")
@allow(Permission.ADMINISTER)
def texts() -> ResponseReturnValue:
    """Which texts the house has in which language."""
    with reading() as session:
        stored = stored_texts(session)
        places = [(site.code, site.name) for site in sites(session)]
    return render_template("management/texts.html", rows=list(_rows(stored, places)))


@bp.get(f"/house/texts/{PATH}")
@allow(Permission.ADMINISTER)
def edit_text(purpose: str, language: str) -> ResponseReturnValue:
    """One text in one language, to read and change; `site` names the site of an emergency text."""
    what, site = Purpose(purpose), _site(purpose, language)
    with reading() as session:
        found = house_text(session, what, language, site)
    values = {"text": found.text, "version": found.version} if found else {"version": 0}
    return _page(what, language, Form(values=values, labels=_labels()))


@bp.post(f"/house/texts/{PATH}")
@allow(Permission.ADMINISTER)
def save_text(purpose: str, language: str) -> ResponseReturnValue:
    """Store the text as it was seen, or only show how it looks."""
    what, site = Purpose(purpose), _site(purpose, language)
    form = typed(_labels())
    told: dict[str, Any] | None = check(HouseTextSchema(), form)
    if told is None:
        return _page(what, language, form), 422
    if "preview" in request.form:
        return _page(what, language, form, preview=told["text"])
    try:
        with unit_of_work() as session:
            set_text(session, what, language, site, told["text"], seen=told["version"],
                     actor=viewer().actor, now=now())  # fmt: skip
    except DomainError as error:
        form.refuse(error)
        with reading() as session:
            found = house_text(session, what, language, site)
        # Sent again, it counts as somebody who has seen the other's words.
        form.values = {**form.values, "version": found.version if found else 0}
        return _page(what, language, form, theirs=found.text if found else ""), 409
    return redirect(url_for("management.texts"), 303)


def _site(purpose: str, language: str) -> str | None:
    """The site this address speaks of; no page for one that does not fit the purpose."""
    if language not in {found.code for found in offered()}:
        abort(404)
    if Purpose(purpose) is not Purpose.EMERGENCY:
        return None
    site = request.args.get("site", "")
    with reading() as session:
        if site not in {found.code for found in sites(session)}:
            abort(404)
    return site


def _rows(
    stored: dict[tuple[Purpose, str, str | None], datetime], places: list[tuple[str, str]]
) -> Iterator[TextRow]:
    whole: list[tuple[Purpose, str | None, str]] = [
        (Purpose.PRIVACY, None, ""), (Purpose.IMPRINT, None, ""),
        *((Purpose.EMERGENCY, code, name) for code, name in places),
    ]  # fmt: skip
    for purpose, site, name in whole:
        title = _(NAMES[purpose])
        yield TextRow(
            title=_("%(text)s, %(site)s", text=title, site=name) if name else title,
            why=_(HINTS[purpose]),
            entries=[
                (one, url_for("management.edit_text", purpose=purpose.value, language=one.code,
                              site=site), stored.get((purpose, one.code, site)))
                for one in offered()
            ],
        )  # fmt: skip


def _labels() -> dict[str, str]:
    return {"text": _("Text")}


def _page(
    purpose: Purpose,
    language: str,
    form: Form,
    *,
    preview: str | None = None,
    theirs: str | None = None,
) -> str:
    return render_template(
        "management/text.html",
        form=form,
        title=_(NAMES[purpose]),
        hint=_(HINTS[purpose]),
        spoken=languages()[language],
        is_source=language == SOURCE,
        action=url_for("management.edit_text", purpose=purpose.value, language=language,
                       site=request.args.get("site")),
        preview=None if preview is None else blocks(preview),
        theirs=theirs,
    )  # fmt: skip
