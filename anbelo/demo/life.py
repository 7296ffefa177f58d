"""The life of one demo case, told by the real services at the times it happened."""

from collections.abc import Generator, Mapping
from datetime import datetime, timedelta
from random import Random

from anbelo.callbacks.planning import plan
from anbelo.callbacks.queries import open_calls_of
from anbelo.callbacks.service import hand_over_calls, take_contact
from anbelo.cases.decisions import close, decide, withdraw
from anbelo.cases.models import Case
from anbelo.cases.rules import Channel, Decision, NewContact, Result, Triage
from anbelo.correspondence.service import write
from anbelo.demo.calls import call_life, notice_life
from anbelo.demo.people import somebody, wish
from anbelo.demo.stage import Life, Office, Start, later
from anbelo.demo.texts import ANSWERS, QUESTIONS, in_language, written
from anbelo.offices.rules import Matter, choose_team
from anbelo.triage.categories import is_benefit

RESULTS: Mapping[Result, int] = {
    Result.EXPLAINED: 42, Result.HELPED: 28, Result.CHANGED: 16, Result.FORWARDED: 8,
    Result.NOT_REMEDIED: 6,
}  # fmt: skip
WRITES_AGAIN, TAKES_BACK = 0.25, 0.03
WANTS_CALL, SAYS_NAME, SAYS_KIND = 0.5, 0.6, 0.8

Told = Generator[datetime, None, datetime]


def case_life(office: Office, start: Start) -> Life:
    """From the first word to the end: contact, decision, calls, perhaps a notice, messages, end."""
    rng = Random(start.seed)  # noqa: S311 - a repeatable demo, no secret
    case = _open(office, start, rng)
    moment = yield from _first_plan(office, case, rng, now=start.moment)
    if not start.decided:
        return
    moment = later(rng, moment, hours=(1, 20))
    yield moment
    _decide(office, case, start, now=moment)
    for callback in open_calls_of(office.session, case):
        moment = yield from call_life(office, callback, rng, now=moment)
    if rng.random() < WRITES_AGAIN:
        moment = yield from _talk_in_writing(office, case, rng, now=moment)
    if start.notice and not start.confidential:
        moment = later(rng, moment, hours=(8, 60))
        yield moment
        moment = yield from notice_life(office, start.sample, rng, now=moment, case=case)
    if start.closed:
        moment = later(rng, moment, hours=(24, 200))
        yield moment
        _end(office, case, rng, now=moment)


def _open(office: Office, start: Start, rng: Random) -> Case:
    sample = start.sample
    caller = somebody(rng)
    wants_call = rng.random() < WANTS_CALL
    by_form = start.channel in {Channel.FORM, Channel.KIOSK}
    actor = "claimant" if by_form else office.viewers["schalter"].actor
    contact = NewContact(
        text=start.text or written(rng, sample),
        channel=start.channel,
        language=sample.language,
        kind=sample.kind if rng.random() < SAYS_KIND else None,
        category=sample.category.split("-", maxsplit=1)[0] if by_form else None,
        site_code=start.site,
        name=caller.name if wants_call or rng.random() < SAYS_NAME else "",
        confidential=start.confidential,
        call=wish(caller, sample.language) if wants_call else None,
    )
    opened = take_contact(office.session, contact, key=f"demo:{start.seed}", pepper=office.pepper,
                          actor=actor, now=start.moment)  # fmt: skip
    office.session.flush()  # deciding needs the version as it is stored
    return opened.case


def _first_plan(office: Office, case: Case, rng: Random, *, now: datetime) -> Told:
    """The planner gives a wished call its time a few minutes later, as the worker does."""
    moment = now
    for callback in open_calls_of(office.session, case):
        moment += timedelta(minutes=rng.randint(1, 4))
        yield moment
        plan(office.session, callback, now=moment)
    return moment


def _decide(office: Office, case: Case, start: Start, *, now: datetime) -> None:
    """What the ombudsperson decides: the first concern is what the text is about in truth."""
    session = office.session
    # Who complains about manners gets no benefit topic put beside it by a mere proposal.
    about_benefits = is_benefit(start.sample.category)
    decisions = []
    for concern in case.concerns:
        proposed = concern.proposed_category
        first = concern.position == 1 or not about_benefits or not proposed
        category = start.sample.category if first or proposed is None else proposed
        matter = Matter(category, start.sample.kind, concern.urgency, concern.legal_nature,
                        case.site_id)  # fmt: skip
        route = choose_team(office.rules, matter, confidential=case.confidential)
        decisions.append(
            Decision(concern.id, category, start.sample.kind, concern.urgency,
                     concern.legal_nature, route.team_id if route else None)
        )  # fmt: skip
    triage = Triage(case.version, tuple(decisions), confidential=start.confidential)
    decide(session, office.viewers["ombuds"], case, triage, now=now)
    hand_over_calls(session, case, now=now)
    session.flush()  # the next step needs the version as it is stored


def _talk_in_writing(office: Office, case: Case, rng: Random, *, now: datetime) -> Told:
    """The claimant asks and is answered on one of the next days; gives the moment it was over."""
    asked = later(rng, now, hours=(20, 60))
    yield asked
    write(office.session, case, in_language(QUESTIONS, case.language), language=case.language,
          now=asked)  # fmt: skip
    answered = later(rng, asked, hours=(4, 24))
    yield answered
    team = case.concerns[0].team_id
    login = "kdu" if team == office.teams["KDU"] else "leistung"
    viewer = office.viewers["ombuds" if case.confidential else login]
    write(office.session, case, in_language(ANSWERS, case.language), language=case.language,
          now=answered, author=viewer)  # fmt: skip
    return answered


def _end(office: Office, case: Case, rng: Random, *, now: datetime) -> None:
    """Close the case; a few people take their contact back."""
    office.session.flush()  # closing needs the version as it is stored
    if rng.random() < TAKES_BACK:
        withdraw(office.session, case, now=now)
        return
    result = rng.choices(list(RESULTS), weights=list(RESULTS.values()))[0]
    close(office.session, office.viewers["ombuds"], case, result=result, version=case.version,
          now=now)  # fmt: skip
