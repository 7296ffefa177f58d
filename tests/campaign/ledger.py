"""What the house acknowledged, written down by its clients: the only judge of a fault run."""

import json
import os
import threading
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Acknowledged:
    """A submission that was answered: the client's key, the text it sent, the code it got."""

    key: str
    text: str
    code: str


class Ledger:
    """A file with one line for each acknowledgement, on the disk before the client goes on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self._lock = threading.Lock()

    def note(self, found: Acknowledged) -> None:
        line = json.dumps(asdict(found)).encode() + b"\n"
        with self._lock:
            os.write(self._file, line)
            os.fsync(self._file)

    def read(self) -> list[Acknowledged]:
        """Everything that was acknowledged, as the file holds it."""
        lines = self._path.read_text("utf-8").splitlines()
        return [Acknowledged(**json.loads(line)) for line in lines]

    def close(self) -> None:
        os.close(self._file)
