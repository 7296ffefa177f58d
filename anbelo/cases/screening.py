"""What makes a contact look like spam, and when so many come that somebody should know. Pure.

A suspected contact is stored and acknowledged like any other; it waits in a place of its own until
the ombudsperson has looked at it. A network address alone is never a reason, only very many
contacts from it are, and danger or what may have an effect in law always reaches the inbox.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from anbelo.cases.rules import Channel
from anbelo.triage.proposal import LegalNature, Urgency

LEAST_TO_WRITE = timedelta(seconds=3)
"""Nobody reads a form, answers and sends it faster."""
LONGEST_OPEN = timedelta(hours=24)
CROWD = 60
"""Contacts from one network within an hour: here the work asked for is at its highest."""
SAME = 0.95
SAME_WITHIN = timedelta(hours=24)
LEAST_WORDS = 10
"""Shorter texts are alike by chance: "Bitte rufen Sie mich an"."""
SHINGLE = 3
MANY_TIMES = 5
LEAST_MANY = 20
_WORD = re.compile(r"\w+")
SENT_ALONE = frozenset({Channel.FORM, Channel.KIOSK})
"""Ways on which nobody of ours was present when the contact was written."""


class Suspicion(StrEnum):
    """Why a contact may be spam."""

    DECOY = "decoy"
    """A field was filled in that no person sees."""
    FAST = "fast"
    STALE = "stale"
    UNOPENED = "unopened"
    """It came without the form ever having been opened."""
    CROWD = "crowd"
    REPEATED = "repeated"
    """The same text of the same person, or of nobody named, came from this network before."""


@dataclass(frozen=True, repr=False)
class Signs:
    """How a contact came in.

    `network` is whose contacts are counted together (None: not known); `inside` says that it is an
    address of a house's own, perhaps a proxy nobody told us of, which then is everybody's: nothing
    follows from it. `sent` are the contacts from it within the hour before. `opened_at` is when the
    form was opened (UTC; None: never); one that was `kept` for later may be as old as it likes.
    """

    opened_at: datetime | None
    decoy: bool = False
    kept: bool = False
    network: str | None = None
    inside: bool = False
    sent: int = 0


def suspicions(
    channel: Channel, signs: Signs, *, repeated: bool, now: datetime
) -> tuple[Suspicion, ...]:
    """Every reason to think of spam; none for what one of us wrote down or a system sent.

    A kiosk is one device of many people who are quick: there only the unseen field counts.
    """
    if channel not in SENT_ALONE:
        return ()
    crowd = signs.sent >= CROWD and not signs.inside
    timing = _timing(signs, now)
    found = {
        Suspicion.DECOY: signs.decoy,
        Suspicion.CROWD: crowd,
        Suspicion.REPEATED: repeated and not signs.inside,
    } | {code: code is timing for code in (Suspicion.FAST, Suspicion.STALE, Suspicion.UNOPENED)}
    counts = set(Suspicion) if channel is Channel.FORM else {Suspicion.DECOY}
    return tuple(code for code in Suspicion if found[code] and code in counts)


def _timing(signs: Signs, now: datetime) -> Suspicion | None:
    if signs.opened_at is None:
        return Suspicion.UNOPENED
    open_for = now - signs.opened_at
    if open_for < LEAST_TO_WRITE:
        return Suspicion.FAST
    return Suspicion.STALE if open_for > LONGEST_OPEN and not signs.kept else None


def held_back(found: Collection[Suspicion], *, urgency: Urgency, legal_nature: LegalNature) -> bool:
    """Whether a contact waits in quarantine.

    Never one that speaks of danger, or that may have an effect in law: better read a hundred times
    in vain than once too late. A near date alone is no reason, every advertisement has one ("nur
    bis Freitag"); the list marks it.
    """
    pressing = urgency in {Urgency.EMERGENCY, Urgency.SELF_HARM}
    pressing = pressing or legal_nature is not LegalNature.NONE
    return bool(found) and not pressing


def similarity(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1: the share of common runs of three words (Jaccard).

    0 when one of them is too short to say.
    """
    first, second = _words(one), _words(other)
    if min(len(first), len(second)) < LEAST_WORDS:
        return 0.0
    mine, theirs = _shingles(first), _shingles(second)
    return len(mine & theirs) / len(mine | theirs)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1)}


def far_too_many(this_hour: int, usual: Sequence[int]) -> bool:
    """Whether an hour is five times the usual one (median of those), and at least twenty."""
    return this_hour >= max(MANY_TIMES * median(usual or (0,)), LEAST_MANY)
