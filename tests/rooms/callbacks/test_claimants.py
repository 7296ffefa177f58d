"""What a claimant with a checked code can do, and what stays untouched."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from anbelo.callbacks.claimants import look, say, take_back
from anbelo.callbacks.models import Callback
from anbelo.callbacks.rules import CallState, Purpose
from anbelo.cases.claimants import IDLE, enter, leave
from anbelo.cases.models import ClaimantSession
from anbelo.cases.rules import Status
from anbelo.core.clock import now
from anbelo.core.errors import Denied, Refused
from tests.scenes import PEPPER, call_wish, contact, notice


@pytest.fixture
def house(office):
    with office.unit_of_work() as session:
        yield session
        session.rollback()


@pytest.fixture
def opened(house):
    return contact(house, call=call_wish())


def token_for(house, opened, *, at=None):
    return enter(house, opened.receipt, pepper=PEPPER, address="192.0.2.1", now=at or now())


def test_taking_it_back_leaves_the_call_before_a_notice(house, opened):
    notice(house, case_reference=opened.case.reference)
    take_back(house, token_for(house, opened), now=now())
    house.flush()
    states = dict(house.execute(select(Callback.purpose, Callback.state)).all())
    assert states == {Purpose.CONTACT: CallState.CANCELLED, Purpose.NOTICE: CallState.OWED}
    assert opened.case.status is Status.WITHDRAWN


def test_an_ended_session_can_neither_look_nor_act(house, opened):
    token = token_for(house, opened)
    late = now() + IDLE
    assert look(house, token, now=late) is None
    with pytest.raises(Denied, match="code_session_over"):
        say(house, token, "Hallo?", language="de", now=late)
    leave(house, token)
    with pytest.raises(Denied, match="code_session_over"):
        take_back(house, token, now=now())
    assert opened.case.status is Status.NEW


def test_a_closed_case_takes_no_message(house, opened):
    token = token_for(house, opened)
    opened.case.status = Status.CLOSED
    with pytest.raises(Refused, match="case_closed"):
        say(house, token, "Hallo?", language="de", now=now())


def test_the_next_visitor_clears_away_sessions_that_have_ended(house, opened):
    token_for(house, opened, at=now() - IDLE - timedelta(seconds=1))
    token_for(house, opened)
    house.flush()
    assert len(house.scalars(select(ClaimantSession)).all()) == 1
