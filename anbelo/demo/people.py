"""Invented people who contact the demo office; nobody real can be meant.

The telephone numbers are those the Bundesnetzagentur keeps free for films and examples.
"""

from dataclasses import dataclass
from random import Random

from anbelo.cases.rules import CallWish

FIRST = (
    "Amal", "Bernd", "Cem", "Dana", "Elif", "Farid", "Gisela", "Hava", "Ivan", "Jana", "Karim",
    "Lena", "Mehmet", "Nadia", "Oksana", "Petra", "Rania", "Svetlana", "Tarek", "Ulrike", "Vasil",
    "Wanda", "Yusuf", "Zofia",
)  # fmt: skip
LAST = (
    "Muster", "Beispiel", "Probe", "Exempel", "Fiktiv", "Erfunden", "Vorlage", "Ausgedacht",
    "Platzhalter", "Niemand",
)  # fmt: skip
FREE_FOR_FILMS = ("+492214710{:03d}", "+493023125{:03d}", "+496990009{:03d}", "+494066969{:03d}")


@dataclass(frozen=True, repr=False)
class Caller:
    """Somebody invented, as far as they say who they are."""

    name: str
    phone: str


def somebody(rng: Random) -> Caller:
    """An invented name and a number that belongs to nobody."""
    name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    return Caller(name, rng.choice(FREE_FOR_FILMS).format(rng.randint(0, 999)))


def wish(caller: Caller, language: str) -> CallWish:
    """The wish to be called in this language, at any time."""
    return CallWish(phone=caller.phone, language=language)
