"""Telling people about their call: written in the transaction of its cause, sent by a job."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from anbelo.audit.service import record
from anbelo.callbacks.models import Callback, Telling
from anbelo.callbacks.rules import CallState
from anbelo.callbacks.telling import TOLD_WORKING_DAYS_BEFORE, Appointment, News, Way, words
from anbelo.cases.models import ContactPerson
from anbelo.core.calendar import WorkCalendar, at, local
from anbelo.core.senders import Message, PostOffice, Refused, Sender, post_office
from anbelo.offices.queries import team_calendars
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import promise

TOLD_AT = time(9)
DAY_BEGINS, DAY_ENDS = time(8), time(20)
# Whoever hears of a call less than this before it begins hears of it at night, too.
LEAST_NOTICE = timedelta(minutes=30)


def tell_planned(session: Session, callback: Callback, *, now: datetime) -> None:
    """Tell when we call: two working days before at nine o'clock, or at once when it is nearer.

    Until then the plan stays free to find a better time.
    """
    if callback.starts_at is None or not ways_of(callback):
        return
    house = _working_days(session, callback.team_id)
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


def _working_days(session: Session, team_id: int | None) -> WorkCalendar:
    """The working days of a team; read once in a transaction, a plan may tell thousands."""
    if "working_days" not in session.info:
        session.info["working_days"] = team_calendars(session)
    calendars: dict[int | None, WorkCalendar] = session.info["working_days"]
    return calendars[team_id]


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
        # The same news again after another: it is sent again, unless it still waits to be sent.
        wanted = (
            insert(Telling)
            .values(row)
            .on_conflict_do_update(
                index_elements=["callback_id", "news", "way", "starts_at"],
                set_={"created_at": now, "sent_at": None, "failed": None},
                where=or_(Telling.sent_at.is_not(None), Telling.failed.is_not(None)),
            )
            .returning(Telling.id)
        )
        if (telling_id := session.scalar(wanted)) is not None:
            promise(session, Topic.TELL_CLAIMANT, telling_id, now=now,
                    available_at=not_at_night(available_at, starts_at))  # fmt: skip


def not_at_night(moment: datetime, starts_at: datetime) -> datetime:
    """The next moment from 8 to 20 o'clock; at once if the call would begin before that."""
    here = local(moment)
    if DAY_BEGINS <= here.time() < DAY_ENDS:
        return moment
    day = here.date() + timedelta(days=here.time() >= DAY_ENDS)
    morning = at(day, DAY_BEGINS)
    return morning if morning + LEAST_NOTICE < starts_at else moment


def tell(session: Session, telling_id: int, *, now: datetime) -> None:
    """Send one message, unless it was sent or is not true any more.

    Whatever the sender raises besides Refused lets the job rest and try again.
    """
    # The call first, as everybody locks: nobody moves it while its message goes out.
    known = select(Telling.callback_id).where(Telling.id == telling_id).scalar_subquery()
    callback = session.scalar(select(Callback).where(Callback.id == known).with_for_update())
    telling = session.get(Telling, telling_id, with_for_update={"of": Telling})
    if callback is None or telling is None or telling.sent_at or telling.failed:
        return
    office = post_office()
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
        sender.send(Message(_key(telling), address, subject, text))
    except Refused:
        telling.failed = "refused"
        return
    telling.sent_at = now
    if telling.news is not News.CANCELLED and callback.promised_at is None:
        callback.promised_at = now
    record(session, actor="job:tell", action="person_told", subject=f"callback:{callback.id}",
           now=now, news=telling.news, way=telling.way)  # fmt: skip


def _key(telling: Telling) -> str:
    """The same for every try of this news, another when it is told anew."""
    return f"call-{telling.id}-{int(telling.created_at.timestamp())}"


def _still_true(telling: Telling, *, now: datetime) -> bool:
    callback, then = telling.callback, telling.starts_at
    planned = callback.state is CallState.PLANNED
    if telling.news is News.CANCELLED:
        taken_back = not (planned and callback.starts_at == then)
        return taken_back and then is not None and then > now
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
