"""Everything that can be set from outside, complete and valid, or nothing starts."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from anbelo.core.calendar import Land
from anbelo.core.scanner import Scanner
from anbelo.core.senders import PostOffice
from anbelo.core.theming import PLAIN, Theme, read_theme

MIN_SECRET = 32
_WEAK = ("secret", "change", "example", "password", "anbelo")


T = TypeVar("T")


class SettingsError(Exception):
    """The environment is incomplete or unsafe; the text names every cause and its cure."""


@dataclass(frozen=True, repr=False)
class Settings:
    """How this house is set up.

    `database_url`: PostgreSQL 15 or newer. `redis_url`: Redis or Valkey, only a bell. `secret`: at
    least 32 random characters; keys for forms and receipts are derived from it, so changing it
    makes printed receipts useless: keep it. `base_url`: the public address (https in production).
    `office_name` and `land` name the job centre and its Land. `proxies`: how many reverse proxies
    are trusted to tell the client's address. `theme`: the office's own stylesheet and logo.
    """

    database_url: str
    redis_url: str
    secret: str
    base_url: str = "http://localhost"
    office_name: str = "Jobcenter"
    land: Land = Land.NW
    proxies: int = 0
    pool_size: int = 8
    theme: Theme = PLAIN

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read DATABASE_URL, REDIS_URL, ANBELO_SECRET and the optional ANBELO_* settings.

        Raises SettingsError naming every missing or wrong one at once.
        """
        needed = ("DATABASE_URL", "REDIS_URL", "ANBELO_SECRET")
        database_url, redis_url, secret = (environ.get(name, "").strip() for name in needed)
        problems = [f"{name} is missing." for name in needed if not environ.get(name, "").strip()]
        if database_url and not database_url.startswith("postgresql"):
            problems.append("DATABASE_URL must be a PostgreSQL address (postgresql://...).")
        if redis_url and not redis_url.startswith(("redis://", "rediss://", "unix://")):
            problems.append("REDIS_URL must start with redis://, rediss:// or unix://.")
        if secret and (len(secret) < MIN_SECRET or secret.lower().startswith(_WEAK)):
            problems.append("ANBELO_SECRET must be at least 32 random characters.")
        land = environ.get("ANBELO_LAND", Land.NW.value)
        if land not in set(Land):
            problems.append(f"ANBELO_LAND must be one of {', '.join(Land)}.")
        numbers = {name: environ.get(name, default) for name, default in _NUMBERS.items()}
        problems += [f"{n} must be a number." for n, v in numbers.items() if not v.isdecimal()]
        base_url = environ.get("ANBELO_BASE_URL", "http://localhost").rstrip("/")
        if not base_url.startswith(("http://", "https://")):
            problems.append("ANBELO_BASE_URL must start with https:// (or http:// on this PC).")
        problems += _faults(PostOffice.from_env, environ)
        problems += _faults(Scanner.from_env, environ)
        problems += _faults(read_theme, environ.get("ANBELO_THEME", ""))
        if problems:
            raise SettingsError("\n".join(problems))
        return cls(
            database_url=database_url,
            redis_url=redis_url,
            secret=secret,
            base_url=base_url,
            office_name=environ.get("ANBELO_OFFICE_NAME", "Jobcenter"),
            land=Land(land),
            proxies=int(numbers["ANBELO_PROXIES"]),
            pool_size=int(numbers["ANBELO_POOL_SIZE"]),
            theme=read_theme(environ.get("ANBELO_THEME", "")),
        )

    def derived(self, purpose: str) -> bytes:
        """A key of its own for each purpose, so that one never opens the other."""
        return hmac.new(self.secret.encode(), purpose.encode(), hashlib.sha256).digest()

    @property
    def pepper(self) -> bytes:
        """What makes stolen receipt hashes useless without this configuration."""
        return self.derived("receipt pepper v1")

    @property
    def https(self) -> bool:
        """Whether people reach us through TLS: cookies are then bound to it."""
        return self.base_url.startswith("https://")


def _faults(read: Callable[[T], object], source: T) -> list[str]:
    """What is wrong with a part that reads itself."""
    try:
        read(source)
    except ValueError as error:
        return [str(error)]
    return []


_NUMBERS = {"ANBELO_PROXIES": "0", "ANBELO_POOL_SIZE": "8"}
