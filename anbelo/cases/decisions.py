"""What people decide about a case: triage, undo, confidentiality, closing."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from anbelo.accounts.rules import Viewer
from anbelo.audit.service import record
from anbelo.cases.models import Case, Concern
from anbelo.cases.rules import Act, Decision, Result, Status, Triage, is_open
from anbelo.cases.service import headline, note_history
from anbelo.core.errors import Invalid, Refused
from anbelo.offices.models import Team
from anbelo.triage.categories import CATEGORIES
from anbelo.triage.proposal import Kind, LegalNature, Urgency


def decide(session: Session, viewer: Viewer, case: Case, triage: Triage, *, now: datetime) -> None:
    """Store what the ombudsperson decided: category, team, urgency, legal nature of each concern.

    A confidential case gets no team. Raises Refused "edited_meanwhile" when somebody changed the
    case after this person read it, "case_closed", Invalid "unknown_category", "unknown_team",
    "unknown_concern", "team_missing".
    """
    _check_fresh(case, triage.version)
    by_id = {concern.id: concern for concern in case.concerns}
    before = {str(concern.id): _codes(concern) for concern in case.concerns}
    if triage.confidential:
        make_confidential(session, viewer, case, now=now)
    for decision in triage.decisions:
        concern = by_id.get(decision.concern_id)
        if concern is None:
            raise Invalid("unknown_concern", field="concern")
        _apply(session, concern, decision, confidential=case.confidential)
        concern.decided_by, concern.decided_at = viewer.staff_id, now
    case.kind, case.urgency, case.legal_nature = headline(case.concerns)
    case.status = Status.ASSIGNED
    # The version must grow even when only a concern changed, or two people overwrite each other.
    flag_modified(case, "status")
    note_history(session, case.id, Act.DECIDED, now=now, staff_id=viewer.staff_id, before=before)
    record(session, actor=viewer.actor, action="case_decided", subject=f"case:{case.id}", now=now,
           before=before, confidential=case.confidential)  # fmt: skip


def _codes(concern: Concern) -> dict[str, Any]:
    """What stands at a concern now, to be put back by `undo` and measured against the proposal."""
    return {
        "category": concern.category,
        "team": concern.team_id,
        "kind": concern.kind,
        "urgency": concern.urgency,
        "legal_nature": concern.legal_nature,
    }


def _apply(session: Session, concern: Concern, decision: Decision, *, confidential: bool) -> None:
    if decision.category not in CATEGORIES:
        raise Invalid("unknown_category", field="category")
    team = session.get(Team, decision.team_id) if decision.team_id and not confidential else None
    if decision.team_id and not confidential and team is None:
        raise Invalid("unknown_team", field="team")
    if team is None and not confidential:
        raise Invalid("team_missing", field="team")
    concern.category, concern.team = decision.category, team
    concern.kind, concern.urgency = decision.kind, decision.urgency
    concern.legal_nature = decision.legal_nature


def undo(session: Session, viewer: Viewer, case: Case, *, version: int, now: datetime) -> None:
    """Take the last decision back: the case is in the inbox again, as it was proposed.

    A confidential case stays confidential: nobody takes that promise back with one click.
    """
    _check_fresh(case, version)
    if case.status is not Status.ASSIGNED:
        raise Refused("nothing_to_undo")
    first = next((entry for entry in case.history if entry.act is Act.DECIDED), None)
    proposed = first.facts.get("before", {}) if first else {}
    for concern in case.concerns:
        concern.category, concern.team = None, None
        concern.decided_by, concern.decided_at = None, None
        if codes := proposed.get(str(concern.id)):
            concern.kind, concern.urgency = Kind(codes["kind"]), Urgency(codes["urgency"])
            concern.legal_nature = LegalNature(codes["legal_nature"])
    case.kind, case.urgency, case.legal_nature = headline(case.concerns)
    case.status = Status.NEW
    note_history(session, case.id, Act.UNDONE, now=now, staff_id=viewer.staff_id)
    record(session, actor=viewer.actor, action="case_undone", subject=f"case:{case.id}", now=now)


def make_confidential(session: Session, viewer: Viewer, case: Case, *, now: datetime) -> None:
    """Put a case into the ombudsperson's own place; every team loses sight of it at once."""
    if case.confidential:
        return
    case.confidential = True
    for concern in case.concerns:
        concern.team = None
    note_history(session, case.id, Act.CONFIDENTIAL, now=now, staff_id=viewer.staff_id)
    record(session, actor=viewer.actor, action="case_made_confidential", subject=f"case:{case.id}",
           now=now)  # fmt: skip


def close(
    session: Session, viewer: Viewer, case: Case, *, result: Result, version: int, now: datetime
) -> None:
    """End a case and say how it ended."""
    _check_fresh(case, version)
    case.status, case.result, case.closed_at = Status.CLOSED, result, now
    note_history(session, case.id, Act.CLOSED, now=now, staff_id=viewer.staff_id, result=result)
    record(session, actor=viewer.actor, action="case_closed", subject=f"case:{case.id}", now=now,
           result=result)  # fmt: skip


def may_say_whether_it_helped(case: Case) -> bool:
    """Whether the claimant was not heard yet since the case was closed."""
    if case.status is not Status.CLOSED:
        return False
    since = [line.act for line in case.history]
    last = max((n for n, act in enumerate(since) if act is Act.CLOSED), default=0)
    return Act.HELPED not in since[last:]


def say_it_helped(session: Session, case: Case, *, now: datetime) -> None:
    """The claimant says that it helped; the case stays closed. Raises Refused "case_open"."""
    _check_asked(case)
    note_history(session, case.id, Act.HELPED, now=now)
    record(session, actor="claimant", action="case_helped", subject=f"case:{case.id}", now=now)


def reopen(session: Session, case: Case, *, now: datetime) -> None:
    """The claimant says that it did not help: the case is open again and waits in triage.

    Raises Refused "case_open" for one that is not closed or was answered before.
    """
    _check_asked(case)
    case.status, case.result, case.closed_at = Status.NEW, None, None
    case.suspected = False
    note_history(session, case.id, Act.REOPENED, now=now)
    record(session, actor="claimant", action="case_reopened", subject=f"case:{case.id}", now=now)


def _check_asked(case: Case) -> None:
    if not may_say_whether_it_helped(case):
        raise Refused("case_open")


def let_in(
    session: Session, case: Case, *, actor: str, now: datetime, staff_id: int | None = None
) -> None:
    """It is no spam: the case stands in the inbox with all others. Why it was held back stays."""
    case.suspected = False
    note_history(session, case.id, Act.NOT_SPAM, now=now, staff_id=staff_id)
    record(session, actor=actor, action="case_no_spam", subject=f"case:{case.id}", now=now)


def close_as_spam(
    session: Session, viewer: Viewer, case: Case, *, version: int, now: datetime
) -> None:
    """End a suspected case without any result; it stays out of lists and figures.

    Whoever has its code can still say that this was wrong and open it again. Raises Refused
    "edited_meanwhile", "case_closed".
    """
    _check_fresh(case, version)
    case.status, case.closed_at = Status.CLOSED, now
    note_history(session, case.id, Act.SPAM, now=now, staff_id=viewer.staff_id)
    record(session, actor=viewer.actor, action="case_spam", subject=f"case:{case.id}", now=now)


def withdraw(session: Session, case: Case, *, now: datetime) -> None:
    """The claimant takes the contact back with their receipt code."""
    if not is_open(case.status):
        raise Refused("case_closed")
    case.status, case.closed_at = Status.WITHDRAWN, now
    note_history(session, case.id, Act.WITHDRAWN, now=now)
    record(session, actor="claimant", action="case_withdrawn", subject=f"case:{case.id}", now=now)


def _check_fresh(case: Case, version: int) -> None:
    if case.version != version:
        raise Refused("edited_meanwhile")
    if not is_open(case.status):
        raise Refused("case_closed")
