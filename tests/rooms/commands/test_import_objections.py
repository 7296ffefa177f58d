"""`anbelo import objections`: all or nothing, every fault named, the same file twice is one."""

import json
from datetime import date, timedelta

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.notices.models import Notice, Objection
from tests import scenes
from tests.released import released, without_guards

LEFT = date(2026, 3, 2)
CAME = date(2026, 3, 20)


@pytest.fixture
def sent(office):
    """The references of two notices that have left."""
    with office.unit_of_work() as session:
        with without_guards(session):
            made = [released(session, LEFT) for _ in range(2)]
        return [notice.external_ref for notice in made]


@pytest.fixture
def held(office):
    with office.unit_of_work() as session:
        return scenes.notice(session, "N-held").external_ref


@pytest.fixture
def recorded(office):
    def look():
        with office.reading() as session:
            rows = session.execute(
                select(Notice.external_ref, Objection.received_on)
                .join(Objection, Objection.notice_id == Notice.id)
            )  # fmt: skip
            return {row.external_ref: row.received_on for row in rows}

    return look


@pytest.fixture
def csv(tmp_path):
    def write(*lines, delimiter=";"):
        path = tmp_path / "objections.csv"
        rows = [("reference", "received_on"), *lines]
        path.write_text("\ufeff" + "\r\n".join(delimiter.join(row) for row in rows), "utf-8")
        return str(path)

    return write


def test_a_file_is_recorded_and_twice_is_once(anbelo, csv, sent, recorded):
    path = csv((sent[0], "20.03.2026"), (sent[1], "2026-03-02"))
    first = anbelo("import", "objections", path)
    assert (first.exit_code, first.output.splitlines()[-1]) == (
        0, "2 objections recorded, 0 were here already.",
    )  # fmt: skip
    again = anbelo("import", "objections", path)
    assert "0 objections recorded, 2 were here already." in again.output
    assert recorded() == {sent[0]: CAME, sent[1]: LEFT}


def test_a_dry_run_stores_nothing(anbelo, csv, sent, recorded):
    answer = anbelo("import", "objections", csv((sent[0], "2026-03-20")), "--dry-run")
    assert "1 objections would be recorded" in answer.output
    assert recorded() == {}


@pytest.mark.parametrize("ending", ["xlsx", "jsonl"])
def test_other_kinds_of_files(anbelo, tmp_path, sent, recorded, ending):
    path = tmp_path / f"objections.{ending}"
    if ending == "xlsx":
        book = Workbook()
        for row in (("reference", "received_on"), (sent[0], CAME)):
            book.active.append(row)
        book.save(path)
    else:
        path.write_text(json.dumps({"reference": sent[0], "received_on": CAME.isoformat()}))
    answer = anbelo("import", "objections", str(path))
    assert answer.exit_code == 0, answer.output
    assert recorded() == {sent[0]: CAME}


def test_what_else_a_file_holds_is_named_and_left_out(anbelo, tmp_path, sent, recorded):
    path = tmp_path / "objections.jsonl"
    path.write_text(json.dumps({"reference": sent[0], "received_on": "2026-03-20", "text": "Nein"}))
    assert "left out: text." in anbelo("import", "objections", str(path)).output
    assert recorded() == {sent[0]: CAME}


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-03-01", "lies before the day on which the notice left"),
        ((local_day(now()) + timedelta(days=2)).isoformat(), "lies in the future"),
        ("31.02.2026", ""),
        ("", ""),
    ],
)
def test_one_wrong_day_stops_the_whole_file(anbelo, csv, sent, recorded, day, says):
    answer = anbelo("import", "objections", csv((sent[0], "2026-03-20"), (sent[1], day)))
    assert answer.exit_code == 1
    assert "Line 3, received_on" in answer.output
    assert says in answer.output
    assert recorded() == {}


@pytest.mark.parametrize(
    ("which", "says"),
    [("unknown", "names no notice"), ("held", "has not left"), ("twice", "same as in line 2")],
)
def test_one_wrong_reference_stops_the_whole_file(
    anbelo, csv, sent, held, recorded, which, says
):  # fmt: skip
    second = {"unknown": "R-unknown", "held": held, "twice": sent[0]}[which]
    day = local_day(now()).isoformat()
    answer = anbelo("import", "objections", csv((sent[0], day), (second, day)))
    assert answer.exit_code == 1
    assert "Line 3, reference" in answer.output
    assert says in answer.output
    assert recorded() == {}


def test_a_file_corrects_no_day_that_somebody_recorded(anbelo, csv, sent, recorded):
    anbelo("import", "objections", csv((sent[0], "2026-03-20")))
    answer = anbelo("import", "objections", csv((sent[1], "2026-03-20"), (sent[0], "2026-03-21")))
    assert answer.exit_code == 1
    assert "Line 3, received_on: is another day" in answer.output
    assert recorded() == {sent[0]: CAME}
