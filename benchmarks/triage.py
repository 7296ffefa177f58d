"""Measure the triage proposals on labelled contacts: `python benchmarks/triage.py FILE`.

FILE is JSONL with `id`, `text`, `lang`, `kind`, `category`, `urgent` and `legal`. The number at the
end of `id` splits the file: odd numbers were used to tune topics and kinds, even ones only to
report. Danger and law were tuned on both halves in the end, because every missed case taught
something: measure those on another file. Scenarios repeat across languages, so even the report
half flatters; it says nothing about real letters, and nothing about people in real distress.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from time import perf_counter

from anbelo.triage.rules import LegalNature, Proposal, Urgency, propose

LABELS = {
    "BES": "notice",
    "WAR": "wait_time",
    "LEI": "benefit_error",
    "KDU": "housing_cost",
    "UMG": "staff_conduct",
    "VER": "integration_measures",
    "ZUG": "access",
    "DSG": "data_protection",
    "SON": "other",
}
# The labelling rules count lost papers as "other"; the category tree has a topic of its own.
FINE_LABELS = {"LEI-2": "other"}
OBJECTIONS = {LegalNature.OBJECTION, LegalNature.REVIEW_REQUEST}

Row = dict[str, str | None]


def label(code: str) -> str:
    return FINE_LABELS.get(code) or LABELS[code[:3]]


def flags(row: Row, proposal: Proposal) -> dict[str, tuple[bool, bool]]:
    """For each flag: what the label says, what was proposed."""
    legal = proposal.legal_nature.value
    urgency = proposal.urgency.value
    return {
        "emergency": (row["urgent"] == "existential", urgency is Urgency.EMERGENCY),
        "self_harm": (row["urgent"] == "self_harm", urgency is Urgency.SELF_HARM),
        "objection": (row["legal"] == "objection", legal in OBJECTIONS),
        "data_request": (row["legal"] == "data_request", legal is LegalNature.DATA_REQUEST),
    }


def ratio(part: int, whole: int) -> str:
    return f"{part / whole:5.2f}" if whole else "    -"


def report(name: str, rows: list[Row], *, show: str | None) -> None:
    counts: Counter[str] = Counter()
    for row in rows:
        text = str(row["text"])
        proposal = propose(text)
        counts["rows"] += 1
        counts["kind"] += proposal.kind.value.value == row["kind"]
        if proposal.abstained:
            counts["abstained"] += 1
        else:
            labels = [label(concern.category) for concern in proposal.concerns]
            counts["top1"] += labels[0] == row["category"]
            counts["top3"] += row["category"] in labels
        wrong = proposal.abstained or label(proposal.concerns[0].category) != row["category"]
        if show == "category" and wrong:
            print(row["id"], row["category"], [c.category for c in proposal.concerns])
        for flag, (wanted, got) in flags(row, proposal).items():
            counts[f"{flag} wanted"] += wanted
            counts[f"{flag} got"] += got
            counts[f"{flag} hit"] += wanted and got
            if show == flag and wanted != got:
                print(row["id"], "missed" if wanted else "false alarm")
        if show == "kind" and proposal.kind.value.value != row["kind"]:
            print(row["id"], row["kind"], "->", proposal.kind.value.value)
    answered = counts["rows"] - counts["abstained"]
    line = [
        f"{name:8} n={counts['rows']:3}",
        f"abst {ratio(counts['abstained'], counts['rows'])}",
        f"top1 {ratio(counts['top1'], answered)} top3 {ratio(counts['top3'], answered)}",
        f"kind {ratio(counts['kind'], counts['rows'])}",
    ]
    for flag in ("emergency", "self_harm", "objection", "data_request"):
        hit, wanted, got = (counts[f"{flag} {what}"] for what in ("hit", "wanted", "got"))
        line.append(f"{flag} R{ratio(hit, wanted)} P{ratio(hit, got)} ({wanted})")
    print(" | ".join(line))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--half", choices=("odd", "even", "all"), default="all")
    parser.add_argument("--language", help="only this language")
    parser.add_argument("--above", type=int, default=0, help="only ids with a larger number")
    parser.add_argument("--show", help="print ids: category, kind, or a flag such as emergency")
    options = parser.parse_args()
    groups: dict[str, list[Row]] = defaultdict(list)
    for line in options.file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        number = int(row["id"].rsplit("-", 1)[1])
        in_half = options.half == "all" or (number % 2 == 1) == (options.half == "odd")
        if in_half and number > options.above and options.language in {None, row["lang"]}:
            groups[row["lang"]].append(row)
    began = perf_counter()
    for language, rows in groups.items():
        report(language, rows, show=options.show)
    every = [row for rows in groups.values() for row in rows]
    report("all", every, show=None)
    print(f"{(perf_counter() - began) / 2 / max(len(every), 1) * 1000:.1f} ms a text")
    return 0


if __name__ == "__main__":
    sys.exit(main())
