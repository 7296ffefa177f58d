"""An office's own look: short, small, and nothing that asks another host."""

import pytest

from anbelo.core.theming import MAX_CSS_BYTES, PLAIN, read_theme


def test_without_a_folder_it_is_plain():
    assert read_theme("") is PLAIN


def test_a_folder_gives_stylesheet_and_logo(tmp_path):
    (tmp_path / "theme.css").write_text(":root{--color-action-default:#064}")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    theme = read_theme(str(tmp_path))
    assert theme.css.startswith(b":root")
    assert (theme.logo, theme.logo_type) == (b"\x89PNG", "image/png")


@pytest.mark.parametrize(
    ("css", "word"),
    [
        ("@import 'x'", "@import"),
        ("a{background:URL(//evil.example/x)}", "url("),
        ("a{}</style><script>", "</"),
        ("x" * (MAX_CSS_BYTES + 1), "8 KB"),
    ],
)
def test_what_would_fetch_or_weigh_is_refused(tmp_path, css, word):
    (tmp_path / "theme.css").write_text(css)
    with pytest.raises(ValueError, match="ANBELO_THEME") as error:
        read_theme(str(tmp_path))
    assert word in str(error.value)


def test_an_empty_folder_is_a_mistake(tmp_path):
    with pytest.raises(ValueError, match="ANBELO_THEME"):
        read_theme(str(tmp_path))
