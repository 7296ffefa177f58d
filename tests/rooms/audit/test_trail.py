"""The trail tells every change of itself."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from anbelo.audit import queries
from anbelo.audit.models import AuditDetail, AuditEntry
from anbelo.audit.queries import Damage, verify
from anbelo.audit.service import record
from anbelo.core.clock import now

LINES = 20


@pytest.fixture
def written(office):
    for number in range(LINES):
        with office.unit_of_work() as session:
            record(session, actor="staff:1", action="tested", subject=f"case:{number}", now=now(),
                   old="a", new="b")  # fmt: skip
    return office


def tamper(office, *statements):
    """Change the trail as somebody with all rights over the database could."""
    with office.unit_of_work() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            session.execute(text(statement))


def verdict(office):
    with office.reading() as session:
        return verify(session)


def test_an_untouched_trail_is_intact(written):
    assert verdict(written).intact
    assert verdict(written).entries == LINES


@pytest.mark.parametrize(
    ("statement", "first_bad", "damage"),
    [
        ("UPDATE audit_entry SET action = 'x' WHERE seq = 7", 7, Damage.EDITED),
        ("UPDATE audit_entry SET at = at + interval '1 s' WHERE seq = 7", 7, Damage.EDITED),
        ("UPDATE audit_detail SET detail = '{\"old\": \"z\"}' WHERE seq = 9", 9, Damage.DETAIL_EDITED),
        ("DELETE FROM audit_entry WHERE seq = 5", 5, Damage.MISSING),
        ("DELETE FROM audit_entry WHERE seq >= 18", 18, Damage.TRUNCATED),
        ("UPDATE audit_entry SET prev_hash = decode(repeat('ab', 32), 'hex') WHERE seq = 3", 3,
         Damage.REORDERED),
    ],
)  # fmt: skip
def test_every_kind_of_tampering_is_named(written, statement, first_bad, damage):
    tamper(written, statement)
    found = verdict(written)
    assert (found.first_bad, found.damage) == (first_bad, damage)


def test_two_swapped_lines_are_noticed(written):
    tamper(
        written,
        "UPDATE audit_entry SET seq = -4 WHERE seq = 4",
        "UPDATE audit_entry SET seq = 4 WHERE seq = 5",
        "UPDATE audit_entry SET seq = 5 WHERE seq = -4",
    )
    assert verdict(written).first_bad == 4


def test_a_hundred_random_edits_are_all_noticed(written):
    chance = random.Random(2026)
    for _ in range(100):
        seq = chance.randint(1, LINES)
        column = chance.choice(["actor", "action", "subject"])
        statement = f"UPDATE audit_entry SET {column} = {column} || 'x' WHERE seq = {seq}"
        tamper(written, statement)
        assert verdict(written).first_bad == seq
        tamper(
            written,
            statement.replace("|| 'x'", "").replace(f"= {column} ", f"= left({column}, -1) "),
        )
    assert verdict(written).intact


def test_erasing_the_personal_side_keeps_the_chain_intact(written):
    tamper(written, "DELETE FROM audit_detail WHERE seq IN (3, 4)")
    assert verdict(written).intact


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"]
)
def test_the_database_refuses_changes(written, statement):
    with pytest.raises(DBAPIError, match="append only"), written.unit_of_work() as session:
        session.execute(text(statement))


def test_the_trail_is_written_with_its_cause_or_not_at_all(office):
    with pytest.raises(RuntimeError), office.unit_of_work() as session:
        record(session, actor="staff:1", action="x", subject="case:1", now=now())
        raise RuntimeError("cause undone")
    assert verdict(office).entries == 0


def test_sixteen_writers_make_no_fork(office):
    def write(number):
        with office.unit_of_work() as session:
            for _ in range(3):
                record(session, actor="staff:1", action="x", subject=f"case:{number}", now=now())

    with ThreadPoolExecutor(16) as people:
        list(people.map(write, range(64)))
    assert verdict(office).intact
    assert verdict(office).entries == 64 * 3


def test_details_are_salted(office):
    for _ in range(2):
        with office.unit_of_work() as session:
            record(session, actor="a", action="x", subject="s", now=now(), code="same")
    with office.reading() as session:
        hashes = session.scalars(select(AuditEntry.detail_hash)).all()
        assert len(set(hashes)) == 2
        assert session.scalars(select(AuditDetail.detail)).all() == [{"code": "same"}] * 2


def test_a_rewritten_end_without_its_head_is_noticed(written):
    tamper(written, "UPDATE audit_head SET seq = 19")
    assert verdict(written).damage is Damage.TRUNCATED


def test_a_line_written_during_the_check_is_no_damage(written, monkeypatch):
    """A busy house writes all the time; the check looks at one moment."""

    def batch_then_another_line(session, *, after):
        found = batch(session, after=after)
        if not found:
            with written.unit_of_work() as other:
                record(other, actor="command", action="test", subject="staff:1", now=now())
        return found

    batch = queries._batch  # noqa: SLF001 - the moment between the last batch and the head
    monkeypatch.setattr(queries, "_batch", batch_then_another_line)
    with written.reading() as session:
        assert verify(session).intact
