"""What reaches the logs: codes and numbers; never what people told us."""

import json
import logging
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
import structlog

from anbelo import logs


@pytest.fixture
def written(monkeypatch):
    output = StringIO()
    monkeypatch.setattr(sys, "stderr", output)
    root, talkers = logging.getLogger(), [logging.getLogger(n) for n in ("anbelo", "gunicorn")]
    before = (root.handlers[:], root.level, [talker.level for talker in talkers])
    logs.set_up("test")

    def read():
        return [json.loads(line) for line in output.getvalue().splitlines()]

    yield read
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    for talker, level in zip(talkers, before[2], strict=True):
        talker.setLevel(level)
    structlog.reset_defaults()


def test_known_fields_with_codes_pass(written):
    structlog.get_logger("anbelo.x").info("job_failed", message=5, error="ValueError")
    [line] = written()
    assert line["message"] == 5
    assert line["process"] == "test"
    assert line["level"] == "info"
    assert "refused_fields" not in line


def test_unknown_fields_and_free_text_are_refused_but_named(written):
    structlog.get_logger("anbelo.x").info(
        "case_opened", case=7, phone="+492214710123", error="Erika Beispiel wohnt hier"
    )
    [line] = written()
    assert line["case"] == 7
    assert line["refused_fields"] == ["error", "phone"]
    assert "4710123" not in json.dumps(line)
    assert "Erika" not in json.dumps(line)


def test_an_exception_is_written_without_its_words(written):
    try:
        int("Erika Beispiel, +492214710123")
    except ValueError:
        structlog.get_logger("anbelo.x").exception("broken")
        logging.getLogger("library").exception("failed for %s", "Erika Beispiel")
    lines = written()
    assert [line["error"] for line in lines] == ["ValueError", "ValueError"]
    assert all(line["where"][-1].startswith("commands/test_logs.py:") for line in lines)
    assert "Erika" not in json.dumps(lines)


def test_where_it_broke_is_told_from_any_folder_and_names_our_own_lines(written, monkeypatch):
    here = Path(__file__)
    monkeypatch.setattr(logs, "_OURS", str(here.parent))
    source = compile("def fail():\n    return {}['x']", "/srv/our office/Über uns/views.py", "exec")
    known: dict[str, Callable[[], None]] = {}
    exec(source, known)  # noqa: S102 - a file in a folder with a name of its own
    try:
        known["fail"]()
    except KeyError as error:
        structlog.get_logger("anbelo.x").error("broken", exc_info=error, endpoint="intake.send")
    [line] = written()
    assert line["error"] == "KeyError"
    assert line["where"][0].startswith("commands/test_logs.py:")
    assert line["where"][-1] == "_ber_uns/views.py:2"
    assert "refused_fields" not in line


def test_of_libraries_only_the_pattern_is_kept(written):
    logging.getLogger("library").warning("cannot reach %s", "Erika Beispiel")
    [line] = written()
    assert line["event"] == "cannot reach %s"


@pytest.fixture
def only_loud(monkeypatch):
    monkeypatch.setenv("ANBELO_LOG_LEVEL", "warning")


@pytest.mark.usefixtures("only_loud")
def test_the_level_can_be_raised(written):
    logging.getLogger("anbelo.x").info("quiet")
    logging.getLogger("anbelo.x").warning("loud")
    assert [line["event"] for line in written()] == ["loud"]
