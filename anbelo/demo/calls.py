"""The calls of the demo, and the notices that wait for them."""

from collections.abc import Generator, Mapping
from datetime import datetime, time, timedelta
from itertools import takewhile
from random import Random

from anbelo.accounts.rules import Viewer
from anbelo.callbacks.gate import release_notice
from anbelo.callbacks.models import Callback
from anbelo.callbacks.planning import plan
from anbelo.callbacks.queries import callback_of_notice
from anbelo.callbacks.rules import AttemptRecord, CallState, IdentityCheck, Outcome, Understood
from anbelo.callbacks.service import announce_notice, record_attempt
from anbelo.cases.models import Case
from anbelo.core.calendar import at, local_day
from anbelo.demo.people import somebody
from anbelo.demo.stage import CALENDAR, Office, later
from anbelo.demo.texts import Sample
from anbelo.notices.models import Notice
from anbelo.notices.objections import record_objection
from anbelo.notices.rules import NoticeState, ReleaseReason
from anbelo.notices.service import NewDisposition, NewNotice

OPEN = frozenset({CallState.OWED, CallState.PLANNED})
MOST_ATTEMPTS, UNLUCKY_ATTEMPTS = 5, 2

Told = Generator[datetime, None, datetime]

# What comes of a call that is answered, and of one that is not; in parts of the whole.
ANSWERED: Mapping[Outcome, int] = {
    Outcome.CLEARED: 77, Outcome.DISAGREES: 11, Outcome.NEW_FACTS: 8, Outcome.REFUSED: 3,
    Outcome.WRONG_NUMBER: 1,
}  # fmt: skip
UNANSWERED: Mapping[Outcome, int] = {Outcome.NOT_REACHED: 80, Outcome.VOICEMAIL: 20}
ANSWERS = 0.72
LEAVES_AT = time(6, 1)
OBJECT_AFTER_TALK, OBJECT_OTHERWISE = 0.06, 0.18
NOTICES = {
    "BES": ("withdrawal_refund", "final_assessment", "grant_lower"),
    "LEI": ("offset", "reduction", "change_down", "refusal"),
    "KDU": ("cost_reduction", "move_refusal", "loan"),
    "WAR": ("cooperation_request", "refusal", "provisional"),
}


def call_life(
    office: Office, callback: Callback, rng: Random, *, now: datetime, lucky: bool = True
) -> Told:
    """Attempts at their planned times until the call is over; gives the moment it was.

    `lucky`: whether somebody answers in the end; otherwise we give up after the second attempt,
    for now.
    """
    moment = now
    for attempt in range(MOST_ATTEMPTS if lucky else UNLUCKY_ATTEMPTS):
        plan(office.session, callback, now=moment)
        staff, talks_at = callback.staff_id, callback.ends_at
        if staff is None or talks_at is None:
            if callback.notice is not None:
                return moment  # it leaves on its last day
            staff = office.viewers["teamleitung"].staff_id  # calls together with an interpreter
            talks_at = later(rng, moment, hours=(2, 20))
        talks_at = max(talks_at, moment)  # a call that was due before anybody looked is made now
        yield talks_at
        if callback.state not in OPEN:
            return talks_at
        answered = lucky and (attempt == MOST_ATTEMPTS - 1 or rng.random() < ANSWERS)
        _try(office, callback, office.by_id[staff], rng, now=talks_at, answered=answered)
        if callback.state not in OPEN:
            return talks_at
        moment = talks_at + timedelta(hours=3)
        yield moment
    return moment


def _try(office: Office, callback: Callback, viewer: Viewer, rng: Random, *, now: datetime,
         answered: bool) -> None:  # fmt: skip
    possible = ANSWERED if answered else UNANSWERED
    outcome = rng.choices(list(possible), weights=list(possible.values()))[0]
    talked = outcome in {Outcome.CLEARED, Outcome.DISAGREES, Outcome.NEW_FACTS}
    attempt = AttemptRecord(
        outcome=outcome,
        at=now,
        identity=IdentityCheck.TWO_FACTS if talked else IdentityCheck.NONE,
        interpreter=callback.starts_at is None,
        rights_explained=talked,
        understood=Understood.YES if talked else None,
    )
    record_attempt(office.session, viewer, callback, attempt, actor=viewer.actor, now=now)


def notice_life(
    office: Office,
    sample: Sample,
    rng: Random,
    *,
    now: datetime,
    case: Case | None = None,
    days: int = 8,
    lucky: bool = True,
) -> Told:
    """A notice from its announcement until it leaves or is stopped; gives the moment it did.

    `days`: working days until it leaves even without a talk.
    """
    notice = _announce(office, sample, rng, now=now, case=case, days=days)
    callback = callback_of_notice(office.session, notice.id)
    last_day = at(notice.send_no_later_than, LEAVES_AT)
    moment = now + timedelta(minutes=2)
    yield moment
    talks = call_life(office, callback, rng, now=moment, lucky=lucky)
    for moment in takewhile(lambda found: found < last_day, talks):
        yield moment
    if notice.state is NoticeState.HELD:
        moment = last_day
        yield moment
        release_notice(office.session, notice, actor="job:callbacks.settle_notice", now=moment)
    if notice.state is NoticeState.RELEASED:
        moment = yield from _objection(office, notice, now=moment)
    return moment


def _objection(office: Office, notice: Notice, *, now: datetime) -> Told:
    """Some object, fewer after a talk; invented shares, so that the page of the effect has life."""
    chance = Random(notice.external_ref)  # noqa: S311 - a demo, the same every time
    talked = notice.release_reason is ReleaseReason.SPOKEN
    if chance.random() >= (OBJECT_AFTER_TALK if talked else OBJECT_OTHERWISE):
        return now
    arrives = now + timedelta(days=chance.randint(3, 28))
    yield arrives
    record_objection(office.session, notice, local_day(arrives), actor="client:1", now=arrives)
    return arrives


def _announce(office: Office, sample: Sample, rng: Random, *, now: datetime, case: Case | None,
              days: int) -> Notice:  # fmt: skip
    caller = somebody(rng)
    team = "KDU" if sample.category.startswith("KDU") else "LEISTUNG"
    today = local_day(now)
    kind = rng.choice(NOTICES.get(sample.category[:3], NOTICES["LEI"]))
    refund = NewDisposition(kind=kind, objection_suspends=kind in {"withdrawal_refund", "offset"})
    new = NewNotice(
        external_ref=f"DEMO-{today:%Y}-{next(office.numbers):05d}",
        kind=kind,
        team=team,
        person_name=case.person.name if case and case.person else caller.name,
        phone=caller.phone,
        language=sample.language,
        printed_on=today,
        send_no_later_than=CALENDAR.add_working_days(today, days),
        case_reference=case.reference if case else None,
        dispositions=(refund,),
    )
    return announce_notice(office.session, new, actor="client:1", now=now,
                           client_id=office.client_id)  # fmt: skip
