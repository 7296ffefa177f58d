"""`anbelo import notices`: all or nothing, every fault named, repeatable, changes where allowed."""

import json

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from anbelo.accounts.models import ApiClient
from anbelo.core.clock import now
from anbelo.notices.models import Notice
from anbelo.notices.rules import NoticeState
from tests.scenes import in_days

HEAD = "reference,kind,team,name,language,printed_on,phone,send_no_later_than,summary,rulings"


def line(ref="BSC-1", **more):
    found = {
        "reference": ref, "kind": "withdrawal_refund", "team": "KDU", "name": "Omar Exempel",
        "language": "ar", "printed_on": "24.11.2026", "phone": "+49 170 5550123",
        "send_no_later_than": in_days(14).isoformat(), "summary": "Ein Satz.", "rulings": "",
    }  # fmt: skip
    return found | more


@pytest.fixture
def csv(tmp_path):
    def write(*lines, name="n.csv", delimiter=","):
        text = [HEAD.replace(",", delimiter)]
        text += [delimiter.join(found.values()) for found in lines]
        path = tmp_path / name
        path.write_text("\ufeff" + "\r\n".join(text), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def stored(office):
    def look():
        with office.reading() as session:
            found = list(session.scalars(select(Notice).order_by(Notice.external_ref)))
            assert all(notice.dispositions is not None for notice in found)
            return found

    return look


def test_a_file_becomes_notices_that_wait(anbelo, csv, stored):
    path = csv(line(), line("BSC-2", rulings="refund 800.00 stops | offset goes_on"), delimiter=";")
    answer = anbelo("import", "notices", path)
    assert answer.exit_code == 0, answer.output
    assert "2 notices announced, 0 changed, 0 were here already." in answer.output
    first, second = stored()
    assert (first.state, first.phone, first.client_id) == (NoticeState.HELD, "+491705550123", None)
    assert [(d.kind, d.objection_suspends) for d in first.dispositions] == [
        ("withdrawal", False), ("refund", True),
    ]  # fmt: skip
    assert [(d.kind, str(d.amount), d.objection_suspends) for d in second.dispositions] == [
        ("refund", "800.00", True), ("offset", "None", False),
    ]  # fmt: skip


def test_a_dry_run_counts_and_stores_nothing(anbelo, csv, stored):
    answer = anbelo("import", "notices", csv(line()), "--dry-run")
    assert answer.exit_code == 0, answer.output
    assert "1 notices would be announced" in answer.output
    assert stored() == []


def test_the_same_file_twice_is_one_and_other_facts_are_a_change(anbelo, csv, stored):
    anbelo("import", "notices", csv(line()))
    (before,) = stored()
    again = anbelo("import", "notices", csv(line()))
    assert "0 notices announced, 0 changed, 1 were here already." in again.output
    assert stored()[0].version == before.version
    earlier = in_days(9).isoformat()
    changed = anbelo("import", "notices", csv(line(summary="Neu.", send_no_later_than=earlier)))
    assert "0 notices announced, 1 changed" in changed.output
    (found,) = stored()
    assert (found.summary, found.send_no_later_than) == ("Neu.", in_days(9))


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({"send_no_later_than": "2099-01-01"}, "send_no_later_than", "may not become later"),
        ({"kind": "refusal"}, "kind", "cannot change"),
        ({"phone": ""}, "phone", "leave without a call"),
    ],
)
def test_a_change_that_is_not_allowed_is_named_and_nothing_is_stored(
    anbelo, csv, stored, more, field, says
):
    anbelo("import", "notices", csv(line()))
    answer = anbelo("import", "notices", csv(line(**more), line("BSC-9")))
    assert answer.exit_code == 1
    assert f"Line 2, {field}: " in answer.output
    assert says in answer.output
    assert [found.external_ref for found in stored()] == ["BSC-1"]


def test_what_a_connected_system_announced_is_changed_there(anbelo, csv, stored, office):
    anbelo("import", "notices", csv(line()))
    with office.unit_of_work() as session:
        found = session.scalars(select(Notice)).one()
        found.client_id = session.scalars(select(ApiClient.id)).first()
    answer = anbelo("import", "notices", csv(line(summary="Neu.")))
    assert answer.exit_code == 1
    assert "connected system" in answer.output
    assert stored()[0].summary == "Ein Satz."


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reference": "a b"}, "reference"),
        ({"kind": "nichts"}, "kind"),
        ({"team": "NICHTS"}, "team"),
        ({"name": "=SUMME(A1)"}, "name"),
        ({"language": "xx"}, "language"),
        ({"printed_on": "31.02.2026"}, "printed_on"),
        ({"phone": "keine"}, "phone"),
        ({"rulings": "Geld weg"}, "rulings"),
        ({"send_no_later_than": "2020-01-01"}, "send_no_later_than"),
    ],
)
def test_one_wrong_line_stops_the_whole_file(anbelo, csv, stored, more, field):
    answer = anbelo("import", "notices", csv(line("BSC-0"), line(**more)))
    assert answer.exit_code == 1
    assert f"Line 3, {field}: " in answer.output
    assert "Traceback" not in answer.output
    assert stored() == []


def test_too_late_needs_a_reason_in_the_file_too(anbelo, tmp_path, stored):
    path = tmp_path / "n.jsonl"
    late = line(send_no_later_than=in_days(0).isoformat())
    path.write_text(json.dumps(late), encoding="utf-8")
    assert "no time for a talk" in anbelo("import", "notices", str(path)).output
    path.write_text(
        json.dumps(late | {"urgent_reason": "Die Frist endet heute."}), encoding="utf-8"
    )
    assert anbelo("import", "notices", str(path)).exit_code == 0
    assert stored()[0].urgent_reason == "Die Frist endet heute."


def test_a_workbook_is_read_with_its_dates(anbelo, tmp_path, stored):
    book = Workbook()
    names = list(line())
    book.active.append(names)
    values = line() | {"printed_on": now().date(), "send_no_later_than": in_days(14)}
    book.active.append([values[name] for name in names])
    path = tmp_path / "n.xlsx"
    book.save(path)
    answer = anbelo("import", "notices", str(path))
    assert answer.exit_code == 0, answer.output
    assert stored()[0].send_no_later_than == in_days(14)


def test_a_switched_off_kind_is_not_possible(anbelo, csv, stored, office):
    with office.unit_of_work() as session:
        session.connection().exec_driver_sql(
            "UPDATE notice_kind SET active = false WHERE code = 'withdrawal_refund'"
        )
    answer = anbelo("import", "notices", csv(line()))
    assert answer.exit_code == 1
    assert "Line 2, kind: " in answer.output
    assert stored() == []
