"""What the pages for kinds of notices show, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for

from anbelo.management.house_page import POLICIES
from anbelo.management.kind_schemas import GOES_ON, NEVER_HELD, STOPS
from anbelo.notices.kinds import (
    DISPOSITIONS,
    HOLD,
    disposition_label,
    standard_guide,
    standard_rulings,
)
from anbelo.notices.rules import CallPolicy
from anbelo.web.i18n import _, ngettext

if TYPE_CHECKING:
    from anbelo.notices.models import NoticeKind

Badge = tuple[str, str]


@dataclass(frozen=True)
class KindRow:
    """A line of the list of kinds."""

    url: str
    title: str
    why: str
    badges: Sequence[Badge]
    facts: Sequence[str]


def rows(kinds: Sequence["NoticeKind"]) -> list[KindRow]:
    """The kinds by name, those that are switched off last."""
    ordered = sorted(kinds, key=lambda kind: (not kind.active, _(kind.label)))
    return [_row(kind) for kind in ordered]


def _row(kind: "NoticeKind") -> KindRow:
    badges: list[Badge] = [] if kind.active else [("info", _("abgeschaltet"))]
    if kind.burdensome:
        badges.append(("warning", _("belastend")))
    waits = ngettext(
        "wartet höchstens %(num)s Arbeitstag",
        "wartet höchstens %(num)s Arbeitstage",
        kind.hold_working_days,
    )
    found = [kind.code, waits]
    if kind.holdout_percent:
        found.append(_("Los: %(percent)s von hundert", percent=kind.holdout_percent))
    if not kind.talk_guide.strip():
        found.append(_("noch kein Leitfaden"))
    return KindRow(
        url_for("management.kind", code=kind.code),
        _(kind.label),
        _("Anruf: %(policy)s", policy=_(POLICIES[kind.call_policy])),
        badges,
        found,
    )


def labels() -> dict[str, str]:
    """The names of the fields."""
    return {
        "code": _("Kürzel"),
        "label": _("Name"),
        "burdensome": _("Der Bescheid belastet die Person"),
        "hearing_needed": _("Vorher ist eine Anhörung nötig (§ 24 SGB X)"),
        "call_policy": _("Wann rufen wir vorher an?"),
        "what_the_call_clears": _("Was das Gespräch klärt"),
        "talk_guide": _("Leitfaden für das Gespräch"),
        "hold_working_days": _("So viele Arbeitstage wartet der Bescheid höchstens"),
        "active": _("Diese Art gibt es: Neue Bescheide dürfen angemeldet werden"),
        "kind": _("Art von Bescheid"),
        "percent": _("Von hundert Bescheiden ohne Anruf"),
    }


def values(kind: "NoticeKind") -> dict[str, Any]:
    """A kind as its form shows it; texts of the catalogue stay German, as they are stored."""
    found: dict[str, Any] = {
        name: getattr(kind, name)
        for name in ("label", "what_the_call_clears", "talk_guide", "hold_working_days", "version")
    }
    found["call_policy"] = kind.call_policy.value
    for name in ("burdensome", "hearing_needed", "active"):
        found[name] = "1" if getattr(kind, name) else ""
    return found | _ruling_values(kind.rulings)


def with_standard(code: str, filled: dict[str, Any]) -> dict[str, Any]:
    """The form with the standard guide and rulings of this kind in it; not stored yet."""
    return filled | {"talk_guide": standard_guide(code)} | _ruling_values(standard_rulings(code))


def has_standard(code: str) -> bool:
    """Whether there is a standard for this kind."""
    return bool(standard_guide(code))


def empty_values() -> dict[str, Any]:
    """A new kind: burdensome, always called, held as long as most."""
    return {
        "burdensome": "1",
        "call_policy": CallPolicy.ALWAYS.value,
        "hold_working_days": HOLD,
        "active": "1",
    }


def _ruling_values(rulings: Sequence[dict[str, Any]]) -> dict[str, str]:
    chosen = {found["kind"]: bool(found["objection_suspends"]) for found in rulings}
    return {
        f"ruling-{code}": (STOPS if chosen[code] else GOES_ON) if code in chosen else NEVER_HELD
        for code in DISPOSITIONS
    }


def choices() -> dict[str, Any]:
    """What there is to choose from."""
    return {
        "policies": [(policy.value, _(words)) for policy, words in POLICIES.items()],
        "rulings": [(f"ruling-{code}", _(disposition_label(code))) for code in DISPOSITIONS],
        "effects": [
            (NEVER_HELD, _("kommt nicht vor")),
            (STOPS, _("ja, hält auf")),
            (GOES_ON, _("ja, hält nicht auf")),
        ],
    }


def lottery_rows(kinds: Sequence["NoticeKind"]) -> list[tuple[str, str, str]]:
    """The kinds for which the lot may decide, with what is set now."""
    return [
        (
            _(kind.label),
            _(POLICIES[kind.call_policy]),
            str(kind.holdout_percent) if kind.holdout_percent else _("aus"),
        )
        for kind in kinds
    ]


def drawable(kinds: Sequence["NoticeKind"]) -> list["NoticeKind"]:
    """The kinds for which the lot may decide: those whose talk is not owed always."""
    found = [kind for kind in kinds if kind.call_policy is not CallPolicy.ALWAYS and kind.active]
    return sorted(found, key=lambda kind: _(kind.label))
