"""`anbelo release`: send a held notice, if the rules allow it."""

from pathlib import Path

import click

from anbelo.callbacks.gate import release_notice
from anbelo.commands.answers import Refusal
from anbelo.commands.house import data_option, open_house
from anbelo.core.clock import now
from anbelo.core.errors import DomainError
from anbelo.core.texts import translate
from anbelo.notices.queries import notice_by_ref
from anbelo.web.words import LABELS

# The pages' sentences speak to clerks about buttons; here nobody can give a reason instead.
WORDS = {
    "call_owed": (
        "The notice stays here: nobody has talked to this person yet, and the rules see no other "
        "ground. It leaves by itself on %(last_day)s. Earlier: after the call was recorded, or by "
        "a team lead with a written reason, on the notice's page."
    ),
    "notice_not_held": "The notice is not held (it is %(state)s), so there is nothing to release.",
    "no_such_notice": "There is no notice with this reference. Check how the benefits system "
    "spells it.",
}


@click.command(epilog="Example: anbelo release FV-2026-000123")
@click.argument("reference")
@data_option
def release(reference: str, data: Path) -> None:
    """Send the held notice with this REFERENCE of the benefits system, if the rules allow it.

    There is no way around the rules here: before somebody talked to the person, and without
    another ground, the answer is no (exit code 1).
    """
    try:
        with open_house(data) as house, house.database.unit_of_work() as session:
            notice = notice_by_ref(session, reference)
            leave = release_notice(session, notice, actor="command", now=now())
    except DomainError as error:
        raise Refusal(WORDS[error.code] % error.facts) from None
    click.echo(f"Released. Reason: {translate(LABELS[leave.reason], 'en')}")
