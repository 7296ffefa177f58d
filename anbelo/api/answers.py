"""What connected systems get: the shapes of answers, and refusals as problem details."""

from collections.abc import Iterator, Mapping

from flask import Response
from flask.typing import ResponseReturnValue
from marshmallow import RAISE, Schema, ValidationError, fields

from anbelo.api.body import BadBody
from anbelo.api.fields import answer
from anbelo.callbacks.rules import CallState
from anbelo.cases.rules import Act, Status
from anbelo.notices.rules import NoticeState, ReleaseReason
from anbelo.triage.categories import CATEGORIES
from anbelo.triage.proposal import Confidence, LegalNature, Urgency
from anbelo.web.errors import problem_details
from anbelo.web.fields import Problem
from anbelo.web.forms import problems
from anbelo.web.words import say

MOMENT = {"format": "date-time"}
DAY = {"format": "date"}
MAX_PATH = 200


class Answer(Schema):
    """An answer holds what is described and nothing else."""

    class Meta:
        """Also said in the document."""

        unknown = RAISE


def codes(values: object, *, nullable: bool = False) -> dict[str, object]:
    """The enum of a field that tells a code."""
    found: list[object] = [str(value) for value in values]  # type: ignore[attr-defined]
    return {"enum": [*found, None] if nullable else found}


class FieldProblemSchema(Answer):
    """What is wrong with one field."""

    field = answer(fields.String, "Path of the field: `person.email`, `dispositions.0.kind`.")
    code = answer(fields.String, "Stable code.")
    detail = answer(fields.String, "What to do about it, in the language of the request.")


class ProblemSchema(Answer):
    """Why it did not work (RFC 9457), with a stable code."""

    type = answer(fields.String, "Always `about:blank`.")
    title = answer(fields.String, "The HTTP status in words.")
    status = answer(fields.Integer, "The HTTP status.", strict=True)
    detail = answer(fields.String, "What to do, in the language of the request.")
    code = answer(fields.String, "Stable code; `not_valid` when several fields are wrong.")
    errors = fields.List(fields.Nested(FieldProblemSchema), required=True)
    facts = answer(fields.Dict, "What the sentence is about: numbers, days, codes.")


class HealthSchema(Answer):
    """The house is open."""

    status = answer(fields.String, "`ok`", metadata={"enum": ["ok"]})


class ProposalSchema(Answer):
    """What the software suggests; a person decides."""

    category = answer(fields.String, "Topic; null when the words tell none.", allow_none=True,
                      metadata=codes(CATEGORIES, nullable=True))  # fmt: skip
    confidence = answer(fields.String, "How sure; null without a topic.", allow_none=True,
                        metadata=codes(Confidence, nullable=True))  # fmt: skip
    urgency = answer(fields.String, "How fast somebody must act.", metadata=codes(Urgency))
    legal_nature = answer(fields.String, "What it may be besides.", metadata=codes(LegalNature))


class RegisteredSchema(Answer):
    """The receipt. A confidential contact has neither reference nor proposal for others."""

    reference = answer(fields.String, "Reference of the case.", allow_none=True,
                       metadata={"examples": ["7KQ2M4XA"]})  # fmt: skip
    receipt_code = answer(
        fields.String,
        "For the person only: opens the state of their case. Stored nowhere; the same key and "
        "body bring it again.",
        metadata={"pattern": "^[0-9]{20}$"},
    )
    received_at = answer(fields.String, "When it came in.", metadata=MOMENT)
    proposal = fields.Nested(ProposalSchema, required=True, allow_none=True)


class StepSchema(Answer):
    """One thing that happened."""

    at = answer(fields.String, "When.", metadata=MOMENT)
    act = answer(fields.String, "What, as a code.", metadata=codes(Act))
    text = answer(fields.String, "What, in words.")


class NextCallSchema(Answer):
    """The next call that has a time."""

    starts_at = answer(fields.String, "We call from here on.", metadata=MOMENT)
    ends_at = answer(fields.String, "Until here.", metadata=MOMENT)


class CaseNoticeSchema(Answer):
    """A notice that waits for a talk."""

    state = answer(fields.String, "State, as a code.", metadata=codes([NoticeState.HELD]))
    state_text = answer(fields.String, "State, in words.")
    last_sending_day = answer(fields.String, "On it, it leaves without a talk.", metadata=DAY)


class StatusSchema(Answer):
    """Where a case stands, for the person with its code."""

    status = answer(fields.String, "As a code.", metadata=codes(Status))
    status_text = answer(fields.String, "In words.")
    steps = fields.List(fields.Nested(StepSchema), required=True)
    next_call = fields.Nested(NextCallSchema, required=True, allow_none=True)
    calls_owed = answer(fields.Integer, "Calls we owe that have no time yet.", strict=True)
    notices = fields.List(fields.Nested(CaseNoticeSchema), required=True)


# Why an owed call has no time. Codes that would tell when a person can be reached are one code.
NO_TIME = ("nobody_free", "no_speaker", "no_days", "no_hours", "no_common_time", "all_taken",
           "left_over")  # fmt: skip
HELD_BECAUSE = ("call_owed", "release_not_asked", "new_facts")


class ReleaseSchema(Answer):
    """Whether a notice may go."""

    state = answer(fields.String, "State of the notice.", metadata=codes(NoticeState))
    reason = answer(fields.String, "Why it was released.", allow_none=True,
                    metadata=codes(ReleaseReason, nullable=True))  # fmt: skip
    held_because = answer(fields.String, "What keeps it.", allow_none=True,
                          metadata=codes(HELD_BECAUSE, nullable=True))  # fmt: skip
    explanation = answer(fields.String, "The same in words.")


class NoticeCallSchema(Answer):
    """The call before a notice: its time, or why it has none yet."""

    state = answer(fields.String, "State of the call.", metadata=codes(CallState))
    starts_at = answer(fields.String, "Planned for; null without a time.", allow_none=True,
                       metadata=MOMENT)  # fmt: skip
    ends_at = answer(fields.String, "Planned until.", allow_none=True, metadata=MOMENT)
    why = answer(fields.String, "Why an owed call has no time; null before the first plan.",
                 allow_none=True, metadata=codes(NO_TIME, nullable=True))  # fmt: skip
    explanation = answer(fields.String, "The same in words.")


class NoticeStateSchema(ReleaseSchema):
    """Where a notice stands. It never tells of a case: that is not the sending system's matter."""

    external_ref = answer(fields.String, "The sending system's own number.")
    last_sending_day = answer(fields.String, "On it, it may leave without a talk.", metadata=DAY)
    announced_at = answer(fields.String, "Since when we know it.", metadata=MOMENT)
    released_at = answer(fields.String, "When it was released.", allow_none=True, metadata=MOMENT)
    call = fields.Nested(NoticeCallSchema, required=True)


class OutcomeNotedSchema(Answer):
    """What followed from an attempt."""

    external_ref = answer(fields.String, "The sending system's own number.")
    release = fields.Nested(ReleaseSchema, required=True)


def invalid(error: ValidationError) -> ResponseReturnValue:
    """The answer to input that does not fit, field by field."""
    # webargs puts the place of the input around the messages.
    found = error.messages_dict.get("json", error.messages_dict)
    errors = [
        {"field": path, "code": problem.code, "detail": say(problem.code, problem.facts)}
        for path, problem in flat(found)
    ]
    codes_found = {entry["code"] for entry in errors}
    code = codes_found.pop() if len(codes_found) == 1 else "not_valid"
    sentence = errors[0]["detail"] if len(errors) == 1 else say("not_valid")
    return problem_details(422, code, sentence, errors=errors)


def flat(messages: object, path: str = "") -> Iterator[tuple[str, Problem]]:
    """Every problem with the dotted path of its field."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            here = path if name == "_schema" else f"{path}.{name}".lstrip(".")
            yield from flat(inner, here)
        return
    for found in problems(messages):
        # Names of unknown fields come from outside: short, and always valid text.
        yield path[:MAX_PATH].encode("utf-8", "replace").decode(), found


def unreadable(error: BadBody) -> Response:
    """The answer to a body that cannot be read at all."""
    return problem_details(error.status, error.code, say(error.code))
