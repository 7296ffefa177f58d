"""The copy people are given does nothing and tells nothing of its maker."""

import io
import resource
import signal
import struct
import subprocess
import sys
import zlib

import pikepdf
import pillow_heif
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from anbelo.attachments.cleaning import Unusable
from anbelo.attachments.rules import MAX_SIZE, FileKind
from anbelo.attachments.workshop import viewing_copy_of

LIMIT_KIB = 1536 * 1024
ACTING = (
    b"JavaScript", b"/JS", b"OpenAction", b"/AA", b"EmbeddedFile", b"Launch", b"SubmitForm",
    b"GoToR", b"ImportData", b"RichMedia", b"XFA", b"FileAttachment", b"Autorin", b"secret",
)  # fmt: skip


def refusal(kind, content):
    with pytest.raises(Unusable) as refused:
        viewing_copy_of(kind, content)
    return refused.value.code


def jpeg():
    """Red left, blue right, lying on its side, with a place, a comment and a hidden archive."""
    image = Image.new("RGB", (64, 32), "red")
    image.paste("blue", (32, 0, 64, 32))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise
    exif[0x010E] = "secret"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 1.0, 2.0), 3: "E", 4: (7.0, 1.0, 2.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"secret", icc_profile=b"secret")
    return out.getvalue() + b"PK\x03\x04secret"


def pdf(arm=None, pages=1, **saving):
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    if arm:
        arm(document)
    out = io.BytesIO()
    document.save(out, **saving)
    return out.getvalue()


def armed(document):
    def script(kind="JavaScript", **more):
        return Dictionary(S=Name("/" + kind), JS="app.alert('secret')", **more)

    root, page = document.Root, document.pages[0]
    root.OpenAction = script()
    root.AA = Dictionary(WC=script())
    document.attachments["secret.exe"] = b"MZ"
    root.Names.JavaScript = Dictionary(Names=Array(["a", document.make_indirect(script())]))
    root.AF = Array([])
    field = document.make_indirect(
        Dictionary(FT=Name.Tx, T="x", AA=Dictionary(K=script()), A=script("SubmitForm"))
    )
    root.AcroForm = Dictionary(Fields=Array([field]), XFA=document.make_stream(b"secret"))
    page.AA = Dictionary(O=script())
    page.Annots = Array(
        Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=[0, 0, 1, 1], A=action)
        for kind, action in (
            ("Link", Dictionary(S=Name.Launch, F="secret")),
            ("Link", Dictionary(S=Name.GoTo, Next=Array([Dictionary(S=Name.GoToR, F="secret")]))),
            ("Link", document.make_indirect(Dictionary(S=Name.ImportData, F="secret"))),
            ("FileAttachment", Dictionary()),
            ("RichMedia", Dictionary()),
        )
    )
    document.docinfo["/Author"] = "Autorin"
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = ["Autorin"]


def plain(content):
    """The PDF with nothing packed, so that every word in it can be searched for."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(out, compress_streams=False, qdf=True,
                      object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
        return out.getvalue(), len(document.pages)


def test_a_photo_stands_upright_and_has_lost_its_place():
    kind, copy = viewing_copy_of(FileKind.JPEG, jpeg())
    assert kind is FileKind.JPEG
    assert b"secret" not in copy
    assert b"Exif" not in copy
    with Image.open(io.BytesIO(copy)) as image:
        assert image.size == (32, 64)
        assert not image.getexif()
        red, _, blue = image.getpixel((16, 8))
        assert red > 200
        assert blue < 50


def test_a_png_keeps_its_transparency_and_nothing_written_beside_it():
    words, out = PngInfo(), io.BytesIO()
    words.add_text("Author", "secret")
    Image.new("RGBA", (9, 9), (1, 2, 3, 0)).save(out, "PNG", pnginfo=words, icc_profile=b"secret")
    kind, copy = viewing_copy_of(FileKind.PNG, out.getvalue())
    assert kind is FileKind.PNG
    assert b"tEXt" not in copy
    assert b"iCCP" not in copy
    with Image.open(io.BytesIO(copy)) as image:
        assert image.getpixel((0, 0)) == (1, 2, 3, 0)


def test_sixteen_bits_of_grey_do_not_become_white():
    out = io.BytesIO()
    Image.new("I;16", (9, 9), 0x8000).save(out, "PNG")
    _, copy = viewing_copy_of(FileKind.PNG, out.getvalue())
    with Image.open(io.BytesIO(copy)) as image:
        assert image.getpixel((0, 0)) == 0x80


def test_a_heic_photo_becomes_a_jpeg():
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 64), "green")).save(out)
    kind, copy = viewing_copy_of(FileKind.HEIC, out.getvalue())
    assert kind is FileKind.JPEG
    assert copy.startswith(b"\xff\xd8\xff")


def test_a_long_picture_is_made_smaller():
    out = io.BytesIO()
    Image.new("L", (5000, 100)).save(out, "PNG")
    with Image.open(io.BytesIO(viewing_copy_of(FileKind.PNG, out.getvalue())[1])) as image:
        assert image.size == (4000, 80)


@pytest.mark.parametrize("side", [6400, 20_000, 60_000])
def test_a_picture_bomb_is_refused_before_it_is_unpacked(side):
    def chunk(name, data):
        return (
            struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))
        )

    head = chunk(b"IHDR", struct.pack("!IIBBBBB", side, side, 8, 2, 0, 0, 0))
    bomb = (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")
    )
    assert refusal(FileKind.PNG, bomb) == "image_too_large"


def test_everything_that_acts_is_gone_from_a_pdf():
    before = pdf(armed)
    assert all(word in plain(before)[0] for word in ACTING), "the sample is not armed"
    kind, copy = viewing_copy_of(FileKind.PDF, before + b"<html><script>secret</script>")
    assert kind is FileKind.PDF
    content, pages = plain(copy)
    assert pages == 1
    assert [word for word in ACTING if word in content] == []
    assert b"script" not in copy


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "pdf_locked"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="")), "pdf_locked"),
        (pdf(pages=201), "pdf_too_long"),
        (b"%PDF-1.7\n<html>", "file_broken"),
    ],
)
def test_a_pdf_nobody_can_use_is_refused_with_a_reason(content, code):
    assert refusal(FileKind.PDF, content) == code


def test_two_hundred_pages_are_taken():
    assert plain(viewing_copy_of(FileKind.PDF, pdf(pages=200))[1])[1] == 200


def gigabyte():
    packer = zlib.compressobj(9)
    piece = b" " * (1 << 24)
    return b"".join(packer.compress(piece) for _ in range(64)) + packer.flush()


@pytest.mark.parametrize("kind", ["XObject", "ObjStm"])
def test_a_gigabyte_in_a_pdf_stays_within_the_bounds(kind):
    packed = gigabyte()
    assert len(packed) < MAX_SIZE
    head = (f"<</Type/{kind}/N 1/First 4/Length {len(packed)}/Filter/FlateDecode>>").encode()
    bomb = bytearray(b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/X 4 0 R/Y 5 0 R>>endobj\n"
                     b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n")  # fmt: skip
    stream = len(bomb)
    bomb += b"4 0 obj" + head + b"stream\n" + packed + b"\nendstream endobj\n"
    xref = len(bomb)
    rows = [(0, 0, 0), (1, 9, 0), (1, bytes(bomb).index(b"2 0 obj"), 0), (0, 0, 0),
            (1, stream, 0), (2, 4, 0), (1, xref, 0)]  # fmt: skip
    table = b"".join(struct.pack("!BIB", *row) for row in rows)
    bomb += f"6 0 obj<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length {len(table)}>>".encode()
    bomb += b"stream\n" + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % xref
    try:
        copy = viewing_copy_of(FileKind.PDF, bytes(bomb))[1]
        assert len(copy) < MAX_SIZE
    except Unusable as refused:
        assert refused.code in {"file_too_hard", "file_broken"}  # noqa: PT017 - both ends are safe
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < LIMIT_KIB


@pytest.mark.parametrize("kind", [FileKind.JPEG, FileKind.PNG, FileKind.HEIC, FileKind.PDF])
def test_rubbish_is_refused_and_nothing_is_raised(kind):
    assert refusal(kind, b"rubbish" * 99) == "file_broken"


def test_text_shows_what_was_hidden():
    text = "a\u202eb\u2066c\u200bd\x1b[2J\r\n\te\x85"
    shown = "a[U+202E]b[U+2066]c[U+200B]d\ufffd[2J\n\te\ufffd".encode()
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert viewing_copy_of(FileKind.TEXT, text.encode(encoding)) == (FileKind.TEXT, shown)
    assert viewing_copy_of(FileKind.TEXT, "Grüße €".encode("cp1252"))[1] == "Grüße €".encode()


def test_a_decoder_that_takes_too_long_or_breaks_down_is_a_refusal(monkeypatch):
    monkeypatch.setattr("anbelo.attachments.workshop.WAIT_SECONDS", 0.0001)
    assert refusal(FileKind.TEXT, b"x") == "file_too_hard"
    monkeypatch.undo()
    killed = subprocess.CompletedProcess([], -signal.SIGSEGV, b"", b"")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: killed)
    assert refusal(FileKind.TEXT, b"x") == "file_too_hard"
    killed.returncode = 1
    with pytest.raises(RuntimeError, match="workshop_broken"):
        viewing_copy_of(FileKind.TEXT, b"x")


def test_more_memory_than_we_give_is_a_refusal():
    code = (
        "import anbelo.attachments.cleaning as c, sys\n"
        "c._text = lambda content: bytes(c.MEMORY)\n"
        "sys.argv = ['', 'text']\n"
        "sys.exit(c.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=b"x", capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (3, b"file_too_hard")
