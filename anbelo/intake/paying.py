"""When many contacts come from one network: ask for a little work first, keep every word."""

from collections.abc import Iterable
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING

from flask import render_template, request

from anbelo.core import price, throttle
from anbelo.web.forms import CHALLENGE, KEY, SOLUTION
from anbelo.web.house import house

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

NOT_CARRIED = frozenset({KEY, CHALLENGE, SOLUTION, "csrf_token"})


def settle(session: "Session", key: str, *, now: datetime) -> int:
    """Count a contact for its network; `key` is its form's, which makes a payment count once.

    Returns how many came from there within the hour before (0 where nothing is counted). Raises
    PriceDue when the network sent much within the hour and this form has not paid yet.
    """
    network = price.network(request.remote_addr or "")
    if network is None:
        return 0
    settings, what = house().settings, f"contact-from:{network}"
    sent = throttle.within_hour(session, what, pepper=settings.pepper, now=now)
    owed, secret = price.price(sent), settings.derived("price v1")
    if owed:
        token, solution = (request.form.get(name, "") for name in (CHALLENGE, SOLUTION))
        found, asked = price.verdict(secret, key, token, solution, owed=owed, now=now)
        if found is price.Verdict.EARLY and asked:
            raise price.PriceDue(asked)
        if found is not price.Verdict.PAID:
            raise price.PriceDue(price.challenge(secret, key, owed, now=now))
    throttle.count(session, what, pepper=settings.pepper, now=now)
    return sent


def typed_fields(key: str) -> list[tuple[str, str]]:
    """Everything typed and the form's key, for the page that asks for the price to send again."""
    typed = request.form.items(multi=True)
    return [(KEY, key), *(pair for pair in typed if pair[0] not in NOT_CARRIED)]


def price_page(
    lang: str, action: str, carried: Iterable[tuple[str, str]], due: price.PriceDue, now: datetime
) -> "ResponseReturnValue":
    """The page that works or waits, then sends what was typed; HTTP 429, yet nothing is refused."""
    asked = due.challenge
    seconds = max(0, ceil((asked.ready_at - now).total_seconds()))
    page = render_template(
        "intake/price.html",
        lang=lang,
        action=action,
        carried=carried,
        challenge=asked,
        names=(CHALLENGE, SOLUTION),
        part_bits=asked.bits - price.PART_BITS,
        parts_count=price.PARTS,
        seconds=seconds,
    )
    return page, 429, {"Retry-After": str(seconds)}
