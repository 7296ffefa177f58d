"""Asks a ClamAV daemon whether bytes are infected (its INSTREAM command, over a socket)."""

import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass

WAIT_SECONDS = 30.0
_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096


class ScannerSilent(OSError):
    """The scanner cannot be reached, hung up, or said something we do not understand."""


@dataclass(frozen=True)
class Scanner:
    """A ClamAV daemon: `path` of its socket, or `host` and `port`."""

    path: str = ""
    host: str = ""
    port: int = 0

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Scanner | None":
        """ANBELO_CLAMAV as "unix:/path" or "host:port"; None when it is not set.

        Raises ValueError saying what it must look like.
        """
        told = environ.get("ANBELO_CLAMAV", "").strip()
        if not told:
            return None
        if told.startswith("unix:/"):
            return cls(path=told.removeprefix("unix:"))
        host, _, port = told.rpartition(":")
        if host and host != "unix" and port.isdecimal():
            return cls(host=host.strip("[]"), port=int(port))
        raise ValueError("ANBELO_CLAMAV must be unix:/path/of/the/socket or host:port.")

    def is_infected(self, content: bytes) -> bool:
        """Whether ClamAV finds something; raises ScannerSilent when there is no clear answer."""
        try:
            with self._line() as line:
                line.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), _PIECE):
                    piece = content[start : start + _PIECE]
                    line.sendall(struct.pack("!I", len(piece)) + piece)
                line.sendall(struct.pack("!I", 0))
                with line.makefile("rb") as reading:
                    answer = reading.read(_LONGEST_ANSWER).rstrip(b"\0\n")
        except OSError as error:
            raise ScannerSilent("scanner_unreachable") from error
        if answer == b"stream: OK":
            return False
        if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
            return True
        raise ScannerSilent("scanner_unclear")

    def _line(self) -> socket.socket:
        if not self.path:
            return socket.create_connection((self.host, self.port), timeout=WAIT_SECONDS)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(WAIT_SECONDS)
        try:
            line.connect(self.path)
        except OSError:
            line.close()
            raise
        return line
