"""The same request twice has one effect, also when both come at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from anbelo.core.clock import now
from anbelo.core.errors import Invalid
from anbelo.core.idempotency import IdempotencyKey, once


def ask(session, *, key="key", body=b"body", scope="form", act=None):
    done = act or (lambda: {"number": 1})
    return once(session, scope=scope, key=key, body=body, now=now(), act=done)


def test_the_second_time_gets_the_first_answer_without_doing_it_again(session):
    first = ask(session, act=lambda: {"number": 1})
    second = ask(session, act=lambda: {"number": 2})
    assert (first.value, first.replayed) == ({"number": 1}, False)
    assert (second.value, second.replayed) == ({"number": 1}, True)


def test_the_same_key_with_another_body_is_refused(session):
    ask(session)
    with pytest.raises(Invalid, match="key_reused"):
        ask(session, body=b"other")


def test_scopes_do_not_touch_each_other(session):
    ask(session)
    assert not ask(session, scope="api:1").replayed


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_missing_or_endless_key_is_refused(session, key):
    with pytest.raises(Invalid, match="key_missing"):
        ask(session, key=key)


def test_neither_key_nor_body_is_stored(session):
    ask(session, key="secret-key", body=b"what I wrote")
    row = session.scalars(select(IdempotencyKey)).one()
    assert b"secret-key" not in row.key_hash
    assert b"what I wrote" not in row.body_hash


def test_twenty_at_once_have_one_effect(office):
    done, barrier = [], threading.Barrier(20)

    def send(number):
        barrier.wait()
        with office.unit_of_work() as session:
            return ask(session, act=lambda: done.append(number) or {"by": number}).value

    with ThreadPoolExecutor(20) as people:
        answers = list(people.map(send, range(20)))
    assert len(done) == 1
    assert answers == [{"by": done[0]}] * 20


def test_an_attempt_that_failed_leaves_the_key_free(office):
    def fail():
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError), office.unit_of_work() as session:
        ask(session, act=fail)
    with office.unit_of_work() as session:
        assert session.scalar(select(func.count()).select_from(IdempotencyKey)) == 0
        assert not ask(session).replayed
