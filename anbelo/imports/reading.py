"""Opening files to import: CSV, XLSX or JSON lines become numbered lines, whatever is inside."""

import csv
import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from importlib import import_module
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from anbelo.core.errors import Invalid
from anbelo.imports.rules import Fault, RawLine

MAX_FILE_BYTES = 200_000_000
MAX_LINE_BYTES = 8_000_000
# A file of lines compresses well, but not a thousand times.
MAX_UNPACKED_BYTES = 150_000_000


class Format(StrEnum):
    """How a file is written."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON_LINES = "jsonl"


_BY_SUFFIX = {
    ".csv": Format.CSV, ".txt": Format.CSV, ".xlsx": Format.XLSX, ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES, ".json": Format.JSON_LINES,
}  # fmt: skip

Found = Iterator[RawLine | Fault]


def read(path: Path, *, needed: Sequence[str] = ()) -> Found:
    """Every line of the file, or the fault that makes it unreadable.

    `needed` are the columns a table must name. Raises Invalid "file_too_large",
    "file_not_readable" (facts: why) when nothing can be read.
    """
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise Invalid("file_too_large", size=size, limit=MAX_FILE_BYTES)
    return read_content(path.read_bytes(), format_of(path), needed=needed)


def read_content(content: bytes, written: Format, *, needed: Sequence[str] = ()) -> Found:
    """The same for what was sent to a page; its size is the page's matter."""
    if written is Format.CSV:
        return _csv(content, needed)
    return _xlsx(content, needed) if written is Format.XLSX else _json_lines(content)


def format_of(path: Path) -> Format:
    """By its name; a file with a strange name is looked into."""
    if found := _BY_SUFFIX.get(path.suffix.lower()):
        return found
    with path.open("rb") as file:
        return format_inside(file.read(64))


def format_inside(content: bytes) -> Format:
    """By how it begins: a package, an object, or a table in words."""
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"PK"):
        return Format.XLSX
    return Format.JSON_LINES if start.startswith(b"{") else Format.CSV


# --- JSON lines ---------------------------------------------------------------------------------


def _json_lines(content: bytes) -> Found:
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield _json_line(number, line)


def _json_line(number: int, line: bytes) -> RawLine | Fault:
    """One line as an object, or the sentence that tells why it is none."""
    name = "line"
    try:
        if len(line) > MAX_LINE_BYTES:
            sentence = f"has {len(line):,} bytes; {MAX_LINE_BYTES:,} are possible."
        elif b"\0" in line:
            sentence = f"holds a NUL byte at byte {line.index(0) + 1}."
        else:
            value = json.loads(line.decode("utf-8"), object_pairs_hook=_once_each)
            if isinstance(value, dict):
                return RawLine(number, value)
            sentence = 'is not an object: it must look like {"id": ..., "text": ...}.'
    except UnicodeDecodeError as error:
        sentence = f"is not UTF-8 (byte {error.start + 1})."
    except json.JSONDecodeError as error:
        sentence = f"is not JSON: {error.msg} at character {error.colno}."
    except _Twice as error:
        name, sentence = error.args[0], "is in the line twice."
    except (RecursionError, ValueError):
        sentence = "is not JSON we can read: too deeply nested, or a number too long."
    return Fault(number, name, sentence)


class _Twice(Exception):
    """A field stands in one object twice; which of them counts would be a guess."""


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Twice(name)
        found[name] = value
    return found


# --- CSV ----------------------------------------------------------------------------------------


def _csv(content: bytes, needed: Sequence[str]) -> Found:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        yield Fault(line, "line", f"is not UTF-8 (byte {error.start + 1} of the file).")
        return
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    csv.field_size_limit(MAX_LINE_BYTES)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names: list[str] = []
    number = 1
    try:
        for row in rows:
            if not names:
                names = _names(row, needed)
            elif any(row):
                yield _table_line(number, names, row)
            number = rows.line_num + 1
    except csv.Error as error:
        yield Fault(number, "line", f"cannot be read ({error}). The lines after it were not read.")


def _names(row: list[Any], needed: Sequence[str]) -> list[str]:
    """The names of the columns. Raises Invalid when they are not there or one is there twice."""
    names = ["" if cell is None else str(cell).strip().casefold() for cell in row]
    missing = [name for name in needed if name not in names]
    if missing:
        why = f"the first line must name the columns; missing: {', '.join(missing)}"
        raise Invalid("file_not_readable", why=why)
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise Invalid("file_not_readable", why=f"a column is there twice: {', '.join(twice)}")
    return names


def _table_line(number: int, names: list[str], row: list[Any]) -> RawLine | Fault:
    if any(cell not in {None, ""} for cell in row[len(names) :]):
        return Fault(number, "line", f"has {len(row)} cells, but only {len(names)} have a name.")
    pairs = zip(names, row, strict=False)
    return RawLine(number, {name: cell for name, cell in pairs if name}, cells=True)


# --- XLSX ---------------------------------------------------------------------------------------


def _xlsx(content: bytes, needed: Sequence[str]) -> Found:
    # Loaded when a workbook comes: with its numeric library it would weigh on every web process.
    openpyxl = import_module("openpyxl")
    try:
        _check_package(content)
        book = openpyxl.load_workbook(
            BytesIO(content), read_only=True, data_only=False, keep_links=False
        )
    except (
        zipfile.BadZipFile,
        KeyError,
        openpyxl.utils.exceptions.InvalidFileException,
        OSError,
    ) as error:
        why = "it is no XLSX workbook; save it as .xlsx or .csv again"
        raise Invalid("file_not_readable", why=why) from error
    except (DefusedXmlException, SyntaxError, ValueError) as error:
        why = "the workbook holds XML that is broken or could be an attack"
        raise Invalid("file_not_readable", why=why) from error
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file claims about its size may be wrong
    names: list[str] = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        row = [_plain(cell.value) for cell in cells]
        if not names:
            names = _names(row, needed)
        elif any(value not in {None, ""} for value in row):
            yield _table_line(number, names, row)
    book.close()


def _check_package(content: bytes) -> None:
    """Look at every part before the workbook is opened: sizes, then XML without entities."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        size = sum(part.file_size for part in package.infolist())
        if size > MAX_UNPACKED_BYTES:
            raise Invalid("file_too_large", size=size, limit=MAX_UNPACKED_BYTES)
        for part in package.infolist():
            if part.filename.endswith((".xml", ".rels")):
                with package.open(part) as file:
                    for _, element in iterparse(file, forbid_dtd=True):
                        element.clear()


def _plain(value: object) -> object:
    """A cell as text; what Excel keeps as a number or date is written as we read it elsewhere."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, int | float) else value
