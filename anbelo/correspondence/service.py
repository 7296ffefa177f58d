"""Writing to each other."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from anbelo.accounts.rules import Viewer
from anbelo.audit.service import record
from anbelo.cases.models import Case
from anbelo.cases.rules import MAX_TEXT, Act, is_open
from anbelo.cases.service import note_history
from anbelo.core.errors import Invalid, Refused
from anbelo.correspondence.models import Direction, Message


def write(
    session: Session,
    case: Case,
    text: str,
    *,
    language: str,
    now: datetime,
    author: Viewer | None = None,
    even_closed: bool = False,
) -> Message:
    """Add a message to a case: from staff with an `author`, else from the claimant.

    Who answers has read what came in before. `even_closed`: a last word to a case that helped.
    Raises Invalid "text_missing", "text_too_long" (over 20,000 characters), Refused "case_closed".
    """
    if not text.strip():
        raise Invalid("text_missing", field="text")
    if len(text) > MAX_TEXT:
        raise Invalid("text_too_long", field="text", limit=MAX_TEXT)
    if not (even_closed or is_open(case.status)):
        raise Refused("case_closed")
    message = Message(
        case_id=case.id,
        direction=Direction.OUT if author else Direction.IN,
        language=language,
        text=text,
        at=now,
        staff_id=author.staff_id if author else None,
    )
    session.add(message)
    if author:
        mark_read(session, case, Direction.IN, now=now)
    act = Act.MESSAGE_OUT if author else Act.MESSAGE_IN
    note_history(session, case.id, act, now=now, staff_id=message.staff_id)
    record(session, actor=author.actor if author else "claimant", action=act.value,
           subject=f"case:{case.id}", now=now)  # fmt: skip
    return message


def mark_read(session: Session, case: Case, direction: Direction, *, now: datetime) -> None:
    """Remember that the other side has seen all messages of this direction."""
    unread = update(Message).where(
        Message.case_id == case.id, Message.direction == direction, Message.read_at.is_(None)
    )
    session.execute(unread.values(read_at=now))
