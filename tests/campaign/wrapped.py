"""A process of the house with faults built in: `python -m tests.campaign.wrapped FAULTS COMMAND`.

FAULTS are names of `tests.campaign.faults`, with commas; everything else is as delivered.
"""

import os
import sys

from anbelo.cli import main
from tests.campaign.faults import build_in

NAME = "CAMPAIGN_FAULTS"
APP = "tests.campaign.wsgi:app"


def wrapped(faults: str) -> None:
    """Build the faults in; gunicorn, which replaces this process, finds them through its app."""
    os.environ[NAME] = faults
    build_in(faults)
    become = os.execv

    def execv(path: str, command: list[str]) -> None:
        become(path, [APP if part == "wsgi:app" else part for part in command])

    os.execv = execv


if __name__ == "__main__":
    wrapped(sys.argv.pop(1))
    main(prog_name="anbelo")
