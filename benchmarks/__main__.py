"""Measure the house: `make bench`, or `python benchmarks submissions pages journey guessing jobs`.

Every figure is printed as a JSON line with its ratio to a base measured in the same run, and all
of them as a table at the end. Servers and data live in a temporary folder (TMPDIR chooses the
disk); nothing that people work with is touched.
"""

import argparse
import platform
import sys
import time
from os import cpu_count, getloadavg

import announcing
import guessing
import jobs
import journey
import memory
import pages
import planning
import spam
import submissions
from figures import Figure, Report
from ground import flush_ms, ground

PARTS = {
    "submissions": submissions.measure,
    "pages": pages.measure,
    "journey": journey.measure,
    "guessing": guessing.measure,
    "jobs": jobs.measure,
    "memory": memory.measure,
    "announcing": announcing.measure,
    "planning": planning.measure,
    "spam": spam.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of: {', '.join(PARTS)}")
    chosen = parser.parse_args().parts or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        parser.error(f"There is no part {', '.join(sorted(unknown))}.")
    report, began = Report(), time.monotonic()
    with ground() as place:
        report.add(Figure("durable page on this disk", flush_ms(place.folder), "ms"))
        for name in chosen:
            PARTS[name](place, report)
    print(f"\n{report.table()}\n")
    print(
        f"{cpu_count()} cores, Python {platform.python_version()}, load {getloadavg()[0]:.1f} at the "
        f"end, {time.monotonic() - began:.0f} s."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
