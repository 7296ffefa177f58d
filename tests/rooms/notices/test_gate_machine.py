"""Pages, API, commands, jobs and raw SQL in any order: no notice leaves without its reason.

Somebody who writes a forged attempt into the database is out of reach of any such guard.
"""

import os
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from anbelo import worker
from anbelo.callbacks import gate
from anbelo.callbacks.changes import change_notice, withdraw_notice
from anbelo.callbacks.gate import release_notice
from anbelo.callbacks.jobs import settle_notice
from anbelo.core.errors import DomainError
from anbelo.notices.kinds import KindFacts, change_kind, kind_by_code
from anbelo.notices.queries import notice_by_ref
from anbelo.notices.rules import CallPolicy, Release, ReleaseReason
from anbelo.notices.service import NewNotice
from anbelo.outbox.rules import Topic
from anbelo.worker import poll, tend
from tests.gate_house import BERLIN, LEAKS, House, local, numbers, overdue, proven, until_nine
from tests.scenes import PHONE

# Clocks change inside both periods: 25 October 2026 and 28 March 2027.
STARTS = (datetime(2026, 10, 20, 6, tzinfo=UTC), datetime(2027, 3, 22, 7, tzinfo=UTC))
KINDS = ("withdrawal_refund", "change_down", "grant")
ALWAYS = (CallPolicy.ALWAYS,) * 4
OUTCOMES = ("nicht_erreicht", "mailbox_neutral", "erreicht_geklaert", "erreicht_neue_tatsachen",
            "kein_gespraech_gewuenscht", "falsche_nummer", "sprache_fehlt")  # fmt: skip
WAYS = ("clerk", "lead", "lead", "lead without", "api", "command")
MANY = settings(
    max_examples=400 if os.environ.get("ANBELO_THOROUGH") else 20,
    stateful_step_count=30,
    deadline=None,
    phases=(Phase.generate,),
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TEETH = settings(MANY, max_examples=30, report_multiple_bugs=False)


class Gate(RuleBasedStateMachine):
    house: House

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, str] = {}
        self.lead_reasons: set[str] = set()
        self.travel = None

    def teardown(self) -> None:
        if self.travel:
            self.travel.stop()

    def go_to(self, moment: datetime) -> None:
        self.now = moment
        if self.travel:
            self.travel.stop()
        self.travel = time_machine.travel(moment, tick=False)
        self.travel.start()
        self.house.set_clock(moment)

    @initialize(start=st.sampled_from(STARTS))
    def morning(self, start) -> None:
        self.go_to(start)
        for kind, days in zip(KINDS, (6, 8, 2), strict=True):
            self.announced(kind, days, phone=True, lower=True)

    def today(self):
        return self.now.astimezone(BERLIN).date()

    def pick(self, data):
        return data.draw(st.sampled_from(sorted(self.known)))

    @rule(kind=st.sampled_from(KINDS), days=st.integers(1, 9), phone=st.booleans(),
          lower=st.sampled_from((None, False, True)))  # fmt: skip
    def announce(self, kind, days, phone, lower) -> None:
        self.announced(kind, days, phone=phone, lower=lower)

    def announced(self, kind, days, *, phone, lower) -> None:
        ref = f"G-{next(numbers)}"
        answer = self.house.api("/notices", {
            "external_ref": ref, "kind": kind, "team": "LEISTUNG", "person_name": "Probe Person",
            "phone": PHONE if phone else "", "language": "de", "summary": "Probe.",
            "printed_on": self.today().isoformat(),
            "send_no_later_than": (self.today() + timedelta(days)).isoformat(),
            **({} if lower is None else {"amount_lower": lower, "facts_unclear": False}),
            "dispositions": [{"kind": "refund", "objection_suspends": True}]})  # fmt: skip
        assert answer.status_code in {201, 422}, answer.text
        if answer.status_code == 201:
            self.known[ref] = kind

    @precondition(lambda self: self.known)
    @rule(data=st.data(), outcome=st.sampled_from(OUTCOMES), page=st.booleans())
    def call(self, data, outcome, page) -> None:
        ref = self.pick(data)
        identity = "two_facts" if outcome.startswith("erreicht") else "none"
        if not page:
            body = {"outcome": outcome, "at": self.now.isoformat(), "identity": identity}
            answer = self.house.api(f"/notices/{ref}/outcomes", body)
            assert answer.status_code < 500, answer.text
            return
        (row,) = self.house.rows("SELECT c.id FROM callback c JOIN notice n ON n.id = c.notice_id "
                                 "WHERE n.external_ref = :ref", ref=ref)  # fmt: skip
        clerk = self.house.signed_in("leistung")
        if 'name="outcome"' in clerk.visit(f"/desk/calls/{row['id']}"):
            clerk.send("outcome", outcome=outcome, identity=identity)
            assert clerk.status < 500

    @precondition(lambda self: self.known)
    @rule(data=st.data(), hours=st.lists(st.sampled_from((2, 4, 20)), min_size=2, max_size=3))
    def keep_trying(self, data, hours) -> None:
        ref = self.pick(data)
        self.wait(until_nine(self.now), alive=True)
        for pause in (0, *hours):
            self.wait(pause, alive=True)
            body = {"outcome": "nicht_erreicht", "at": self.now.isoformat(), "identity": "none"}
            assert self.house.api(f"/notices/{ref}/outcomes", body).status_code < 500
            self.nothing_leaves_without_its_reason()

    @precondition(lambda self: self.known)
    @rule(data=st.data(), way=st.sampled_from(WAYS))
    def release(self, data, way) -> None:
        ref = self.pick(data)
        if way == "api":
            assert self.house.api(f"/notices/{ref}/release", {}).status_code < 500
        elif way == "command":
            with self.house.office.unit_of_work() as session:
                try:
                    release_notice(session, notice_by_ref(session, ref), actor="command",
                                   now=self.now)  # fmt: skip
                except DomainError:
                    session.rollback()
        else:
            person = self.house.signed_in("leistung" if way == "clerk" else "teamleitung")
            form = f"/desk/notices/{ref}"
            if "Bescheid freigeben" in person.visit(form):
                reason = {"reason": "Die Person zieht morgen um."} if way == "lead" else {}
                person.send(form, **reason)
                assert person.status < 500

    @precondition(lambda self: self.known)
    @rule(data=st.data(), days=st.integers(-3, 9), withdraw=st.booleans())
    def change(self, data, days, withdraw) -> None:
        ref = self.pick(data)
        with self.house.office.unit_of_work() as session:
            found = notice_by_ref(session, ref)
            facts = NewNotice(ref, found.kind_code, "LEISTUNG", "Probe Person", found.printed_on,
                              found.send_no_later_than + timedelta(days), phone=found.phone,
                              summary=f"{next(numbers)}")  # fmt: skip
            try:
                if withdraw:
                    withdraw_notice(session, found, actor="client:1", now=self.now)
                else:
                    change_notice(session, found, facts, actor="client:1", now=self.now)
            except DomainError:
                session.rollback()

    @rule(kind=st.sampled_from(KINDS), policy=st.sampled_from((*CallPolicy, *ALWAYS)))
    def administer(self, kind, policy) -> None:
        with self.house.office.unit_of_work() as session:
            known = kind_by_code(session, kind)
            told = {name: getattr(known, name) for name in KindFacts.__dataclass_fields__
                    if hasattr(known, name)}  # fmt: skip
            told |= {"call_policy": policy, "burdensome": False}
            try:
                change_kind(session, kind, KindFacts(**told), version=known.version,
                            actor="staff:1", now=self.now)  # fmt: skip
            except DomainError:
                session.rollback()

    @precondition(lambda self: self.known)
    @rule(data=st.data(), statement=st.sampled_from(LEAKS))
    def leak(self, data, statement) -> None:
        ref = self.pick(data)
        try:
            with self.house.office.engine.begin() as connection:
                connection.execute(text(statement), {"ref": ref, "now": self.now})
        except DBAPIError:
            return

    @rule(hours=st.sampled_from((1, 3, 4, 20, 24, 72)), alive=st.booleans())
    def time_passes(self, hours, alive) -> None:
        self.wait(hours, alive=alive)

    def wait(self, hours: float, *, alive: bool) -> None:
        """Time passes; a dead worker is back an hour before the end of any last day."""
        until = self.now + timedelta(hours=hours)
        for row in self.house.rows("SELECT DISTINCT send_no_later_than AS day FROM notice "
                                   "WHERE state = 'held' ORDER BY 1"):  # fmt: skip
            late = datetime.combine(row["day"], time(23), tzinfo=BERLIN).astimezone(UTC)
            if self.now < late <= until:
                self.go_to(late)
                self.work()
        self.go_to(until)
        if alive:
            self.work()

    def work(self) -> None:
        tend(self.house.office, now=self.now)
        while poll(self.house.office, now=self.now + timedelta(seconds=30)):
            pass

    @invariant()
    def nothing_leaves_without_its_reason(self) -> None:
        rows = self.house.rows("SELECT * FROM notice WHERE external_ref LIKE 'G-%'")
        stored = {row["external_ref"]: row for row in rows}
        assert self.known.keys() <= stored.keys(), "a notice was lost"
        for ref in self.known:
            row = stored[ref]
            if row["state"] == "held":
                assert not overdue(row, self.now), f"{ref} waits after its last day"
            if row["state"] == "released":
                assert proven(self.house, row), f"{ref} left as {row['release_reason']}"
                assert local(row["released_at"]).date() <= row["send_no_later_than"]


def run(office, app, signed_in, profile=MANY) -> None:
    class Ours(Gate):
        house = House(office, app, signed_in)

    run_state_machine_as_test(Ours, settings=profile)


def test_no_notice_ever_leaves_without_a_reason_and_none_too_late(office, app, signed_in):
    run(office, app, signed_in)
    with office.engine.connect() as connection:
        found = dict(connection.execute(text(
            "SELECT coalesce(release_reason, state), count(*) FROM notice GROUP BY 1")).all())  # fmt: skip
    print("how the notices of the machine ended:", found)
    assert len(found) >= 7, "it plays with most ways a notice can end"
    assert sum(found.values()) >= 60


def without_guards(office):
    with office.engine.begin() as connection:
        for name, table in (("notice_guard", "notice"), ("attempt_guard", "attempt"),
                            ("callback_guard", "callback")):  # fmt: skip
            connection.execute(text(f"DROP TRIGGER {name} ON {table}"))


def test_the_machine_finds_raw_sql_that_leaks(office, app, signed_in):
    without_guards(office)
    with pytest.raises((AssertionError, ExceptionGroup)):
        run(office, app, signed_in, TEETH)


def test_the_machine_finds_a_gate_that_always_says_yes(office, app, signed_in, monkeypatch):
    without_guards(office)
    monkeypatch.setattr(gate, "leave_of", lambda *_a, **_k: Release(ReleaseReason.SPOKEN))
    with pytest.raises((AssertionError, ExceptionGroup)):
        run(office, app, signed_in, TEETH)


def test_the_machine_finds_a_last_day_that_is_one_too_late(office, app, signed_in, monkeypatch):
    without_guards(office)

    def late(session, notice_id, *, now):
        settle_notice(session, notice_id, now=now - timedelta(days=1))

    monkeypatch.setitem(worker.JOBS, Topic.SETTLE_NOTICE, late)
    with pytest.raises((AssertionError, ExceptionGroup)):
        run(office, app, signed_in, TEETH)
