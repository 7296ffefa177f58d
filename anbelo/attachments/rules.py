"""Which files people may send, and under which name we keep them."""

import codecs
import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from anbelo.core.errors import Invalid

MIB = 1024 * 1024
MAX_FILES = 5
MAX_SIZE = 10 * MIB
MAX_TOGETHER = 25 * MIB
MAX_FILES_OF_CASE = 50
MAX_OF_CASE = 100 * MIB
DAY_SOFT = 2048 * MIB
"""Over this within a day a network may send as much as one person does, and no more."""
DAY_MOST = 4 * DAY_SOFT
"""More than this within a day would fill the disk: files rest then, words never do."""
NETWORK_MOST = 512 * MIB
"""No network sends more within an hour, kept or not: as much as twenty people may."""
LEAST_COUNTED = 64 * 1024
"""A tiny file costs us a row, a job and a process as well."""
MAX_PIXELS = 40_000_000
MAX_NAME = 100
NAMELESS = "Datei"
FIELD = "files"


class FileKind(StrEnum):
    """The kinds of files we take; everything else is refused."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    TEXT = "text"


class Scan(StrEnum):
    """What the virus scanner said."""

    WAITING = "waiting"
    NOT_SCANNED = "not_scanned"
    CLEAN = "clean"
    INFECTED = "infected"


MIMETYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.HEIC: "image/heic",
    FileKind.TEXT: "text/plain; charset=utf-8",
}
EXTENSIONS = {
    "pdf": FileKind.PDF,
    "jpg": FileKind.JPEG,
    "jpeg": FileKind.JPEG,
    "png": FileKind.PNG,
    "heic": FileKind.HEIC,
    "heif": FileKind.HEIC,
    "txt": FileKind.TEXT,
}
ENDINGS = {
    FileKind.PDF: "pdf",
    FileKind.JPEG: "jpg",
    FileKind.PNG: "png",
    FileKind.HEIC: "heic",
    FileKind.TEXT: "txt",
}
_MAGIC = (
    (b"%PDF-", FileKind.PDF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
)
# ISO/IEC 23008-12: the brands of still pictures coded with HEVC.
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Pages, pictures and programs that are written in letters.
_TAGS = ("<!doctype", "<html", "<head", "<body", "<svg", "<script", "<iframe", "<img", "<?xml",
         "<?php")  # fmt: skip
_STARTS = ("#!", "%!", "{\\rtf", "%pdf-")
_SEPARATORS = re.compile(r"[/\\]")
# Cc, Cf, Cs, Co, Cn: controls, bidi and zero-width marks, halves of characters, nothing assigned.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_ENDING = re.compile(r"\.([^.\s]{1,10})$")


def safe_name(name: str) -> str:
    """The file's own name without path, invisible marks and excess; never empty.

    At most 100 characters in NFC, the extension kept: "../x\u202efdp.exe" becomes "xfdp.exe".
    """
    visible = "".join(c for c in name if unicodedata.category(c) not in _UNSEEN)
    short = visible[-4 * MAX_NAME :]  # its end tells the kind; endless marks would take their time
    last = _SEPARATORS.split(unicodedata.normalize("NFC", short))[-1].strip(" .")
    ending = _ENDING.search(last)
    if ending is None:
        return last[:MAX_NAME].strip() or NAMELESS
    stem = last[: ending.start()].strip(" .") or NAMELESS
    return stem[: MAX_NAME - len(ending[0])] + ending[0]


def named_as(name: str, kind: FileKind) -> str:
    """The name with the extension of `kind`: a photo sent as HEIC is handed out as JPEG."""
    ending = _ENDING.search(name)
    if ending and EXTENSIONS.get(ending[1].lower()) is kind:
        return name
    # Only an extension we know is taken away: "Brief vom 3.11" keeps its end.
    known = ending is not None and ending[1].lower() in EXTENSIONS
    stem = name[: ending.start()] if ending and known else name
    return f"{stem[: MAX_NAME - 1 - len(ENDINGS[kind])]}.{ENDINGS[kind]}"


def check_file(name: str, content: bytes) -> FileKind:
    """The kind of this file, by its content and its extension; both must say the same.

    Without an extension the content alone decides; plain text needs its extension.
    Raises Invalid "file_empty", "file_too_large", "file_kind_unknown", "file_kind_differs".
    """
    shown = safe_name(name)
    if not content:
        raise Invalid("file_empty", field=FIELD, file=shown)
    if len(content) > MAX_SIZE:
        raise Invalid("file_too_large", field=FIELD, file=shown, limit=MAX_SIZE // MIB)
    ending = _ENDING.search(shown)
    told = EXTENSIONS.get(ending[1].lower()) if ending else None
    found = _by_content(content)
    if found is None and told is FileKind.TEXT and _is_plain_text(content):
        found = FileKind.TEXT
    if found is None or (ending and told is None):
        raise Invalid("file_kind_unknown", field=FIELD, file=shown)
    if told is not None and told is not found:
        raise Invalid("file_kind_differs", field=FIELD, file=shown)
    return found


def check_together(sizes: Sequence[int]) -> None:
    """Whether these files (their sizes in bytes) may be sent together.

    Raises Invalid "too_many_files" (over 5), "files_too_large" (over 25 MiB).
    """
    if len(sizes) > MAX_FILES:
        raise Invalid("too_many_files", field=FIELD, limit=MAX_FILES)
    if sum(sizes) > MAX_TOGETHER:
        raise Invalid("files_too_large", field=FIELD, limit=MAX_TOGETHER // MIB)


def check_case(sizes: Sequence[int]) -> None:
    """Whether one case may hold these files (their sizes in bytes).

    Raises Invalid "case_files_full" (over 50 files or 100 MiB).
    """
    if len(sizes) > MAX_FILES_OF_CASE or sum(sizes) > MAX_OF_CASE:
        raise Invalid("case_files_full", field=FIELD)


def check_day(name: str, size: int, *, day: int, network: int) -> None:
    """Whether a file of `size` bytes has room today (2 GiB a day are usual, 8 GiB the most).

    `day`: bytes that came within 24 hours, `network`: bytes its own network sent within the hour.
    Whoever sent little is not refused because of somebody else, until the disk is in danger.
    Raises Invalid "files_full_today".
    """
    modest = network + size <= MAX_TOGETHER
    if day + size > (DAY_MOST if modest else DAY_SOFT) or network + size > NETWORK_MOST:
        raise Invalid("files_full_today", field=FIELD, file=safe_name(name))


def decoded(content: bytes) -> str:
    """The text in these bytes: UTF-8, UTF-16 with its mark, or what Windows wrote (cp1252).

    Raises UnicodeDecodeError when it is none of them.
    """
    if content.startswith(_UTF_16):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _by_content(content: bytes) -> FileKind | None:
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return FileKind.HEIC
    return None


def _is_plain_text(content: bytes) -> bool:
    try:
        text = decoded(content)
    except UnicodeDecodeError:
        return False
    letters = text.casefold()
    markup = letters.lstrip().startswith(_STARTS) or any(tag in letters for tag in _TAGS)
    return "\0" not in text and not markup
