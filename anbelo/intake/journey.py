"""The way through the form: one question a page, in this order, each with its fields. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from werkzeug.datastructures import MultiDict


class Step(StrEnum):
    """A page of the form that asks something; the value stands in the address."""

    TOPIC = "topic"
    TEXT = "text"
    CALL = "call"
    PERSON = "you"


class Go(StrEnum):
    """Which button somebody pressed; without one the next page comes."""

    NEXT = "next"
    BACK = "back"
    LATER = "later"
    STAY = "stay"
    LANGUAGE = "language"


FIELDS: dict[Step, tuple[str, ...]] = {
    Step.TOPIC: ("kind", "category", "site"),
    Step.TEXT: ("kind", "category", "site", "text", "letter_date", "letter_came"),
    Step.CALL: (
        "call", "phone", "call_language", "weekdays", "parts", "others_may_answer", "safe_word",
    ),
    Step.PERSON: ("name", "email", "address", "site", "confidential"),
}  # fmt: skip
MANY = frozenset({"weekdays", "parts"})
# Only these answers can be taken back by leaving them out: their boxes are on the page itself.
TICKED = MANY | {"others_may_answer", "confidential"}
ORDER = (Step.TOPIC, Step.TEXT, Step.CALL)
CHECK = "check"
"""The last page: everything at once, and the button that sends."""
ANSWERS = frozenset(name for fields in FIELDS.values() for name in fields)


def place_of(step: Step) -> int | None:
    """The number of the page, counted from one; None for a page beside the way."""
    return ORDER.index(step) + 1 if step in ORDER else None


def after(step: Step) -> str:
    """The page after this one."""
    way = [*(one.value for one in ORDER), CHECK]
    return way[way.index(step) + 1] if step in ORDER else CHECK


def before(step: Step) -> str | None:
    """The page before this one; None for the first page of all."""
    if step not in ORDER:
        return CHECK
    here = ORDER.index(step)
    return ORDER[here - 1].value if here else None


def given(step: Step, sent: MultiDict[str, str]) -> dict[str, Any]:
    """What was answered on this page; boxes left open count as answered, missing fields do not."""
    found: dict[str, Any] = {}
    for name in FIELDS[step]:
        if name in MANY:
            found[name] = [storable(value) for value in sent.getlist(name)]
        elif name in sent or name in TICKED:
            found[name] = storable(sent.get(name, ""))
    return found


def keep_unseen(answers: dict[str, Any], kept: Mapping[str, Any], shown: str) -> None:
    """Drop the empty answers to what stood nowhere on the page: another window filled it in.

    `shown`: names of the fields that were filled when the page was shown; only they can be emptied.
    """
    for name, value in list(answers.items()):
        empty = not any(value) if isinstance(value, list) else not value
        if empty and kept.get(name) and name not in shown.split():
            del answers[name]


def storable(value: str) -> str:
    """The same words; a NUL, which no database keeps, becomes the sign for a lost character."""
    return value.replace("\0", "\ufffd")


def typed_form(answers: Mapping[str, Any]) -> MultiDict[str, str]:
    """All answers as one form would have sent them."""
    pairs: list[tuple[str, str]] = []
    for name, value in answers.items():
        values: Iterable[str] = value if isinstance(value, list) else [value]
        pairs += [(name, one) for one in values if one and name in ANSWERS]
    return MultiDict(pairs)
