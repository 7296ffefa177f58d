"""Deliberately broken variants, one for each promise: a run that passes with one is worthless."""
# ruff: noqa: SLF001 - what is to be broken lies inside

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask, Response, after_this_request
from redis import Redis
from rq import Queue
from sqlalchemy import event
from sqlalchemy.orm import Session

from anbelo import worker
from anbelo.api import repeating
from anbelo.cases import service
from anbelo.core.clock import now as clock_now
from anbelo.core.db import Database, settle
from anbelo.core.idempotency import Answer
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import open_message, promise
from anbelo.settings import Settings
from anbelo.web import errors, forms
from tests.campaign import strikes

# How far apart a broken variant does what belongs together.
GAP_SECONDS = 0.05


def answer_first() -> None:
    """Commits only after the answer has gone out."""

    @contextmanager
    def unit_of_work(self: Database) -> Iterator[Session]:
        session = Session(self.engine, expire_on_commit=False)
        try:
            yield session
            settle(session)
        except BaseException:
            session.close()
            raise

        def store() -> None:
            time.sleep(GAP_SECONDS)
            session.commit()
            session.close()

        @after_this_request
        def _(response: Response) -> Response:
            response.call_on_close(store)
            return response

    Database.unit_of_work = unit_of_work


def idempotency_off() -> None:
    """Every repetition counts as new."""

    def once(_session: Session, *, act: Callable[[], dict[str, Any]], **_more: object) -> Answer:
        return Answer(act(), replayed=False)

    forms.once = repeating.once = once


def promise_later() -> None:
    """Promises the job in a transaction of its own, after the case."""

    def later(session: Session, topic: Topic, subject_id: int, *, now: datetime) -> None:
        engine = session.get_bind()

        @event.listens_for(session, "after_commit", once=True)
        def _(_session: Session) -> None:
            time.sleep(GAP_SECONDS)
            with Session(engine) as second:
                promise(second, topic, subject_id, now=now)
                second.commit()

    service.promise = later


def broken_pages() -> None:
    """Takes trouble with the database for a mistake of ours."""
    usual = errors.setup

    def setup(app: Flask) -> None:
        usual(app)
        for trouble in (errors.OperationalError, errors.InterfaceError, errors.PoolTimeout):
            app.register_error_handler(trouble, errors._broken)

    errors.setup = setup


def enqueue_in_request() -> None:
    """Rings the bell while the person waits."""

    def ring(session: Session, topic: Topic, subject_id: int, *, now: datetime) -> None:
        promise(session, topic, subject_id, now=now)
        with Redis.from_url(Settings.from_env(worker.os.environ).redis_url) as redis:
            Queue(connection=redis).enqueue("anbelo.worker.run", subject_id)

    service.promise = ring


def no_poller() -> None:
    """Trusts Redis alone to bring the jobs."""
    worker._poll_until = lambda _database, _stop: None


def done_later() -> None:
    """Marks a job done in a second transaction, after its effect."""

    def in_two(database: Database, message_id: int, now: datetime) -> bool:
        with database.unit_of_work() as session:
            message = worker.open_message(session, message_id)
            if message is None or message.available_at > now:
                return False
            worker.JOBS[message.topic](session, message.subject_id, now=now)
        strikes.pass_by("after_effect")
        with database.unit_of_work() as session:
            mark_done(session, message_id)
        return True

    worker.perform = resting(in_two)


def done_first() -> None:
    """Marks a job done in a transaction of its own, before its effect."""

    def in_two(database: Database, message_id: int, now: datetime) -> bool:
        with database.unit_of_work() as session:
            message = worker.open_message(session, message_id)
            if message is None or message.available_at > now:
                return False
            message.done_at = now
            topic, subject_id = message.topic, message.subject_id
        strikes.pass_by("after_claim")
        with database.unit_of_work() as session:
            worker.JOBS[topic](session, subject_id, now=now)
        return True

    worker.perform = resting(in_two)


def resting(perform: Callable[[Database, int, datetime], bool]) -> Callable[..., bool]:
    """The same, with a failing job put to rest as usual."""

    def perform_or_rest(database: Database, message_id: int, *, now: datetime) -> bool:
        try:
            return perform(database, message_id, now)
        except Exception as error:  # noqa: BLE001 - as the worker does
            return worker._put_to_rest(database, message_id, error, now=now)

    return perform_or_rest


def mark_done(session: Session, message_id: int) -> None:
    message = open_message(session, message_id)
    if message is not None:
        message.done_at = clock_now()


def no_rest() -> None:
    """A failing job is tried again at once, and for ever."""
    worker._put_to_rest = lambda _database, _message_id, _error, **_now: False


BROKEN: dict[str, Callable[[], None]] = {
    made.__name__: made
    for made in (
        answer_first,
        idempotency_off,
        promise_later,
        broken_pages,
        enqueue_in_request,
        no_poller,
        done_later,
        done_first,
        no_rest,
    )
}
