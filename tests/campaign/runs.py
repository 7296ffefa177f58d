"""All fault runs by name, each with the broken variants it must fail against."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.campaign import bell, poison, postgres, web, worker
from tests.campaign.report import Report


@dataclass(frozen=True)
class Run:
    """A run: what plays it (seed, variant), and the figure by which it notices each variant."""

    play: Callable[[int, str], Report]
    broken: Mapping[str, str]


RUNS = {
    "web": Run(web.play, web.BROKEN),
    "worker": Run(worker.play, worker.BROKEN),
    "redis": Run(bell.play, bell.BROKEN),
    "postgres": Run(postgres.play, postgres.BROKEN),
    "poison": Run(poison.play, poison.BROKEN),
}
