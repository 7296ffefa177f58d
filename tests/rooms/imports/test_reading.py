"""Files of three kinds become the same lines; what cannot be read says where and why."""

import csv
import json
import zipfile

import pytest
from openpyxl import Workbook

from anbelo.core.errors import Invalid
from anbelo.imports.reading import format_of, read
from anbelo.imports.rules import NEEDED, Fault

ROWS = [
    {"id": "A-1", "text": 'Erste Zeile\nzweite; mit Komma, und "Zitat"', "lang": "de"},
    {"id": "A-2", "text": "الرسالة صعبة", "lang": "ar"},
]


def make(folder, kind):
    path = folder / f"contacts.{kind}"
    if kind == "jsonl":
        lines = [json.dumps(row, ensure_ascii=False) for row in ROWS]
        path.write_text("\n\n".join(lines), encoding="utf-8-sig")
    elif kind == "xlsx":
        book = Workbook()
        book.active.append(["id", "text", "lang"])
        for row in ROWS:
            book.active.append(list(row.values()))
        book.save(path)
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(
                file, ["id", "text", "lang"], delimiter=";" if kind == "csv" else ","
            )
            writer.writeheader()
            writer.writerows(ROWS)
    return path


@pytest.mark.parametrize("kind", ["jsonl", "csv", "txt", "xlsx"])
def test_every_kind_of_file_gives_the_same_lines(tmp_path, kind):
    found = list(read(make(tmp_path, kind)))
    assert [dict(line.values) for line in found] == ROWS


@pytest.mark.parametrize("kind", ["jsonl", "csv", "xlsx"])
def test_a_file_with_a_strange_name_is_looked_into(tmp_path, kind):
    path = make(tmp_path, kind)
    strange = path.rename(tmp_path / "export.bak")
    assert format_of(strange).value == kind


@pytest.mark.parametrize(
    ("line", "field", "says"),
    [
        (b'{"id": "A-1", "text": "x"', "line", "not JSON"),
        (b'["A-1"]', "line", "not an object"),
        (b'{"id": "A\x00-1"}', "line", "NUL byte at byte 10"),
        (b'{"id": "\xff"}', "line", "not UTF-8 (byte 9)"),
        (b'{"id": 1, "id": 2}', "id", "twice"),
        (b"[" * 100_000, "line", "nested"),
        (b'{"id": ' + b"9" * 5_000 + b"}", "line", "too long"),
        (b'{"text": "' + b"x" * 9_000_000 + b'"}', "line", "bytes"),
    ],
)
def test_a_damaged_line_is_named_and_the_others_are_read(tmp_path, line, field, says):
    path = tmp_path / "damaged.jsonl"
    path.write_bytes(b'{"id": "A-0"}\n' + line + b'\n{"id": "A-2"}\n')
    first, fault, last = read(path, needed=NEEDED)
    assert (first.number, last.number) == (1, 3)
    assert isinstance(fault, Fault)
    assert (fault.line, fault.field) == (2, field)
    assert says in fault.sentence


def test_a_long_cell_is_a_line_of_its_own(tmp_path):
    """Numbers are those of the file, also after a cell that goes over several lines."""
    path = tmp_path / "long.csv"
    path.write_text('id,text,lang\n1,"a\nb\nc",de\n2,d,de\n', encoding="utf-8")
    assert [line.number for line in read(path, needed=NEEDED)] == [2, 5]


def test_a_csv_that_breaks_off_says_where(tmp_path):
    path = tmp_path / "broken.csv"
    path.write_text('id,text,lang\n1,a,de\n2,"b,de\n', encoding="utf-8")
    *_, fault = read(path, needed=NEEDED)
    assert isinstance(fault, Fault)
    assert fault.line == 3


@pytest.mark.parametrize(
    ("head", "says"), [("id;text\n", "missing: lang"), ("id;text;lang;ID\n", "twice: id")]
)
def test_columns_must_be_named_once(tmp_path, head, says):
    path = tmp_path / "head.csv"
    path.write_text(head + "1;2;3;4\n", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        list(read(path, needed=NEEDED))
    assert says in refused.value.facts["why"]


def test_a_cell_without_a_name_is_a_fault(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("id,text,lang\n1,a,de,more\n", encoding="utf-8")
    [fault] = read(path, needed=NEEDED)
    assert "only 3 have a name" in fault.sentence


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "fake.xlsx"
    path.write_bytes(b"PK but not a package")
    with pytest.raises(Invalid, match="file_not_readable"):
        list(read(path, needed=NEEDED))


def test_a_workbook_with_entities_is_refused(tmp_path):
    """A part that declares entities could read our files or fill our memory."""
    good, bad = make(tmp_path, "xlsx"), tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "b">]>' + content.split(b"?>", 1)[-1]
            target.writestr(part.filename, content)
    with pytest.raises(Invalid) as refused:
        list(read(bad, needed=NEEDED))
    assert "attack" in refused.value.facts["why"]


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    path = make(tmp_path, "xlsx")
    monkeypatch.setattr("anbelo.imports.reading.MAX_UNPACKED_BYTES", 100)
    with pytest.raises(Invalid, match="file_too_large"):
        list(read(path, needed=NEEDED))


def test_numbers_and_dates_of_a_workbook_are_words(tmp_path):
    book = Workbook()
    book.active.append(["id", "text", "lang"])
    book.active.append([4711, "Hallo", "de"])
    book.save(tmp_path / "numbers.xlsx")
    [line] = read(tmp_path / "numbers.xlsx")
    assert line.values["id"] == "4711"
