"""What a worker does for cases."""

from datetime import datetime

from sqlalchemy.orm import Session

from anbelo.cases.models import Case
from anbelo.cases.service import harden_receipt


def harden(session: Session, case_id: int, *, now: datetime) -> None:  # noqa: ARG001 - every job gets the time
    """Give a fresh receipt its slow salted hash; a hardened one stays as it is."""
    case = session.get(Case, case_id)
    if case is not None:
        harden_receipt(session, case)
