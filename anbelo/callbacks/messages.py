"""Telling people about their call: written in the transaction of its cause, sent by a job."""

from datetime import datetime

from sqlalchemy.orm import Session

from anbelo.callbacks.models import Callback


def tell_planned(session: Session, callback: Callback, *, now: datetime) -> None:
    """Tell when we call."""


def tell_moved(session: Session, callback: Callback, *, now: datetime) -> None:
    """Tell somebody who knew another time the new one."""


def tell_cancelled(session: Session, callback: Callback, *, now: datetime) -> None:
    """Tell somebody who knew a time that we do not call then."""
