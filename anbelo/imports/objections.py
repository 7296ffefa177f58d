"""Taking over which notices were objected to: every line is checked first, then all, or none."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from anbelo.core.errors import DomainError, Invalid
from anbelo.imports.rules import MAX_ID, Fault, LineCheck, RawLine
from anbelo.imports.service import Conflict
from anbelo.notices.models import Notice, Objection
from anbelo.notices.objections import check_day, record_objection

NEEDED = ("reference", "received_on")
MAX_LINES = 50_000
ASK_AT_ONCE = 1_000
# Why a line cannot be recorded, for commands; the file is corrected where it was made.
REFUSED = {
    "no_such_notice": ("reference", "names no notice of this house."),
    "notice_not_released": ("reference", "names a notice that has not left the house."),
    "objection_in_future": ("received_on", "lies in the future."),
    "objection_before_release": ("received_on", "lies before the day on which the notice left."),
    "objection_other_day": (
        "received_on",
        "is another day than the one recorded already. Correct it on the page of the notice.",
    ),
}

Advance = Callable[[int], None]


def _nobody(_steps: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class CheckedObjection:
    """A line that can be recorded: of which notice, and the day (Berlin) it arrived."""

    line: int
    reference: str
    received_on: date


@dataclass(frozen=True)
class ObjectionSheet:
    """A file that was looked at: what can be recorded, and everything that is wrong."""

    lines: tuple[CheckedObjection, ...]
    faults: tuple[Fault, ...]
    unknown_fields: tuple[str, ...]


@dataclass
class TakenObjections:
    """How many were recorded, and how many had been there with the same day."""

    new: int = 0
    already: int = 0


def look(session: Session, found: Iterable[RawLine | Fault], *, now: datetime) -> ObjectionSheet:
    """Check every line, also against the notices of the house.

    Raises Invalid "file_too_large" for more than MAX_LINES lines, and those of `reading.read`.
    """
    lines: list[CheckedObjection] = []
    faults: list[Fault] = []
    unknown: set[str] = set()
    seen: dict[str, int] = {}
    for number, line in enumerate(found, start=1):
        if number > MAX_LINES:
            raise Invalid("file_too_large", size=number, limit=MAX_LINES)
        if isinstance(line, Fault):
            faults.append(line)
            continue
        unknown |= line.values.keys() - set(NEEDED)
        check = LineCheck(line)
        reference = check.text("reference", MAX_ID, needed=True)
        received_on = check.day("received_on", needed=True)
        faults += check.faults
        if check.faults or received_on is None:
            continue
        first = seen.setdefault(reference, line.number)
        if first != line.number:
            faults.append(
                Fault(line.number, "reference", f"is the same as in line {first}.", "same_as_line")
            )
        lines.append(CheckedObjection(line.number, reference, received_on))
    faults += _against_the_house(session, lines, now=now)
    ordered = sorted(faults, key=lambda fault: fault.line)
    return ObjectionSheet(tuple(lines), tuple(ordered), tuple(sorted(unknown)))


def _against_the_house(
    session: Session, lines: Sequence[CheckedObjection], *, now: datetime
) -> list[Fault]:
    """The lines that fit no notice, or not this one."""
    faults: list[Fault] = []
    for start in range(0, len(lines), ASK_AT_ONCE):
        part = lines[start : start + ASK_AT_ONCE]
        rows = session.execute(
            select(Notice.external_ref, Notice.state, Notice.released_at, Objection.received_on)
            .outerjoin(Objection, Objection.notice_id == Notice.id)
            .where(Notice.external_ref.in_([line.reference for line in part]))
        )
        known = {reference: (state, left, day) for reference, state, left, day in rows}
        for line in part:
            if line.reference not in known:
                faults.append(_fault(line, "no_such_notice"))
                continue
            state, released_at, recorded = known[line.reference]
            try:
                check_day(state, released_at, line.received_on, now=now)
            except DomainError as error:
                faults.append(_fault(line, error.code))
                continue
            if recorded not in {None, line.received_on}:
                faults.append(_fault(line, "objection_other_day"))
    return faults


def _fault(line: CheckedObjection, code: str) -> Fault:
    column, sentence = REFUSED[code]
    return Fault(line.line, column, sentence, code)


def store(
    session: Session,
    lines: Sequence[CheckedObjection],
    *,
    actor: str,
    now: datetime,
    advance: Advance = _nobody,
) -> TakenObjections:
    """Record what is not here yet; the same file again stores nothing.

    Raises Conflict when a line does not fit any more, because somebody recorded another day since
    the file was looked at; the caller's transaction must then end without storing anything.
    """
    taken, faults = TakenObjections(), []
    for start in range(0, len(lines), ASK_AT_ONCE):
        part = lines[start : start + ASK_AT_ONCE]
        wanted = select(Notice).where(Notice.external_ref.in_([line.reference for line in part]))
        known = {notice.external_ref: notice for notice in session.scalars(wanted)}
        for line in part:
            try:
                new = record_objection(session, known[line.reference], line.received_on,
                                       actor=actor, now=now)  # fmt: skip
            except DomainError as error:
                faults.append(_fault(line, error.code))
                continue
            taken.new += new
            taken.already += not new
            advance(1)
    if faults:
        raise Conflict(faults)
    return taken
