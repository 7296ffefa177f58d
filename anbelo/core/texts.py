"""Catalogues of visible words, without Flask, so that jobs speak every language too."""

import json
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"
SOURCE = "de"


@dataclass(frozen=True)
class Language:
    """A language people write or read here.

    `code` is ours and stable, `tag` goes into the HTML `lang` attribute, `name` is the language's
    own name, `direction` is "ltr" or "rtl", `offered` says whether every public page exists in it,
    `staff` whether the pages of the staff do, too.
    """

    code: str
    tag: str
    name: str
    german: str
    direction: str
    offered: bool
    staff: bool


def N_(message: str) -> str:  # noqa: N802 - the field's name for "translate this later"
    """Mark a text for the catalogues; it is translated where it is shown."""
    return message


@cache
def languages() -> dict[str, Language]:
    """All languages a contact may be in, by code, in the order people are shown them."""
    rows = json.loads((TRANSLATIONS / "languages.json").read_text(encoding="utf-8"))
    return {row["code"]: Language(**row) for row in rows}


def offered() -> tuple[Language, ...]:
    """The languages in which every public page can be read."""
    return tuple(language for language in languages().values() if language.offered)


@cache
def catalogue(code: str) -> NullTranslations:
    """The words of one language; the German source needs no catalogue."""
    path = TRANSLATIONS / f"{code}.po"
    if code == SOURCE or code not in languages() or not path.exists():
        return NullTranslations()
    with path.open("rb") as source:
        words = read_po(source, locale=code.split("-", maxsplit=1)[0])
    compiled = BytesIO()
    write_mo(compiled, words)
    compiled.seek(0)
    return GNUTranslations(compiled)


def translate(message: str, code: str, **facts: object) -> str:
    """`message` in the language `code`, with its named places filled in."""
    text = catalogue(code).gettext(message)
    return text % facts if facts else text
