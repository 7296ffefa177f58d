"""What every view may reach for: settings and the one way to store something."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.orm import Session

from anbelo.core.db import Database
from anbelo.settings import Settings

EXTENSION = "anbelo"


@dataclass(frozen=True, repr=False)
class House:
    """Settings and database of this process."""

    settings: Settings
    database: Database


def house() -> House:
    """The house this request is served in."""
    found: House = current_app.extensions[EXTENSION]
    return found


def unit_of_work() -> AbstractContextManager[Session]:
    """One transaction for this request; answer the person only after it ended."""
    return house().database.unit_of_work()


def reading() -> AbstractContextManager[Session]:
    """Look without touching."""
    return house().database.reading()
