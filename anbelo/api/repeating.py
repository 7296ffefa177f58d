"""The same request twice has one effect and one answer."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import g, request

from anbelo.api.document import KEY_HEADER, REPLAY_HEADER, Headers
from anbelo.core.clock import now
from anbelo.core.errors import Invalid
from anbelo.core.idempotency import Answer, once
from anbelo.web.access import client

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_KEY = re.compile(r"[!-~]{1,255}")


def scope() -> str:
    """What a key is unique in: this client and this operation."""
    return f"api:{client().client_id}:{(request.endpoint or '').removeprefix('api.')}"


def given_key() -> str:
    """The Idempotency-Key of this request; Invalid "key_missing" or "key_malformed"."""
    key = request.headers.get(KEY_HEADER, "")
    if not key:
        raise Invalid("key_missing", field=KEY_HEADER)
    if not _KEY.fullmatch(key):
        raise Invalid("key_malformed", field=KEY_HEADER)
    return key


def once_for_client(session: "Session", act: Callable[[], dict[str, Any]]) -> Answer:
    """Do `act` once for this client, operation and key; what it returns is stored.

    Two bodies are the same when they say the same: order and spaces of JSON do not matter.
    """
    content = json.dumps([request.path, g.body], sort_keys=True).encode()
    body = hashlib.sha256(content).digest()
    return once(session, scope=scope(), key=given_key(), body=body, now=now(), act=act)


def replay(answer: Answer) -> Headers:
    """The header that tells a repeated answer from a first one."""
    return {REPLAY_HEADER: "true"} if answer.replayed else {}
