"""The figures as a file that a spreadsheet opens without running anything in it."""

import csv
from collections.abc import Iterable
from io import StringIO

# What a spreadsheet would take for a formula (OWASP: CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# Excel reads UTF-8 only with this mark.
_MARK = "\ufeff"


def as_text(cell: object) -> str:
    """A cell that stays words: what looks like a formula gets an apostrophe in front."""
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def csv_file(rows: Iterable[Iterable[object]]) -> bytes:
    """Rows as CSV in UTF-8 with semicolons, as German spreadsheets expect it."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return f"{_MARK}{out.getvalue()}".encode()
