"""Reading cases: what a viewer may know of, and nothing beyond."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    and_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, joinedload, selectinload

from anbelo.accounts.rules import Permission, Viewer
from anbelo.cases.models import Case, Concern, ContactPerson, HistoryEntry
from anbelo.cases.receipts import Receipt
from anbelo.cases.rules import REFERENCE_ALPHABET, REFERENCE_LENGTH, Status
from anbelo.core.errors import Missing
from anbelo.offices.queries import my_teams
from anbelo.triage.proposal import Urgency

PAGE = 25
# The inbox in this order; within each group the one that waits longest comes first.
_PRESSING: tuple[ColumnElement[bool], ...] = (
    Case.urgency == Urgency.SELF_HARM,
    Case.urgency == Urgency.EMERGENCY,
    Case.urgency.not_in((Urgency.SELF_HARM, Urgency.EMERGENCY)),
)
MIN_DIGITS = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_MOMENT = 17  # digits; enough until the year 5138


@dataclass(frozen=True)
class Page:
    """One page of cases; `after` opens the next one (None: this is the last)."""

    cases: Sequence[Case]
    after: str | None


def ordinary(viewer: Viewer) -> ColumnElement[bool]:
    """The condition under which this viewer may know of an ordinary case.

    Front desk and ombudsperson see the whole house, teams what is theirs, everybody else nothing.
    A confidential case never passes, not even for the ombudsperson: it has a place of its own. So
    has one that looks like spam.
    """
    if not viewer.may(Permission.FIND_CASE):
        return false()
    open_to_all = and_(Case.confidential.is_(False), Case.suspected.is_(False))
    if viewer.whole_house:
        return open_to_all
    mine = exists().where(
        Concern.case_id == Case.id, Concern.team_id.in_(my_teams(viewer.staff_id))
    )
    return and_(open_to_all, mine)


def confidential(viewer: Viewer) -> ColumnElement[bool]:
    """The condition for the place of the confidential cases: only the ombudsperson gets in."""
    if not viewer.may(Permission.READ_CONFIDENTIAL):
        return false()
    return and_(Case.confidential.is_(True), Case.suspected.is_(False))


def suspected(viewer: Viewer) -> ColumnElement[bool]:
    """The condition for the place of what looks like spam and nobody has looked at yet."""
    if not viewer.may(Permission.TRIAGE):
        return false()
    confidential_too = viewer.may(Permission.READ_CONFIDENTIAL)
    ours = true() if confidential_too else Case.confidential.is_(False)
    # The bare column is what the index of these cases is made for.
    return and_(Case.suspected, Case.status == Status.NEW, ours)


def readable(viewer: Viewer) -> ColumnElement[bool]:
    """Everything this viewer may open when they have its reference."""
    return or_(ordinary(viewer), confidential(viewer))


def case_for(
    session: Session,
    viewer: Viewer,
    reference: str,
    *,
    lock: bool = False,
    quarantined: bool = False,
) -> Case:
    """One case with its concerns, person and history; a `quarantined` one only when asked for so.

    Raises Missing "no_such_case" both when there is none and when the viewer may not know of it.
    """
    wanted = (
        select(Case)
        .where(
            Case.reference == reference.upper(),
            suspected(viewer) if quarantined else readable(viewer),
        )
        .options(
            joinedload(Case.person),
            joinedload(Case.site),
            selectinload(Case.concerns).joinedload(Concern.team),
            selectinload(Case.concerns).joinedload(Concern.proposed_team),
            selectinload(Case.history).joinedload(HistoryEntry.staff),
        )
    )
    case = session.scalar(wanted.with_for_update(of=Case) if lock else wanted)
    if case is None:
        raise Missing("no_such_case")
    return case


def inbox(session: Session, viewer: Viewer, *, after: str | None = None, limit: int = PAGE) -> Page:
    """Ordinary cases nobody has decided yet: danger to life, emergencies, then by waiting time.

    Each of the three groups is read by key from its index, so a page of a long backlog costs no
    more than the first one.
    """
    first_group, bookmark = _inbox_bookmark(after)
    where = and_(ordinary(viewer), Case.status == Status.NEW)
    key = tuple_(Case.received_at, Case.reference)
    parts = []
    for rank, group in enumerate(_PRESSING[first_group:], start=first_group):
        beyond = key > bookmark if bookmark and rank == first_group else true()
        parts.append(
            select(Case.id, Case.received_at, Case.reference, literal(rank).label("rank"))
            .where(where, group, beyond)
            .order_by(Case.received_at, Case.reference)
            .limit(limit + 1)
        )
    found = union_all(*parts).subquery()
    places = session.execute(
        select(found.c.id, found.c.rank)
        .order_by(found.c.rank, found.c.received_at, found.c.reference)
        .limit(limit + 1)
    ).all()
    cases = _in_order(session, [place.id for place in places[:limit]])
    more = len(places) > limit
    return Page(cases, f"{places[limit - 1].rank}-{_bookmark_of(cases[-1])}" if more else None)


def _in_order(session: Session, ids: list[int]) -> Sequence[Case]:
    wanted = (
        select(Case)
        .where(Case.id.in_(ids))
        .options(
            joinedload(Case.site), selectinload(Case.concerns).joinedload(Concern.proposed_team)
        )
    )
    by_id = {case.id: case for case in session.scalars(wanted)}
    return [by_id[case_id] for case_id in ids if case_id in by_id]


def _inbox_bookmark(after: str | None) -> tuple[int, tuple[datetime, str] | None]:
    """Read a bookmark ("<group>-<microseconds>-<id>") back; a damaged one opens the first page."""
    group, _, place = (after or "").partition("-")
    bookmark = _bookmark(place)
    if bookmark is None or group not in {"0", "1", "2"}:
        return 0, None
    return int(group), bookmark


def same_person(session: Session, viewer: Viewer, case: Case, *, limit: int = 10) -> Sequence[Case]:
    """Other cases with the same phone number or the same full name, newest first.

    On an ordinary case only ordinary ones are named, also to the ombudsperson: who looks over
    their shoulder there must not learn of a confidential one. The caller may open `case`.
    """
    person = case.person
    if person is None or not (person.phone or person.name):
        return []
    same = or_(
        ContactPerson.phone == person.phone if person.phone else false(),
        func.lower(ContactPerson.name) == person.name.lower() if person.name else false(),
    )
    allowed = readable(viewer) if case.confidential else ordinary(viewer)
    wanted = (
        select(Case)
        .join(ContactPerson, ContactPerson.case_id == Case.id)
        .where(same, allowed, Case.id != case.id)
        .options(selectinload(Case.concerns))
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(limit)
    )
    return session.scalars(wanted).all()


def confidential_cases(session: Session, viewer: Viewer, *, after: str | None = None) -> Page:
    """The confidential cases, newest first."""
    return _page(session, confidential(viewer), newest_first=True, after=after)


def suspected_cases(session: Session, viewer: Viewer, *, after: str | None = None) -> Page:
    """What looks like spam and waits to be looked at, newest first."""
    return _page(session, suspected(viewer), newest_first=True, after=after)


def suspected_waiting(session: Session, viewer: Viewer) -> int:
    """How many of them wait."""
    return session.scalar(select(func.count()).select_from(Case).where(suspected(viewer))) or 0


def first_of(session: Session, viewer: Viewer, case: Case) -> Case | None:
    """The case that had the same text first, as far as the viewer of `case` may be told of it."""
    if case.same_as is None:
        return None
    allowed = or_(ordinary(viewer), and_(suspected(viewer), Case.confidential.is_(False)))
    return session.scalar(select(Case).where(Case.id == case.same_as, allowed))


def recent(
    session: Session, viewer: Viewer, *, after: str | None = None, limit: int = PAGE
) -> Page:
    """The ordinary cases this viewer may know of, newest first."""
    return _page(session, ordinary(viewer), newest_first=True, after=after, limit=limit)


def find(session: Session, viewer: Viewer, words: str, *, limit: int = PAGE) -> Sequence[Case]:
    """Cases by reference, name, phone digits or words of the text, newest first.

    The receipt code is checked apart (it opens a case by right, not by search).
    """
    number = "".join(c for c in words if c.isdecimal()).lstrip("0")
    person = exists().where(
        ContactPerson.case_id == Case.id,
        or_(
            func.lower(ContactPerson.name).contains(words.lower(), autoescape=True),
            ContactPerson.phone.contains(number) if len(number) >= MIN_DIGITS else false(),
        ),
    )
    text = Case.words.op("@@")(func.websearch_to_tsquery("simple", words))
    reference = Case.reference == words.replace(" ", "").replace("-", "").upper()
    wanted = (
        select(Case)
        .where(ordinary(viewer), or_(reference, person, text))
        .options(joinedload(Case.person), selectinload(Case.concerns).joinedload(Concern.team))
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(limit)
    )
    return session.scalars(wanted).all()


def case_by_locator(session: Session, receipt: Receipt) -> Case | None:
    """The case a locator points to; its secret is checked in `service.case_by_receipt`."""
    return session.scalar(select(Case).where(Case.locator == receipt.locator))


def case_by_id(session: Session, case_id: int) -> Case:
    """One case for jobs and for the claimant whose code was checked; Missing "no_such_case"."""
    case = session.get(Case, case_id, options=[joinedload(Case.site), selectinload(Case.history)])
    if case is None:
        raise Missing("no_such_case")
    return case


def _page(
    session: Session,
    where: ColumnElement[bool],
    *,
    newest_first: bool,
    after: str | None,
    limit: int = PAGE,
) -> Page:
    """One page by key, never by offset: it costs the same at the end of a million."""
    key = tuple_(Case.received_at, Case.reference)
    beyond: ColumnElement[bool] = true()
    if start := _bookmark(after):
        beyond = key < start if newest_first else key > start
    order = [part.desc() if newest_first else part for part in (Case.received_at, Case.reference)]
    wanted = (
        select(Case)
        .where(where, beyond)
        .options(joinedload(Case.person), selectinload(Case.concerns).joinedload(Concern.team))
        .order_by(*order)
        .limit(limit + 1)
    )
    rows = session.scalars(wanted).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], _bookmark_of(last) if last else None)


def _bookmark_of(case: Case) -> str:
    """A place in a list, by what the reader has seen: never by a number that counts cases."""
    return f"{(case.received_at - _EPOCH) // timedelta(microseconds=1)}-{case.reference}"


def _bookmark(after: str | None) -> tuple[datetime, str] | None:
    """Read a bookmark ("<microseconds>-<reference>") back; a damaged one opens the first page."""
    moment, _, reference = (after or "").partition("-")
    if not (moment.isascii() and moment.isdecimal() and len(moment) <= _LONGEST_MOMENT):
        return None
    if len(reference) != REFERENCE_LENGTH or not set(reference) <= set(REFERENCE_ALPHABET):
        return None
    return _EPOCH + timedelta(microseconds=int(moment)), reference
