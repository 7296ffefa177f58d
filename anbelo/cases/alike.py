"""The same text from the same network within a day: what came before, known for that day only."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from anbelo.cases.models import Case, ContactPerson, RecentContact
from anbelo.cases.rules import NewContact
from anbelo.cases.screening import SAME, SAME_WITHIN, similarity

LOOKED_AT = 20
"""So many of the latest contacts of a network are compared with a new one."""


def first_alike(
    session: Session, contact: NewContact, network: str, *, pepper: bytes, now: datetime
) -> Case | None:
    """The first case with this text from this network within the last day; None when it is new."""
    for case in _earlier(session, _hash(pepper, network), now):
        if similarity(contact.text, case.text) >= SAME:
            return session.get(Case, case.same_as) if case.same_as else case
    return None


def _earlier(session: Session, network_hash: bytes, now: datetime) -> Iterator[Case]:
    yield from session.scalars(
        select(Case)
        .join(RecentContact, RecentContact.case_id == Case.id)
        .where(RecentContact.network_hash == network_hash, RecentContact.at > now - SAME_WITHIN)
        .options(joinedload(Case.person))
        .order_by(RecentContact.at.desc())
        .limit(LOOKED_AT)
    )


def same_sender(contact: NewContact, person: ContactPerson | None) -> bool:
    """Whether two contacts name the same person, or both nobody.

    A counselling centre sends one text for many people: theirs differ in name or number.
    """
    phone = contact.call.phone if contact.call else ""
    before = (person.name, person.email, person.phone) if person else ("", "", "")
    return (contact.name, contact.email, phone) == before


def remember(
    session: Session, case: Case, network: str, *, inside: bool, pepper: bytes, now: datetime
) -> None:
    """Keep for a day from which network a case came: a keyed hash, nobody can read it back."""
    session.add(
        RecentContact(case_id=case.id, network_hash=_hash(pepper, network), inside=inside, at=now)
    )


def sweep(session: Session, *, now: datetime) -> None:
    """Forget from where the contacts of the day before came."""
    session.execute(delete(RecentContact).where(RecentContact.at <= now - SAME_WITHIN))


def from_inside_only(session: Session, *, now: datetime) -> int:
    """How many contacts of the last day came, all from one address of a house's own; else 0.

    That is how a proxy looks which nobody told us of: all people then share its address.
    """
    networks, number, inside = session.execute(
        select(
            func.count(RecentContact.network_hash.distinct()),
            func.count(),
            func.coalesce(func.bool_and(RecentContact.inside), False),
        ).where(RecentContact.at > now - SAME_WITHIN)
    ).one()
    return int(number) if networks == 1 and inside else 0


def _hash(pepper: bytes, network: str) -> bytes:
    return hmac.new(pepper, f"contact day:{network}".encode(), hashlib.sha256).digest()
