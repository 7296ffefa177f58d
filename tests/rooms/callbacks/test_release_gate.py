"""No door, no job and no SQL lets a notice go before somebody talked, tried, or had to."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from anbelo.callbacks.gate import release_notice
from anbelo.callbacks.jobs import settle_notice
from anbelo.callbacks.models import Attempt
from anbelo.callbacks.rules import CallState, IdentityCheck, Outcome
from anbelo.callbacks.service import record_attempt
from anbelo.cases.rules import Act
from anbelo.core.calendar import Land, WorkCalendar, at, local
from anbelo.core.clock import now
from anbelo.core.errors import Denied, Invalid, Refused
from anbelo.notices.models import Notice
from anbelo.notices.rules import Hold, NoticeState, Release, ReleaseReason
from tests.scenes import attempt, callback_of, contact, in_days, notice, viewer

HOUSE = WorkCalendar(Land.NW)


@pytest.fixture
def house(office):
    with office.unit_of_work() as session:
        yield session
        session.rollback()


def call(house, found, outcome, moment=None, login="leistung"):
    moment = moment or now()
    return record_attempt(
        house, viewer(house, login), callback_of(house, found), attempt(outcome, moment),
        actor="staff:1", now=moment,
    )  # fmt: skip


def ask(house, found, **more):
    return release_notice(house, found, **{"actor": "staff:1", "now": now(), **more})


def test_a_talk_releases_the_notice_with_its_reason(house):
    found = notice(house)
    with pytest.raises(Refused, match="call_owed"):
        ask(house, found)
    assert call(house, found, Outcome.NOT_REACHED) == Hold("call_owed")
    assert callback_of(house, found).state is CallState.OWED
    assert call(house, found, Outcome.CLEARED) == Release(ReleaseReason.SPOKEN)
    house.flush()
    assert found.state is NoticeState.RELEASED
    assert callback_of(house, found).state is CallState.SETTLED
    with pytest.raises(Refused, match="notice_not_held"):
        ask(house, found)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.CLEARED, NoticeState.RELEASED),
        (Outcome.DISAGREES, NoticeState.RELEASED),
        (Outcome.NEW_FACTS, NoticeState.STOPPED),
        (Outcome.REFUSED, NoticeState.RELEASED),
        (Outcome.WRONG_NUMBER, NoticeState.RELEASED),
        (Outcome.WANTS_APPOINTMENT, NoticeState.HELD),
        (Outcome.NOT_REACHED, NoticeState.HELD),
        (Outcome.VOICEMAIL, NoticeState.HELD),
        (Outcome.IDENTITY_OPEN, NoticeState.HELD),
        (Outcome.LANGUAGE_MISSING, NoticeState.HELD),
    ],
)
def test_each_outcome_has_its_consequence(house, outcome, state):
    found = notice(house)
    call(house, found, outcome)
    house.flush()
    assert found.state is state


def test_a_talk_with_an_unknown_voice_is_no_talk(house):
    found = notice(house)
    for outcome in (Outcome.CLEARED, Outcome.DISAGREES):
        with pytest.raises(Invalid, match="identity_missing"):
            record_attempt(
                house, None, callback_of(house, found),
                attempt(outcome, identity=IdentityCheck.NONE), actor="client:1", now=now(),
            )  # fmt: skip
    assert found.state is NoticeState.HELD


def working_morning(days_ago):
    """Nine o'clock in Berlin on a working day, at least so many days ago, a working day before the next."""
    day = local(now()).date() - timedelta(days=days_ago)
    while not (HOUSE.is_working_day(day) and HOUSE.is_working_day(day + timedelta(days=1))):
        day -= timedelta(days=1)
    return at(day, time(9))


def test_three_fair_attempts_release(house):
    start = working_morning(3)
    found = notice(house, moment=start - timedelta(hours=1), send_no_later_than=in_days(10))
    call(house, found, Outcome.NOT_REACHED, start)
    call(house, found, Outcome.VOICEMAIL, start + timedelta(hours=5))
    house.flush()
    assert found.state is NoticeState.HELD
    call(house, found, Outcome.NOT_REACHED, start + timedelta(days=1))
    house.flush()
    assert (found.state, found.release_reason) == (NoticeState.RELEASED, ReleaseReason.TRIED)


def test_only_a_lead_releases_early_and_only_with_a_reason(house):
    found = notice(house)
    lead, member = viewer(house, "teamleitung"), viewer(house, "leistung")
    with pytest.raises(Denied, match="lead_only"):
        ask(house, found, viewer=member, lead_reason="Die Person zieht morgen um.")
    with pytest.raises(Denied, match="lead_only"):
        ask(house, found, lead_reason="Die Person zieht morgen um.")
    with pytest.raises(Invalid, match="reason_too_short"):
        ask(house, found, viewer=lead, lead_reason="eilt")
    ask(house, found, viewer=lead, lead_reason="Die Person zieht morgen um.")
    house.flush()
    assert found.release_reason is ReleaseReason.LEAD_REASON
    assert found.released_by == lead.staff_id
    assert callback_of(house, found).state is CallState.CANCELLED


def test_without_a_number_nobody_has_to_wait_for_a_call(house):
    found = notice(house, phone="")
    assert ask(house, found) == Release(ReleaseReason.NO_NUMBER)


def test_the_job_sends_it_on_the_last_day_and_not_before(house):
    found = notice(house)
    settle_notice(house, found.id, now=now() + timedelta(days=9))
    house.flush()
    assert found.state is NoticeState.HELD
    settle_notice(house, found.id, now=now() + timedelta(days=11))
    house.flush()
    assert (found.state, found.release_reason) == (NoticeState.RELEASED, ReleaseReason.LAST_DAY)


RAW = [
    "UPDATE notice SET state = 'released'",
    "UPDATE notice SET state = 'released', released_at = now()",
    *(
        f"UPDATE notice SET state = 'released', released_at = now(), release_reason = '{reason}'"
        for reason in [*(r.value for r in ReleaseReason), "because"]
    ),
    "UPDATE notice SET state = 'released', released_at = now(), release_reason = 'lead_reason', "
    "release_note = 'a good long reason'",
    "UPDATE notice SET state = 'released', released_at = now(), release_reason = 'lead_reason', "
    "release_note = 'a good long reason', released_by = (SELECT id FROM staff WHERE login = 'kdu')",
]


@pytest.mark.parametrize("statement", RAW)
def test_raw_sql_cannot_release_without_evidence(house, statement):
    notice(house)
    house.flush()
    with pytest.raises(IntegrityError, match="evidence"):
        house.execute(text(statement))


def test_raw_sql_cannot_insert_a_released_notice_or_take_a_release_back(house):
    found = notice(house)
    call(house, found, Outcome.CLEARED)
    house.flush()
    with pytest.raises(IntegrityError, match="became of a notice stays"), house.begin_nested():
        house.execute(text("UPDATE notice SET state = 'held'"))
    with pytest.raises(IntegrityError, match="became of a notice stays"), house.begin_nested():
        house.execute(text("UPDATE notice SET release_reason = 'tried'"))
    columns = (
        "kind_code, team_id, person_name, phone, language, summary, printed_on, "
        "send_no_later_than, announced_at, held_since, call_wanted, holdout, urgent_reason, "
        "released_at, release_reason, release_note, version"
    )
    copy = (
        f"INSERT INTO notice (external_ref, state, {columns}) "
        f"SELECT 'N-2', 'released', {columns} FROM notice"
    )
    with pytest.raises(IntegrityError, match="held first"), house.begin_nested():
        house.execute(text(copy))


def test_evidence_of_another_notice_does_not_count(house):
    first, second = notice(house, "N-1"), notice(house, "N-2")
    call(house, first, Outcome.CLEARED)
    house.flush()
    with pytest.raises(IntegrityError, match="evidence"):
        house.execute(
            text(
                "UPDATE notice SET state = 'released', released_at = now(), "
                "release_reason = 'spoken' WHERE external_ref = 'N-2'"
            )
        )
    assert second.state is NoticeState.HELD


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": "nothing"}, "unknown_kind"),
        ({"team": "NOBODY"}, "unknown_team"),
        ({"send_no_later_than": in_days(-1)}, "last_day_passed"),
        ({"case_reference": "ZZZZZZZZ"}, "unknown_case"),
        ({"posted_on": in_days(0)}, "already_posted"),
    ],
)
def test_a_notice_that_cannot_be_held_is_refused(house, more, code):
    with pytest.raises(Invalid, match=code):
        notice(house, **more)


def test_a_confidential_case_is_unknown_to_the_announcing_system(house):
    reference = contact(house, confidential=True).case.reference
    with pytest.raises(Invalid, match="unknown_case"):
        notice(house, case_reference=reference)


def test_the_same_notice_is_announced_once(house):
    first = notice(house)
    assert notice(house) is first
    with pytest.raises(Refused, match="already_announced"):
        notice(house, summary="Anders")


def test_the_case_tells_the_story_of_its_notice(house):
    case = contact(house).case
    found = notice(house, case_reference=case.reference)
    call(house, found, Outcome.NOT_REACHED)
    call(house, found, Outcome.CLEARED)
    house.flush()
    house.refresh(case)
    acts = [entry.act for entry in case.history]
    assert acts == [Act.OPENED, Act.NOTICE_HELD, Act.CALL_TRIED, Act.TALKED, Act.NOTICE_RELEASED]


def test_an_attempt_is_evidence_and_is_kept(house):
    found = notice(house)
    call(house, found, Outcome.NOT_REACHED)
    call(house, found, Outcome.CLEARED)
    with pytest.raises(Refused, match="call_settled"):
        call(house, found, Outcome.CLEARED)
    outcomes = house.scalars(select(Attempt.outcome).order_by(Attempt.number)).all()
    assert outcomes == [Outcome.NOT_REACHED, Outcome.CLEARED]
    assert house.scalars(select(Notice.release_reason)).all() == [ReleaseReason.SPOKEN]


def test_a_call_cannot_have_happened_in_the_future(house):
    found = notice(house)
    with pytest.raises(Invalid, match="outcome_in_future"):
        record_attempt(
            house, viewer(house, "leistung"), callback_of(house, found),
            attempt(moment=now() + timedelta(hours=1)), actor="staff:1", now=now(),
        )  # fmt: skip
