"""One fault run from the command line."""

import argparse
import sys

from tests.campaign.runs import RUNS


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("name", choices=sorted(RUNS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--broken", default="", metavar="VARIANT", nargs="?", const="first",
        help="Run against a deliberately broken variant: the run must fail.",
    )  # fmt: skip
    chosen = parser.parse_args()
    run = RUNS[chosen.name]
    if chosen.broken and chosen.broken != "first" and chosen.broken not in run.broken:
        parser.error(f"{chosen.name} knows these variants: {', '.join(run.broken)}")
    broken = next(iter(run.broken)) if chosen.broken == "first" else chosen.broken
    report = run.play(chosen.seed, broken)
    print(report.line())
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
