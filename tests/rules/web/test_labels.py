"""Every code has its own words."""

import pytest

from anbelo.callbacks.rules import CallState, IdentityCheck, Outcome, Understood
from anbelo.cases.rules import Act, Channel, Result, Status
from anbelo.notices.rules import NoticeState, ReleaseReason
from anbelo.triage.proposal import Confidence, Kind, LegalNature, Urgency
from anbelo.web.words import LABELS

LABELLED = (
    Act, CallState, Channel, Confidence, IdentityCheck, Kind, LegalNature, NoticeState, Outcome,
    ReleaseReason, Result, Status, Understood, Urgency,
)  # fmt: skip


@pytest.mark.parametrize("member", [member for enum in LABELLED for member in enum], ids=repr)
def test_every_code_has_words(member):
    assert LABELS[member]


def test_the_same_value_in_two_lists_of_codes_keeps_two_meanings():
    assert LegalNature.NONE == IdentityCheck.NONE
    assert LABELS[LegalNature.NONE] != LABELS[IdentityCheck.NONE]
    assert LABELS[Status.CLOSED] == "abgeschlossen"
    assert LABELS[Act.CLOSED] == "Vorgang beendet"
