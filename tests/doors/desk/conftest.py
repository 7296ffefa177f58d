"""An office on a Monday morning, with cases, calls and notices made to order."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select

from anbelo.audit.models import AuditEntry
from anbelo.callbacks.models import Attempt
from anbelo.callbacks.planning import plan
from anbelo.callbacks.queries import callback_of_notice, open_calls_of
from anbelo.callbacks.service import announce_notice, take_contact
from anbelo.cases.models import Case, Concern
from anbelo.cases.rules import CallWish, Channel, NewContact
from anbelo.core.calendar import local_day
from anbelo.core.db import Database
from anbelo.correspondence.models import Message
from anbelo.notices.models import Notice
from anbelo.notices.service import NewDisposition, NewNotice
from anbelo.offices.queries import team_by_code
from anbelo.settings import Settings

MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
WORDS = "Niemand erklärt mir den Bescheid über die Miete."


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    """Half past eight in Berlin; the clock runs."""
    with time_machine.travel(MONDAY, tick=True):
        yield


@dataclass(frozen=True)
class Made:
    """A stored case and what the claimant holds."""

    case_id: int
    reference: str
    code: str


@pytest.fixture
def make_case(office: Database, settings: Settings) -> Callable[..., Made]:
    """Store a case; `team` has decided to answer it, `call` plans the wished call."""

    def make(
        text: str = WORDS,
        *,
        name: str = "Amira Beispiel",
        confidential: bool = False,
        team: str | None = None,
        call: bool = False,
        **more: Any,
    ) -> Made:
        wish = CallWish("+4915155501234", "de") if call else None
        contact = NewContact(
            text=text, channel=Channel.COUNTER, language="de", name=name, call=wish,
            confidential=confidential,
        )  # fmt: skip
        with office.unit_of_work() as session:
            opened = take_contact(
                session,
                replace(contact, **more),
                key=secrets.token_hex(8),
                pepper=settings.pepper,
                actor="test",
                now=datetime.now(UTC),
            )
            found = team_by_code(session, team) if team else None
            for concern in opened.case.concerns:
                concern.team_id = found.id if found else None
            for callback in open_calls_of(session, opened.case):
                callback.team_id = found.id if found else callback.team_id
                plan(session, callback, now=datetime.now(UTC))
            return Made(opened.case.id, opened.case.reference, opened.receipt.digits)

    return make


@pytest.fixture
def make_notice(office: Database) -> Callable[..., int]:
    """Announce a notice that must wait for a talk; gives the number of its planned call."""

    def make(ref: str = "BG-2026/7", *, team: str = "LEISTUNG", days: int = 8, **more: Any) -> int:
        moment = datetime.now(UTC)
        today = local_day(moment)
        notice = NewNotice(
            external_ref=ref,
            kind="refusal",
            team=team,
            person_name="Omar Exempel",
            printed_on=today,
            send_no_later_than=today + timedelta(days=days),
            phone="+491515550199",
            dispositions=(NewDisposition("Aufhebung", False), NewDisposition("Erstattung", True)),
        )
        with office.unit_of_work() as session:
            made = announce_notice(session, replace(notice, **more), actor="test", now=moment)
            session.flush()
            callback = callback_of_notice(session, made.id)
            plan(session, callback, now=moment)
            return callback.id

    return make


@pytest.fixture
def stored(office: Database) -> Callable[[], dict[str, int]]:
    """How many of everything there is: nothing may appear after a refused form."""

    def count() -> dict[str, int]:
        with office.reading() as session:
            return {
                table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
                for table in (Case, Concern, Message, Attempt, Notice, AuditEntry)
            }

    return count


@pytest.fixture
def counting(app: Flask) -> Callable[[], Any]:
    """Count the statements of the web application inside a `with` block."""

    @contextmanager
    def count() -> Iterator[list[str]]:
        seen: list[str] = []
        engine = app.extensions["anbelo"].database.engine

        def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        yield seen
        event.remove(engine, "before_cursor_execute", note)

    return count
