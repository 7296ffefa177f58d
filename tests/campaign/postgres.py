"""E5: PostgreSQL is restarted, cleanly and at once, while eight clients write."""

import signal
import time
from random import Random
from typing import Any

from anbelo.accounts.rules import Scope
from anbelo.accounts.service import create_client
from tests.campaign.books import ZERO, compare
from tests.campaign.client import Answer, Crowd, submissions
from tests.campaign.report import Report, not_zero
from tests.campaign.stage import Stage, database, send, stage

FORMS, SYSTEMS = 6, 2
SECONDS = 120.0
HEALTH, CONTACTS = "/api/v1/health", "/api/v1/contacts"
# How PostgreSQL is told to end: fast (open transactions undone), immediate (as if it had crashed).
ENDS = (signal.SIGINT, signal.SIGQUIT, signal.SIGINT, signal.SIGQUIT)
EVERY_SECONDS = (1.5, 2.5)
BACK_SECONDS = 5.0

BROKEN = {"idempotency_off": "doubled_keys", "broken_pages": "bad_errors"}


def play(seed: int, broken: str = "", *, n: int = 100_000) -> Report:
    """Restart under load, and see what the clients were told and what is stored."""
    chance = Random(seed)
    with stage() as house, house.ledger() as ledger:
        with database(house.postgres.url) as office, office.unit_of_work() as session:
            key = create_client(session, "Probe", frozenset({Scope.REGISTER_CONTACT}))
        house.web(faults=broken)
        until = time.monotonic() + SECONDS
        people = Crowd(house.client, ledger, submissions(seed, n), until)
        systems = Crowd(house.client, ledger, submissions(seed + 1, n), until)
        people.start(FORMS)
        systems.start(SYSTEMS, send=by_api(house, key))
        back = [restart(house, end, chance) for end in (ENDS[:2] if broken else ENDS)]
        time.sleep(EVERY_SECONDS[0])  # the schedule of faults: a last while in peace
        for crowd in (people, systems):
            crowd.enough.set()
            crowd.finish()
        with database(house.postgres.url) as office:
            found = compare(office, ledger.read(), pepper=house.settings.pepper)
        mistakes = house.mistakes()
    figures = {
        **found,
        "restarts": len(back),
        "answers": dict(sorted((people.answers + systems.answers).items())),
        "errors": len(people.ambiguous | systems.ambiguous),
        "bad_errors": len(people.bad_errors + systems.bad_errors),
        "bad_error_kinds": sorted(set(people.bad_errors + systems.bad_errors)),
        "mistakes": len(mistakes),
        "mistake_places": sorted(set(mistakes)),
        "unanswered": len(people.given_up | systems.given_up),
        "back_seconds": back,
    }
    wrong = not_zero(figures, *ZERO, "bad_errors", "mistakes", "unanswered")
    if max(back) > BACK_SECONDS:
        wrong += ("back_seconds",)
    return Report("E5", seed, found["acknowledged"], figures, wrong)


def restart(house: Stage, end: signal.Signals, chance: Random) -> float:
    """End and start PostgreSQL; how long the pages then took to be back, in seconds."""
    time.sleep(chance.uniform(*EVERY_SECONDS))  # the schedule of faults
    send(house.postgres.pid, end)
    house.postgres.restart()
    began = time.monotonic()
    while house.client.get(HEALTH).status != 200 and time.monotonic() < began + 6 * BACK_SECONDS:
        time.sleep(0.02)
    return round(time.monotonic() - began, 2)


def by_api(house: Stage, client_key: str) -> Any:
    """How a connected system sends: JSON, its own key, an Idempotency-Key."""

    def post(key: str, text: str) -> Answer:
        headers = {"Authorization": f"Bearer {client_key}", "Idempotency-Key": key}
        body = {"text": text, "language": "de", "channel": "email"}
        return house.client.send_json(CONTACTS, body, headers)

    return post
