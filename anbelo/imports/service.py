"""Taking contacts over: the whole file is checked first, then all of it is stored, or nothing."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from anbelo.callbacks.service import take_contact
from anbelo.cases.models import Case
from anbelo.core.errors import Invalid
from anbelo.core.idempotency import once
from anbelo.imports.reading import read
from anbelo.imports.rules import FIELDS, NEEDED, Checked, ContactCheck, Fault
from anbelo.offices.queries import sites, teams

SCOPE = "import:contacts"
MAX_LINES = 200_000
ASK_AT_ONCE = 1_000

Advance = Callable[[int], None]


def _nobody(_steps: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Sheet:
    """A file that was looked at: what can be taken over, and everything that is wrong.

    `unknown_fields` are left out; `foreign_categories` counts labels of another vocabulary, which
    are left out as well: our own proposal takes their place.
    """

    lines: tuple[Checked, ...]
    faults: tuple[Fault, ...]
    unknown_fields: tuple[str, ...]
    foreign_categories: int


@dataclass
class Taken:
    """What was stored: new cases by proposed topic and by team, and how many had been there."""

    new: int = 0
    already: int = 0
    abstained: int = 0
    topics: Counter[str] = field(default_factory=Counter)
    teams: Counter[str] = field(default_factory=Counter)


class Conflict(Exception):
    """Lines that are here already with other words; the whole import must be undone."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("other_content")
        self.faults = tuple(faults)


def look(session: Session, path: Path, *, site: str | None, now: datetime) -> Sheet:
    """Check every line of the file; `site` is the site code of lines that name none.

    Raises Invalid "unknown_site", and those of `reading.read`.
    """
    known = frozenset(found.code for found in sites(session))
    if site is not None and site not in known:
        raise Invalid("unknown_site", field="site", possible=", ".join(sorted(known)))
    lines: list[Checked] = []
    faults: list[Fault] = []
    unknown: set[str] = set()
    foreign, seen = 0, dict[str, int]()
    for found in read(path, needed=NEEDED):
        if isinstance(found, Fault):
            faults.append(found)
            continue
        unknown |= found.values.keys() - set(FIELDS)
        check = ContactCheck(found, sites=known, now=now)
        checked = check.checked(site)
        foreign += check.foreign_category is not None
        faults += check.faults
        if checked is None:
            continue
        first = seen.setdefault(checked.external_id, checked.line)
        if first != checked.line:
            faults.append(Fault(checked.line, "id", f"is the same as in line {first}."))
        lines.append(checked)
        if len(lines) > MAX_LINES:
            raise Invalid("file_too_large", size=len(lines), limit=MAX_LINES)
    return Sheet(tuple(lines), tuple(faults), tuple(sorted(unknown)), foreign)


def store(
    session: Session,
    lines: Sequence[Checked],
    *,
    pepper: bytes,
    now: datetime,
    advance: Advance = _nobody,
) -> Taken:
    """Make a case of every line that is not here yet; the same file again adds nothing.

    Raises Conflict naming every line whose id is here with other words; the caller's transaction
    must then end without storing anything.
    """
    here = _already_here(session, [line.external_id for line in lines])
    names = {team.id: team.code for team in teams(session)}
    taken, faults = Taken(), []
    for line in lines:
        try:
            _take(session, line, here, names, taken, pepper=pepper, now=now)
        except Invalid as error:
            if error.code != "key_reused":
                raise
            faults.append(Fault(line.line, "id", "is here already, but with other content."))
        advance(1)
    if faults:
        raise Conflict(faults)
    return taken


def _already_here(session: Session, ids: list[str]) -> dict[str, tuple[str, str]]:
    """Text and language of the cases that came from these ids."""
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(ids), ASK_AT_ONCE):
        rows = session.execute(
            select(Case.external_id, Case.text, Case.language).where(
                Case.external_id.in_(ids[start : start + ASK_AT_ONCE])
            )
        )
        found |= {known: (text, language) for known, text, language in rows if known}
    return found


def _take(
    session: Session,
    line: Checked,
    here: dict[str, tuple[str, str]],
    names: dict[int, str],
    taken: Taken,
    *,
    pepper: bytes,
    now: datetime,
) -> None:
    """One line: a case, or nothing when the very same line was taken over before."""

    def act() -> dict[str, Any]:
        known = here.get(line.external_id)
        if known is None:
            return _open(session, line, names, pepper=pepper, now=now)
        # The key of an old import may have been cleared away; the case itself still knows.
        if known != (line.contact.text, line.contact.language):
            raise Invalid("key_reused")
        return {}

    answer = once(session, scope=SCOPE, key=line.external_id, body=_fingerprint(line), now=now,
                  act=act)  # fmt: skip
    if answer.replayed or line.external_id in here:
        taken.already += 1
        return
    taken.new += 1
    topic, team = answer.value["topic"], answer.value["team"]
    taken.abstained += topic is None
    if topic:
        taken.topics[topic] += 1
    taken.teams[team or ""] += 1


def _open(
    session: Session, line: Checked, names: dict[int, str], *, pepper: bytes, now: datetime
) -> dict[str, Any]:
    opened = take_contact(
        session,
        line.contact,
        key=f"import:{line.external_id}",
        pepper=pepper,
        actor="command",
        now=now,
        external_id=line.external_id,
    )
    first = opened.case.concerns[0]
    topic = first.proposed_category
    return {
        "topic": topic.split("-")[0] if topic else None,
        "team": names.get(first.proposed_team_id) if first.proposed_team_id else None,
    }


def _fingerprint(line: Checked) -> bytes:
    """Everything the line says, in one fixed form."""
    contact = line.contact
    said = {
        "text": contact.text,
        "lang": contact.language,
        "kind": contact.kind,
        "category": contact.category,
        "channel": contact.channel,
        "site": contact.site_code,
        "name": contact.name,
        "phone": contact.call.phone if contact.call else "",
        "received_at": contact.received_at.isoformat() if contact.received_at else None,
        "confidential": contact.confidential,
    }
    return json.dumps(said, sort_keys=True, ensure_ascii=False).encode()
