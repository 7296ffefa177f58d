"""Plain text becomes headings, paragraphs, lists and links, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbelo.web.plain_text import Piece, blocks, pieces


def test_headings_lists_and_paragraphs():
    found = blocks("# Wer\nEine Zeile\nnoch eine\n\nNeuer Absatz\n- eins\n- zwei\n#kein Titel")
    assert [(block.kind, len(block.lines)) for block in found] == [
        ("heading", 1), ("paragraph", 2), ("paragraph", 1), ("list", 2), ("paragraph", 1),
    ]  # fmt: skip
    assert found[3].lines[1] == (Piece("zwei"),)


@pytest.mark.parametrize(("line", "addresses"), [
    ("Siehe https://example.org/a?b=c.", ["https://example.org/a?b=c"]),
    ("(https://example.org)", ["https://example.org"]),
    ("http://example.org javascript:x data:text/html,x", []),
    ("https://a.de und https://b.de", ["https://a.de", "https://b.de"]),
    ('https://a.de/"onclick="x', ["https://a.de/"]),
])  # fmt: skip
def test_only_safe_addresses_are_links(line, addresses):
    assert [piece.words for piece in pieces(line) if piece.is_address] == addresses


@given(st.text())
def test_no_word_gets_lost(line):
    assert "".join(piece.words for piece in pieces(line)) == line


def test_nothing_is_no_block():
    assert blocks(" \n\n") == []
