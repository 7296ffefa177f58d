"""The shape of the house, as tests that fail when it is bent."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from importlinter import cli as importlinter

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "anbelo").rglob("*.py"))
LONGEST_FILE = 310
LONGEST_FUNCTION = 40


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in SOURCES:
        yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def test_the_import_contracts_are_kept(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert importlinter.lint_imports(cache_dir=None) == importlinter.EXIT_STATUS_SUCCESS, (
        capsys.readouterr().out
    )


def test_no_module_hangs_in_an_import_cycle():
    graph = grimp.build_graph("anbelo", exclude_type_checking_imports=True, cache_dir=None)
    in_cycles = [
        module
        for module in graph.modules
        if any(
            graph.find_shortest_chain(importer=found, imported=module)
            for found in graph.find_modules_directly_imported_by(module)
        )
    ]
    assert in_cycles == []


def test_only_the_database_file_commits():
    found = [
        str(path)
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]
    assert found == ["anbelo/core/db.py"]


def test_no_function_imports_inside_itself():
    found = [
        f"{path}:{inner.lineno}"
        for path, tree in trees()
        for function in functions(tree)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_files_and_functions_stay_small():
    long_files = {
        str(p): n
        for p, _ in trees()
        if (n := len((ROOT / p).read_text().splitlines())) > LONGEST_FILE
    }
    long_functions = {
        f"{path}:{function.name}": length
        for path, tree in trees()
        for function in functions(tree)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert long_files == {}
    assert long_functions == {}


def test_nothing_asks_for_the_time_but_the_clock():
    """`relative()` shows how far away something is; everything else receives `now`."""
    allowed = {"anbelo/core/clock.py", "anbelo/web/i18n.py"}
    found = {
        str(path)
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    }
    assert found <= allowed


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX"])
def test_nothing_is_left_for_later(word):
    pattern = re.compile(rf"\b{word}\b")
    assert [str(p) for p in SOURCES if pattern.search(p.read_text(encoding="utf-8"))] == []
