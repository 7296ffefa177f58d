"""The folders of an embedded server: its data, and a private place for its sockets."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

NOBODY = 65534
# sun_path holds 108 bytes with its closing zero; ".s.PGSQL.5432.lock" is the longest name used.
SOCKET_FOLDER_BYTES = 107 - len("/.s.PGSQL.5432.lock")


class EmbeddedUnavailable(RuntimeError):
    """An embedded server cannot run here; the message says why and what helps."""


def data_folder(folder: Path) -> Path:
    """Make the folder in which one server keeps everything, closed to other people.

    Raises EmbeddedUnavailable where it holds what another user's start left there.
    """
    try:
        folder = folder.resolve()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        owners = {path.stat().st_uid for path in (folder, *folder.iterdir())}
    except PermissionError as error:
        raise EmbeddedUnavailable(f"{error.filename} is closed to us. {_WAY_OUT}") from None
    if os.geteuid() != 0 and owners != {os.geteuid()}:
        raise EmbeddedUnavailable(f"{folder} belongs to another user (or to root). {_WAY_OUT}")
    return folder


def socket_folder(folder: Path, owner: int) -> Path:
    """Make the private, short-named folder in which the server for `folder` is reached.

    Raises EmbeddedUnavailable where somebody else already holds that name.
    """
    name = hashlib.sha256(f"{os.geteuid()}:{folder}".encode()).hexdigest()[:16]
    base = Path(tempfile.gettempdir()).resolve()
    path = base / f"anbelo-{name}"
    if len(os.fsencode(path)) > SOCKET_FOLDER_BYTES:
        path = Path("/tmp", path.name)  # noqa: S108 - private folder, checked below
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    ours = {os.geteuid(), owner} | ({NOBODY} if os.geteuid() == 0 else set())
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
        raise EmbeddedUnavailable(f"{path} belongs to somebody else. Remove it or set TMPDIR.")
    if found.st_uid != owner:
        os.chown(path, owner, -1)
    path.chmod(0o700)
    return path


_WAY_OUT = "Start as that user, hand the folder over with chown, or move it away to start afresh."
