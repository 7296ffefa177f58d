"""The things that can happen to a case."""

import hmac
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import exists, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from anbelo.accounts.rules import Viewer
from anbelo.audit.service import record
from anbelo.cases.alike import first_alike, remember, same_sender
from anbelo.cases.models import Case, Concern, ContactPerson, HistoryEntry
from anbelo.cases.queries import case_by_locator
from anbelo.cases.receipts import Receipt, derive, quick_verifier
from anbelo.cases.rules import MAX_CONCERNS, Act, Channel, NewContact, new_reference
from anbelo.cases.screening import Signs, held_back, suspicions
from anbelo.core.errors import Invalid, Refused
from anbelo.offices.queries import routing, site_by_code
from anbelo.offices.rules import Matter, choose_team
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import promise
from anbelo.triage.proposal import Kind, LegalNature, Proposal, ProposedConcern, Urgency
from anbelo.triage.rules import propose

_hasher = PasswordHasher()
# Checked when a code leads nowhere, so that known and unknown codes take equally long.
_NOBODY = _hasher.hash(secrets.token_hex(16))
LOCATOR_TRIES = 20
# Each slow check takes 64 MiB: strangers must not fill the memory of a process.
_two_at_once = threading.BoundedSemaphore(2)


@dataclass(frozen=True, repr=False)
class Opened:
    """A new case and the receipt code, which is known only now."""

    case: Case
    receipt: Receipt


def open_case(
    session: Session,
    contact: NewContact,
    *,
    key: str,
    pepper: bytes,
    actor: str,
    now: datetime,
    external_id: str | None = None,
    signs: Signs | None = None,
) -> Opened:
    """Store a contact as a case with its concerns, proposal, route, history and trail.

    `key` is the idempotency key of the request; the receipt code is derived from it. `signs` are
    those of a contact somebody sent us alone; one that looks like spam waits apart. Raises Invalid
    "unknown_site". A confidential case is proposed to no team.
    """
    site = site_by_code(session, contact.site_code) if contact.site_code else None
    if contact.site_code and site is None:
        raise Invalid("unknown_site", field="site")
    receipt = free_receipt(session, pepper, key)
    proposal = propose(contact.text, language=contact.language)
    case = _new_case(contact, proposal, now=now)
    case.locator = receipt.locator
    case.verifier = f"quick:{quick_verifier(pepper, receipt)}"
    case.site_id = site.id if site else None
    case.external_id = external_id
    case.concerns = _concerns(session, case, contact, proposal)
    case.history = [HistoryEntry(at=now, act=Act.OPENED, facts={"channel": contact.channel})]
    alike = _screen(session, case, contact, signs, pepper=pepper, now=now) if signs else {}
    session.add(case)
    session.flush()  # the promise and the trail need the number
    if signs and signs.network:
        remember(session, case, signs.network, inside=signs.inside, pepper=pepper, now=now)
    promise(session, Topic.HARDEN_RECEIPT, case.id, now=now)
    record(session, actor=actor, action="case_opened", subject=f"case:{case.id}", now=now,
           channel=contact.channel, confidential=contact.confidential, **alike)  # fmt: skip
    return Opened(case, receipt)


def _screen(
    session: Session,
    case: Case,
    contact: NewContact,
    signs: Signs,
    *,
    pepper: bytes,
    now: datetime,
) -> dict[str, Any]:
    """Note what speaks for spam at the case; the codes for the trail, empty for nearly everybody.

    Only a personal device's text can be "the same again": many people share a kiosk.
    """
    first = None
    if signs.network and contact.channel is Channel.FORM:
        first = first_alike(session, contact, signs.network, pepper=pepper, now=now)
    repeated = first is not None and same_sender(contact, first.person)
    found = suspicions(contact.channel, signs, repeated=repeated, now=now)
    case.same_as = first.id if first else None
    case.suspicions = [code.value for code in found]
    case.suspected = held_back(found, urgency=case.urgency, legal_nature=case.legal_nature)
    return {"suspicions": case.suspicions} if found else {}


def _new_case(contact: NewContact, proposal: Proposal, *, now: datetime) -> Case:
    return Case(
        reference=new_reference(),
        text=contact.text,
        kind=contact.kind or proposal.kind.value,
        channel=contact.channel,
        language=contact.language,
        urgency=proposal.urgency.value,
        legal_nature=proposal.legal_nature.value,
        confidential=contact.confidential,
        letter_date=contact.letter_date,
        letter_came=contact.letter_came,
        received_at=contact.received_at or now,
        person=_person(contact, now=now),
    )


def receipt_again(pepper: bytes, key: str, locator: str) -> Receipt:
    """The code of a repeated request: derived from the same key, known by its stored locator."""
    for attempt in range(LOCATOR_TRIES):
        receipt = derive(pepper, key, attempt=attempt)
        if receipt.locator == locator:
            return receipt
    raise Refused("receipt_lost")


def free_receipt(session: Session, pepper: bytes, key: str) -> Receipt:
    """The code of this key whose locator nobody has yet; Refused "no_free_receipt"."""
    for attempt in range(LOCATOR_TRIES):
        receipt = derive(pepper, key, attempt=attempt)
        if not session.scalar(select(exists().where(Case.locator == receipt.locator))):
            return receipt
    raise Refused("no_free_receipt")


def _person(contact: NewContact, *, now: datetime) -> ContactPerson | None:
    call = contact.call
    if not (contact.name or contact.email or contact.address or call):
        return None
    person = ContactPerson(name=contact.name, email=contact.email, address=contact.address)
    if call:
        person.phone, person.may_call, person.consented_at = call.phone, True, now
        person.call_language, person.safe_word = call.language, call.safe_word
        person.others_may_answer = call.others_may_answer
        person.call_windows = [
            [w.weekday, w.starts.isoformat("minutes"), w.ends.isoformat("minutes")]
            for w in call.windows
        ]
    return person


def _concerns(
    session: Session, case: Case, contact: NewContact, proposal: Proposal
) -> list[Concern]:
    """One to three concerns: what the person chose comes first, then what the text suggests."""
    found = {c.category: c for c in proposal.concerns}
    chosen = contact.category
    rules = routing(session)
    concerns = []
    for position, code in enumerate(_codes(chosen, proposal), start=1):
        matter = Matter(code, case.kind, case.urgency, case.legal_nature, case.site_id)
        route = choose_team(rules, matter, confidential=case.confidential)
        concerns.append(
            Concern(
                position=position,
                kind=case.kind,
                urgency=case.urgency,
                legal_nature=case.legal_nature,
                proposed_category=code,
                proposal=_as_stored(proposal, found.get(code or ""), chosen=chosen),
                proposed_team_id=route.team_id if route else None,
                routing_rule_id=route.rule_id if route else None,
            )
        )
    return concerns


def _codes(chosen: str | None, proposal: Proposal) -> list[str | None]:
    """The topics of a contact, at most three; None when nobody knows any."""
    codes: list[str | None] = [concern.category for concern in proposal.concerns]
    if chosen and not any(
        code == chosen or (code or "").startswith(f"{chosen}-") for code in codes
    ):
        codes.insert(0, chosen)
    return codes[:MAX_CONCERNS] or [None]


def likely_team(session: Session, contact: NewContact, proposal: Proposal) -> int | None:
    """The team a contact would be proposed to if it were stored now; None for a confidential one.

    So that the next free times can be named before anything is stored.
    """
    site = site_by_code(session, contact.site_code) if contact.site_code else None
    matter = Matter(
        _codes(contact.category, proposal)[0],
        contact.kind or proposal.kind.value,
        proposal.urgency.value,
        proposal.legal_nature.value,
        site.id if site else None,
    )
    route = choose_team(routing(session), matter, confidential=contact.confidential)
    return route.team_id if route else None


def _as_stored(
    proposal: Proposal, concern: ProposedConcern | None, *, chosen: str | None
) -> dict[str, Any]:
    """The proposal with its reasons; phrases only as places in the text, so they go with it."""
    return {
        "kind": proposal.kind.value,
        "urgency": proposal.urgency.value,
        "legal_nature": proposal.legal_nature.value,
        "chosen_by_person": chosen,
        "confidence": concern.confidence if concern else None,
        "reasons": [
            [aspect, reason.points_to, reason.start, reason.end]
            for aspect, reasons in (
                ("category", concern.reasons if concern else ()),
                ("kind", proposal.kind.reasons),
                ("urgency", proposal.urgency.reasons),
                ("legal_nature", proposal.legal_nature.reasons),
            )
            for reason in reasons
        ],
    }


def case_by_receipt(session: Session, receipt: Receipt | None, *, pepper: bytes) -> Case | None:
    """The case this code opens, or None; takes equally long whether or not the case exists."""
    case = case_by_locator(session, receipt) if receipt else None
    stored = case.verifier if case else f"slow:{_NOBODY}"
    quick = quick_verifier(pepper, receipt) if receipt else ""
    scheme, _, kept = stored.partition(":")
    # Always one slow check, also while the job has not hardened a fresh code yet.
    slow_ok = _matches(kept if scheme == "slow" else _NOBODY, quick)
    ok = slow_ok if scheme == "slow" else hmac.compare_digest(kept, quick)
    return case if ok else None


def _matches(slow_hash: str, quick: str) -> bool:
    try:
        with _two_at_once:
            return _hasher.verify(slow_hash, quick)
    except VerificationError:
        return False


def harden_receipt(session: Session, case: Case) -> None:
    """Replace the quick keyed hash of the receipt by a slow salted one (Argon2id, 64 MiB).

    The request only keyed it, so that people do not wait; the job comes within seconds. Version is
    left alone: nobody's edit may fail because of this.
    """
    scheme, _, kept = case.verifier.partition(":")
    if scheme != "quick":
        return
    hardened = f"slow:{_hasher.hash(kept)}"
    table = Case.__table__
    session.execute(
        table.update().where(table.c.id == case.id).values(verifier=hardened)  # type: ignore[attr-defined]
    )
    set_committed_value(case, "verifier", hardened)


def note_history(
    session: Session,
    case_id: int,
    act: Act,
    *,
    now: datetime,
    staff_id: int | None = None,
    **facts: Any,  # noqa: ANN401 - codes and dates of many kinds, stored as JSON
) -> None:
    """Add a line to a case's history."""
    session.add(HistoryEntry(case_id=case_id, at=now, act=act, staff_id=staff_id, facts=facts))


def note_read(session: Session, viewer: Viewer, case: Case, *, now: datetime) -> None:
    """Opening a confidential case is an event of the trail, from whatever page."""
    if case.confidential:
        record(session, actor=viewer.actor, action="case_read", subject=f"case:{case.id}", now=now)


def headline(concerns: list[Concern]) -> tuple[Kind, Urgency, LegalNature]:
    """What a list shows of a case: its first kind, its highest urgency, its first legal nature."""
    order = list(Urgency)
    urgency = max((c.urgency for c in concerns), key=order.index)
    natures = [c.legal_nature for c in concerns if c.legal_nature is not LegalNature.NONE]
    return concerns[0].kind, urgency, natures[0] if natures else LegalNature.NONE
