"""Every promised language is complete: nothing missing, nothing fuzzy, every placeholder kept."""

import ast
import re
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from anbelo.core.texts import SOURCE, TRANSLATIONS, languages, offered
from tests.architecture.readability import longer_than

ROOT = Path(__file__).parents[2]
PUBLIC = ("intake", "web", "triage", "notices", "api", "core", "callbacks")
# Of these folders claimants read all but these files; of the calls only what messages say.
STAFF_ONLY = ("guides.py", "staff_problems.py")
CALLS = ("telling.py",)
PLACE = re.compile(r"%\((\w+)\)[sd]|%%")
# The longest sentence that may stay in Leichte Sprache as it is in plain German, in words.
EASY_ALREADY = 12
PROMISED = [found.code for found in offered() if found.code != SOURCE]
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def catalogue(code: str) -> Catalog:
    with (TRANSLATIONS / f"{code}.po").open("rb") as source:
        return read_po(source, locale=code.split("-", maxsplit=1)[0])


def words(*folders: str) -> set[str]:
    """Every text of these folders that goes through a catalogue (of two forms: the first)."""
    found = set()
    for folder in folders:
        rows = (row for row in extract(folder) if not folder or is_public(folder, row[0]))
        found |= {row[2][0] if isinstance(row[2], tuple) else row[2] for row in rows}
    return found


def is_public(folder: str, name: str) -> bool:
    return name in CALLS if folder == "callbacks" else name not in STAFF_ONLY


def extract(folder: str):
    return extract_from_dir(
        ROOT / "anbelo" / folder,
        method_map=METHODS,
        options_map={"**/templates/**.html": {"trimmed": "true", "silent": "false"}},
        keywords={"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)},
    )


def sentences(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("code", PROMISED)
def test_nothing_is_missing(code):
    needed = words("") if languages()[code].staff else words(*PUBLIC)
    told = {
        m.id[0] if isinstance(m.id, tuple) else m.id: all(s.strip() for s in sentences(m))
        for m in catalogue(code)
        if m.id
    }
    missing = sorted(text for text in needed if not told.get(text))
    assert missing == []
    assert len(needed) > 500, "the search for words is broken"


@pytest.mark.parametrize("code", PROMISED)
def test_nothing_is_fuzzy_or_obsolete(code):
    found = catalogue(code)
    assert [m.id for m in found if m.fuzzy and m.id] == []
    assert list(found.obsolete) == []


@pytest.mark.parametrize("code", PROMISED)
def test_placeholders_are_the_same(code):
    wrong = []
    for message in catalogue(code):
        if not message.id:
            continue
        source = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = set().union(*(set(PLACE.findall(text)) for text in source))
        for sentence in sentences(message):
            got = set(PLACE.findall(sentence))
            # A plural form may leave its number out ("one letter", "two letters" in Arabic).
            allowed = {frozenset(wanted), frozenset(wanted - {"num", "count"})}
            if frozenset(got) not in allowed or (len(source) == 1 and got != wanted):
                wrong.append((message.id, sentence))
    assert wrong == []


@pytest.mark.parametrize("code", PROMISED)
def test_every_plural_has_the_forms_of_cldr(code):
    """Two numbers share a form of ours just where they share a category of CLDR."""
    spoken = Locale.parse(code.split("-", maxsplit=1)[0])
    ours = c2py(catalogue(code).plural_expr)
    pairs = {(ours(number), spoken.plural_form(number)) for number in range(1_000)}
    assert len(pairs) == len({form for form, _ in pairs}) == len({name for _, name in pairs})
    counted = {len(m.string) for m in catalogue(code) if isinstance(m.id, tuple)}
    assert counted == {len(pairs)}


@pytest.mark.parametrize("code", PROMISED)
def test_no_translation_was_left_in_german(code):
    """Same as the source only where docs/translations.md gives the reason.

    Leichte Sprache is German: short sentences that keep its rules (test_readability) may stay.
    """
    reasons = (ROOT / "docs" / "translations.md").read_text(encoding="utf-8")
    left = [
        message.id
        for message in catalogue(code)
        if message.id
        and isinstance(message.id, str)
        and message.string == message.id
        and re.search(r"[a-zäöüß]{2}", PLACE.sub("", message.id))
        and f"`{message.id}`" not in reasons
        and not (code == "de-easy" and not longer_than(message.id, EASY_ALREADY))
    ]
    assert left == []


def test_the_slip_of_the_desk_has_words_that_every_language_has():
    """Claimants take it home, while the desk's other words exist in the staff's languages alone."""
    slip = {row[2] for row in extract("desk") if row[0].endswith("desk/slip.html")}
    assert len(slip) > 8
    assert slip - words(*PUBLIC) == set()


def test_a_gap_would_be_noticed():
    """The twin that must fail: one message taken away."""
    told = {m.id for m in catalogue("en") if m.id}
    assert words("") - {next(iter(told))} != words("")


def test_no_visible_text_is_put_together_from_pieces():
    """`_("a") + name` and f-strings inside `_()` cannot be translated."""
    found = []
    for path in (ROOT / "anbelo").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if called and node.func.id in {"_", "N_"} and isinstance(node.args[0], ast.JoinedStr):
                found.append(f"{path.name}:{node.lineno}")
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
                sides = (node.left, node.right)
                if any(
                    isinstance(s, ast.Call) and getattr(s.func, "id", "") in {"_", "N_"}
                    for s in sides
                ):
                    found.append(f"{path.name}:{node.lineno}")
    assert found == []


def test_every_offered_language_has_its_catalogue():
    assert all((TRANSLATIONS / f"{code}.po").exists() for code in PROMISED)
    assert {"de", "en", "ar"} <= {found.code for found in offered()}
