"""What sending costs when many contacts come from one network: work, never a refusal. Pure.

The work is a puzzle (SHA-256, hashcash) a phone solves by itself; without scripts it is a short
wait. Whoever sends little pays nothing, whatever others do.
"""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

FREE_PER_HOUR = 10
STEP = 10
"""The work doubles with each further ten contacts within the hour."""
LEAST_BITS = 16
MOST_BITS = 21
HASHES_PER_SECOND = 140_000
"""What we assume of a weak phone: 0.5 s for the least work, 15 s for the most."""
PARTS = 8
"""One puzzle is eight small ones: the time it takes then varies much less."""
PART_BITS = 3
VALID = timedelta(minutes=10)
LEAST_WAIT_SECONDS = 20
MOST_WAIT_SECONDS = 60
# A price may rise by this much while somebody pays it: nobody is asked again and again.
GRACE_BITS = 2
_LONGEST_TOKEN = 100
# RFC 1918, RFC 6598 (shared address space), RFC 3927 and their IPv6 kin (RFC 4193, RFC 4291).
_OWN = tuple(
    ipaddress.ip_network(own)
    for own in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
                "169.254.0.0/16", "fc00::/7", "fe80::/10")
)  # fmt: skip
_LONGEST_NUMBER = 10


class Verdict(Enum):
    """What a claimed payment is worth."""

    PAID = auto()
    EARLY = auto()
    """The challenge is good, but neither solved nor waited for."""
    OWED = auto()
    """Nothing we issued for this form, too old, or far too cheap by now."""


@dataclass(frozen=True)
class Challenge:
    """What a page asks for: `token` comes back with the form, `seed` is what is hashed."""

    token: str
    seed: str
    bits: int
    ready_at: datetime


class PriceDue(Exception):
    """This contact is welcome as soon as its price is paid; nothing was stored yet."""

    def __init__(self, challenge: Challenge) -> None:
        super().__init__("price_due")
        self.challenge = challenge


def network(address: str) -> str | None:
    """Whose contacts are counted together: one IPv4 address, one IPv6 /56.

    None for this machine's own address: behind a proxy that is not set up it is everybody's.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    if found.is_loopback:
        return None
    size = 56 if found.version == 6 else 32  # noqa: PLR2004 - the versions of IP
    return str(ipaddress.ip_network((found, size), strict=False))


def inside(found: str) -> bool:
    """Whether a network is a house's own: private addresses, which nobody on the internet has."""
    asked = ipaddress.ip_network(found)
    return any(asked.version == own.version and asked.subnet_of(own) for own in _OWN)  # type: ignore[arg-type]


def price(sent_within_hour: int) -> int:
    """Bits of work for the next contact from a network that sent so many within the hour."""
    if sent_within_hour < FREE_PER_HOUR:
        return 0
    return min(LEAST_BITS + (sent_within_hour - FREE_PER_HOUR) // STEP, MOST_BITS)


def wait_seconds(bits: int) -> int:
    """How long browsers without scripts wait instead: 20 to 60 seconds."""
    share = (bits - LEAST_BITS) / (MOST_BITS - LEAST_BITS)
    return round(LEAST_WAIT_SECONDS + share * (MOST_WAIT_SECONDS - LEAST_WAIT_SECONDS))


def challenge(secret: bytes, key: str, bits: int, *, now: datetime) -> Challenge:
    """Ask the form with this key for so much work; good for ten minutes, for this form alone."""
    issued = int(now.timestamp())
    return _challenge(secret, key, bits, issued, issued + wait_seconds(bits))


def verdict(
    secret: bytes, key: str, token: str, solution: str, *, owed: int, now: datetime
) -> tuple[Verdict, Challenge | None]:
    """Whether the form with this key has paid; the challenge it answers, if it is one of ours."""
    asked = _read(secret, key, token)
    if asked is None:
        return Verdict.OWED, None
    old = now > asked.ready_at - timedelta(seconds=wait_seconds(asked.bits)) + VALID
    if old or asked.bits + GRACE_BITS < owed:
        return Verdict.OWED, None
    paid = now >= asked.ready_at or _solves(asked, solution)
    return (Verdict.PAID if paid else Verdict.EARLY), asked


def work_of(seed: str, part: int, number: str) -> int:
    """The first 32 bits of a part's hash as a number: it must be small."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{part}:{number}".encode()).digest()[:4])


def _challenge(secret: bytes, key: str, bits: int, issued: int, ready: int) -> Challenge:
    terms = f"{bits}.{issued}.{ready}"
    seed = hmac.new(secret, f"{terms}.{key}".encode(), hashlib.sha256).hexdigest()[:32]
    return Challenge(f"{terms}.{seed}", seed, bits, datetime.fromtimestamp(ready, UTC))


def _read(secret: bytes, key: str, token: str) -> Challenge | None:
    terms = token.split(".")
    numbers = terms[:-1]
    known = len(token) <= _LONGEST_TOKEN and len(numbers) == 3  # noqa: PLR2004 - bits, two times
    if not known or not all(_is_number(one) for one in numbers):
        return None
    bits, issued, ready = (int(one) for one in numbers)
    asked = _challenge(secret, key, bits, issued, ready)
    return asked if hmac.compare_digest(asked.token.encode(), token.encode()) else None


def _solves(asked: Challenge, solution: str) -> bool:
    numbers = solution.split(",", PARTS)
    least = 1 << (32 - asked.bits + PART_BITS)
    return len(numbers) == PARTS and all(
        _is_number(number) and work_of(asked.seed, part, number) < least
        for part, number in enumerate(numbers)
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
