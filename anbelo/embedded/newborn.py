"""The first breath of a child process: whose it is, and that it ends with its parent.

Run as a file: `python -I -S newborn.py UID GID SIGNAL PARENT COMMAND...`; -1 keeps the user.
A wrapper and not a hook in the fork, because a hook is unsafe once the parent has threads.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Become the command, with the user and the death signal asked for."""
    uid, gid, signal_number, parent = (int(argument) for argument in arguments[:4])
    command = arguments[4:]
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # After the change of user: the kernel forgets the signal when credentials change.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number)
        if os.getppid() != parent:
            sys.exit("The parent process ended before its child could start.")
    # A full path: once we are somebody else, Python may no longer reach its own library to search.
    os.execv(command[0], command)  # noqa: S606 - the whole point: no shell, no further child


if __name__ == "__main__":
    main(sys.argv[1:])
