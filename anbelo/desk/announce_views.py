"""A notice is announced, changed or withdrawn by hand, by the team that calls before it leaves."""

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.callbacks.changes import change_notice, withdraw_notice
from anbelo.callbacks.service import announce_notice
from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.errors import DomainError, Invalid, Refused
from anbelo.desk.announce_pages import labels, options, values
from anbelo.desk.announce_schemas import (
    AnnounceSchema,
    FactsSchema,
    WithdrawSchema,
    dispositions,
)
from anbelo.desk.door import bp
from anbelo.notices.kinds import SUSPENDED
from anbelo.notices.queries import kinds, notice_for
from anbelo.notices.service import NewNotice
from anbelo.offices.queries import calendar, teams_with_members
from anbelo.web.access import allow, viewer
from anbelo.web.forms import Form, check, once_for_form, typed
from anbelo.web.house import reading, unit_of_work

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from anbelo.notices.models import Notice
    from anbelo.offices.models import Team


@bp.get("/notices/new")
@allow(Permission.RELEASE_NOTICE)
def new_notice() -> ResponseReturnValue:
    """One page to announce a notice; today is the date on the letter unless somebody says else."""
    return _page(Form(values={"printed_on": local_day(now()).isoformat()}, labels=labels()), None)


@bp.post("/notices/new")
@allow(Permission.RELEASE_NOTICE)
def announce() -> ResponseReturnValue:
    """Hold the notice from this moment; the page of the notice shows when we call."""
    form = typed(labels())
    data: dict[str, Any] | None = check(AnnounceSchema(), form)
    if data is None:
        return _page(form, None), 422

    def act(session: "Session") -> dict[str, Any]:
        announce_notice(
            session, _notice(session, data), actor=viewer().actor, now=now(),
            staff_id=viewer().staff_id,
        )  # fmt: skip
        return {}

    refused = _do(form, f"desk announce {viewer().actor}", act)
    if refused:
        return _page(form, None), refused
    return redirect(url_for("desk.notice", reference=data["external_ref"]), 303)


@bp.get("/notices/<path:reference>/change")
@allow(Permission.RELEASE_NOTICE)
def change_page(reference: str) -> ResponseReturnValue:
    """The facts of a notice that waits or was stopped, to be changed."""
    with reading() as session:
        found = notice_for(session, viewer(), reference)
    return _page(Form(values=values(found), labels=labels()), found)


@bp.post("/notices/<path:reference>/change")
@allow(Permission.RELEASE_NOTICE)
def change_facts(reference: str) -> ResponseReturnValue:
    """Change the facts as somebody saw them; a stopped notice waits for a talk again."""
    form = typed(labels())
    with reading() as session:
        found = notice_for(session, viewer(), reference)
    data: dict[str, Any] | None = check(FactsSchema(), form)
    if data is None:
        return _page(form, found), 422

    def act(session: "Session") -> dict[str, Any]:
        notice = _seen(session, reference)
        facts = data | {"external_ref": notice.external_ref, "kind": notice.kind_code}
        change_notice(
            session, notice, _notice(session, facts), actor=viewer().actor, now=now(),
            staff_id=viewer().staff_id,
        )  # fmt: skip
        return {}

    refused = _do(form, f"desk change {viewer().actor} {reference}", act)
    if refused:
        return _page(form, found), refused
    return redirect(url_for("desk.notice", reference=reference), 303)


@bp.post("/notices/<path:reference>/withdraw")
@allow(Permission.RELEASE_NOTICE)
def withdraw(reference: str) -> ResponseReturnValue:
    """Say that a notice will not be sent at all; the call before it is given back."""
    form = typed(labels())
    with reading() as session:
        found = notice_for(session, viewer(), reference)
    if check(WithdrawSchema(), form) is None:
        return _page(Form(values=values(found), labels=labels(), errors=form.errors), found), 422

    def act(session: "Session") -> dict[str, Any]:
        withdraw_notice(
            session, _seen(session, reference), actor=viewer().actor, now=now(),
            staff_id=viewer().staff_id,
        )  # fmt: skip
        return {}

    refused = _do(form, f"desk withdraw {viewer().actor} {reference}", act)
    if refused:
        return _page(Form(values=values(found), labels=labels(), errors=form.errors),
                     found), refused  # fmt: skip
    return redirect(url_for("desk.notice", reference=reference), 303)


def _do(form: Form, scope: str, act: "Callable[[Session], dict[str, Any]]") -> int:
    """Do it once; when the rules refuse, the status to answer with (0: it is done)."""
    try:
        with unit_of_work() as session:
            once_for_form(session, scope, form, lambda: act(session))
    except DomainError as error:
        form.refuse(error)
        return 422 if isinstance(error, Invalid) else 409
    return 0


def _seen(session: "Session", reference: str) -> "Notice":
    """The notice, if it is as the person saw it; those of connected systems are theirs alone."""
    notice = notice_for(session, viewer(), reference)
    if notice.client_id is not None:
        raise Refused("announced_by_system")
    if str(notice.version) != request.form.get("version", ""):
        raise Refused("notice_changed_meanwhile")
    return notice


def _notice(session: "Session", data: dict[str, Any]) -> NewNotice:
    """The notice as the rooms know it; only a team of one's own may be named."""
    if data["team"] not in {team.code for team in own_teams(session)}:
        raise Invalid("unknown_team", field="team")
    usual = {
        ruling["kind"]: bool(ruling["objection_suspends"])
        for kind in kinds(session)
        if kind.code == data["kind"]
        for ruling in kind.rulings
    }
    facts = {name: found for name, found in data.items() if name != "rulings"}
    return NewNotice(**facts, dispositions=dispositions(data["rulings"], usual, SUSPENDED))


def own_teams(session: "Session") -> "list[Team]":
    """The teams this person belongs to, by name."""
    return [
        team
        for team in teams_with_members(session)
        if any(m.staff_id == viewer().staff_id and not m.backup for m in team.members)
    ]


def _page(form: Form, found: "Notice | None") -> str:
    with reading() as session:
        teams = own_teams(session)
        days = calendar(session, teams[0].id if teams else None)
        chosen = options(kinds(session), teams, days, local_day(now()))
    if found and found.team.code not in {code for code, _name in chosen["teams"]}:
        chosen["teams"].append((found.team.code, found.team.name))
    return render_template("desk/announce.html", form=form, notice=found, options=chosen)
