"""What a PDF tells about itself: its structure, its fonts, the glyphs it draws."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf


@contextmanager
def opened(content: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(content)) as paper:
        yield paper


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Every element below a node of the structure tree, in reading order."""
    for kid in node.K if isinstance(node.get("/K"), pikepdf.Array) else [node.get("/K")]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def tags(paper: pikepdf.Pdf) -> list[str]:
    """The kinds of the elements, in reading order: H1, P, L, LI …"""
    return [str(element.S).removeprefix("/") for element in elements(paper.Root.StructTreeRoot)]


def title(paper: pikepdf.Pdf) -> str:
    with paper.open_metadata() as about:
        return str(about["dc:title"])


def claims_universal_access(paper: pikepdf.Pdf) -> bool:
    """Whether it says of itself that it is PDF/UA-1, and shows its title instead of its file name."""
    with paper.open_metadata() as about:
        return about.get("pdfuaid:part") == "1" and bool(
            paper.Root.MarkInfo.Marked and paper.Root.ViewerPreferences.DisplayDocTitle
        )


def fonts(paper: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [font for page in paper.pages for _name, font in page.Resources.Font.items()]


def is_carried(font: pikepdf.Object) -> bool:
    """Whether the font's outlines are in the file, and how its glyphs are read aloud."""
    described = font.DescendantFonts[0].FontDescriptor
    return "/ToUnicode" in font and any(f"/FontFile{kind}" in described for kind in ("", "2", "3"))


def glyphs(paper: pikepdf.Pdf) -> set[int]:
    """The numbers of all glyphs drawn; 0 is the box for a letter that the font lacks."""
    found: set[int] = set()
    for page in paper.pages:
        for told, operator in pikepdf.parse_content_stream(page):
            if str(operator) not in {"Tj", "TJ"}:
                continue
            for text in told[0] if isinstance(told[0], pikepdf.Array) else told:
                if isinstance(text, pikepdf.String):
                    code = bytes(text)
                    pairs = zip(code[::2], code[1::2], strict=True)
                    found.update(high * 256 + low for high, low in pairs)
    return found
