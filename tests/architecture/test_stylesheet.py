"""Every class in a template has a rule in the stylesheet of its layout; the sheets stay small."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "anbelo" / "web" / "static"
SHEETS = ("public.css", "public.rtl.css", "staff.css", "staff.rtl.css")
# A first page (HTML and stylesheet) should fit into the first 14.6 KB a server may send at once.
PUBLIC_LIMIT = 9_500
LAYOUTS = {"public.html": "public", "staff.html": "staff"}
# Files without a layout of their own (pieces that htmx swaps in, a door's macros) are their door's.
PUBLIC_DOORS = {"intake"}

TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
PRINT = re.compile(r"\{\{.*?\}\}", re.DOTALL)
REMARK = re.compile(r"\{#.*?#\}", re.DOTALL)
CLASS = re.compile(r'\bclass="([^"]*)"')
CLASS_BLOCK = re.compile(r"\{%-?\s*block \w+_class\s*-?%\}(.*?)\{%-?\s*endblock", re.DOTALL)
ICON = re.compile(r"""\bicon["']?\s*[=:]\s*["']([a-z-]+)["']""")
MACRO = re.compile(r"\{%-?\s*macro (\w+)\(.*?\{%-?\s*endmacro\s*-?%\}", re.DOTALL)
IMPORT = re.compile(r"""\{%-?\s*import ["']([\w./-]+)["'] as (\w+)""")
FROM = re.compile(
    r"""\{%-?\s*from ["']([\w./-]+)["'] import ([\w, ]+?)(?: with(?:out)? context)?\s*-?%\}"""
)
EXTENDS = re.compile(r"\{%-?\s*extends (.*?)-?%\}", re.DOTALL)
ANY = "\0"  # stands for whatever an expression prints


def templates() -> dict[str, str]:
    """Every template by the name it is loaded with, without remarks."""
    return {
        path.relative_to(folder).as_posix(): REMARK.sub("", path.read_text(encoding="utf-8"))
        for folder in sorted((ROOT / "anbelo").glob("*/templates"))
        for path in sorted(folder.rglob("*.html"))
    }


def ruled(sheet: str) -> set[str]:
    """The classes that a stylesheet has rules for."""
    css = (STATIC / sheet).read_text(encoding="utf-8")
    return set(re.findall(r"\.([A-Za-z][\w-]*)", re.sub(r'url\("[^"]*"\)|url\([^)]*\)', "", css)))


def written(text: str) -> set[str]:
    """The classes that a piece of a template writes; ANY where an expression fills in."""
    plain = PRINT.sub(ANY, TAG.sub("", text))
    found = {name for value in CLASS.findall(plain) for name in value.split()}
    for value in CLASS_BLOCK.findall(text):
        found.update(TAG.sub("", value).split())
    return found | {f"kern-icon--{name}" for name in ICON.findall(text)}


def missing(names: set[str], known: set[str]) -> set[str]:
    """Those without a rule; a name with a filled-in part needs at least one class that fits."""
    lost = set()
    for name in names:
        pattern = ".+".join(re.escape(part) for part in name.split(ANY))
        if not any(re.fullmatch(pattern, candidate) for candidate in known):
            lost.add(name.replace(ANY, "…"))
    return lost


def macros(text: str) -> dict[str, str]:
    """The macros of a file by name."""
    return {found[1]: found[0] for found in MACRO.finditer(text)}


def from_macros(text: str, everything: dict[str, str]) -> set[str]:
    """The classes that arrive through the macros which a template calls, however deep."""
    wanted = [
        (file, name)
        for file, short in IMPORT.findall(text)
        for name in re.findall(rf"\b{short}\.(\w+)\(", text)
    ]
    for file, names in FROM.findall(text):
        wanted += [(file, name.split(" as ")[0].strip()) for name in names.split(",")]
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()
    while wanted:
        file, name = wanted.pop()
        if (file, name) in seen:
            continue
        seen.add((file, name))
        shelf = macros(everything[file])
        body = shelf.get(name, "")
        found |= written(body)
        wanted += [(file, other) for other in shelf if re.search(rf"\b{other}\(", body)]
    return found


def layouts(name: str, everything: dict[str, str]) -> set[str]:
    """The stylesheets ("public", "staff") that a template can be shown with."""
    if name in LAYOUTS:
        return {LAYOUTS[name]}
    if name == "base.html":
        return set(LAYOUTS.values())
    parents = EXTENDS.search(everything[name])
    if parents is not None and "layout" in parents[1]:
        return set(LAYOUTS.values())
    if parents is None:
        return {"public" if name.split("/", maxsplit=1)[0] in PUBLIC_DOORS else "staff"}
    named = re.findall(r"""["']([\w./-]+\.html)["']""", parents[1])
    return set().union(*(layouts(parent, everything) for parent in named))


def findings() -> list[str]:
    """Every class that a template shows in a layout whose stylesheet does not know it."""
    everything = templates()
    known = {layout: ruled(f"{layout}.css") for layout in LAYOUTS.values()}
    shared = ruled("kiosk.css")  # loaded beside the public sheet, on shared devices alone
    return [
        f"{name}: {lost} has no rule in {layout}.css (see vendoring/classes.txt)"
        for name, text in everything.items()
        for layout in sorted(layouts(name, everything))
        for lost in sorted(
            missing(
                written(text) | from_macros(text, everything),
                known[layout] | (shared if "kiosk" in text else set()),
            )
        )
    ]


def listed(layout: str) -> set[str]:
    """The classes that vendoring/classes.txt asks for."""
    names: dict[str, set[str]] = {"public": set(), "staff": set()}
    section = ""
    for raw in (ROOT / "vendoring" / "classes.txt").read_text(encoding="utf-8").splitlines():
        line = raw.split("#")[0].strip()
        if line.startswith("["):
            section = line.strip("[]")
        elif line:
            names[section].update(line.split())
    return names["public"] | (names["staff"] if layout == "staff" else set())


def test_every_class_in_a_template_has_a_rule_in_the_stylesheet_of_its_layout():
    assert len(templates()) > len(LAYOUTS)
    assert findings() == []


def test_a_class_without_a_rule_would_be_found():
    known = ruled("public.css")
    page = '<p class="kern-body{% if x == "y" %} ab-lost{% endif %}"><i class="kern-no--{{ z }}">'
    assert missing(written(page), known) == {"ab-lost", "kern-no--…"}
    assert missing(written('{{ f.button("x", icon="lost") }}'), known) == {"kern-icon--lost"}


def test_a_macro_brings_its_classes_into_the_page_that_calls_it():
    inner = '{% macro b() %}<i class="deep">{% endmacro %}'
    everything = {
        "m.html": "{% macro a() %}{{ b() }}{% endmacro %}" + inner,
        "p.html": '{% extends "public.html" %}{% import "m.html" as m %}{{ m.a() }}',
    }
    assert from_macros(everything["p.html"], everything) == {"deep"}
    assert layouts("p.html", everything) == {"public"}


@pytest.mark.parametrize("layout", ["public", "staff"])
def test_the_sheets_were_rebuilt_after_the_list_of_classes_changed(layout):
    assert listed(layout) - ruled(f"{layout}.css") == set()


@pytest.mark.parametrize("layout", ["public", "staff"])
def test_the_right_to_left_twin_knows_the_same_classes(layout):
    assert ruled(f"{layout}.rtl.css") == ruled(f"{layout}.css")


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_needs_no_other_host_and_no_new_browser(sheet):
    css = (STATIC / sheet).read_text(encoding="utf-8")
    assert "@import" not in css
    assert re.findall(r"url\((?!\"?(?:data:image/svg\+xml,|fonts/))[^)]{0,40}", css) == []
    assert re.findall(r"oklch\(|color-mix\(|@layer|@container", css) == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_font_of_a_sheet_is_there_and_may_stay_away(sheet):
    css = (STATIC / sheet).read_text(encoding="utf-8")
    faces = re.findall(r"@font-face\{[^}]*\}", css)
    assert faces
    for face in faces:
        assert "font-display:optional" in face
        assert (STATIC / re.search(r"url\(\"?([^)\"]+)", face)[1]).is_file()


def test_the_public_sheet_stays_small():
    sizes = {sheet: len(gzip.compress((STATIC / sheet).read_bytes())) for sheet in SHEETS}
    print("gzipped bytes:", sizes)
    assert max(sizes["public.css"], sizes["public.rtl.css"]) <= PUBLIC_LIMIT
