"""Situations of the demo office that many tests start from."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from anbelo.accounts.models import Staff
from anbelo.accounts.rules import Viewer
from anbelo.callbacks.models import Callback
from anbelo.callbacks.rules import AttemptRecord, IdentityCheck, Outcome
from anbelo.callbacks.service import announce_notice, take_contact
from anbelo.cases.decisions import decide
from anbelo.cases.models import Case
from anbelo.cases.queries import case_for
from anbelo.cases.rules import CallWish, Channel, Decision, NewContact, Triage
from anbelo.cases.service import Opened
from anbelo.core.calendar import local
from anbelo.core.clock import now
from anbelo.notices.models import Notice
from anbelo.notices.service import NewDisposition, NewNotice
from anbelo.offices.queries import team_by_code
from anbelo.triage.proposal import Kind, LegalNature, Urgency

PEPPER = b"p" * 32
TEXT = "Ich verstehe den Bescheid nicht. Warum sind es nur 412 Euro?"
PHONE = "+4922025550123"


def viewer(session: Session, login: str) -> Viewer:
    staff = session.scalars(select(Staff).where(Staff.login == login)).one()
    return Viewer(staff.id, staff.name, staff.roles)


def contact(
    session: Session, text: str = TEXT, *, key: str = "", moment: datetime | None = None, **more
) -> Opened:
    """A contact through the form, by default without a wish to be called."""
    moment = moment or now()
    known = {"channel": Channel.FORM, "language": "de", **more}
    return take_contact(
        session,
        NewContact(text=text, **known),
        key=key or f"key {moment.timestamp()} {text[:40]}",
        pepper=PEPPER,
        actor="claimant",
        now=moment,
    )


def call_wish(**more) -> CallWish:
    return CallWish(**{"phone": PHONE, "language": "de", **more})


def decided(
    session: Session, case: Case, *, category: str = "BES-1", team: str = "LEISTUNG"
) -> Case:
    """The ombudsperson confirms: every concern to this team."""
    ombuds = viewer(session, "ombuds")
    known = case_for(session, ombuds, case.reference)
    found = team_by_code(session, team)
    decisions = tuple(
        Decision(c.id, category, Kind.COMPLAINT, Urgency.NORMAL, LegalNature.NONE, found.id)
        for c in known.concerns
    )
    decide(session, ombuds, known, Triage(known.version, decisions), now=now())
    return known


def notice(session: Session, ref: str = "N-1", *, moment: datetime | None = None, **more) -> Notice:
    """A burdensome notice with ten days to go, announced by the benefits system."""
    moment = moment or now()
    today = local(moment).date()
    base = {
        "external_ref": ref,
        "kind": "withdrawal_refund",
        "team": "LEISTUNG",
        "person_name": "Probe Person",
        "phone": PHONE,
        "language": "ar",
        "printed_on": today,
        "send_no_later_than": today + timedelta(days=10),
        "dispositions": (
            NewDisposition("withdrawal", objection_suspends=False),
            NewDisposition("refund", objection_suspends=True),
        ),
    }
    return announce_notice(session, NewNotice(**{**base, **more}), actor="client:1", now=moment)


def attempt(
    outcome: Outcome = Outcome.CLEARED,
    moment: datetime | None = None,
    identity: IdentityCheck = IdentityCheck.TWO_FACTS,
) -> AttemptRecord:
    return AttemptRecord(outcome=outcome, at=moment or now(), identity=identity)


def callback_of(session: Session, found: Notice) -> Callback:
    return session.scalars(select(Callback).where(Callback.notice_id == found.id)).one()


def in_days(days: int) -> date:
    return local(now()).date() + timedelta(days=days)
