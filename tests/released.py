"""Notices that left long ago, written as rows: the guards would want a talk on the right day."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from anbelo.callbacks.models import Attempt, Callback
from anbelo.callbacks.rules import CallState, IdentityCheck, Outcome, Purpose
from anbelo.core.calendar import at
from anbelo.notices.models import Notice, Objection
from anbelo.notices.rules import NoticeState, ReleaseReason
from anbelo.offices.models import Team

GUARDED = ("notice", "callback", "attempt")


@contextmanager
def without_guards(session: Session) -> Iterator[None]:
    """Write history as it would be after years."""
    for table in GUARDED:
        session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    yield
    session.flush()
    for table in GUARDED:
        session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


def released(
    session: Session,
    day: date,
    *,
    kind: str = "refusal",
    outcomes: Sequence[Outcome] = (),
    tried_after: bool = False,
    objected_on: date | None = None,
    announced_at: datetime | None = None,
    **more,
) -> Notice:
    """A notice that left at noon; attempts in the hour before (or after). Needs no guards."""
    left = at(day, time(12))
    with session.no_autoflush:
        team = session.scalars(select(Team).where(Team.code == "LEISTUNG")).one()
    announced = announced_at or left - timedelta(days=5)
    notice = Notice(
        external_ref=f"R-{secrets.token_hex(8)}",
        kind_code=kind,
        team_id=team.id,
        person_name="Omar Exempel",
        printed_on=day,
        send_no_later_than=day,
        state=NoticeState.RELEASED,
        announced_at=announced,
        held_since=announced,
        released_at=left,
        release_reason=ReleaseReason.LAST_DAY,
        **more,
    )
    callback = Callback(
        purpose=Purpose.NOTICE,
        notice=notice,
        language="de",
        state=CallState.SETTLED,
        owed_since=announced,
        due_by=left,
    )
    session.add_all([notice, callback])
    for number, outcome in enumerate(outcomes, start=1):
        moment = left + timedelta(minutes=number) * (1 if tried_after else -1)
        session.add(
            Attempt(
                callback=callback,
                number=number,
                at=moment,
                outcome=outcome,
                identity=IdentityCheck.TWO_FACTS,
            )
        )
    if objected_on:
        session.add(Objection(notice=notice, received_on=objected_on, recorded_at=left))
    return notice
