"""Taking over notices: every line is checked first, then all are stored, or none."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from anbelo.callbacks.changes import change_notice
from anbelo.callbacks.service import announce_notice
from anbelo.core.errors import DomainError, Invalid, Refused
from anbelo.imports.notices_rules import FIELDS, CheckedNotice, NoticeCheck
from anbelo.imports.rules import Fault, RawLine
from anbelo.imports.service import Conflict
from anbelo.notices.kinds import SUSPENDED
from anbelo.notices.models import Notice
from anbelo.notices.queries import kinds, notice_by_ref
from anbelo.offices.queries import teams

MAX_LINES = 20_000
ASK_AT_ONCE = 1_000
_COLUMNS = {"external_ref": "reference", "person_name": "name"}
# What the domain refuses, for commands; pages have these words in their language.
REFUSED = {
    "unknown_kind": "is no kind of this house, or it is switched off.",
    "unknown_team": "is no team of this house.",
    "unknown_case": "names no case.",
    "last_day_passed": "lies in the past.",
    "no_time_for_a_talk": "leaves no time for a talk. Give a later day, or say in urgent_reason "
    "(at least 10 characters) why not.",
    "last_day_later": "may not become later.",
    "kind_fixed": "cannot change. Withdraw the notice and announce a new one.",
    "phone_kept": "may not be taken away: the notice would leave without a call.",
    "notice_not_held": "has left already and cannot change any more.",
    "not_yours": "was announced by a connected system; only that may change it.",
}

Advance = Callable[[int], None]


def _nobody(_steps: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class NoticeSheet:
    """A file of notices that was looked at: its lines, and everything that is wrong."""

    lines: tuple[CheckedNotice, ...]
    faults: tuple[Fault, ...]
    unknown_fields: tuple[str, ...]


@dataclass
class TakenNotices:
    """How many notices were announced, changed, or here already with the same facts."""

    new: int = 0
    changed: int = 0
    already: int = 0


def look(
    session: Session, found: Iterable[RawLine | Fault], *, own_teams: frozenset[str] | None = None
) -> NoticeSheet:
    """Check every line; `own_teams` are the only teams it may name (None: every team).

    Raises Invalid "file_too_large" for more than MAX_LINES lines, and those of `reading.read`.
    """
    known_teams = frozenset(team.code for team in teams(session))
    known = {
        kind.code: tuple((r["kind"], bool(r["objection_suspends"])) for r in kind.rulings)
        for kind in kinds(session)
        if kind.active
    }
    lines: list[CheckedNotice] = []
    faults: list[Fault] = []
    unknown: set[str] = set()
    seen: dict[str, int] = {}
    for number, line in enumerate(found, start=1):
        if number > MAX_LINES:
            raise Invalid("file_too_large", size=number, limit=MAX_LINES)
        if isinstance(line, Fault):
            faults.append(line)
            continue
        unknown |= line.values.keys() - set(FIELDS)
        check = NoticeCheck(line, kinds=known, stops=SUSPENDED,
                            teams=known_teams if own_teams is None else own_teams)  # fmt: skip
        checked = check.checked()
        faults += check.faults
        if checked is None:
            continue
        first = seen.setdefault(checked.notice.external_ref, checked.line)
        if first != checked.line:
            faults.append(Fault(checked.line, "reference", f"is the same as in line {first}.",
                                "same_as_line", {"first": first}))  # fmt: skip
        lines.append(checked)
    return NoticeSheet(tuple(lines), tuple(faults), tuple(sorted(unknown)))


def store(
    session: Session,
    lines: Sequence[CheckedNotice],
    *,
    actor: str,
    now: datetime,
    staff_id: int | None = None,
    advance: Advance = _nobody,
) -> TakenNotices:
    """Announce what is not here yet and change what is here with other facts.

    The same file again changes nothing. Raises Conflict naming every line that the rules refuse;
    the caller's transaction must then end without storing anything.
    """
    here = _already_here(session, [line.notice.external_ref for line in lines])
    taken, faults = TakenNotices(), []
    for line in lines:
        try:
            with session.begin_nested():
                _take(session, line, here, taken, actor=actor, now=now, staff_id=staff_id)
        except DomainError as error:
            column = _COLUMNS.get(error.field or "", error.field or "reference")
            sentence = REFUSED.get(error.code, f"is refused ({error.code}).")
            faults.append(Fault(line.line, column, sentence, error.code, error.facts))
        advance(1)
    if faults:
        raise Conflict(faults)
    return taken


def _already_here(session: Session, references: list[str]) -> frozenset[str]:
    found: set[str] = set()
    for start in range(0, len(references), ASK_AT_ONCE):
        part = references[start : start + ASK_AT_ONCE]
        found |= set(
            session.scalars(select(Notice.external_ref).where(Notice.external_ref.in_(part)))
        )
    return frozenset(found)


def _take(
    session: Session,
    line: CheckedNotice,
    here: frozenset[str],
    taken: TakenNotices,
    *,
    actor: str,
    now: datetime,
    staff_id: int | None,
) -> None:
    """One line: announced, changed, or here already."""
    reference = line.notice.external_ref
    try:
        announce_notice(session, line.notice, actor=actor, now=now, staff_id=staff_id)
    except Refused as error:
        if error.code != "already_announced":
            raise
        notice = notice_by_ref(session, reference)
        if notice.client_id is not None:
            raise Refused("not_yours", field="external_ref") from None
        change_notice(session, notice, line.notice, actor=actor, now=now, staff_id=staff_id)
        taken.changed += 1
        return
    if reference in here:
        taken.already += 1
    else:
        taken.new += 1
