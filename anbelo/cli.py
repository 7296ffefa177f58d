"""The command `anbelo`: everything that can be done with a house from a shell."""

import click

from anbelo import __version__
from anbelo.commands.answers import Answering
from anbelo.commands.contacts import import_
from anbelo.commands.demo import demo
from anbelo.commands.doctor import doctor
from anbelo.commands.jobs import jobs
from anbelo.commands.migrate import migrate
from anbelo.commands.processes import relay, web, worker
from anbelo.commands.release import release
from anbelo.commands.report import report
from anbelo.commands.run import run
from anbelo.commands.trail import audit


@click.group(cls=Answering, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="anbelo")
def main() -> None:
    """AnBeLo: contact point of a job centre, and a call before every hard notice.

    Exit codes: 0 done, 1 refused or something found, 2 wrong usage, 3 settings or servers missing.
    """


ALL = (run, web, worker, relay, migrate, demo, import_, report, audit, release, jobs, doctor)
for command in ALL:
    main.add_command(command)
