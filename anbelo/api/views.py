"""Contacts, the state of a case, and whether the house is open."""

from datetime import timedelta
from typing import Any

from flask import Response, current_app

from anbelo.accounts.rules import Scope
from anbelo.api.answers import HealthSchema, RegisteredSchema, StatusSchema
from anbelo.api.document import Reply, document, operation
from anbelo.api.repeating import given_key, once_for_client, replay, scope
from anbelo.api.schemas import CodeSchema, ContactSchema
from anbelo.callbacks.claimants import ClaimantCase, look
from anbelo.callbacks.service import take_contact
from anbelo.cases.claimants import enter, leave
from anbelo.cases.receipts import parse
from anbelo.cases.rules import NewContact
from anbelo.cases.service import Opened, receipt_again
from anbelo.core.clock import now
from anbelo.core.errors import Invalid, Missing
from anbelo.notices.rules import NoticeState
from anbelo.web.access import allow_client, client, origin, public
from anbelo.web.house import house, reading, unit_of_work
from anbelo.web.words import label

CLOCKS_DIFFER = timedelta(minutes=5)

CONTACT = {
    "arabic_complaint": {
        "summary": "A complaint in Arabic with the wish to be called",
        "value": {
            "text": "لم أفهم القرار ولم يتصل بي أحد.",
            "language": "ar",
            "channel": "volunteer",
            "kind": "complaint",
            "site": "GL",
            "person": {"name": "Nadia Beispiel"},
            "call": {
                "phone": "+4922025550111",
                "language": "ar",
                "windows": [{"weekday": "tuesday", "starts": "09:00", "ends": "12:00"}],
            },
        },
    }
}
CODE = {"with_gaps": {"value": {"code": "0000 0000 0000 0000 0000"}}}
STATUS_BY_CODE = {
    "readStatus": {
        "operationId": "read_status",
        "requestBody": {"code": "$response.body#/receipt_code"},
        "description": "The code opens the state of the case.",
    }
}


@operation("GET", "/openapi.json", gives={"type": "object"})
@public
def api_document() -> Response:
    """This document.

    It is the same for everybody and changes only with a new version of the software.
    """
    return document(current_app)


@operation("GET", "/health", gives=HealthSchema)
@public
def health() -> Reply:
    """Whether the house is open.

    `ok` means that the database answered just now; otherwise the status is 503.
    """
    with reading():  # a connection is asked for a sign of life before it is handed out
        return {"status": "ok"}, {}


@operation(
    "POST",
    "/contacts",
    takes=ContactSchema,
    gives=RegisteredSchema,
    status=201,
    repeatable=True,
    refuses=(409,),
    examples=CONTACT,
    links=STATUS_BY_CODE,
)
@allow_client(Scope.REGISTER_CONTACT)
def register_contact(new: NewContact) -> Reply:
    """Register a contact that reached another system.

    It becomes a case with a proposal. Pass the receipt code on to the person: it is theirs. For a
    confidential contact, reference and proposal are null: they belong to the ombudsperson alone.
    """
    moment = now()
    if new.received_at and new.received_at > moment + CLOCKS_DIFFER:
        raise Invalid("moment_in_future", field="received_at")
    # A key of a form can never bring the code of a contact that came in here.
    receipt_key = f"{scope()}:{given_key()}"
    pepper = house().settings.pepper

    def act() -> dict[str, Any]:
        opened = take_contact(
            session, new, key=receipt_key, pepper=pepper, actor=client().actor, now=moment
        )
        return {"locator": opened.receipt.locator, "told": _told(opened)}

    with unit_of_work() as session:
        answer = once_for_client(session, act)
    receipt = receipt_again(pepper, receipt_key, answer.value["locator"])
    return {**answer.value["told"], "receipt_code": receipt.digits}, replay(answer)


def _told(opened: Opened) -> dict[str, Any]:
    """What the sending system learns; the receipt code is never part of what is stored."""
    case = opened.case
    told: dict[str, Any] = {"received_at": case.received_at.isoformat()}
    if case.confidential:
        return {**told, "reference": None, "proposal": None}
    first = case.concerns[0]
    proposal = {
        "category": first.proposed_category,
        "confidence": first.proposal["confidence"],
        "urgency": case.urgency,
        "legal_nature": case.legal_nature,
    }
    return {**told, "reference": case.reference, "proposal": proposal}


@operation(
    "POST",
    "/status",
    takes=CodeSchema,
    gives=StatusSchema,
    refuses=(404, 429),
    examples=CODE,
)
@public
def read_status(sent: dict[str, str]) -> Reply:
    """Read where a case stands, with its receipt code.

    The code is the right to it; nobody needs a key. An unknown code brings 404, a slip of the
    fingers 422. Who tries many codes has to wait longer and longer (429), as on the page.
    """
    receipt = parse(sent["code"])
    if receipt is None:
        raise Invalid("receipt_mistyped", field="code")
    moment, found = now(), None
    address, pepper = origin(), house().settings.pepper
    with unit_of_work() as session:
        token = enter(session, receipt, pepper=pepper, address=address, now=moment)
        if token:
            found = look(session, token, now=moment)
            leave(session, token)  # one look, no session left behind
    if found is None:
        raise Missing("receipt_wrong", field="code")
    return _status(found), {}


def _status(case: ClaimantCase) -> dict[str, Any]:
    call = case.planned[0] if case.planned else None
    return {
        "status": case.status,
        "status_text": label(case.status),
        "steps": [
            {"at": event.at.isoformat(), "act": event.act, "text": label(event.act)}
            for event in case.events
        ],
        "next_call": {"starts_at": call.starts_at.isoformat(), "ends_at": call.ends_at.isoformat()}
        if call
        else None,
        "calls_owed": case.calls_owed,
        "notices": [
            {
                "state": NoticeState.HELD,
                "state_text": label(NoticeState.HELD),
                "last_sending_day": day.isoformat(),
            }
            for day in case.held_until
        ],
    }
