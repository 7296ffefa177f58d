"""The demo office with its past: the year 2018 of an office like Rhein-Berg, and the present week.

Rhein-Berg counted 320 enquiries in 2018, 305 of them about benefits, with four focal topics:
notices nobody understands, long waits, mistakes in benefits, and too little advice on rent and
heating (documentation of the conference "Kommunikation im Jobcenter", 2019, part 3.6). How the
320 divide into fine topics, sites, channels and languages is invented.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from anbelo.accounts.models import Staff
from anbelo.cases.models import Case
from anbelo.cases.rules import Channel
from anbelo.core.calendar import at, local_day
from anbelo.core.db import Database
from anbelo.demo.life import case_life
from anbelo.demo.office import SITES, build_office
from anbelo.demo.present import present_lives
from anbelo.demo.stage import CALENDAR, Life, Office, Start, enter_office, live, office_hours
from anbelo.demo.texts import pick
from anbelo.outbox.models import OutboxMessage

YEAR = 2018
# The four focal topics first. WAR-5 to WAR-7 are waits, but not for a decision about benefits.
TOPICS: Mapping[str, int] = {
    "BES-1": 40, "BES-2": 20, "BES-3": 19, "BES-4": 12, "BES-5": 10, "BES-6": 3, "BES-7": 9,
    "WAR-1": 29, "WAR-2": 21, "WAR-3": 18, "WAR-4": 6,
    "LEI-1": 18, "LEI-2": 15, "LEI-3": 14, "LEI-4": 5, "LEI-5": 8, "LEI-6": 5, "LEI-7": 5,
    "LEI-8": 2,
    "KDU-1": 12, "KDU-2": 8, "KDU-3": 10, "KDU-4": 5, "KDU-6": 2, "KDU-7": 2, "KDU-8": 7,
    "WAR-5": 2, "WAR-6": 1, "WAR-7": 1, "UMG-1": 2, "UMG-4": 1, "UMG-6": 2, "VER-1": 1, "VER-2": 1,
    "ZUG-1": 2, "DSG-2": 1, "SON-1": 1,
}  # fmt: skip
MONTHS = (33, 27, 29, 24, 22, 21, 19, 20, 27, 31, 36, 31)
CHANNELS: Mapping[Channel, int] = {
    Channel.PHONE: 34, Channel.COUNTER: 30, Channel.LETTER: 14, Channel.EMAIL: 10,
    Channel.FORM: 8, Channel.VOLUNTEER: 3, Channel.VISIT: 1,
}  # fmt: skip
SITE_SHARES = (34, 8, 9, 11, 8, 11, 10, 9)
NOTICE_SHARE = 0.35
# Weeks before today in which cases were opened that people are still at.
RECENT_WEEKS, RECENT_CASES = 8, 64

Lives = Iterator[tuple[datetime, Life]]


def is_empty(session: Session) -> bool:
    """Whether nobody works here and nobody has written yet: only then may the demo move in."""
    return not session.scalar(select(exists().where(Staff.id > 0))) and not session.scalar(
        select(exists().where(Case.id > 0))
    )


def lives_in_all() -> int:
    """How many lives `load_demo` tells, for a progress bar."""
    return sum(TOPICS.values()) + RECENT_CASES


def load_demo(
    database: Database,
    *,
    pepper: bytes,
    now: datetime,
    seed: int = YEAR,
    advance: Callable[[int], None] = lambda _steps: None,
) -> None:
    """Build the office, live through 2018 and up to this moment; all of it is stored, or nothing.

    The same seed and moment give the same people, texts and dates; references and receipt codes
    are random, as always. The database must be empty (see `is_empty`).
    """
    with database.unit_of_work() as session:
        build_office(session)
        office = enter_office(session, pepper)
        live(
            [
                *year_lives(office, seed),
                *recent_lives(office, seed, now=now),
                *present_lives(office, seed, now=now),
            ],
            until=now,
            advance=advance,
        )
        _settle_old_promises(session, now=now)


def _settle_old_promises(session: Session, *, now: datetime) -> None:
    """Mark the jobs of the past as done, so that the worker is free for what happens today.

    The lives planned their calls and settled their notices themselves, and nobody holds the
    receipt of an invented contact, so there is nothing to harden.
    """
    session.flush()  # the promises of the lives must be there to be marked
    old = update(OutboxMessage).where(
        OutboxMessage.done_at.is_(None), OutboxMessage.available_at < now - timedelta(days=1)
    )
    session.execute(old.values(done_at=now))


def year_lives(office: Office, seed: int) -> Lives:
    """The enquiries of the year, in a random order of topics, on its working days."""
    rng = Random(f"{seed}:year")  # noqa: S311 - a repeatable demo, no secret
    topics = [topic for topic, number in TOPICS.items() for _ in range(number)]
    rng.shuffle(topics)
    days = _working_days(date(YEAR, 1, 1), date(YEAR, 12, 31))
    weights = [MONTHS[day.month - 1] for day in days]
    moments = sorted(office_hours(rng, day) for day in rng.choices(days, weights, k=len(topics)))
    for number, (topic, moment) in enumerate(zip(topics, moments, strict=True)):
        start = _start(rng, topic, moment, seed=f"{seed}:year:{number}")
        yield moment, case_life(office, start)


def recent_lives(office: Office, seed: int, *, now: datetime) -> Lives:
    """What came in during the last weeks, spread over topics as in 2018."""
    rng = Random(f"{seed}:recent")  # noqa: S311 - a repeatable demo, no secret
    today = local_day(now)
    days = _working_days(today - timedelta(weeks=RECENT_WEEKS), today - timedelta(days=1))
    topics = rng.choices(list(TOPICS), list(TOPICS.values()), k=RECENT_CASES)
    moments = sorted(office_hours(rng, day) for day in rng.choices(days, k=RECENT_CASES))
    untouched_since = at(CALENDAR.add_working_days(today, -2), time(0))
    for number, (topic, moment) in enumerate(zip(topics, moments, strict=True)):
        decided = moment < untouched_since
        start = _start(rng, topic, moment, seed=f"{seed}:recent:{number}", decided=decided)
        yield moment, case_life(office, start)


def _start(rng: Random, topic: str, moment: datetime, *, seed: str, decided: bool = True) -> Start:
    channel = rng.choices(list(CHANNELS), weights=list(CHANNELS.values()))[0]
    site = rng.choices([code for code, _ in SITES], weights=SITE_SHARES)[0]
    return Start(
        moment=moment.astimezone(UTC),
        sample=pick(rng, topic),
        channel=channel,
        site=site,
        seed=seed,
        notice=topic[:3] in {"BES", "LEI", "KDU"} and rng.random() < NOTICE_SHARE,
        decided=decided,
    )


def _working_days(first: date, last: date) -> list[date]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if CALENDAR.is_working_day(day)]
