"""Where hostile files are opened: a process of its own, with little memory, time and no secrets."""

import subprocess
import sys
from pathlib import Path

from anbelo.attachments.cleaning import REFUSED, Unusable
from anbelo.attachments.rules import FileKind

WAIT_SECONDS = 45
_ROOT = Path(__file__).resolve().parents[2]


def viewing_copy_of(kind: FileKind, content: bytes) -> tuple[FileKind, bytes]:
    """The harmless copy of a file and its kind.

    Raises Unusable with its code (see cleaning.clean; "file_too_hard" also when the decoder broke
    down or took too long), RuntimeError when the workshop itself could not work.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own module, one word from an enum
            [sys.executable, "-m", "anbelo.attachments.cleaning", kind.value],
            input=content, capture_output=True, timeout=WAIT_SECONDS, check=False,
            env={"PYTHONPATH": str(_ROOT)}, cwd=_ROOT,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Unusable("file_too_hard") from error
    if done.returncode == REFUSED:
        raise Unusable(done.stdout.decode())
    if done.returncode < 0:  # ended by a signal: the decoder crashed or reached its limits
        raise Unusable("file_too_hard")
    if done.returncode:
        raise RuntimeError("workshop_broken")
    made, _, copy = done.stdout.partition(b"\n")
    return FileKind(made.decode()), copy
