"""The receipt: the code, what happens next, and what this is not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from anbelo.cases.rules import NewContact
from anbelo.cases.service import Opened, receipt_again
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.drafts.service import draft_of, forget
from anbelo.intake.cookies import DRAFT
from anbelo.intake.door import bp
from anbelo.intake.receipt_words import ReceiptWords, as_paper, as_text, receipt_words
from anbelo.intake.schemas import ONLY_A_CALL, TO_OBJECT
from anbelo.offices.queries import SiteToday, sites_today
from anbelo.papers.typesetting import data_square, pdf
from anbelo.web.access import public
from anbelo.web.house import house, reading, unit_of_work


@bp.get("/<lang>/receipt")
@public
def receipt(lang: str) -> ResponseReturnValue:
    """The receipt of what this browser sent within the last hour; else the code is asked for."""
    sent = _sent()
    if sent is None:
        return redirect(url_for("intake.status", lang=lang), 303)
    return receipt_page(lang, *sent, here=True)


@bp.get("/<lang>/receipt.pdf")
@public
def receipt_pdf(lang: str) -> ResponseReturnValue:
    """The receipt to print or keep, as an accessible PDF."""
    sent = _sent()
    if sent is None:
        return redirect(url_for("intake.status", lang=lang), 303)
    return _file(pdf(as_paper(*_words(*sent), _status_address(lang))), "application/pdf", "pdf")


@bp.get("/<lang>/receipt.txt")
@public
def receipt_text(lang: str) -> ResponseReturnValue:
    """The receipt as plain text."""
    sent = _sent()
    if sent is None:
        return redirect(url_for("intake.status", lang=lang), 303)
    words = as_text(*_words(*sent), _status_address(lang))
    return _file(words.encode(), "text/plain", "txt")


@bp.post("/<lang>/receipt/forget")
@public
def forget_receipt(lang: str) -> ResponseReturnValue:
    """Forget on this device what was begun or sent: whoever sits here next sees nothing."""
    with unit_of_work() as session:
        forget(session, DRAFT.token())
    answer = make_response(render_template("intake/left.html", lang=lang))
    DRAFT.forget(answer)
    return answer


def receipt_key(key: str) -> str:
    """What the code is derived from: a form's key can never name another door's receipt."""
    return f"form:{key}"


def stored_facts(opened: Opened, received_at: datetime) -> dict[str, Any]:
    """What the answer keeps of the opened case; it holds no secret."""
    case = opened.case
    return {
        "locator": case.locator,
        "kind": case.kind.value,
        "urgency": case.urgency.value,
        "legal_nature": case.legal_nature.value,
        "received_at": received_at.isoformat(),
    }


def told_facts(told: NewContact) -> dict[str, Any]:
    """What the receipt repeats of what somebody told us: of a number only its end."""
    return {
        "letter_date": told.letter_date.isoformat() if told.letter_date else None,
        "letter_came": told.letter_came.isoformat() if told.letter_came else None,
        "phone_end": told.call.phone[-2:] if told.call else "",
        "wrote": told.text not in {ONLY_A_CALL, TO_OBJECT},
        "confidential": told.confidential,
    }


def receipt_page(lang: str, key: str, facts: Mapping[str, Any], *, here: bool = False) -> str:
    """The receipt as a page. `key` is the form's; `facts` as `stored_facts` and `told_facts`.

    `here`: the page can be opened again on this device, until it is forgotten.
    """
    words, places = _words(key, facts)
    return render_template(
        "intake/receipt.html", lang=lang, words=words, places=places, here=here,
        square=data_square(words.groups), letter_date=facts["letter_date"],
        address=_status_address(lang),
    )  # fmt: skip


def _words(key: str, facts: Mapping[str, Any]) -> tuple[ReceiptWords, list[SiteToday]]:
    settings = house().settings
    code = receipt_again(settings.pepper, receipt_key(key), facts["locator"])
    with reading() as session:
        places = sites_today(session, now())
    words = receipt_words(code.groups, facts, land=settings.land, today=local_day(now()))
    return words, places


def _sent() -> tuple[str, dict[str, Any]] | None:
    """Key and facts of what this browser sent within the last hour."""
    with reading() as session:
        found = draft_of(session, DRAFT.token(), now=now())
        return (found.key, found.receipt) if found and found.receipt else None


def _status_address(lang: str) -> str:
    return f"{house().settings.base_url}/{lang}/status"


def _file(content: bytes, mimetype: str, ending: str) -> Response:
    """A download; its name tells nothing about what it is to whoever looks at the device."""
    answer = Response(content, mimetype=mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=f"anbelo.{ending}")
    return answer
