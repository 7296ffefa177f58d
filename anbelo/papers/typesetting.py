"""Sections of words become a PDF that screen readers can use (PDF/UA-1), in any language."""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

import segno

_HERE = Path(__file__).parent


@dataclass(frozen=True, repr=False)
class Section:
    """A part of a paper: sentences, then points; both may be missing.

    `code`: groups of digits to show large, with `picture` (a square to scan, as SVG) described by
    `picture_words`. `blanks`: lines to write on, each with its label beneath. `framed`: what nobody
    may overlook. `level`: of its heading, below the title. `lang`, `direction`: where they differ
    from the paper's.
    """

    title: str = ""
    paragraphs: Sequence[str] = ()
    points: Sequence[str] = ()
    ordered: bool = False
    framed: bool = False
    level: int = 2
    blanks: Sequence[str] = ()
    code: Sequence[str] = ()
    picture: str = ""
    picture_words: str = ""
    lang: str = ""
    direction: str = ""


@dataclass(frozen=True, repr=False)
class Paper:
    """A whole paper: `lang` is an HTML language tag, `direction` "ltr" or "rtl"."""

    title: str
    lang: str
    direction: str
    sections: Sequence[Section]
    foot: str = ""


def square(content: str) -> str:
    """A QR code as SVG with a quiet border; error correction M bears a crumpled slip."""
    out = io.BytesIO()
    segno.make(content, error="m", micro=False).save(out, kind="svg", border=4, scale=4)
    return out.getvalue().decode()


def data_square(groups: Sequence[str]) -> str:
    """The QR code of these digits as an address a page can show without another request."""
    return segno.make("".join(groups), error="m", micro=False).svg_data_uri(border=4, scale=4)


def pdf(paper: Paper) -> bytes:
    """The paper as an accessible PDF: tagged, titled, with its language.

    The typesetter is loaded with the first paper, so that a process that makes none stays small.
    """
    told = {
        "title": paper.title,
        "lang": _plain(paper.lang),
        "dir": paper.direction,
        "foot": paper.foot,
        "sections": [
            asdict(section)
            | {
                "lang": _plain(section.lang or paper.lang),
                "dir": section.direction or paper.direction,
            }
            for section in paper.sections
        ],
    }
    made: bytes = import_module("typst").compile(
        _template("paper.typ"),
        font_paths=[str(_HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(told)},
        pdf_standards=["ua-1"],
    )
    return made


def printable(words: str) -> bool:
    """Whether the fonts of our papers have every letter (Latin, Cyrillic, Arabic, Ethiopic …)."""
    try:
        pdf(Paper("AnBeLo", "de", "ltr", [Section(paragraphs=[words])]))
    except import_module("typst").TypstError:
        return False
    return True


def _plain(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0]


@cache
def _template(name: str) -> bytes:
    return (_HERE / "templates" / name).read_bytes()
