"""`anbelo audit verify` tells a whole trail from a damaged one, and both from one it cannot read."""

import json

import pytest
from sqlalchemy import text

from anbelo.audit.service import record
from anbelo.core.clock import now


@pytest.fixture
def trail(office):
    with office.unit_of_work() as session:
        for number in range(1, 8):
            record(session, actor="staff:1", action="tested", subject=f"case:{number}", now=now(),
                   result="explained")  # fmt: skip
    return office


def tamper(database, statement):
    """What somebody with all rights over the database could do: the guards are set aside."""
    with database.unit_of_work() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text(statement))


@pytest.mark.usefixtures("trail")
def test_an_untouched_trail_is_intact(anbelo):
    answer = anbelo("audit", "verify")
    assert (answer.exit_code, answer.output) == (0, "The trail is intact: 7 entries.\n")


@pytest.mark.parametrize(
    ("statement", "first_bad", "damage"),
    [
        ("UPDATE audit_entry SET actor = 'staff:2' WHERE seq = 3", 3, "edited"),
        ("UPDATE audit_entry SET at = at + interval '1 day' WHERE seq = 1", 1, "edited"),
        ("UPDATE audit_detail SET detail = '{\"result\": \"helped\"}' WHERE seq = 4", 4, "detail_edited"),
        ("DELETE FROM audit_entry WHERE seq = 5", 5, "missing"),
        ("DELETE FROM audit_entry WHERE seq > 5", 6, "truncated"),
        ("UPDATE audit_entry SET prev_hash = '\\x00' WHERE seq = 6", 6, "reordered"),
    ],
)  # fmt: skip
def test_damage_is_found_and_named(anbelo, trail, statement, first_bad, damage):
    tamper(trail, statement)
    answer = anbelo("audit", "verify", "--json")
    assert answer.exit_code == 1
    found = json.loads(answer.output)
    assert (found["intact"], found["first_bad"], found["damage"]) == (False, first_bad, damage)
    assert str(first_bad) in anbelo("audit", "verify").output


def test_an_erased_detail_is_no_damage(anbelo, trail):
    tamper(trail, "DELETE FROM audit_detail WHERE seq = 4")
    assert anbelo("audit", "verify").exit_code == 0


def test_what_cannot_be_checked_is_neither_intact_nor_damaged(anbelo):
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    answer = anbelo("audit", "verify", "--json", DATABASE_URL=nowhere)
    assert answer.exit_code == 2
    assert json.loads(answer.output)["intact"] is None


def test_a_database_without_a_trail_cannot_be_checked(anbelo, trail):
    with trail.unit_of_work() as session:
        session.execute(text("ALTER TABLE audit_entry RENAME TO elsewhere"))
    assert anbelo("audit", "verify").exit_code == 2
