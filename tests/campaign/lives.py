"""One worker life after the other, each ended by `kill -9` at a named point; the last in peace.

`python -m tests.campaign.lives FAULTS SEED KILLS` forks every life from one process that has all
modules loaded, so that many fit into a minute. It prints one line of JSON for each death.
"""

import json
import os
import signal
import sys
import time
from random import Random

from anbelo.commands.work import worker
from tests.campaign import strikes
from tests.campaign.faults import build_in

MOST_SPARED = 3


def main(faults: str, seed: str, kills: str) -> None:
    build_in(faults)
    strikes.lay()
    chance = Random(int(seed))
    for turn in range(int(kills)):
        point = strikes.POINTS[turn % len(strikes.POINTS)]
        strikes.expect(point, chance.randint(0, MOST_SPARED))
        pid = os.fork()
        if pid == 0:
            worker.main(args=[], prog_name="anbelo worker")
        _, status = os.waitpid(pid, 0)
        struck = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print(json.dumps({"point": point, "struck": struck, "at": time.time()}), flush=True)
    strikes.expect("", 0)
    worker.main(args=[], prog_name="anbelo worker")


if __name__ == "__main__":
    main(*sys.argv[1:])
