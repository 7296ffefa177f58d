"""What the office owes a text that may be more than a complaint; nothing is decided here."""

from enum import StrEnum

from anbelo.cases.rules import Channel
from anbelo.notices.standing import State
from anbelo.triage.proposal import LegalNature


class Duty(StrEnum):
    """What the office owes a letter that may be more than a complaint; a person does it."""

    FORWARD_TODAY = "forward_today"  # stamp it, hand it to the Rechtsbehelfsstelle the same day
    OFFER_RECORD = "offer_record"  # said, not written: offer to take it down (§ 84 Abs. 1 SGG)
    SAY_FORM_MISSING = "say_form_missing"  # e-mail, web form: not the form of § 84 SGG
    CHECK_REVIEW = "check_review"  # period over or unknown: § 44 SGB X, § 66 and § 67 SGG
    BEFORE_THE_NOTICE = "before_the_notice"  # to the case worker before anything is decided
    ANSWER_IN_A_MONTH = "answer_in_a_month"  # Art. 12 Abs. 3 DSGVO
    NAME_LAST_DAY = "name_last_day"  # the wish is respected, the day is named all the same


_WRITTEN = frozenset({Channel.LETTER})
_SPOKEN = frozenset({Channel.COUNTER, Channel.PHONE, Channel.VISIT, Channel.VOLUNTEER})


def duties(nature: LegalNature, channel: Channel, state: State | None) -> tuple[Duty, ...]:
    """Say what must be done with such a text that came this way; `state` None: no date is known.

    In doubt every letter against a decision is an objection, whatever it is called. Spoken words
    and plain electronic mail are none (§ 84 Abs. 1 SGG, § 36a SGB I): then the person must learn it
    at once, together with the last day. A complaint stops no clock.
    """
    if nature is LegalNature.OBJECTION:
        way = Duty.SAY_FORM_MISSING
        if channel in _WRITTEN:
            way = Duty.FORWARD_TODAY
        elif channel in _SPOKEN:
            way = Duty.OFFER_RECORD
        over = state not in {State.OPEN, State.LAST_DAYS}
        return (way, Duty.CHECK_REVIEW) if over else (way, Duty.NAME_LAST_DAY)
    single = {
        LegalNature.REVIEW_REQUEST: Duty.CHECK_REVIEW,
        LegalNature.HEARING_STATEMENT: Duty.BEFORE_THE_NOTICE,
        LegalNature.DATA_REQUEST: Duty.ANSWER_IN_A_MONTH,
        LegalNature.WITHDRAWN_WISH: Duty.NAME_LAST_DAY,
    }
    return (single[nature],) if nature in single else ()
