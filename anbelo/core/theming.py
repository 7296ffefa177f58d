"""The office's own look on claimants' pages: a short stylesheet and a logo from one folder."""

from dataclasses import dataclass
from pathlib import Path

MAX_CSS_BYTES = 8 * 1024
MAX_LOGO_BYTES = 50 * 1024
_LOGOS = {".svg": "image/svg+xml", ".png": "image/png"}
# Nothing may be fetched from elsewhere: claimants would be seen there.
_FORBIDDEN = ("@import", "url(", "http:", "https:", "expression(", "</")


@dataclass(frozen=True, repr=False)
class Theme:
    """`css` comes after our own stylesheet; `logo` (of the MIME type `logo_type`) stands on top."""

    css: bytes = b""
    logo: bytes = b""
    logo_type: str = ""


PLAIN = Theme()
"""No stylesheet and no logo: AnBeLo as it is."""


def read_theme(folder: str) -> Theme:
    """The theme of a folder with `theme.css` and `logo.svg` or `logo.png`; empty without folder.

    Raises ValueError, saying what to do, for a folder with neither, for files that are too large
    and for a stylesheet that would fetch something.
    """
    if not folder:
        return PLAIN
    place = Path(folder)
    css = _read(place / "theme.css")
    logos = ((_read(place / f"logo{end}"), kind) for end, kind in _LOGOS.items())
    logo, logo_type = next(((found, kind) for found, kind in logos if found), (b"", ""))
    if not css and not logo:
        raise ValueError(f"ANBELO_THEME: {folder} holds no theme.css and no logo.svg or logo.png.")
    if len(css) > MAX_CSS_BYTES or len(logo) > MAX_LOGO_BYTES:
        raise ValueError("ANBELO_THEME: theme.css may have 8 KB, the logo 50 KB: old phones wait.")
    found = [word for word in _FORBIDDEN if word in css.decode(errors="replace").lower()]
    if found:
        raise ValueError(f"ANBELO_THEME: theme.css must not contain {', '.join(found)}.")
    return Theme(css, logo, logo_type)


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
