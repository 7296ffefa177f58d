"""The stage of the demo: the office, the order of time, and when people are at work.

A life is a generator: it does one thing with the real services and yields the moment of the next.
Many lives run side by side in the order of time; what would come after now has not happened yet.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from anbelo.accounts.models import ApiClient, Staff
from anbelo.accounts.rules import Viewer
from anbelo.cases.rules import Channel
from anbelo.core.calendar import Land, WorkCalendar, at, local
from anbelo.demo.texts import Sample
from anbelo.offices.models import Team
from anbelo.offices.queries import routing
from anbelo.offices.rules import Rule

Life = Iterator[datetime]
CALENDAR = WorkCalendar(Land.NW)


@dataclass(frozen=True)
class Office:
    """The demo office as a life needs it."""

    session: Session
    pepper: bytes
    viewers: Mapping[str, Viewer]
    by_id: Mapping[int, Viewer]
    teams: Mapping[str, int]
    rules: list[Rule]
    client_id: int | None
    numbers: Iterator[int] = field(default_factory=lambda: count(1))


@dataclass(frozen=True)
class Start:
    """How a life begins: who comes when, with what, and how much of it is still to be decided."""

    moment: datetime
    sample: Sample
    channel: Channel
    site: str
    seed: str
    confidential: bool = False
    text: str = ""
    notice: bool = False
    decided: bool = True
    closed: bool = True


def enter_office(session: Session, pepper: bytes) -> Office:
    """Read who works in the demo office."""
    people = session.scalars(select(Staff)).all()
    viewers = {one.login: Viewer(one.id, one.name, one.roles) for one in people}
    return Office(
        session=session,
        pepper=pepper,
        viewers=viewers,
        by_id={viewer.staff_id: viewer for viewer in viewers.values()},
        teams={team.code: team.id for team in session.scalars(select(Team))},
        rules=routing(session),
        client_id=session.scalar(select(ApiClient.id)),
    )


def live(lives: Iterable[tuple[datetime, Life]], *, until: datetime,
         advance: Callable[[int], None] = lambda _steps: None) -> None:  # fmt: skip
    """Let all lives go on in the order of time, as far as `until`; `advance` hears of each end."""
    order = count()
    waiting = [(moment, next(order), life) for moment, life in lives]
    heapq.heapify(waiting)
    while waiting and waiting[0][0] <= until:
        _, _, life = heapq.heappop(waiting)
        moment = next(life, None)
        if moment is None:
            advance(1)
        else:
            heapq.heappush(waiting, (moment, next(order), life))
    advance(len(waiting))


def later(rng: Random, moment: datetime, *, hours: tuple[int, int]) -> datetime:
    """A moment on a working day, in office hours, some hours later."""
    later = moment + timedelta(hours=rng.randint(*hours), minutes=rng.randint(0, 59))
    return office_hours(rng, local(later).date(), after=moment)


def office_hours(rng: Random, day: date, *, after: datetime | None = None) -> datetime:
    """Some minute between 8 and 16 o'clock in Berlin on this or the next working day."""
    found = at(CALENDAR.next_working_day(day), time(rng.randint(8, 15), rng.randint(0, 59)))
    return found if after is None or found > after else after + timedelta(minutes=rng.randint(1, 9))
