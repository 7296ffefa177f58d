"""The command `anbelo`: everything that can be done with a house from a shell."""

from importlib import import_module
from typing import ClassVar

import click

from anbelo import __version__
from anbelo.commands.answers import Answering


class Commands(Answering):
    """Loads a command's code only when it is asked for.

    The one place that imports at run time, and for one reason: the relay would otherwise carry
    spreadsheets, pages and the demo in its memory all day (measured: 99 MB instead of 57).
    """

    # Where each command lives: module and name, in the order of the help page.
    places: ClassVar[dict[str, tuple[str, str]]] = {
        "run": ("run", "run"),
        "web": ("web", "web"),
        "worker": ("work", "worker"),
        "relay": ("relay", "relay"),
        "migrate": ("migrate", "migrate"),
        "demo": ("demo", "demo"),
        "import": ("contacts", "import_"),
        "report": ("report", "report"),
        "audit": ("trail", "audit"),
        "release": ("release", "release"),
        "dates": ("dates", "dates"),
        "plan": ("plan", "plan"),
        "jobs": ("jobs", "jobs"),
        "doctor": ("doctor", "doctor"),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """All names, in the order of the help page."""
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command with this name, or None."""
        if cmd_name not in self.places:
            return None
        module, name = self.places[cmd_name]
        command: click.Command = getattr(import_module(f"anbelo.commands.{module}"), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="anbelo")
def main() -> None:
    """AnBeLo: contact point of a job centre, and a call before every hard notice.

    Exit codes: 0 done, 1 refused or something found, 2 wrong usage, 3 settings or servers missing.
    """
