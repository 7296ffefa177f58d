"""Far more contacts than usual: somebody is told, once; nobody is refused for it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from anbelo.audit.models import AuditDetail, AuditEntry
from anbelo.cases.jobs import Many, watch_contacts
from anbelo.cases.models import Case
from anbelo.cases.rules import Channel
from anbelo.core.throttle import FailureCount
from anbelo.worker import tend
from tests import scenes

# A Tuesday; the clocks went forward on the Sunday before.
NOON = datetime.fromisoformat("2026-03-31T12:30:00+02:00")
WEEK = timedelta(weeks=1)


@pytest.fixture
def came(office):
    """That many contacts came in the hour of this moment."""

    def came(many: int, moment: datetime, channel: Channel = Channel.FORM) -> None:
        with office.unit_of_work() as session:
            for number in range(many):
                scenes.contact(session, f"Nachricht {number}", moment=moment, channel=channel,
                               key=f"{moment} {channel} {number}")  # fmt: skip

    return came


def told(office) -> list[dict]:
    with office.reading() as session:
        return list(
            session.scalars(
                select(AuditDetail.detail)
                .join(AuditEntry, AuditEntry.seq == AuditDetail.seq)
                .where(AuditEntry.action == "many_contacts")
            )
        )


def test_it_is_told_once_in_the_log_and_once_in_the_trail(office, came):
    came(20, NOON)
    with capture_logs() as logs:
        for minutes in (0, 1, 2):
            tend(office, now=NOON + timedelta(minutes=minutes))
    assert [line for line in logs if line["event"] == "many_contacts"] == [
        {"event": "many_contacts", "log_level": "warning", "this_hour": 20, "usual": 0}
    ]
    assert told(office) == [{"this_hour": 20, "usual": 0}]


def test_the_next_hour_is_looked_at_anew(office, came):
    for moment in (NOON, NOON + timedelta(hours=1)):
        came(20, moment)
        tend(office, now=moment)
    assert len(told(office)) == 2


def test_fewer_than_twenty_are_never_many(office, came):
    came(19, NOON)
    with office.unit_of_work() as session:
        assert watch_contacts(session, now=NOON) is None
        assert session.scalars(select(FailureCount)).all() == []


def test_usual_is_the_same_wall_clock_hour_of_the_weeks_before(office, came):
    """Three of the four weeks lie in winter time: there 12:30 is an hour later in UTC."""
    came(24, NOON)
    for week in (1, 2, 3):
        came(5, datetime.fromisoformat("2026-03-31T12:10:00+01:00") - week * WEEK)
    with office.unit_of_work() as session:
        assert watch_contacts(session, now=NOON) is None
    came(1, NOON + timedelta(minutes=1))
    with office.unit_of_work() as session:
        assert watch_contacts(session, now=NOON) == Many(25, 5)


def test_what_was_imported_or_written_down_here_is_no_flood(office, came):
    came(30, NOON, Channel.COUNTER)
    came(30, NOON, Channel.IMPORT)
    with office.unit_of_work() as session:
        assert watch_contacts(session, now=NOON) is None


def test_suspected_contacts_count_too(office, came):
    came(20, NOON)
    with office.unit_of_work() as session:
        session.execute(update(Case).values(suspected=True))
        assert watch_contacts(session, now=NOON) == Many(20, 0)
