"""What the codes of the law's dates mean, for `anbelo dates`."""

from anbelo.notices.deadlines import Period
from anbelo.notices.receipt import Flag
from anbelo.notices.standing import State, Way

PERIODS = {
    Period.ONE_MONTH: "one month",
    Period.THREE_MONTHS_ABROAD: "three months, received abroad",
    Period.ONE_YEAR: "one year, instruction missing or wrong",
}
FLAGS = {
    Flag.POSTING_NOT_DOCUMENTED: "The posting day is not documented, so nothing is presumed.",
    Flag.COUNTED_FROM_PRINTED_DATE: "The day for the person counts from the printed date.",
    Flag.COUNTED_FROM_POSTING_DAY: "The day for the person counts from the posting day.",
    Flag.RECEIPT_UNKNOWN: "The office cannot show when it arrived, so no period has begun for it.",
    Flag.LATE_ARRIVAL_NEEDS_PROOF: "The later arrival must be made credible.",
    Flag.ARRIVAL_DISPUTED: "The office must prove the arrival and its day (§ 37 Abs. 2 SGB X).",
    Flag.CHANGE_OF_LAW_2025: "Posted in the last days of the old law: let a lawyer confirm.",
}
STATES = {
    State.OPEN: "the objection is open.",
    State.LAST_DAYS: "the last days for the objection.",
    State.EXPIRED: "the period seems to be over. These ways must be looked at:",
    State.UNDETERMINED: "nobody can call an objection late, the receipt is not shown.",
}
WAYS = {
    Way.WRONG_INSTRUCTION: "Objection within a year, if the instruction was missing or wrong",
    Way.RESTORATION: "Restoration (Wiedereinsetzung), a month after the obstacle is gone",
    Way.REVIEW: "Review of the notice (Überprüfungsantrag), informal",
}
