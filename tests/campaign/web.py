"""E1: web workers and their master are killed while twenty people send the form."""

import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random
from subprocess import Popen

from anbelo.embedded.process import children
from tests.campaign.books import ZERO, compare
from tests.campaign.client import FORM, Client, Crowd, submissions
from tests.campaign.report import Report, not_zero, percentile
from tests.campaign.stage import Stage, database, send, stage

CLIENTS = 20
# Then people give up. Idle, two cores need half a minute; with four such runs at once, two.
SECONDS = 180.0
EVERY_SECONDS = (0.2, 0.4)
# A fresh worker may answer so many before the next one dies, or a slow machine gets nowhere.
SPARED = 8
# This kill takes the master; the harness starts it again.
MASTER_TURNS = (15,)
TAPPED_TWICE = 10
ALTERED = 8
STATUS = "/de/status"
CODES_TRIED = 5

BROKEN = {
    "answer_first": "missing",
    "idempotency_off": "doubled_keys",
    "promise_later": "half_cases",
}


def play(seed: int, broken: str = "", *, n: int = 600) -> Report:
    """Kill, compare and count. Against a broken variant a tenth of the submissions is enough."""
    sent = submissions(seed, n // 10 if broken else n)
    with stage() as house, house.ledger() as ledger:
        web = house.web(faults=broken)
        crowd = Crowd(house.client, ledger, twice(sent), time.monotonic() + SECONDS)
        crowd.start(CLIENTS)
        kills = slaughter(house, web, crowd, Random(seed), broken)
        crowd.finish()
        acknowledged = ledger.read()
        altered = other_words(house.client, [entry.key for entry in acknowledged[::ALTERED]])
        with database(house.postgres.url) as office:
            found = compare(office, acknowledged, pepper=house.settings.pepper)
        opened = [house.client.send_form(STATUS, {"code": entry.code}).status
                  for entry in acknowledged[:CODES_TRIED]]  # fmt: skip
        mistakes = house.mistakes()
    figures = {
        **found,
        **kills,
        "unanswered": len(crowd.given_up),
        "answers": dict(sorted(crowd.answers.items())),
        "bad_errors": len(crowd.bad_errors),
        "bad_error_kinds": sorted(set(crowd.bad_errors)),
        "mistakes": len(mistakes),
        "mistake_places": sorted(set(mistakes)),
        "altered": sum(altered.values()),
        "altered_not_refused": sum(altered.values()) - altered[422],
        "codes_not_opened": sum(status != 303 for status in opened),
        "p95_seconds": round(percentile(crowd.latencies, 0.95), 3),
    }
    wrong = not_zero(
        figures, *ZERO, "unanswered", "bad_errors", "mistakes", "altered_not_refused",
        "codes_not_opened",
    )  # fmt: skip
    if not broken and kills["master_kills"] < 1:
        wrong += ("master_kills",)
    return Report("E1", seed, len(sent), figures, wrong)


def twice(sent: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Every tenth person taps twice: neighbours send the same at the same moment."""
    return [one for i, one in enumerate(sent) for _ in range(2 if i % TAPPED_TWICE == 0 else 1)]


def slaughter(
    house: Stage, web: Popen[bytes], crowd: Crowd, chance: Random, broken: str
) -> dict[str, int]:
    """Kill a worker every third of a second, and now and then the master, while people send."""
    killed = Counter(worker_kills=0, master_kills=0)
    while crowd.busy:
        before = crowd.acknowledged
        time.sleep(chance.uniform(*EVERY_SECONDS))  # the schedule of faults
        while crowd.busy and crowd.acknowledged < before + SPARED:
            time.sleep(EVERY_SECONDS[0] / 10)
        turn = sum(killed.values())
        if turn in MASTER_TURNS:
            house.kill(web)
            killed["master_kills"] += 1
            web = house.web(faults=broken)
        elif workers := children(web.pid):
            send(chance.choice(workers), signal.SIGKILL)
            killed["worker_kills"] += 1
    return dict(killed)


def other_words(client: Client, keys: list[str]) -> Counter[int]:
    """The same keys with another text: how often which answer came."""
    blank = client.blank_form()
    ask = partial(_other_words, client, blank)
    with ThreadPoolExecutor(CLIENTS) as pool:
        return Counter(pool.map(ask, keys))


def _other_words(client: Client, blank: dict[str, str], key: str) -> int:
    fields = {**blank, "idempotency_key": key, "text": "Ein ganz anderer Text."}
    return client.send_form(FORM, fields).status
