"""Reading a form that is still being typed: whatever makes no sense yet is left out."""

from collections.abc import Container, Mapping
from typing import Any, TypeVar

from anbelo.cases.rules import MAX_TEXT, Channel, NewContact
from anbelo.core.texts import SOURCE, languages
from anbelo.desk.schemas import CHANNELS
from anbelo.triage.categories import CATEGORIES
from anbelo.triage.proposal import Kind, Proposal
from anbelo.triage.rules import propose

T = TypeVar("T", str, None)
Values = Mapping[str, Any]
_CHANNEL_CODES = frozenset(channel.value for channel in CHANNELS)
_KIND_CODES = frozenset(kind.value for kind in Kind)


def proposed(values: Values) -> Proposal | None:
    """What the words typed so far propose; None without words."""
    text = _text(values)
    return propose(text, language=_language(values)) if text.strip() else None


def with_proposal(values: Values, proposal: Proposal | None) -> dict[str, Any]:
    """What was typed, with the proposal filled in where the clerk chose nothing else."""
    proposed = {"category": "", "kind": ""}
    if proposal:
        concern = proposal.concerns[0] if proposal.concerns else None
        proposed["category"] = concern.category if concern else ""
        proposed["kind"] = Kind(proposal.kind.value).value
    filled = dict(values)
    for name, value in proposed.items():
        before = values.get(f"proposed_{name}") or ""
        if (values.get(name) or "") in {"", before}:
            filled[name] = value
        filled[f"proposed_{name}"] = value
    return filled


def half_typed(values: Values, places: Mapping[str, list[tuple[str, str]]]) -> NewContact:
    """The contact as far as it can be read; `places["sites"]` are the sites there are."""
    site_codes = {code for code, _name in places["sites"]}
    kind = _known(values.get("kind"), _KIND_CODES, None)
    channel = _known(values.get("channel"), _CHANNEL_CODES, Channel.COUNTER.value)
    return NewContact(
        text=_text(values),
        channel=Channel(channel),
        language=_language(values),
        kind=Kind(kind) if kind else None,
        category=_known(values.get("category"), CATEGORIES, None),
        site_code=_known(values.get("site"), site_codes, None) or None,
        confidential=bool(values.get("confidential")),
    )


def call_language(values: Values, otherwise: str) -> str:
    """The language of the wished call."""
    return _known(values.get("call_language"), languages(), otherwise)


def _text(values: Values) -> str:
    return str(values.get("text") or "")[:MAX_TEXT]


def _language(values: Values) -> str:
    return _known(values.get("language"), languages(), SOURCE)


def _known(value: object, among: Container[str], otherwise: T) -> str | T:
    return value if isinstance(value, str) and value in among else otherwise
