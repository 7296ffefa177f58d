"""The kinds of notices under SGB II every house starts with; an administrator may change them.

Burdensome or not, hearing (§ 24 SGB X) and how firmly a talk is wanted. "A": always try to call,
"B": when the amount drops or facts are unclear, "C": a call is optional.
"""

from typing import NamedTuple

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from anbelo.core.texts import N_
from anbelo.notices.models import NoticeKind
from anbelo.notices.rules import CallPolicy


class _Kind(NamedTuple):
    code: str
    label: str
    burdensome: bool
    hearing_needed: bool
    call_policy: CallPolicy
    what_the_call_clears: str


_A, _B, _C = CallPolicy.ALWAYS, CallPolicy.WHEN_LOWER, CallPolicy.OPTIONAL

STANDARD: tuple[_Kind, ...] = (
    _Kind("grant", N_("Bewilligung"), False, False, _C,
          N_("Zeitraum, Zahltag, was Sie melden müssen")),
    _Kind("grant_lower", N_("Bewilligung, niedriger als beantragt"), True, False, _B,
          N_("warum es weniger ist, welche Papiere das ändern")),
    _Kind("provisional", N_("Vorläufige Bewilligung"), False, False, _B,
          N_("dass der Bescheid nur vorläufig ist, welche Papiere später fehlen")),
    _Kind("final_assessment", N_("Abschließende Festsetzung"), True, True, _A,
          N_("fehlende Nachweise und die Zahlen")),
    _Kind("refusal", N_("Ablehnung"), True, False, _A,
          N_("fehlende Nachweise, andere Leistungen, wie man widerspricht")),
    _Kind("denial_cooperation", N_("Versagung oder Entziehung wegen fehlender Mitwirkung"), True,
          False, _A, N_("welches Papier fehlt, bis wann, wer hilft")),
    _Kind("change_up", N_("Änderung, mehr Geld"), False, False, _C, N_("Betrag und Datum")),
    _Kind("change_down", N_("Änderung, weniger Geld"), True, True, _B, N_("Zahlen und Datum")),
    _Kind("withdrawal_refund", N_("Aufhebung und Erstattung"), True, True, _A,
          N_("Tatsachen, eigene Schuld, Raten")),
    _Kind("offset", N_("Aufrechnung"), True, True, _A, N_("Betrag und Dauer")),
    _Kind("reduction", N_("Minderung"), True, True, _A,
          N_("wichtiger Grund, Härte, Krankheit")),
    _Kind("benefit_stop", N_("Leistungsentzug nach drei verpassten Terminen"), True, True, _A,
          N_("ob die Person krank ist, im Krankenhaus ist oder keine Post bekommt")),
    _Kind("cost_reduction", N_("Aufforderung, die Wohnkosten zu senken"), True, False, _A,
          N_("Grenze, Frist, Gründe dagegen, Bleiben und selbst zahlen")),
    _Kind("move_refusal", N_("Ablehnung eines Umzugs"), True, False, _A,
          N_("Termin des Vermieters, günstigere Wohnung")),
    _Kind("loan", N_("Darlehen"), True, False, _B, N_("Rückzahlung")),
    _Kind("invitation", N_("Einladung zum Termin"), True, False, _B,
          N_("Datum, Fahrtkosten, Entschuldigung")),
    _Kind("other_benefit_first", N_("Aufforderung zu einem anderen Antrag"), True, True, _B,
          N_("Frist und Hilfe")),
    _Kind("hearing", N_("Anhörung"), True, False, _A, N_("Tatsachen vor der Entscheidung")),
    _Kind("cooperation_request", N_("Aufforderung zur Mitwirkung"), True, False, _A,
          N_("welche Papiere genau fehlen")),
    _Kind("payment_stop", N_("Vorläufige Zahlungseinstellung"), True, False, _A,
          N_("warum kein Geld kommt und was jetzt hilft")),
    _Kind("review", N_("Antwort auf einen Antrag auf Überprüfung"), True, False, _B,
          N_("was die Gründe bedeuten")),
    _Kind("objection_ruling", N_("Widerspruchsbescheid"), True, False, _B,
          N_("was die Gründe bedeuten; die Klage kostet nichts")),
    _Kind("back_payment", N_("Nachzahlung"), False, False, _C, N_("Betrag und Datum")),
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
}


def disposition_label(code: str) -> str:
    """The catalogue text for a ruling; a notice kind's own code names the whole notice."""
    whole = {kind.code: kind.label for kind in STANDARD}
    return DISPOSITIONS.get(code) or whole.get(code, code)


def install_kinds(session: Session) -> None:
    """Put the standard kinds into the database; those already there stay as they are."""
    rows = [kind._asdict() for kind in STANDARD]
    session.execute(insert(NoticeKind).values(rows).on_conflict_do_nothing())
