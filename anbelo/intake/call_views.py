"""The planned call behind the code: another time for it, or no call at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, groupby
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from anbelo.callbacks.claimants import PlannedCall
from anbelo.callbacks.moving import Offer, decline_call, move_call, other_times
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.errors import Denied, DomainError, Invalid, Missing, Refused
from anbelo.intake import claimant, forms
from anbelo.intake.cookies import CLAIMANT
from anbelo.intake.door import bp
from anbelo.intake.progress import call_sentence
from anbelo.intake.schemas import TimeSchema
from anbelo.intake.status_views import ended
from anbelo.web.access import public
from anbelo.web.forms import Form, check, once_for_form, typed
from anbelo.web.house import unit_of_work
from anbelo.web.i18n import _, clock, day

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# What the status page says to those for whom there is nothing to choose any more.
_ELSEWHERE = frozenset({"call_gone", "call_begun"})


@dataclass(frozen=True)
class Choice:
    """One time to choose; `id` is its field's id on the page."""

    id: str
    value: str
    label: str


@bp.get("/<lang>/status/call/<mark>")
@public
def call_times(lang: str, mark: str) -> ResponseReturnValue:
    """Other times for a call, to choose from."""
    return times_page(lang, mark, Form(labels=_labels()))


@bp.post("/<lang>/status/call/<mark>")
@public
def choose_time(lang: str, mark: str) -> ResponseReturnValue:
    """Put the call on the chosen time; when somebody was quicker, offer others."""
    if not CLAIMANT.token():
        return ended(lang)
    claimant.check_proof()
    form = typed(_labels())
    chosen = check(TimeSchema(), form)
    if chosen is None:
        return times_page(lang, mark, form, status=422)

    def move(session: "Session") -> None:
        move_call(session, CLAIMANT.token(), mark, starts_at=chosen.time, seen=chosen.seen,
                  now=now())  # fmt: skip

    try:
        _once(f"call-time:{mark}", form, move)
    except (Invalid, Refused, Missing, Denied) as error:
        if error.code in _ELSEWHERE or isinstance(error, Denied):
            return _elsewhere(lang, error)
        forms.refuse(form, error)
        return times_page(lang, mark, form, status=422)
    return redirect(url_for("intake.case", lang=lang, news="moved", call=mark), 303)


@bp.get("/<lang>/status/call/<mark>/none")
@public
def no_call(lang: str, mark: str) -> ResponseReturnValue:
    """Ask once more, and say what follows, before the call is given up."""
    return no_call_page(lang, mark, Form())


@bp.post("/<lang>/status/call/<mark>/none")
@public
def decline(lang: str, mark: str) -> ResponseReturnValue:
    """Give the call up."""
    if not CLAIMANT.token():
        return ended(lang)
    claimant.check_proof()
    form = typed()
    try:
        _once(
            f"no-call:{mark}",
            form,
            lambda session: decline_call(session, CLAIMANT.token(), mark, now=now()),
        )
    except (Missing, Refused, Denied) as error:
        return _elsewhere(lang, error)
    except Invalid as error:
        forms.refuse(form, error)
        return no_call_page(lang, mark, form, status=422)
    return redirect(url_for("intake.case", lang=lang, news="declined"), 303)


def _once(scope: str, form: Form, change: Callable[["Session"], None]) -> None:
    """Do it once for this form, however often it is sent."""
    with unit_of_work() as session:

        def act() -> dict[str, str]:
            change(session)
            return {}

        once_for_form(session, scope, form, act)


def times_page(lang: str, mark: str, form: Form, *, status: int = 200) -> ResponseReturnValue:
    """The times as they stand now."""
    try:
        offer = _offer(mark)
    except (Missing, Refused, Denied) as error:
        return _elsewhere(lang, error)
    page = render_template(
        "intake/call_times.html",
        lang=lang,
        mark=mark,
        form=form,
        offer=offer,
        planned=_planned(offer),
        seen=_seen(offer),
        days=days(offer.times, offer.minutes),
        chosen=form.values.get("time"),
        proof=claimant.proof(),
    )
    return page, status


def no_call_page(lang: str, mark: str, form: Form, *, status: int = 200) -> ResponseReturnValue:
    """The question, with what follows."""
    try:
        offer = _offer(mark)
    except (Missing, Refused, Denied) as error:
        return _elsewhere(lang, error)
    page = render_template(
        "intake/no_call.html",
        lang=lang,
        mark=mark,
        form=form,
        offer=offer,
        planned=_planned(offer),
        proof=claimant.proof(),
    )
    return page, status


def days(times: Sequence[datetime], minutes: int) -> list[tuple[str, list[Choice]]]:
    """The times by their days, in words."""
    numbers = count(1)
    return [
        (day(one), [_choice(next(numbers), moment, minutes) for moment in moments])
        for one, moments in groupby(times, key=local_day)
    ]


def _choice(number: int, moment: datetime, minutes: int) -> Choice:
    return Choice(
        id="f-time" if number == 1 else f"f-time-{number}",
        value=moment.isoformat(),
        label=_(
            "%(start)s bis %(end)s Uhr",
            start=clock(moment),
            end=clock(moment + timedelta(minutes=minutes)),
        ),
    )


def _offer(mark: str) -> Offer:
    with unit_of_work() as session:  # the visit is noted, too
        return other_times(session, CLAIMANT.token(), mark, now=now())


def _planned(offer: Offer) -> str:
    return call_sentence(offer.call) if isinstance(offer.call, PlannedCall) else ""


def _seen(offer: Offer) -> str:
    return offer.call.starts_at.isoformat() if isinstance(offer.call, PlannedCall) else ""


def _elsewhere(lang: str, error: DomainError) -> ResponseReturnValue:
    """Where people go on whose session has ended, or whose call is over."""
    if isinstance(error, Denied):
        return ended(lang)
    news = "begun" if error.code == "call_begun" else "gone"
    return redirect(url_for("intake.case", lang=lang, news=news), 303)


def _labels() -> dict[str, str]:
    return {"time": _("Wann sollen wir Sie anrufen?")}
