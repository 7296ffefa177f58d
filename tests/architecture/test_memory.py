"""What each process carries in its memory all day: heavy libraries stay where they are used."""

import subprocess
import sys

import pytest

HEAVY = ("scipy", "numpy", "PIL", "pikepdf", "pillow_heif")


def loaded(module: str) -> set[str]:
    """The heavy libraries a process has in memory once it has imported this module."""
    code = f"import sys, {module}; print(*(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["anbelo.app", "anbelo.commands.relay", "anbelo.supervisor"])
def test_no_web_process_carries_the_planner(module):
    assert not loaded(module)


def test_the_worker_does_and_so_this_test_can_fail():
    assert "numpy" in loaded("anbelo.worker")
