"""The way in, and the pages that only explain."""

from dataclasses import dataclass

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from anbelo.core.clock import now
from anbelo.core.texts import Language, languages, offered
from anbelo.drafts.rules import expires_at
from anbelo.drafts.service import draft_of
from anbelo.intake import forms
from anbelo.intake.cookies import DRAFT
from anbelo.intake.door import bp
from anbelo.offices.queries import Shown, house_texts, sites_today
from anbelo.offices.rules import Purpose
from anbelo.web.access import public
from anbelo.web.house import house, reading
from anbelo.web.i18n import best_offered
from anbelo.web.plain_text import Block, blocks


@dataclass(frozen=True)
class OwnWords:
    """A text of the house for a page, and the language it is in."""

    blocks: list[Block]
    language: Language

    @classmethod
    def of(cls, shown: Shown) -> "OwnWords":
        """The stored text, cut into blocks."""
        return cls(blocks(shown.text), languages()[shown.language])


@bp.get("/")
@public
def welcome() -> ResponseReturnValue:
    """The first page in the language the browser asks for, or the one a link names.

    A job centre's own pages link here with `lang`, `topic` and `site`.
    """
    named = request.args.get("lang", "")
    lang = named if named in {found.code for found in offered()} else best_offered()
    given = forms.chosen(request.args, lang)
    target = url_for("intake.start", lang=lang, topic=given["category"] or None,
                     site=given["site"] or None)  # fmt: skip
    answer = make_response(redirect(target, 302))
    answer.vary.add("Accept-Language")
    return answer


@bp.get("/<lang>/")
@public
def start(lang: str) -> ResponseReturnValue:
    """Four large doors, the code, and whom to call in need; a link here may name topic and site."""
    begun = None
    if DRAFT.token():
        with reading() as session:
            found = draft_of(session, DRAFT.token(), now=now())
            if found and found.receipt is None:
                begun = expires_at(found.touched_at, sent=False)
    given = forms.chosen(request.args, lang)
    return render_template("intake/start.html", lang=lang, begun=begun, given=given)


@bp.get("/<lang>/help")
@public
def emergency(lang: str) -> ResponseReturnValue:
    """Whom to call now, and where somebody is there now."""
    with reading() as session:
        places = sites_today(session, now())
        own = house_texts(session, Purpose.EMERGENCY, lang)
    words = {site: OwnWords.of(shown) for site, shown in own.items()}
    return render_template(
        "intake/help.html", lang=lang, places=places, words=words, day_names=forms.day_names()
    )


@bp.get("/<lang>/privacy")
@public
def privacy(lang: str) -> ResponseReturnValue:
    """What we keep, why, and who reads it."""
    with reading() as session:
        own = house_texts(session, Purpose.PRIVACY, lang).get(None)
    return render_template("intake/privacy.html", lang=lang, office=house().settings.office_name,
                           words=OwnWords.of(own) if own else None)  # fmt: skip


@bp.get("/<lang>/imprint")
@public
def imprint(lang: str) -> ResponseReturnValue:
    """Who answers for these pages (§ 5 DDG)."""
    with reading() as session:
        own = house_texts(session, Purpose.IMPRINT, lang).get(None)
        places = sites_today(session, now()) if own is None else []
    return render_template("intake/imprint.html", lang=lang, office=house().settings.office_name,
                           words=OwnWords.of(own) if own else None, places=places)  # fmt: skip


@bp.get("/<lang>/accessibility")
@public
def accessibility(lang: str) -> ResponseReturnValue:
    """How well these pages can be used, and whom to tell when they cannot."""
    return render_template("intake/accessibility.html", lang=lang)
