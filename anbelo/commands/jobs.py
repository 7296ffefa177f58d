"""`anbelo jobs`: what was promised and is not done yet."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from anbelo.commands.answers import Refusal
from anbelo.commands.house import data_option, open_house
from anbelo.core.clock import now
from anbelo.outbox.queries import job_counts, parked_jobs
from anbelo.outbox.service import unpark


@click.group(invoke_without_command=True, epilog="Example: anbelo jobs retry 42")
@data_option
@click.pass_context
def jobs(ctx: click.Context, data: Path) -> None:
    """Count the promised jobs, and list those that failed too often and were parked."""
    ctx.obj = data
    if ctx.invoked_subcommand:
        return
    moment = now()
    with open_house(data) as house, house.database.reading() as session:
        counts = job_counts(session, now=moment)
        parked = parked_jobs(session)
    click.echo(
        f"due {counts.due} · being worked on {counts.leased} · "
        f"for later {counts.later} · parked {counts.parked}"
    )
    if counts.oldest_due:
        seconds = int((moment - counts.oldest_due).total_seconds())
        click.echo(f"The oldest due job waits for {seconds} seconds.")
    if not parked:
        return
    table = Table("Job", "Topic", "Attempts", "Last error", "Parked at (UTC)")
    for job in parked:
        when = f"{job.parked_at:%Y-%m-%d %H:%M}" if job.parked_at else ""
        table.add_row(str(job.id), job.topic.value, str(job.attempts), job.last_error or "", when)
    Console(highlight=False).print(table)
    click.echo("When the cause is gone: anbelo jobs retry JOB")


@jobs.command(epilog="Example: anbelo jobs retry 42")
@click.argument("job", type=int)
@click.pass_obj
def retry(data: Path, job: int) -> None:
    """Give a parked JOB a fresh start."""
    with open_house(data) as house, house.database.unit_of_work() as session:
        found = unpark(session, job, now=now())
    if not found:
        raise Refusal(f"There is no parked job {job}. anbelo jobs lists them.")
    click.echo(f"Job {job} starts afresh.")
