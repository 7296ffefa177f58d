"""Cut Fira Sans down to Latin and Cyrillic for pages; unpack all fonts for papers.

fonts.py FIRA_FOLDER PAGES_FOLDER ETHIOPIC_FOLDER PAPERS_FOLDER
"""
# ruff: noqa: INP001 - a script beside its Node neighbours, no package

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

CUTS = {"Regular": 400, "SemiBold": 600}
# Basic Latin to Latin Extended-A, the Romanian and Kurmancî letters beyond it, Cyrillic with the
# Ukrainian Ґ, punctuation, the euro, the numero sign, arrows.
UNICODES = (
    "U+0020-007E,U+00A0-017F,U+0218-021B,U+02BC,U+02C6-02DD,U+0400-045F,U+0490-0491,"
    "U+1E9E,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2039-203A,"
    "U+20AC,U+2116,U+2122,U+2190-2193,U+2212"
)


def cut_fira(source: Path, target: Path) -> None:
    """Write one woff2 file a cut; the fonts declare no reserved name, so they keep theirs."""
    for cut, weight in CUTS.items():
        subset.main(
            [
                str(source / f"FiraSans-{cut}.woff2"),
                f"--unicodes={UNICODES}",
                "--flavor=woff2",
                "--layout-features=kern,liga,mark,mkmk,ccmp,locl,tnum,calt",
                "--no-hinting",
                "--name-IDs=0,1,2,3,4,5,6,7,8,9,13,14",
                f"--output-file={target / f'fira-sans-{weight}.woff2'}",
            ]
        )


def unpack(source: Path, target: Path) -> None:
    """The typesetter reads no woff2."""
    font = TTFont(source)
    font.flavor = None
    font.save(target)


def main(fira: Path, pages: Path, ethiopic: Path, papers: Path) -> None:
    """The pages' fonts, and the papers': theirs also print names in Ethiopic letters."""
    cut_fira(fira, pages)
    for found in pages.glob("*.woff2"):
        unpack(found, papers / f"{found.stem}.ttf")
    for weight in CUTS.values():
        name = f"noto-sans-ethiopic-ethiopic-{weight}-normal.woff2"
        unpack(ethiopic / name, papers / f"noto-sans-ethiopic-{weight}.ttf")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
