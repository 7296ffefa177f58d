"""Which files are taken, and under which name."""

from time import process_time

import pytest

from anbelo.attachments.rules import (
    DAY_MOST,
    DAY_SOFT,
    MAX_SIZE,
    MIB,
    NETWORK_MOST,
    FileKind,
    check_case,
    check_day,
    check_file,
    check_together,
    named_as,
    safe_name,
)
from anbelo.core.errors import Invalid

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff\xe0"
HEIC = b"\0\0\0\x18ftypheic"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"%PDF-1.7", FileKind.PDF),
        ("a.JPG", JPEG, FileKind.JPEG),
        ("a.jpeg", JPEG, FileKind.JPEG),
        ("a.png", PNG, FileKind.PNG),
        ("a.heic", HEIC, FileKind.HEIC),
        ("a.txt", "Grüße".encode(), FileKind.TEXT),
        ("a.txt", "Grüße".encode("cp1252"), FileKind.TEXT),
        ("a.txt", "Grüße".encode("utf-16"), FileKind.TEXT),
        ("foto", JPEG, FileKind.JPEG),
        ("a.pdf", b"%PDF-1.7\n<html><script>", FileKind.PDF),
        ("a.jpg", JPEG + b"PK\x03\x04", FileKind.JPEG),
    ],
)
def test_taken(name, content, kind):
    assert check_file(name, content) is kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", b"", "file_empty"),
        ("a.png", PNG + b"x" * (MAX_SIZE + 1 - len(PNG)), "file_too_large"),
        ("a.jpg", b"GIF89a", "file_kind_unknown"),
        ("a.jpg", PNG, "file_kind_differs"),
        ("a.txt", b"%PDF-1.7", "file_kind_differs"),
        ("a.pdf", b"<html>%PDF-1.7", "file_kind_unknown"),
        ("a.svg", b"<svg/>", "file_kind_unknown"),
        ("a.txt", b"<svg onload=x>", "file_kind_unknown"),
        ("a.txt", b"words <!DOCTYPE html>", "file_kind_unknown"),
        ("a.txt", "<script>".encode("utf-16"), "file_kind_unknown"),
        ("a.txt", b"MZ\0\0", "file_kind_unknown"),
        ("a.zip", b"PK\x03\x04", "file_kind_unknown"),
        ("a.docx", b"PK\x03\x04", "file_kind_unknown"),
        ("a.exe", PNG, "file_kind_unknown"),
        ("brief", b"words", "file_kind_unknown"),
        ("a\u202egnp.exe", PNG, "file_kind_unknown"),
        ("a.mp4", b"\0\0\0\x18ftypisom", "file_kind_unknown"),
    ],
)
def test_refused(name, content, code):
    with pytest.raises(Invalid) as refused:
        check_file(name, content)
    assert (refused.value.code, refused.value.field) == (code, "files")


def test_the_largest_file_is_taken():
    assert check_file("a.png", PNG.ljust(MAX_SIZE, b"x")) is FileKind.PNG


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../x", "x"),
        ("C:\\Users\\y\\brief.pdf", "brief.pdf"),
        ("rechnung\u202efdp.exe", "rechnungfdp.exe"),
        ("a\u200b\u200e\u2066b\x00\n.pdf", "ab.pdf"),
        ("", "Datei"),
        ("/", "Datei"),
        ("...", "Datei"),
        ("\u202e", "Datei"),
        ("u\u0308.pdf", "ü.pdf"),
        ("\ud800.pdf", "pdf"),
        ("رسالة.pdf", "رسالة.pdf"),
        ("x" * 200 + ".pdf", "x" * 96 + ".pdf"),
        ("x" * 200, "x" * 100),
    ],
)
def test_names_are_harmless(name, safe):
    assert safe_name(name) == safe


def test_the_copy_gets_the_fitting_extension():
    assert named_as("foto.HEIC", FileKind.JPEG) == "foto.jpg"
    assert named_as("foto.jpeg", FileKind.JPEG) == "foto.jpeg"
    assert named_as("Brief vom 3.11", FileKind.PDF) == "Brief vom 3.11.pdf"
    assert len(named_as("x" * 100, FileKind.PDF)) == 100


def test_limits_of_what_is_sent_together():
    check_together([1] * 5)
    check_together([5 * 1024 * 1024] * 5)
    with pytest.raises(Invalid, match="too_many_files"):
        check_together([1] * 6)
    with pytest.raises(Invalid, match="files_too_large"):
        check_together([5 * 1024 * 1024] * 4 + [5 * 1024 * 1024 + 1])


def test_limits_of_one_case():
    check_case([2 * MIB] * 50)
    for sizes in ([1] * 51, [10 * MIB] * 10 + [1]):
        with pytest.raises(Invalid, match="case_files_full"):
            check_case(sizes)


@pytest.mark.parametrize(
    ("day", "network", "taken"),
    [
        (0, 500 * MIB, True),
        (DAY_SOFT - MIB, 500 * MIB, True),
        (DAY_SOFT, 24 * MIB, True),
        (DAY_SOFT, 24 * MIB + 1, False),
        (DAY_MOST - MIB, 0, True),
        (DAY_MOST - MIB + 1, 0, False),
        (0, NETWORK_MOST - MIB, True),
        (0, NETWORK_MOST - MIB + 1, False),
    ],
)
def test_whoever_sends_little_is_not_refused_because_of_somebody_else(day, network, taken):
    def send() -> None:
        check_day("a/brief.jpg", MIB, day=day, network=network)

    if taken:
        return send()
    with pytest.raises(Invalid, match="files_full_today") as refused:
        send()
    assert refused.value.facts == {"file": "brief.jpg"}
    return None


def test_a_file_of_nothing_but_brackets_is_read_in_no_time():
    began = process_time()
    assert check_file("a.txt", b"<" * (MAX_SIZE - 9)) is FileKind.TEXT
    assert process_time() - began < 1
