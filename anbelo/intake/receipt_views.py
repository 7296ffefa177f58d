"""The receipt: the code, what happens next, and what this is not."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from anbelo.callbacks.planning import CONTACT_CALL_WITHIN
from anbelo.cases.rules import NewContact
from anbelo.cases.service import Opened, receipt_again
from anbelo.core.calendar import WorkCalendar, local_day
from anbelo.core.clock import now
from anbelo.drafts.service import draft_of, forget
from anbelo.intake.cookies import DRAFT
from anbelo.intake.door import bp
from anbelo.intake.guard import guard
from anbelo.intake.schemas import ONLY_A_CALL
from anbelo.notices.deadlines import complaint_targets
from anbelo.offices.queries import sites_today
from anbelo.triage.proposal import Kind, LegalNature, Urgency
from anbelo.web.access import public
from anbelo.web.house import house, reading, unit_of_work

PRESSING = frozenset({Urgency.EMERGENCY, Urgency.SELF_HARM})


@bp.get("/<lang>/receipt")
@public
def receipt(lang: str) -> ResponseReturnValue:
    """The receipt of what this browser sent within the last hour; else the code is asked for."""
    with reading() as session:
        found = draft_of(session, DRAFT.token(), now=now())
        sent = (found.key, found.receipt) if found and found.receipt else None
    if sent is None:
        return redirect(url_for("intake.status", lang=lang), 303)
    return receipt_page(lang, *sent, here=True)


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
        "phone_end": told.call.phone[-2:] if told.call else "",
        "wrote": told.text != ONLY_A_CALL,
        "confidential": told.confidential,
    }


def receipt_page(lang: str, key: str, facts: Mapping[str, Any], *, here: bool = False) -> str:
    """The receipt as a page. `key` is the form's; `facts` as `stored_facts` and `told_facts`.

    `here`: the page can be opened again on this device, until it is forgotten.
    """
    settings = house().settings
    code = receipt_again(settings.pepper, receipt_key(key), facts["locator"])
    received_on = local_day(datetime.fromisoformat(facts["received_at"]))
    letter_date = facts["letter_date"]
    with reading() as session:
        places = sites_today(session, now())
    return render_template(
        "intake/receipt.html",
        lang=lang,
        groups=code.groups,
        pressing=facts["urgency"] in PRESSING,
        guard=guard(
            kind=Kind(facts["kind"]),
            nature=LegalNature(facts["legal_nature"]),
            letter_date=date.fromisoformat(letter_date) if letter_date else None,
            land=settings.land,
            today=local_day(now()),
        ),
        answer_by=_answer_by(received_on),
        phone_end=facts["phone_end"],
        call_by=received_on + CONTACT_CALL_WITHIN,
        wrote=facts["wrote"],
        confidential=facts["confidential"],
        places=places,
        here=here,
    )


def _answer_by(received_on: date) -> date:
    return complaint_targets(received_on, WorkCalendar(house().settings.land)).answer_by
