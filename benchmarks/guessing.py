"""A guessed code: how long the answer takes, whether there is such a case or not."""

import secrets
from statistics import median, quantiles
from time import perf_counter

from figures import Figure, Report
from flask.testing import FlaskClient
from ground import Ground, House

from anbelo.app import create_app
from anbelo.callbacks.service import take_contact
from anbelo.cases.receipts import Receipt, parse
from anbelo.cases.rules import Channel, NewContact
from anbelo.cases.service import harden_receipt
from anbelo.core.clock import now

CASES = 60
ROUNDS = 4
NEAR = 0.05
REFUSED = 422


def measure(ground: Ground, report: Report) -> None:
    """The right place of a case with a wrong secret, and a place where there is none, in turn.

    Every guess comes from an address of its own, so that no throttle answers instead.
    """
    house = ground.house("guessing", queue=6)
    client = create_app(house.settings).test_client()
    known = _cases(house)
    seconds: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(CASES * ROUNDS):
        place = known[number % CASES]
        empty = next(one for one in iter(_any_place, "") if one not in known)
        for name, locator in (("known", place), ("unknown", empty)):
            seconds[name].append(_ask(client, f"{locator}{secrets.randbelow(10**12):012d}"))
    house.database.close()
    wrong, nobody = (median(found) * 1000 for found in seconds.values())
    spread = quantiles(seconds["unknown"], n=4)
    report.add(
        Figure(
            "a wrong secret at a case's place", wrong, "ms", "a place without a case", nobody,
            aim=f"ratio within {NEAR:.0%}", kept=abs(wrong / nobody - 1) <= NEAR,
            more={"asked": CASES * ROUNDS, "quarter_ms": spread[0] * 1000,
                  "three_quarters_ms": spread[2] * 1000},
        )
    )  # fmt: skip


def _cases(house: House) -> list[str]:
    """Places of cases whose codes are hardened, as some seconds after they were given out."""
    contact = NewContact(text="Ich warte schon lange.", channel=Channel.FORM, language="de")
    found = []
    for number in range(CASES):
        with house.database.unit_of_work() as session:
            opened = take_contact(session, contact, key=f"guess-{number}",
                                  pepper=house.settings.pepper, actor="bench", now=now())  # fmt: skip
            harden_receipt(session, opened.case)
            found.append(opened.case.locator)
    return found


def _any_place() -> str:
    return f"{secrets.randbelow(10**7):07d}"


def _ask(client: FlaskClient, body: str) -> float:
    code = next(f"{body}{digit}" for digit in range(10) if _is_code(f"{body}{digit}"))
    address = f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
    began = perf_counter()
    answer = client.post(
        "/de/status", data={"code": code}, environ_overrides={"REMOTE_ADDR": address}
    )
    took = perf_counter() - began
    if answer.status_code != REFUSED:
        raise RuntimeError(f"a guess is answered with {answer.status_code}")
    return took


def _is_code(digits: str) -> bool:
    return isinstance(parse(digits), Receipt)
