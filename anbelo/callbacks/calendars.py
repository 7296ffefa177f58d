"""The planned calls of one person: as an iCalendar feed, and as a sheet for one day.

Who may read the feed is decided by the secret in its address. It holds times and codes, because it
must bear being copied to a telephone company's servers; a confidential call is a busy time only.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event
from sqlalchemy import and_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from anbelo.accounts.models import Staff
from anbelo.accounts.rules import Permission, Viewer
from anbelo.callbacks.models import Callback
from anbelo.callbacks.queries import visible
from anbelo.callbacks.rules import CallState
from anbelo.cases.models import Case
from anbelo.core.calendar import BERLIN, at
from anbelo.core.texts import N_, translate
from anbelo.notices.models import Notice

AHEAD = timedelta(weeks=8)
BACK = timedelta(weeks=2)
SHOWN = (CallState.PLANNED, CallState.SETTLED)
NAME = N_("AnBeLo: Anrufe")
CALL = N_("Anruf %(reference)s")
BUSY = N_("Belegt")
# The rule since 1996 (Directive 2000/84/EC); calendars need it inside the file (RFC 5545, 3.6.5).
FRAME = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//AnBeLo//Anrufe//DE
CALSCALE:GREGORIAN
REFRESH-INTERVAL;VALUE=DURATION:PT15M
X-PUBLISHED-TTL:PT15M
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19960331T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
END:VCALENDAR
"""


def calendar_calls(session: Session, staff_id: int, *, now: datetime) -> Sequence[Callback]:
    """The calls of one person from two weeks ago to eight weeks ahead, in their order."""
    return session.scalars(
        select(Callback)
        .where(
            Callback.staff_id == staff_id,
            Callback.state.in_(SHOWN),
            Callback.starts_at >= now - BACK,
            Callback.starts_at < now + AHEAD,
        )
        .options(
            joinedload(Callback.case),
            joinedload(Callback.notice),
            selectinload(Callback.attempts),
        )
        .order_by(Callback.starts_at, Callback.id)
    ).all()


def calendar_file(calls: Sequence[Callback], *, language: str, key: bytes) -> bytes:
    """The feed as a file. `key` makes names of events that count nothing and never change."""
    calendar = Calendar.from_ical(FRAME)
    calendar.add("X-WR-CALNAME", translate(NAME, language))
    for callback in calls:
        if callback.starts_at and callback.ends_at:
            calendar.add_component(
                _event(callback, callback.starts_at, callback.ends_at, language, key)
            )
    written: bytes = calendar.to_ical()
    return written


def _event(
    callback: Callback, starts_at: datetime, ends_at: datetime, language: str, key: bytes
) -> Event:
    told_apart = hmac.new(key, f"call {callback.id}".encode(), hashlib.sha256).hexdigest()[:32]
    changed = last_known_change(callback)
    event = Event()
    event.add("UID", f"{told_apart}@anbelo")
    # Without METHOD both name the last change (RFC 5545, 3.8.7.2): equal files for equal calls.
    event.add("DTSTAMP", changed)
    event.add("LAST-MODIFIED", changed)
    event.add("SEQUENCE", max(callback.version - 1, 0))
    event.add("DTSTART", starts_at.astimezone(BERLIN))
    event.add("DTEND", ends_at.astimezone(BERLIN))
    event.add("SUMMARY", translate(BUSY, language))
    if not is_confidential(callback):
        event["SUMMARY"] = translate(CALL, language, reference=code_of(callback))
    event.add("CLASS", "PRIVATE")
    event.add("TRANSP", "OPAQUE")
    return event


def is_confidential(callback: Callback) -> bool:
    """Whether this is a talk of the ombudsperson that nobody may connect with a case."""
    return callback.confidential or bool(callback.case and callback.case.confidential)


def code_of(callback: Callback) -> str:
    """The notice's reference in the benefits system, or the case's code."""
    if callback.notice:
        return callback.notice.external_ref
    return callback.case.reference if callback.case else ""


def last_known_change(callback: Callback) -> datetime:
    """The latest moment at which something about this call is known to have happened (UTC).

    Moves before anybody was told leave no moment behind; SEQUENCE tells of those, too.
    """
    moments = [callback.owed_since, callback.promised_at, *(a.at for a in callback.attempts)]
    return max(moment for moment in moments if moment).astimezone(UTC).replace(microsecond=0)


def calls_on_sheet(
    session: Session, viewer: Viewer, day: date, *, everybody: bool = False
) -> Sequence[Callback]:
    """The planned calls of a day (Berlin) by caller and time: one's own, or all they may see.

    Confidential ones only for the ombudsperson; `everybody` only with the right to plan a team.
    """
    where = and_(
        Callback.state == CallState.PLANNED,
        visible(viewer),
        Callback.starts_at >= at(day, time(0)),
        Callback.starts_at < at(day + timedelta(days=1), time(0)),
    )
    if not (everybody and viewer.may(Permission.PLAN_TEAM)):
        where = and_(where, Callback.staff_id == viewer.staff_id)
    return session.scalars(
        select(Callback)
        .join(Callback.staff)
        .where(where)
        .options(
            contains_eager(Callback.staff),
            joinedload(Callback.case).joinedload(Case.person),
            joinedload(Callback.notice).joinedload(Notice.kind),
            selectinload(Callback.attempts),
        )
        .order_by(Staff.name, Staff.id, Callback.starts_at)
    ).all()
