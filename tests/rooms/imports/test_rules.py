"""What one line may hold; every fault is named, and honest words are let through."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from anbelo.cases.rules import Channel
from anbelo.imports.rules import ContactCheck, RawLine, formula
from anbelo.triage.proposal import Kind

NOW = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
GOOD = {"id": "A-1", "text": "Ich warte seit acht Wochen.", "lang": "de"}


def look(*, cells=False, **values):
    line = RawLine(7, GOOD | values, cells=cells)
    check = ContactCheck(line, sites=frozenset({"GL", "BUR"}), now=NOW)
    return check.checked(None), {fault.field: fault.sentence for fault in check.faults}


def test_the_least_line_is_enough():
    checked, faults = look()
    assert faults == {}
    assert checked.external_id == "A-1"
    assert checked.contact.channel is Channel.IMPORT
    assert checked.contact.call is None


def test_a_full_line_is_read_whole():
    checked, faults = look(
        kind="praise", category="KDU-3", channel="letter", site="GL", name="Erika Beispiel",
        phone="0221 4710123", received_at="2018-03-05T09:30", confidential="ja",
    )  # fmt: skip
    assert faults == {}
    contact = checked.contact
    assert (contact.kind, contact.category, contact.site_code) == (Kind.PRAISE, "KDU-3", "GL")
    assert contact.call.phone == "+492214710123"
    assert contact.received_at == datetime(2018, 3, 5, 8, 30, tzinfo=UTC)
    assert contact.confidential


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("id", "", "missing"),
        ("id", None, "missing"),
        ("id", "x" * 101, "101 characters"),
        ("text", "  ", "missing"),
        ("text", 12, "not text"),
        ("text", "x" * 20_001, "20,001 characters"),
        ("text", "x" * 2_000_000, "2,000,000 characters"),
        ("text", "ab\0c", "NUL at character 3"),
        ("text", "ab\x07c", "U+0007"),
        ("text", "half \ud800", "U+D800"),
        ("lang", "xx", "do not know"),
        ("lang", None, "missing"),
        ("kind", "rant", "Possible: complaint, praise"),
        ("category", "KDU-99", "no such topic"),
        ("channel", "pigeon", "Possible: api"),
        ("site", "XX", "Possible: BUR, GL"),
        ("name", "n" * 201, "201 characters"),
        ("phone", "call me", "not a telephone number"),
        ("received_at", "yesterday", "not a time"),
        ("received_at", (NOW + timedelta(days=1)).isoformat(), "future"),
        ("received_at", "1901-01-01", "long ago"),
        ("confidential", "maybe", "neither true nor false"),
    ],
)
def test_a_fault_names_the_field_and_what_is_wrong(field, value, says):
    checked, faults = look(**{field: value})
    assert checked is None
    assert list(faults) == [field]
    assert says in faults[field]


def test_all_faults_of_a_line_are_named_at_once():
    _, faults = look(id="", text="", lang="xx", kind="rant")
    assert set(faults) == {"id", "text", "lang", "kind"}


def test_a_label_of_another_vocabulary_is_left_out():
    checked, faults = look(category="wait_time")
    assert faults == {}
    assert checked.contact.category is None


@pytest.mark.parametrize(
    "text",
    [
        "- Bescheid nicht verstanden\n- keiner ruft an",
        "-10 Euro fehlen",
        "- 10 - 20 Euro fehlen jeden Monat",
        "- Brief(e) kommen zu spät",
        "+++ Dringend +++",
        "@Frau Muster: danke",
        "=) danke",
        "=> bitte anrufen",
        "- ich warte | seit Wochen!",
        "-- Anruf --",
    ],
)
def test_honest_words_in_json_lines_pass_although_a_cell_would_be_refused(text):
    assert formula(text, cell=False) == ""
    assert formula(text, cell=True) != ""
    assert look(text=text)[1] == {}
    assert "formula" in look(cells=True, text=text)[1]["text"]


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://example.org","Klick")',
        "=1+1",
        "= A1",
        "=(1+2)",
        "=cmd|' /C calc'!A0",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "@sum(1+1)",
        "-HYPERLINK(A1)",
        "+1+1",
        "\t=1+1",
        "\n=1+1",
        "＝1+1",
    ],
)
def test_what_is_a_formula_is_refused_everywhere(text):
    assert "formula" in look(text=text)[1]["text"]


@pytest.mark.parametrize("phone", ["+49 221 4710123", "+49 (0)221 / 4710-123"])
def test_a_telephone_number_in_a_cell_may_start_with_a_plus(phone):
    checked, faults = look(cells=True, phone=phone)
    assert faults == {}
    assert checked.contact.call.phone == "+492214710123"


def test_a_formula_in_the_phone_column_is_refused():
    assert "formula" in look(cells=True, phone="+49221|cmd!A0")[1]["phone"]


def test_looking_for_formulas_takes_time_in_proportion_to_the_text():
    text = "=|" + " " * 1_000_000
    started = time.process_time()
    assert formula(text, cell=False) == ""
    assert time.process_time() - started < 1
