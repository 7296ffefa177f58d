"""What all commands share that take over a file: looking only, and naming every fault."""

from collections.abc import Sequence
from pathlib import Path

import click

from anbelo.commands.answers import Refusal
from anbelo.core.errors import Invalid
from anbelo.imports.rules import Fault

MOST_FAULTS = 200
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
REASONS = {
    "file_too_large": "The file is too large (%(size)s; possible: %(limit)s). Split it.",
    "file_not_readable": "The file cannot be read: %(why)s.",
    "unknown_site": "There is no such site. Possible: %(possible)s.",
}


class OnlyLooking(Exception):
    """Ends a dry run, so that its transaction stores nothing."""


def only_looking(*, dry_run: bool) -> None:
    """Raise OnlyLooking at the end of a dry run."""
    if dry_run:
        raise OnlyLooking


def unreadable(error: Invalid) -> Refusal:
    """Why nothing of the file can be read."""
    return Refusal(REASONS[error.code] % error.facts)


def refusal(faults: Sequence[Fault]) -> Refusal:
    """Every fault with its line and field; of very many the first ones."""
    lines = [f"Line {fault.line}, {fault.field}: {fault.sentence}" for fault in faults]
    if len(lines) > MOST_FAULTS:
        lines[MOST_FAULTS:] = [f"... and {len(lines) - MOST_FAULTS} more."]
    return Refusal("\n".join(["Nothing was stored. Correct these and start again:", *lines]))
