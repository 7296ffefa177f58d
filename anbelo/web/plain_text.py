"""Plain text with headings, lists and addresses, as an administrator types it. Pure.

A line that starts with "# " is a heading, lines that start with "- " are a list, an empty line
ends a paragraph. Addresses beginning with https:// become links. There is nothing else, so that
nobody has to know a language of marks and nothing typed can become markup.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_ADDRESS = re.compile(r"https://[^\s<>\"']*[^\s<>\"'.,;:!?)]")
_STARTS = (("# ", "heading"), ("- ", "list"))


@dataclass(frozen=True)
class Piece:
    """Words, or an address (the same words lead there)."""

    words: str
    is_address: bool = False


@dataclass(frozen=True)
class Block:
    """A heading, a list or a paragraph; `lines` are its entries or lines, each cut into pieces."""

    kind: str
    lines: tuple[tuple[Piece, ...], ...]


def blocks(text: str) -> list[Block]:
    """The blocks of a text, in their order."""
    found = []
    for kind, lines in groupby(text.splitlines(), key=_kind):
        if kind == "heading":
            found += [Block(kind, (tuple(pieces(line[2:].strip())),)) for line in lines]
        elif kind:
            cut = 2 if kind == "list" else 0
            found.append(Block(kind, tuple(tuple(pieces(line[cut:].strip())) for line in lines)))
    return found


def pieces(line: str) -> Iterator[Piece]:
    """Words and addresses of one line."""
    end = 0
    for match in _ADDRESS.finditer(line):
        if match.start() > end:
            yield Piece(line[end : match.start()])
        yield Piece(match.group(), is_address=True)
        end = match.end()
    if end < len(line):
        yield Piece(line[end:])


def _kind(line: str) -> str:
    if not line.strip():
        return ""
    return next((kind for start, kind in _STARTS if line.startswith(start)), "paragraph")
