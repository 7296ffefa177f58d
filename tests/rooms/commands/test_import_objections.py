"""`anbelo import objections` and `anbelo report --effect`: all or nothing, and the figures of it."""

import json
from datetime import date

import openpyxl
import pytest
from sqlalchemy import func, select

from anbelo.callbacks.rules import Outcome
from anbelo.notices.models import Objection
from tests import scenes
from tests.released import released, without_guards

LEFT = date(2025, 3, 3)


@pytest.fixture
def references(office):
    """Forty notices that left; half of them after a talk."""
    with office.unit_of_work() as session, without_guards(session):
        made = [released(session, LEFT, outcomes=[Outcome.CLEARED] * (n % 2)) for n in range(40)]
        return [notice.external_ref for notice in made]


def recorded(office):
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(Objection))


def table(path, *lines):
    path.write_text("\n".join(["reference;received_on", *lines]), encoding="utf-8")
    return str(path)


def test_a_file_is_recorded_once_however_often_it_comes(anbelo, office, references, tmp_path):
    file = table(tmp_path / "a.csv", *(f"{ref};20.03.2025" for ref in references[:6]))
    looked = anbelo("import", "objections", file, "--dry-run")
    assert "6 objections would be recorded" in looked.output
    assert recorded(office) == 0
    assert "6 objections recorded, 0 were here" in anbelo("import", "objections", file).output
    assert "0 objections recorded, 6 were here" in anbelo("import", "objections", file).output
    assert recorded(office) == 6


def test_every_fault_is_named_and_nothing_stored(anbelo, office, references, tmp_path):
    with office.unit_of_work() as session:
        scenes.notice(session, "WAITS")
    anbelo("import", "objections", table(tmp_path / "first.csv", f"{references[5]};2025-03-20"))
    file = table(
        tmp_path / "b.csv",
        f"{references[0]};2025-03-20",
        "UNKNOWN;2025-03-20",
        "WAITS;2025-03-20",
        f"{references[1]};2025-03-02",
        f"{references[2]};2099-01-01",
        f"{references[3]};gestern",
        f"{references[0]};2025-03-20",
        f"{references[5]};2025-03-21",
        "=1+1;2025-03-20",
    )
    answer = anbelo("import", "objections", file)
    assert answer.exit_code == 1
    for line in (
        "Line 3, reference: names no notice of this house.",
        "Line 4, reference: names a notice that has not left the house.",
        "Line 5, received_on: lies before the day on which the notice left.",
        "Line 6, received_on: lies in the future.",
        "Line 7, received_on: is not a day.",
        "Line 8, reference: is the same as in line 2.",
        "Line 9, received_on: is another day than the one recorded already.",
        "Line 10, reference: could be a formula.",
    ):
        assert line in answer.output
    assert recorded(office) == 1


def test_workbooks_and_json_lines_are_read_as_well(anbelo, office, references, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["reference", "received_on"])
    book.active.append([references[0], date(2025, 3, 20)])
    book.save(tmp_path / "c.xlsx")
    line = {"reference": references[1], "received_on": "2025-03-20", "note": "x"}
    (tmp_path / "d.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert anbelo("import", "objections", str(tmp_path / "c.xlsx")).exit_code == 0
    answer = anbelo("import", "objections", str(tmp_path / "d.jsonl"))
    assert "Fields we do not know and left out: note." in answer.output
    assert recorded(office) == 2


def test_a_file_without_its_columns_is_refused(anbelo, tmp_path):
    (tmp_path / "e.csv").write_text("number;day\n1;2025-03-20\n", encoding="utf-8")
    answer = anbelo("import", "objections", str(tmp_path / "e.csv"))
    assert answer.exit_code == 1
    assert "missing: reference, received_on" in answer.output


def test_the_report_tells_the_effect(anbelo, references, tmp_path):
    talked, silent = references[1::2], references[0::2]
    lines = [f"{ref};2025-03-20" for ref in (*talked[:5], *silent[:10])]
    anbelo("import", "objections", table(tmp_path / "f.csv", *lines))
    found = json.loads(anbelo("report", "--effect", "--year", "2025", "--json").stdout)
    assert (found["all"]["notices"], found["all"]["objections"]) == (40, 15)
    assert found["cohorts"]["talked"]["percent"] == 25
    assert found["cohorts"]["not_called"]["objections"] == 10
    answer = anbelo("report", "--effect", "--year", "2025")
    assert "5 of 20: 25.0 %" in answer.output
    assert "only the lot compares fairly" in answer.output


def test_the_report_of_a_house_with_very_few_notices_shows_nothing(anbelo, office):
    with office.unit_of_work() as session, without_guards(session):
        released(session, LEFT)
    assert "Too few notices in 2025" in anbelo("report", "--effect", "--year", "2025").output
    found = json.loads(anbelo("report", "--effect", "--year", "2025", "--json").stdout)
    assert found["all"] is None
