"""The kinds of notices under SGB II every house starts with; an administrator may change them.

Burdensome or not, hearing (§ 24 SGB X) and how firmly a talk is wanted. "A": always try to call,
"B": when the amount drops or facts are unclear, "C": a call is optional. Each ruling says whether
an objection stops it: it does by rule (§ 86a Abs. 1 SGG), but not against what § 39 SGB II names:
withdrawals, reductions, denials, orders to apply elsewhere or to come to an appointment.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from psycopg.errors import UniqueViolation
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from anbelo.audit.service import record
from anbelo.core.errors import Invalid, Missing, Refused
from anbelo.core.texts import N_
from anbelo.notices.guides import GUIDES
from anbelo.notices.models import NoticeKind
from anbelo.notices.rules import CallPolicy

_A, _B, _C = CallPolicy.ALWAYS, CallPolicy.WHEN_LOWER, CallPolicy.OPTIONAL

# Three honest attempts need up to five working days: a notice must be able to wait for them. What
# cannot wait (no money comes, a landlord asks) gets one working day, what needs no talk three; the
# end of all money waits longest, because somebody goes to the door.
HOLD = 7
HOLD_AT_ONCE, HOLD_OPTIONAL, HOLD_STOP = 1, 3, 10
HOLD_LEAST, HOLD_MOST = 1, 60
HOLDOUT_MOST = 50
# What the trail tells with its old and new value: codes and numbers, never the house's own words.
_TOLD = ("burdensome", "hearing_needed", "call_policy", "hold_working_days", "rulings", "active")


class _Kind(NamedTuple):
    code: str
    label: str
    burdensome: bool
    hearing_needed: bool
    call_policy: CallPolicy
    what_the_call_clears: str
    decides: tuple[str, ...] = ()
    hold_working_days: int = HOLD


STANDARD: tuple[_Kind, ...] = (
    _Kind("grant", N_("Bewilligung"), False, False, _C,
          N_("Zeitraum, Zahltag, was Sie melden müssen"), ("grant",), HOLD_OPTIONAL),
    _Kind("grant_lower", N_("Bewilligung, niedriger als beantragt"), True, False, _B,
          N_("warum es weniger ist, welche Papiere das ändern"), ("grant", "refusal")),
    _Kind("provisional", N_("Vorläufige Bewilligung"), False, False, _B,
          N_("dass der Bescheid nur vorläufig ist, welche Papiere später fehlen"), ("grant",)),
    _Kind("final_assessment", N_("Abschließende Festsetzung"), True, True, _A,
          N_("fehlende Nachweise und die Zahlen"), ("final", "refund")),
    _Kind("refusal", N_("Ablehnung"), True, False, _A,
          N_("fehlende Nachweise, andere Leistungen, wie man widerspricht"), ("refusal",)),
    _Kind("denial_cooperation", N_("Versagung oder Entziehung wegen fehlender Mitwirkung"), True,
          False, _A, N_("welches Papier fehlt, bis wann, wer hilft"), ("denial",)),
    _Kind("change_up", N_("Änderung, mehr Geld"), False, False, _C, N_("Betrag und Datum"),
          ("change",), HOLD_OPTIONAL),
    _Kind("change_down", N_("Änderung, weniger Geld"), True, True, _B, N_("Zahlen und Datum"),
          ("change",)),
    _Kind("withdrawal_refund", N_("Aufhebung und Erstattung"), True, True, _A,
          N_("Tatsachen, eigene Schuld, Raten"), ("withdrawal", "refund")),
    _Kind("offset", N_("Aufrechnung"), True, True, _A, N_("Betrag und Dauer"), ("offset",)),
    _Kind("reduction", N_("Minderung"), True, True, _A,
          N_("wichtiger Grund, Härte, Krankheit"), ("reduction",)),
    _Kind("benefit_stop", N_("Leistungsentzug nach drei verpassten Terminen"), True, True, _A,
          N_("ob die Person krank ist, im Krankenhaus ist oder keine Post bekommt"),
          ("withdrawal",), HOLD_STOP),
    _Kind("cost_reduction", N_("Aufforderung, die Wohnkosten zu senken"), True, False, _A,
          N_("Grenze, Frist, Gründe dagegen, Bleiben und selbst zahlen")),
    _Kind("move_refusal", N_("Ablehnung eines Umzugs"), True, False, _A,
          N_("Termin des Vermieters, günstigere Wohnung"), ("refusal",), HOLD_AT_ONCE),
    _Kind("loan", N_("Darlehen"), True, False, _B, N_("Rückzahlung"), ("loan",)),
    _Kind("invitation", N_("Einladung zum Termin"), True, False, _B,
          N_("Datum, Fahrtkosten, Entschuldigung"), ("summons",)),
    _Kind("other_benefit_first", N_("Aufforderung zu einem anderen Antrag"), True, True, _B,
          N_("Frist und Hilfe"), ("apply_elsewhere",)),
    _Kind("hearing", N_("Anhörung"), True, False, _A, N_("Tatsachen vor der Entscheidung")),
    _Kind("cooperation_request", N_("Aufforderung zur Mitwirkung"), True, False, _A,
          N_("welche Papiere genau fehlen")),
    _Kind("payment_stop", N_("Vorläufige Zahlungseinstellung"), True, False, _A,
          N_("warum kein Geld kommt und was jetzt hilft"), (), HOLD_AT_ONCE),
    _Kind("review", N_("Antwort auf einen Antrag auf Überprüfung"), True, False, _B,
          N_("was die Gründe bedeuten"), ("refusal",)),
    _Kind("objection_ruling", N_("Widerspruchsbescheid"), True, False, _B,
          N_("was die Gründe bedeuten; die Klage kostet nichts"), ("rejection",)),
    _Kind("back_payment", N_("Nachzahlung"), False, False, _C, N_("Betrag und Datum"),
          ("back_payment",), HOLD_OPTIONAL),
)  # fmt: skip

# The rulings a notice may hold (Verfügungssätze); systems may send others, shown as they are.
DISPOSITIONS: dict[str, str] = {
    "grant": N_("Bewilligung"),
    "refusal": N_("Ablehnung"),
    "withdrawal": N_("Aufhebung"),
    "refund": N_("Erstattung"),
    "reduction": N_("Minderung"),
    "offset": N_("Aufrechnung"),
    "change": N_("Änderung"),
    "denial": N_("Versagung"),
    "loan": N_("Darlehen"),
    "stop": N_("Zahlungseinstellung"),
    "final": N_("Endgültiger Betrag"),
    "summons": N_("Aufforderung zum Termin"),
    "apply_elsewhere": N_("Aufforderung zum Antrag"),
    "rejection": N_("Zurückweisung des Widerspruchs"),
    "back_payment": N_("Nachzahlung"),
}
# § 39 SGB II names neither demands for repayment (§ 50 SGB X) nor offsets (§ 43 SGB II): § 86a SGG
# stays the rule for them. Where nothing is taken away, there is nothing to suspend.
SUSPENDED = frozenset({"refund", "offset"})


def disposition_label(code: str) -> str:
    """The catalogue text for a ruling; a notice kind's own code names the whole notice."""
    whole = {kind.code: kind.label for kind in STANDARD}
    return DISPOSITIONS.get(code) or whole.get(code, code)


def usual_effect(kind: NoticeKind | None, ruling: str) -> bool:
    """Whether an objection stops this ruling: as the kind says, else by law (§ 39 SGB II)."""
    for found in kind.rulings if kind else ():
        if found["kind"] == ruling:
            return bool(found["objection_suspends"])
    return ruling in SUSPENDED


def guide_lines(kind: NoticeKind) -> list[str]:
    """What to explain and ask in the talk before this kind, one line a thought.

    Lines of the standard guide are catalogue texts (German); translate each where it is shown.
    """
    return [line for line in (line.strip() for line in kind.talk_guide.splitlines()) if line]


def standard_guide(code: str) -> str:
    """The standard talk guide of a kind, one thought a line; empty for a kind of the house."""
    return "\n".join(GUIDES.get(code, ()))


def standard_rulings(code: str) -> list[dict[str, object]]:
    """What a standard kind usually decides, each with what an objection does to it."""
    decides = next((kind.decides for kind in STANDARD if kind.code == code), ())
    return [{"kind": ruling, "objection_suspends": ruling in SUSPENDED} for ruling in decides]


def install_kinds(session: Session) -> None:
    """Put the standard kinds into the database; those already there stay as they are.

    A house that is older than a new guide or ruling keeps its own; its administrator can take over
    the standard on the page of the kind.
    """
    rows = [
        {
            **{name: value for name, value in kind._asdict().items() if name != "decides"},
            "talk_guide": standard_guide(kind.code),
            "rulings": standard_rulings(kind.code),
        }
        for kind in STANDARD
    ]
    session.execute(insert(NoticeKind).values(rows).on_conflict_do_nothing())


@dataclass(frozen=True)
class KindFacts:
    """What an administrator says about a kind of notice; `rulings` as (ruling, suspended) pairs."""

    label: str
    burdensome: bool
    hearing_needed: bool
    call_policy: CallPolicy
    what_the_call_clears: str
    talk_guide: str
    hold_working_days: int
    rulings: tuple[tuple[str, bool], ...]
    active: bool = True

    def columns(self) -> dict[str, Any]:
        """The same as the table keeps it."""
        rulings = [{"kind": kind, "objection_suspends": stops} for kind, stops in self.rulings]
        return {**vars(self), "rulings": rulings}


def kind_by_code(session: Session, code: str) -> NoticeKind:
    """One kind; Missing "no_such_kind"."""
    kind = session.get(NoticeKind, code)
    if kind is None:
        raise Missing("no_such_kind")
    return kind


def add_kind(
    session: Session, code: str, facts: KindFacts, *, actor: str, now: datetime
) -> NoticeKind:
    """Add a kind of the house's own; Refused "kind_taken". Errors as `change_kind`."""
    _check_kind(facts)
    kind = NoticeKind(code=code, **facts.columns())
    try:
        with session.begin_nested():
            session.add(kind)
    except IntegrityError as error:
        if isinstance(error.orig, UniqueViolation):
            raise Refused("kind_taken", field="code") from None
        raise
    told = {name: getattr(kind, name) for name in _TOLD}
    record(session, actor=actor, action="kind_added", subject=f"notice_kind:{code}", now=now,
           new=told)  # fmt: skip
    return kind


def change_kind(
    session: Session, code: str, facts: KindFacts, *, version: int, actor: str, now: datetime
) -> NoticeKind:
    """Change a kind as somebody saw it in `version`; the trail keeps old and new codes, no words.

    Notices held already keep what was decided for them. With policy A the lot ends. Raises Refused
    "kind_changed_meanwhile", Invalid "burdensome_needs_call", "hold_out_of_range", Missing
    "no_such_kind".
    """
    _check_kind(facts)
    kind = kind_by_code(session, code)
    if kind.version != version:
        raise Refused("kind_changed_meanwhile")
    new = facts.columns()
    if facts.call_policy is CallPolicy.ALWAYS:
        new["holdout_percent"] = 0
    old = {name: getattr(kind, name) for name in new}
    changed = sorted(name for name in new if new[name] != old[name])
    if not changed:
        return kind
    for name in changed:
        setattr(kind, name, new[name])
    told = [name for name in changed if name in _TOLD]
    record(session, actor=actor, action="kind_changed", subject=f"notice_kind:{code}", now=now,
           changed=changed, old={name: old[name] for name in told},
           new={name: new[name] for name in told})  # fmt: skip
    return kind


def set_holdout(
    session: Session, code: str, percent: int, *, version: int, actor: str, now: datetime
) -> NoticeKind:
    """Say of how many in a hundred notices of a kind the lot decides that nobody calls.

    Only for kinds whose talk is not owed always: Invalid "holdout_needs_choice" for policy A,
    "holdout_out_of_range"; Refused "kind_changed_meanwhile"; Missing "no_such_kind".
    """
    kind = kind_by_code(session, code)
    if kind.version != version:
        raise Refused("kind_changed_meanwhile")
    if kind.call_policy is CallPolicy.ALWAYS and percent:
        raise Invalid("holdout_needs_choice", field="percent")
    if not 0 <= percent <= HOLDOUT_MOST:
        raise Invalid("holdout_out_of_range", field="percent")
    if kind.holdout_percent != percent:
        record(session, actor=actor, action="holdout_set", subject=f"notice_kind:{code}", now=now,
               old=kind.holdout_percent, new=percent)  # fmt: skip
        kind.holdout_percent = percent
    return kind


def _check_kind(facts: KindFacts) -> None:
    if facts.burdensome and facts.call_policy is CallPolicy.OPTIONAL:
        raise Invalid("burdensome_needs_call", field="call_policy")
    if not HOLD_LEAST <= facts.hold_working_days <= HOLD_MOST:
        raise Invalid("hold_out_of_range", field="hold_working_days")
