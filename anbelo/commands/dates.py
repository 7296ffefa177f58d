"""`anbelo dates`: when a letter counts as received, and until when an objection is possible."""

import csv
import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from anbelo.commands.answers import Refusal
from anbelo.commands.dates_words import FLAGS, PERIODS, STATES, WAYS
from anbelo.core.calendar import Land, local_day
from anbelo.core.clock import now
from anbelo.notices.deadlines import Instruction, ObjectionDates, objection_dates
from anbelo.notices.receipt import Delivery, Sending
from anbelo.notices.standing import ReviewReach, Standing, review_reach, standing

POSTED, LAND = "posted_on", "land"
PRESUMED, LAST = "presumed_received_on", "objection_last_day"
MOST_FAULTS = 50
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
FLAG: dict[str, Any] = {"is_flag": True}
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)


def _day(_context: object, parameter: click.Parameter, value: str | None) -> date | None:
    """A day as YYYY-MM-DD; anything else is wrong usage."""
    if value is None:
        return None
    try:
        return read_day(value)
    except ValueError as error:
        raise click.BadParameter(str(error), param=parameter) from None


def read_day(text: str) -> date:
    """A day written as YYYY-MM-DD between 1990 and 2100. Raises `ValueError` with a sentence."""
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day, no moment
    except ValueError:
        raise ValueError(f"{text!r} is no day. Write it like 2026-11-21.") from None
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"{text!r} is not between 1990 and 2100.")
    return day


@click.group()
def dates() -> None:
    """Compute the dates of the law, with the paragraph behind each."""


@dates.command(epilog="Example: anbelo dates objection --posted 2026-11-21 --land NW")
@click.option("--posted", callback=_day, metavar="DAY", help="Documented day of posting.")
@click.option("--land", type=click.Choice([land.value for land in Land]),
              help="Land in which the deciding office sits.")  # fmt: skip
@click.option("--received", callback=_day, metavar="DAY", help="Real day of arrival, if known.")
@click.option("--channel", default=Delivery.POST.value, show_default=True,
              type=click.Choice([way.value for way in Delivery]))  # fmt: skip
@click.option("--instruction", type=click.Choice([found.value for found in Instruction]),
              help="The instruction on remedies in the notice; not given: as usual.")  # fmt: skip
@click.option("--abroad", **FLAG, help="The person got it outside Germany.")
@click.option("--disputed", **FLAG, help="The person says it never came, or later.")
@click.option("--catholic", **FLAG, help="A mainly Catholic municipality (Bavaria: 15 August).")
@click.option("--today", callback=_day, metavar="DAY", help="Another day to look from.")
@click.option("--json", "as_json", **FLAG, help="For scripts: one JSON object.")
@click.option("--csv", "sheet", type=FILE, help="Many at once: columns posted_on and land.")
@click.option("--out", type=OUT, help="With --csv: write here instead of to the screen.")
def objection(sheet: Path | None, out: Path | None, **given: Any) -> None:  # noqa: ANN401 - click's options
    """Say until when an objection (Widerspruch) is possible.

    Days are calendar days in Germany, written like 2026-11-21. With --csv the columns
    presumed_received_on and objection_last_day are added and all others kept; if one line is
    wrong, it is named and nothing is written. Needs no database.
    """
    if sheet:
        refused = [name for name, value in given.items() if value and name != "channel"]
        if refused or given["channel"] != Delivery.POST.value:
            raise click.UsageError("--csv goes with --out only: each line says the rest.")
        _write(_add_dates(sheet), out)
        return
    if out or not given["land"] or not (given["posted"] or given["received"]):
        raise click.UsageError(
            "Needed: --csv FILE, or --land with --posted (or, when only that counts, --received)."
        )
    try:
        found = objection_dates(
            _sending(given),
            Land(given["land"]),
            instruction=given["instruction"] and Instruction(given["instruction"]),
            catholic=given["catholic"],
        )
    except ValueError:
        raise click.UsageError("--received is before --posted.") from None
    today = given["today"] or local_day(now())
    stands, reach = standing(found, today), review_reach(today)
    if given["as_json"]:
        told = as_json(found, stands, reach, today)
        click.echo(json.dumps({"channel": given["channel"], **told}, ensure_ascii=False))
    else:
        _print(found, stands, reach, today)


def _sending(given: Mapping[str, Any]) -> Sending:
    delivery = Delivery(given["channel"])
    if given["abroad"] and delivery is Delivery.POST:
        delivery = Delivery.POST_ABROAD
    return Sending(
        delivery=delivery,
        posted_on=given["posted"],
        received_on=given["received"],
        arrival_disputed=given["disputed"],
        abroad=given["abroad"],
    )


def sources(found: ObjectionDates) -> list[str]:
    """The paragraphs these dates rest on, each once."""
    rules = [found.receipt.rule.source] if found.receipt.rule else []
    return [*rules, found.rule.source, "§ 64 Abs. 2, 3 SGG"]


def as_json(
    found: ObjectionDates, stands: Standing, reach: ReviewReach, today: date
) -> dict[str, object]:
    """All values under stable names; days as YYYY-MM-DD, null where nobody can say."""

    def iso(day: date | None) -> str | None:
        return day.isoformat() if day else None

    got = found.receipt
    return {
        "land": found.land.value,
        PRESUMED: iso(got.presumed_on),
        "effective_received_on": iso(got.effective_on),
        "period": found.rule.period.value,
        "period_months": found.rule.months,
        "objection_raw_end": iso(found.raw_end),
        LAST: iso(found.last_day),
        "earliest_safe_day": iso(found.earliest_safe),
        "last_day_if_arrived_in_time": iso(found.last_day_if_arrived_in_time),
        "one_year_last_day": iso(found.one_year_last_day),
        "flags": [flag.value for flag in found.flags],
        "sources": sources(found),
        "today": iso(today),
        "state": stands.state.value,
        "days_left": stands.days_left,
        "ways": [
            {"way": way.way.value, "until": iso(way.until), "still_open": way.still_open,
             "source": way.source}
            for way in stands.ways
        ],
        "review": {
            "back_to": iso(reach.back_to),
            "request_by": iso(reach.request_by),
            "back_to_if_later": iso(reach.back_to_if_later),
            "source": reach.source,
        },
    }  # fmt: skip


def _print(found: ObjectionDates, stands: Standing, reach: ReviewReach, today: date) -> None:
    console = Console(highlight=False)
    got = found.receipt
    table = Table("What", "Day", "Why")
    rule = got.rule.source if got.rule else "only the real day counts"
    _row(table, "Presumed received", got.presumed_on, rule)
    _row(table, "Counts as received", got.effective_on, "the later of presumed and shown")
    _row(table, "Last day for the objection", found.last_day,
         f"{PERIODS[found.rule.period]}, {found.rule.source}; moved: § 64 Abs. 3 SGG")  # fmt: skip
    _row(table, "Day to tell the person", found.earliest_safe, "moved by nationwide holidays only")
    _row(table, "If the late arrival is not believed", found.last_day_if_arrived_in_time, "")
    _row(table, "If the instruction was wrong", found.one_year_last_day, "§ 66 Abs. 2 SGG")
    console.print(table)
    for flag in found.flags:
        click.echo(f"Note: {FLAGS[flag]}")
    click.echo(f"On {today}: {STATES[stands.state]}")
    for way in stands.ways:
        still = "still possible until" if way.still_open else "was possible until"
        click.echo(f"- {WAYS[way.way]}: {still} {way.until} ({way.source}).")
    if stands.ways:
        click.echo(
            f"  Asked for by {reach.request_by}, a review pays back to {reach.back_to}; "
            f"later only to {reach.back_to_if_later} ({reach.source})."
        )


def _row(table: Table, what: str, day: date | None, why: str) -> None:
    if day or why:
        table.add_row(what, f"{day:%a} {day}" if day else "nobody can say", why)


def _add_dates(sheet: Path) -> str:
    """The same table with two columns more. Raises Refusal that names every wrong line."""
    header, rows, dialect = _read(sheet)
    faults: list[str] = []
    for number, row in rows:
        try:
            _fill(row)
        except ValueError as error:
            faults.append(f"Line {number}: {error}")
    if faults:
        if len(faults) > MOST_FAULTS:
            faults[MOST_FAULTS:] = [f"... and {len(faults) - MOST_FAULTS} more."]
        raise Refusal("\n".join(["Nothing was written. Correct these:", *faults]))
    columns = list(dict.fromkeys([*header, PRESUMED, LAST]))
    text = StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=dialect, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for _number, row in rows)
    return text.getvalue()


def _fill(row: dict[str, str]) -> None:
    if None in row or None in row.values():
        raise ValueError("it has not as many cells as the first line.")
    try:
        land = Land(row[LAND].strip())
    except ValueError:
        possible = ", ".join(land.value for land in Land)
        raise ValueError(f"land {row[LAND]!r} is unknown. Possible: {possible}.") from None
    found = objection_dates(Sending(posted_on=read_day(row[POSTED])), land)
    for name, day in ((PRESUMED, found.receipt.presumed_on), (LAST, found.last_day)):
        row[name] = day.isoformat() if day else ""


def _read(sheet: Path) -> tuple[Sequence[str], list[tuple[int, dict[str, str]]], str]:
    """Header, lines with their numbers in the file, and the delimiter (";" or ",")."""
    try:
        with sheet.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            delimiter = ";" if first.count(";") > first.count(",") else ","
            file.seek(0)
            reader = csv.DictReader(file, delimiter=delimiter, strict=True)
            header = reader.fieldnames or []
            rows = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refusal(f"The file is no CSV in UTF-8 ({type(error).__name__}).") from None
    missing = [name for name in (POSTED, LAND) if name not in header]
    if missing or len(set(header)) < len(header):
        raise Refusal(
            f"The first line must name the columns {POSTED} and {LAND}, and each only once."
        )
    return header, rows, delimiter


def _write(text: str, out: Path | None) -> None:
    """To the screen, or into a file that is complete or does not exist."""
    if out is None:
        click.echo(text, nl=False)
        return
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=out.parent, delete=False
    ) as file:
        file.write(text)
    Path(file.name).replace(out)
