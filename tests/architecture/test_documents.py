"""What the documents promise exists, and every setting is documented."""

import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTING = re.compile(r'"((?:ANBELO_[A-Z_]+|DATABASE_URL|REDIS_URL))"')


def test_every_setting_is_in_the_readme():
    used = {
        name
        for path in (ROOT / "anbelo").rglob("*.py")
        for name in SETTING.findall(path.read_text(encoding="utf-8"))
    }
    assert {name for name in used if f"`{name}`" not in README} == set()
    assert "DATABASE_URL" in used


def test_every_command_is_in_the_readme():
    told = subprocess.run(
        [sys.executable, "-m", "anbelo", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    commands = re.findall(r"^  ([a-z]+)  ", told.partition("Commands:")[2], re.MULTILINE)
    assert len(commands) > 8
    assert [
        name for name in commands if f"`{name}`" not in README and f"anbelo {name}" not in README
    ] == []


def test_links_between_documents_lead_somewhere():
    broken = [
        (path.name, target)
        for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
        for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8"))
        if not target.startswith("http") and not (path.parent / target).exists()
    ]
    assert broken == []


def test_publiccode_holds_what_a_catalogue_needs():
    told = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    needed = {"publiccodeYmlVersion", "name", "platforms", "categories", "developmentStatus",
              "softwareType", "description", "legal", "maintenance", "localisation"}  # fmt: skip
    assert needed <= set(told)
    assert told["legal"]["license"] == "EUPL-1.2"
    for language in ("de", "en"):
        words = told["description"][language]
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000


def test_nothing_tells_where_it_was_made():
    """No machine paths, and no address of a package registry, in anything that is kept."""
    kept = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    words = re.compile(r"/work/|/root/|pypi\.org|registry\.npmjs|deb\.debian")
    found = [
        name
        for name in kept
        if name
        and not name.startswith("tests/architecture/test_documents")
        and (ROOT / name).suffix
        in {".py", ".md", ".txt", ".cfg", ".toml", ".yml", ".yaml", ".html", ".json", ".mjs", ""}
        and (ROOT / name).is_file()
        and words.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []
