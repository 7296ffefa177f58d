"""Telling people about their call: written in the transaction of its cause, sent by a job."""

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from anbelo.audit.service import record
from anbelo.callbacks.models import Callback, Telling
from anbelo.callbacks.rules import CallState
from anbelo.callbacks.telling import TOLD_WORKING_DAYS_BEFORE, Appointment, News, Way, words
from anbelo.cases.models import ContactPerson
from anbelo.core.calendar import at, local
from anbelo.core.senders import Message, PostOffice, Refused, Sender, post_office
from anbelo.offices.queries import calendar
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import promise

TOLD_AT = time(9)


def tell_planned(session: Session, callback: Callback, *, now: datetime) -> None:
    """Tell when we call: two working days before at nine o'clock, or at once when it is nearer.

    Until then the plan stays free to find a better time.
    """
    if callback.starts_at is None:
        return
    house = calendar(session, callback.team_id)
    day = house.add_working_days(local(callback.starts_at).date(), -TOLD_WORKING_DAYS_BEFORE)
    _tell(session, callback, News.PLANNED, callback.starts_at, now=now,
          available_at=max(now, at(day, TOLD_AT)))  # fmt: skip


def tell_moved(session: Session, callback: Callback, *, now: datetime) -> None:
    """Tell somebody who knew another time the new one, at once."""
    _tell(session, callback, News.MOVED, callback.starts_at, now=now, available_at=now)


def tell_cancelled(
    session: Session, callback: Callback, *, now: datetime, was: datetime | None = None
) -> None:
    """Tell somebody who knew a time (`was`; by default the present one) that we do not call then.

    Nothing is told to a person who was never told a time.
    """
    moment = was or (callback.starts_at if callback.promised_at else None)
    _tell(session, callback, News.CANCELLED, moment, now=now, available_at=now)


def ways_of(callback: Callback, office: PostOffice | None = None) -> Sequence[Way]:
    """How this person can be told anything, as the house is set up."""
    office = office or post_office()
    open_ways = {Way.EMAIL: office.email, Way.SMS: office.sms}
    return [way for way, sender in open_ways.items() if sender and _address(callback, way)]


def _tell(
    session: Session,
    callback: Callback,
    news: News,
    starts_at: datetime | None,
    *,
    now: datetime,
    available_at: datetime,
) -> None:
    if starts_at is None:
        return
    for way in ways_of(callback):
        row = {"callback_id": callback.id, "news": news, "way": way, "starts_at": starts_at,
               "created_at": now}  # fmt: skip
        wanted = insert(Telling).values(row).on_conflict_do_nothing().returning(Telling.id)
        if (telling_id := session.scalar(wanted)) is not None:
            promise(session, Topic.TELL_CLAIMANT, telling_id, now=now, available_at=available_at)


def tell(session: Session, telling_id: int, *, now: datetime) -> None:
    """Send one message, unless it was sent or is not true any more.

    Whatever the sender raises besides Refused lets the job rest and try again.
    """
    telling = session.get(Telling, telling_id, with_for_update={"of": Telling})
    if telling is None or telling.sent_at or telling.failed:
        return
    callback, office = telling.callback, post_office()
    sender = office.email if telling.way is Way.EMAIL else office.sms
    address = _address(callback, telling.way)
    if not _still_true(telling, now=now):
        telling.failed = "outdated"
    elif sender is None or not address:
        telling.failed = "no_way"
    else:
        _send(session, telling, sender, address, office.number_end, now=now)


def _send(
    session: Session,
    telling: Telling,
    sender: Sender,
    address: str,
    number_end: str,
    *,
    now: datetime,
) -> None:
    callback = telling.callback
    assert telling.starts_at is not None  # noqa: S101 - it was written with one
    call = Appointment(telling.starts_at, callback.minutes, number_end, _has_code(callback))
    subject, text = words(telling.news, call, callback.language)
    try:
        sender.send(Message(f"call-{telling.id}", address, subject, text))
    except Refused:
        telling.failed = "refused"
        return
    telling.sent_at = now
    if telling.news is not News.CANCELLED and callback.promised_at is None:
        callback.promised_at = now
    record(session, actor="job:tell", action="person_told", subject=f"callback:{callback.id}",
           now=now, news=telling.news, way=telling.way)  # fmt: skip


def _still_true(telling: Telling, *, now: datetime) -> bool:
    callback, then = telling.callback, telling.starts_at
    planned = callback.state is CallState.PLANNED
    if telling.news is News.CANCELLED:
        return not planned and then is not None and then > now
    return planned and callback.starts_at == then and then is not None and then > now


def _person(callback: Callback) -> ContactPerson | None:
    case = callback.case or (callback.notice.case if callback.notice else None)
    if case is None or (callback.notice and case.confidential):
        return None
    return case.person


def _has_code(callback: Callback) -> bool:
    """Whether the person can change the time with a receipt code."""
    case = callback.case or (callback.notice.case if callback.notice else None)
    return case is not None and not (callback.notice and case.confidential)


def _address(callback: Callback, way: Way) -> str:
    """Where this person wants to hear from us: only what they gave for it."""
    person = _person(callback)
    if way is Way.EMAIL:
        return person.email if person else ""
    if callback.notice:
        return callback.notice.phone
    return person.phone if person and person.may_call else ""
