"""Reading messages."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from anbelo.cases.models import Case
from anbelo.correspondence.models import Message


def messages_of(session: Session, case: Case) -> Sequence[Message]:
    """All messages of a case the caller was already allowed to open, oldest first."""
    return session.scalars(
        select(Message)
        .where(Message.case_id == case.id)
        .options(joinedload(Message.staff))
        .order_by(Message.id)
    ).all()
