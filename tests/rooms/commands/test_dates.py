"""`anbelo dates objection`: the law's dates at a shell, one by one and for a whole list."""

import csv
import json
from io import StringIO

import pytest
from click.testing import CliRunner

from anbelo.cli import main
from tests.rules.notices.test_deadlines_worked_examples import EXAMPLES


def run(*words):
    return CliRunner().invoke(main, ["dates", "objection", *words])


def told(*words):
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.fixture
def sheet(tmp_path):
    def write(text):
        path = tmp_path / "list.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_one_letter_as_json():
    found = told("--posted", "2026-11-21", "--land", "NW", "--today", "2026-12-01")
    assert found["presumed_received_on"] == found["effective_received_on"] == "2026-11-25"
    assert found["objection_last_day"] == found["earliest_safe_day"] == "2026-12-28"
    assert (found["state"], found["days_left"]) == ("open", 27)
    assert found["sources"] == [
        "§ 37 Abs. 2 SGB X (ab 1.1.2025)",
        "§ 84 Abs. 1 S. 1 SGG",
        "§ 64 Abs. 2, 3 SGG",
    ]


@pytest.mark.parametrize(
    ("words", "last", "period"),
    [
        (("--received", "2026-12-10"), "2027-01-11", "one_month"),
        (("--instruction", "missing"), "2027-11-25", "one_year"),
        (("--abroad", "--received", "2026-11-30"), "2027-03-01", "three_months_abroad"),
        (("--abroad",), None, "three_months_abroad"),
        (("--channel", "formal", "--received", "2026-11-28"), "2026-12-28", "one_month"),
        (("--disputed",), None, "one_month"),
    ],
)
def test_what_is_known_besides_the_posting_day_changes_the_end(words, last, period):
    found = told("--posted", "2026-11-21", "--land", "NW", *words)
    assert (found["objection_last_day"], found["period"]) == (last, period)


def test_a_period_that_is_over_names_the_three_ways_and_the_cliff_at_new_year():
    words = ("--posted", "2026-01-21", "--land", "NW", "--today", "2026-11-22")
    found = told(*words)
    assert found["state"] == "expired"
    assert {way["way"]: way["until"] for way in found["ways"]} == {
        "wrong_instruction": "2027-01-25",
        "restoration": "2027-02-25",
        "review": "2030-12-31",
    }
    assert found["review"]["back_to"] == "2025-01-01"
    page = run(*words).output
    for words_of_law in ("§ 66 Abs. 2 SGG", "§ 67 SGG", "§ 44 SGB X", "2026-12-31"):
        assert words_of_law in page


@pytest.mark.parametrize(
    "words",
    [
        ("--posted", "21.11.2026", "--land", "NW"),
        ("--posted", "2026-11-31", "--land", "NW"),
        ("--posted", "2026-11-21", "--land", "XX"),
        ("--posted", "2026-11-21"),
        ("--land", "NW"),
        ("--posted", "2026-11-21", "--received", "2026-11-20", "--land", "NW"),
        ("--posted", "2026-11-21", "--land", "NW", "--out", "x.csv"),
    ],
)
def test_wrong_usage_is_code_2_and_no_traceback(words):
    result = run(*words)
    assert result.exit_code == 2
    assert "Error" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_list_keeps_its_columns_and_gets_two_more(sheet, delimiter):
    lines = [("ref", "posted_on", "land", "note")]
    lines += [(f"B-{n}", posted, land, 'ä, ö; "ü"')
              for n, (posted, land, *_) in enumerate(EXAMPLES)]  # fmt: skip
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(lines)
    result = run("--csv", sheet(text.getvalue()))
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(StringIO(result.stdout), delimiter=delimiter))
    assert list(rows[0]) == [*lines[0], "presumed_received_on", "objection_last_day"]
    assert [(r["presumed_received_on"], r["objection_last_day"]) for r in rows] == [
        (presumed, last) for _posted, _land, presumed, last, _why in EXAMPLES
    ]
    assert {row["note"] for row in rows} == {'ä, ö; "ü"'}


def test_a_list_goes_into_a_file_whole(sheet, tmp_path):
    out = tmp_path / "out.csv"
    result = run("--csv", sheet("posted_on,land\n2026-11-21,NW\n"), "--out", str(out))
    assert (result.exit_code, result.output) == (0, "")
    assert out.read_text("utf-8").splitlines()[1] == "2026-11-21,NW,2026-11-25,2026-12-28"


@pytest.mark.parametrize(
    "bad", ["2026-02-30,NW", "2026-11-21,XX", ",NW", "2026-11-21", "2026-11-21,NW,more"]
)
def test_one_bad_line_is_named_and_nothing_is_written(sheet, tmp_path, bad):
    out = tmp_path / "out.csv"
    result = run("--csv", sheet(f"posted_on,land\n2026-11-21,NW\n{bad}\n"), "--out", str(out))
    assert result.exit_code == 1
    assert "Line 3" in result.output
    assert "Line 2" not in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


@pytest.mark.parametrize(
    "text", ["", "posted,land\n", "land,land,posted_on\n", 'posted_on,land\n"x']
)
def test_a_file_that_is_no_such_list_is_refused(sheet, text):
    result = run("--csv", sheet(text))
    assert result.exit_code == 1
    assert "Traceback" not in result.output
