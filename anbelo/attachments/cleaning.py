"""The copy of a file that people are given: made anew, without anything that acts or tells more.

Runs in a process of its own (see workshop.py): `python -m anbelo.attachments.cleaning KIND`.
"""

import io
import re
import resource
import sys
import warnings
from importlib import import_module
from typing import Any

from anbelo.attachments.rules import MAX_PIXELS, FileKind, decoded

MAX_SIDE = 4000
MAX_PAGES = 200
JPEG_QUALITY = 88
MEMORY = 1536 * 1024 * 1024
CPU_SECONDS = 30
REFUSED = 3

_BIDI = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# What starts by itself, hides files, carries scripts or tells who made it (ISO 32000-1).
_DROPPED = (
    "/AA", "/OpenAction", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/Metadata",
    "/PieceInfo", "/RichMediaContent", "/RichMediaSettings",
)  # fmt: skip
_ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/RichMediaExecute",
    "/Rendition", "/Movie", "/Sound",
}  # fmt: skip
_ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}


class Unusable(Exception):
    """No copy can be made; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean(kind: FileKind, content: bytes) -> tuple[FileKind, bytes]:
    """The harmless copy and its kind.

    Raises Unusable "image_too_large" (over 40 megapixels), "pdf_locked", "pdf_too_long" (over 200
    pages), "file_broken" (cannot be read), "file_too_hard" (needs more memory than we give).
    """
    try:
        if kind is FileKind.TEXT:
            return kind, _text(content)
        return (kind, _pdf(content)) if kind is FileKind.PDF else _image(kind, content)
    except (Unusable, ImportError):
        raise
    except MemoryError as error:
        raise Unusable("file_too_hard") from error
    except Exception as error:  # decoders of hostile files raise anything
        raise Unusable("file_broken") from error


def _text(content: bytes) -> bytes:
    """UTF-8 with plain line ends; what cannot be seen is shown or replaced."""
    text = decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    shown = _BIDI.sub(lambda mark: f"[U+{ord(mark[0]):04X}]", text)
    return _CONTROLS.sub("\ufffd", shown).encode()


def _image(kind: FileKind, content: bytes) -> tuple[FileKind, bytes]:
    """Decoded, turned upright, at most 4000 pixels long, written without any metadata."""
    pillow: Any = import_module("PIL.Image")
    ops = import_module("PIL.ImageOps")
    if kind is FileKind.HEIC:
        import_module("pillow_heif").register_heif_opener()
    form = "HEIF" if kind is FileKind.HEIC else kind.upper()
    pillow.MAX_IMAGE_PIXELS = MAX_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", pillow.DecompressionBombWarning)
        try:
            image = pillow.open(io.BytesIO(content), formats=[form])
        except (pillow.DecompressionBombWarning, pillow.DecompressionBombError) as error:
            raise Unusable("image_too_large") from error
    target = FileKind.PNG if kind is FileKind.PNG else FileKind.JPEG
    with image:
        upright = _plain_mode(ops.exif_transpose(image), target)
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    upright.info.clear()  # profile, comment, EXIF, text: PNG and JPEG would write them again
    out = io.BytesIO()
    options = {"quality": JPEG_QUALITY} if target is FileKind.JPEG else {}
    upright.save(out, format=target.upper(), **options)
    return target, out.getvalue()


def _plain_mode(image: Any, target: FileKind) -> Any:  # noqa: ANN401 - Pillow is loaded late
    """The picture in a mode every viewer knows; sixteen bits of grey become eight."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    clear = target is FileKind.PNG and image.has_transparency_data
    mode = "RGBA" if clear else "L" if image.mode in {"1", "L"} else "RGB"
    return image.convert(mode)


def _pdf(content: bytes) -> bytes:
    """Saved anew, without scripts, actions that reach out, embedded files, XFA and authors."""
    pikepdf = import_module("pikepdf")
    try:
        document = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Unusable("pdf_locked") from error
    with document:
        if document.is_encrypted:
            raise Unusable("pdf_locked")
        if len(document.pages) > MAX_PAGES:
            raise Unusable("pdf_too_long")
        for found in document.objects:
            _disarm(pikepdf, found)
        if "/Info" in document.trailer:
            del document.trailer["/Info"]
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def _disarm(pikepdf: Any, found: Any) -> None:  # noqa: ANN401 - pikepdf is loaded late
    """Take what acts out of one object and everything written inside it."""
    waiting = [found]
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Array):
            inner = list(item)
            keep = [part for part in inner if not _is_harmful(pikepdf, part)]
            if len(keep) < len(inner):
                while len(item):
                    del item[0]
                item.extend(keep)
            waiting += [part for part in keep if _is_direct(pikepdf, part)]
        elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            harmful = {name for name, part in item.items() if _is_harmful(pikepdf, part)}
            for name in harmful | (set(_DROPPED) & set(item.keys())):
                del item[name]
            waiting += [part for _, part in item.items() if _is_direct(pikepdf, part)]


def _is_direct(pikepdf: Any, part: Any) -> bool:  # noqa: ANN401 - pikepdf is loaded late
    return isinstance(part, pikepdf.Array | pikepdf.Dictionary) and not part.is_indirect


def _is_harmful(pikepdf: Any, part: Any) -> bool:  # noqa: ANN401 - pikepdf is loaded late
    """Whether this is an action that reaches out or an annotation that plays or holds files."""
    if not isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        return False
    acts = str(part.get("/S", "")) in _ACTIONS
    return acts or str(part.get("/Subtype", "")) in _ANNOTATIONS


def main() -> int:
    """Clean what comes in; the kind and the copy, or the code of the refusal, go out."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        kind, copy = clean(FileKind(sys.argv[1]), sys.stdin.buffer.read())
    except Unusable as unusable:
        sys.stdout.buffer.write(unusable.code.encode())
        return REFUSED
    sys.stdout.buffer.write(kind.value.encode() + b"\n" + copy)
    return 0


if __name__ == "__main__":
    sys.exit(main())
