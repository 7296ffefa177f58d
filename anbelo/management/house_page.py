"""The house in words: hours, people, rules, kinds of notices; and what would happen to a text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.dates import format_time, get_day_names

from anbelo.core.texts import N_
from anbelo.notices.rules import CallPolicy
from anbelo.offices.rules import Matter, Rule, choose_team
from anbelo.triage.proposal import Proposal, Reason
from anbelo.triage.rules import propose
from anbelo.web.i18n import _, locale
from anbelo.web.marking import Segment, phrases, segments
from anbelo.web.routing_words import rule_in_words
from anbelo.web.words import category_label, label

if TYPE_CHECKING:
    from anbelo.notices.models import NoticeKind
    from anbelo.offices.models import OpeningHour, Team

POLICIES: dict[CallPolicy, str] = {
    CallPolicy.ALWAYS: N_("immer"),
    CallPolicy.WHEN_LOWER: N_("wenn es weniger Geld wird oder etwas unklar ist"),
    CallPolicy.OPTIONAL: N_("freiwillig"),
}


@dataclass(frozen=True)
class Guess:
    """One proposed value of a tried text, with the words that led to it."""

    what: str
    value: str
    words: Sequence[str]


@dataclass(frozen=True)
class Route:
    """Where one topic of a tried text would go, and by which rule."""

    topic: str
    rule: str


@dataclass(frozen=True)
class Bench:
    """What would happen to a text: the marked words, the proposals, the rules that would fire."""

    segments: list[Segment]
    guesses: list[Guess]
    routes: list[Route]


def hours_in_words(hours: Iterable["OpeningHour"]) -> list[str]:
    """Opening hours, one line a block: "Montag 08:00 bis 12:00"."""
    days = get_day_names(locale=locale())
    return [
        _(
            "%(day)s %(opens)s bis %(closes)s",
            day=days[hour.weekday],
            opens=format_time(hour.opens, "short", locale=locale()),
            closes=format_time(hour.closes, "short", locale=locale()),
        )
        for hour in sorted(hours, key=lambda hour: (hour.weekday, hour.opens))
    ]


def members_in_words(team: "Team") -> list[str]:
    """The people of a team; those who only help out are named as such."""
    people = sorted(team.members, key=lambda member: (member.backup, member.staff.name))
    return [
        _("%(name)s (Vertretung)", name=member.staff.name) if member.backup else member.staff.name
        for member in people
        if member.staff.disabled_at is None
    ]


def kind_rows(kinds: Iterable["NoticeKind"]) -> list[list[str]]:
    """The kinds of notices by name: burdensome or not, hearing, when to call, what to clear."""
    rows = [
        [
            _(kind.label),
            _("belastend") if kind.burdensome else _("nicht belastend"),
            _("ja") if kind.hearing_needed else _("nein"),
            _(POLICIES[kind.call_policy]),
            _(kind.what_the_call_clears),
        ]
        for kind in kinds
    ]
    return sorted(rows)


def rules_in_words(
    rules: Sequence[Rule], *, teams: Mapping[int, str], sites: Mapping[int, str]
) -> list[str]:
    """The routing table in its order."""
    return [rule_in_words(rule, teams=teams, sites=sites) for rule in rules]


def try_out(
    text: str,
    *,
    site_id: int | None,
    rules: Sequence[Rule],
    teams: Mapping[int, str],
    sites: Mapping[int, str],
) -> Bench:
    """Try a text: the same proposal and the same rules as for a real contact; nothing is stored."""
    proposal = propose(text)
    aspects: list[tuple[str, str, Sequence[Reason]]] = [
        (_("Thema"), category_label(concern.category), concern.reasons)
        for concern in proposal.concerns
    ]
    aspects += [
        (_("Art"), label(proposal.kind.value), proposal.kind.reasons),
        (_("Dringlichkeit"), label(proposal.urgency.value), proposal.urgency.reasons),
        (_("Rechtliche Art"), label(proposal.legal_nature.value), proposal.legal_nature.reasons),
    ]
    codes: list[str | None] = [concern.category for concern in proposal.concerns]
    codes = codes or [None]
    return Bench(
        segments(text, [place for _w, _v, reasons in aspects for place in _places(reasons)]),
        [Guess(what, value, phrases(text, _places(found))) for what, value, found in aspects],
        [
            Route(
                category_label(code), _fired(_matter(code, proposal, site_id), rules, teams, sites)
            )
            for code in codes
        ],
    )


def _places(reasons: Iterable[Reason]) -> list[tuple[int, int]]:
    return [(reason.start, reason.end) for reason in reasons]


def _matter(code: str | None, proposal: Proposal, site_id: int | None) -> Matter:
    return Matter(
        code, proposal.kind.value, proposal.urgency.value, proposal.legal_nature.value, site_id
    )


def _fired(
    matter: Matter, rules: Sequence[Rule], teams: Mapping[int, str], sites: Mapping[int, str]
) -> str:
    route = choose_team(rules, matter, confidential=False)
    for place, rule in enumerate(rules, start=1):
        if route and rule.id == route.rule_id:
            words = rule_in_words(rule, teams=teams, sites=sites)
            return _("Regel %(number)s: %(rule)s", number=place, rule=words)
    return _("Keine Regel passt. Die Ombudsstelle wählt ein Team.")
