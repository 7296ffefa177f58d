"""A form as a page shows it: what was typed, what is wrong with it, and its key."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from anbelo.core.clock import now
from anbelo.core.errors import DomainError
from anbelo.core.idempotency import Answer, once
from anbelo.web.fields import Problem
from anbelo.web.words import say

KEY = "idempotency_key"
# How a form pays when its network sends much; the same words stay the same words with it.
CHALLENGE, SOLUTION = "price_challenge", "price_solution"
NOT_CONTENT = frozenset({KEY, "csrf_token", CHALLENGE, SOLUTION})
# marshmallow's own sentences, where a field has none of ours.
_OWN = {
    "Missing data for required field.": "required",
    "Field may not be null.": "required",
    "Unknown field.": "unknown_field",
}


@dataclass
class Form:
    """`values` as typed, `errors` as translated sentences by field, `key` against double effects.

    `summary` lists (field, label, sentence) for the top of the page; labels come from the page.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """Every error with the label of its field."""
        return [
            (name, self.labels.get(name, ""), sentence)
            for name, sentences in self.errors.items()
            for sentence in sentences
        ]

    def refuse(self, error: DomainError) -> None:
        """Show what the domain refused, next to its field or (without one) on top."""
        known = error.field if error.field in self.values or error.field in self.labels else ""
        self.errors.setdefault(known or "", []).append(say(error.code, error.facts))


def typed(labels: Mapping[str, str] | None = None) -> Form:
    """The form as it was sent: nothing typed is ever lost."""
    key = request.form.get(KEY, "") or secrets.token_urlsafe(18)
    values = {name: found if len(found) > 1 else found[0] for name, found in request.form.lists()}
    return Form(values=values, key=key, labels=labels or {})


def check(schema: Schema, form: Form, data: MultiDict[str, str] | None = None) -> Any:  # noqa: ANN401 - what the schema builds
    """What the schema makes of the form; None when something is wrong, told in `form.errors`."""
    try:
        return schema.load(request.form if data is None else data)
    except ValidationError as error:
        messages = error.messages_dict
        form.errors.update({name: sentences(found) for name, found in messages.items()})
        return None


def sentences(messages: object) -> list[str]:
    """Messages of marshmallow, however nested, as translated sentences."""
    return [say(problem.code, problem.facts) for problem in problems(messages)]


def problems(messages: object) -> Iterable[Problem]:
    """Messages of marshmallow, however nested, as our problems."""
    if isinstance(messages, Problem):
        yield messages
    elif isinstance(messages, str):
        yield Problem(_OWN.get(messages, "not_valid"))
    elif isinstance(messages, Mapping):
        for found in messages.values():
            yield from problems(found)
    elif isinstance(messages, Iterable):
        for found in messages:
            yield from problems(found)


def once_for_form(
    session: Session, scope: str, form: Form, act: Callable[[], dict[str, Any]]
) -> Answer:
    """Do `act` once for this form's key, however often it is sent (double tap, back, reload)."""
    content = sorted((n, v) for n, v in request.form.items(multi=True) if n not in NOT_CONTENT)
    body = hashlib.sha256(json.dumps(content).encode()).digest()
    return once(session, scope=scope, key=form.key, body=body, now=now(), act=act)
