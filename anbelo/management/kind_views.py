"""Kinds of notices as data of the house: administrators change them, management sets the lot."""

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from anbelo.accounts.rules import Permission
from anbelo.core.clock import now
from anbelo.core.errors import DomainError, Invalid
from anbelo.management.door import bp
from anbelo.management.kind_pages import (
    choices,
    drawable,
    empty_values,
    has_standard,
    labels,
    lottery_rows,
    rows,
    values,
    with_standard,
)
from anbelo.management.kind_schemas import (
    CodeSchema,
    HoldoutSchema,
    KindSchema,
    VersionSchema,
    facts,
)
from anbelo.notices.kinds import (
    HOLD_MOST,
    HOLDOUT_MOST,
    KindFacts,
    add_kind,
    change_kind,
    kind_by_code,
    set_holdout,
)
from anbelo.notices.queries import kinds as all_kinds
from anbelo.web.access import allow, viewer
from anbelo.web.forms import Form, check, once_for_form, typed
from anbelo.web.house import reading, unit_of_work

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from anbelo.notices.models import NoticeKind


@bp.get("/house/kinds")
@allow(Permission.ADMINISTER)
def kinds() -> ResponseReturnValue:
    """All kinds of notices of the house."""
    with reading() as session:
        found = all_kinds(session)
    return render_template("management/kinds.html", rows=rows(found))


@bp.get("/house/kinds/new")
@allow(Permission.ADMINISTER)
def new_kind() -> ResponseReturnValue:
    """A form for a kind of the house's own."""
    return _page(Form(values=empty_values(), labels=labels()), None)


@bp.post("/house/kinds/new")
@allow(Permission.ADMINISTER)
def add() -> ResponseReturnValue:
    """Add a kind once."""
    form = typed(labels())
    said, known = check(CodeSchema(), form), _facts(form)
    if said is None or known is None:
        return _page(form, None), 422
    code: str = said["code"]

    def act(session: "Session") -> dict[str, Any]:
        add_kind(session, code, known, actor=viewer().actor, now=now())
        return {}

    return _store(form, f"kind new {viewer().actor}", act) or redirect(
        url_for("management.kind", code=code), 303
    )


@bp.get("/house/kinds/<code>")
@allow(Permission.ADMINISTER)
def kind(code: str) -> ResponseReturnValue:
    """One kind with everything that can be changed; `standard` fills in our own guide."""
    with reading() as session:
        found = kind_by_code(session, code)
    filled = values(found)
    if "standard" in request.args:
        filled = with_standard(code, filled)
    return _page(Form(values=filled, labels=labels()), found)


@bp.post("/house/kinds/<code>")
@allow(Permission.ADMINISTER)
def change(code: str) -> ResponseReturnValue:
    """Change a kind as it was seen; somebody else's change in between is never overwritten."""
    form = typed(labels())
    with reading() as session:
        found = kind_by_code(session, code)
    seen, known = check(VersionSchema(), form), _facts(form)
    if seen is None or known is None:
        return _page(form, found), 422

    def act(session: "Session") -> dict[str, Any]:
        change_kind(session, code, known, version=seen["version"], actor=viewer().actor, now=now())
        return {}

    return _store(form, f"kind {code} {viewer().actor}", act, found) or redirect(
        url_for("management.kinds"), 303
    )


def _facts(form: Form) -> KindFacts | None:
    data: dict[str, Any] | None = check(KindSchema(), form)
    return None if data is None else facts(data, form.values)


def _store(
    form: Form,
    scope: str,
    act: "Callable[[Session], dict[str, Any]]",
    found: "NoticeKind | None" = None,
) -> ResponseReturnValue | None:
    """Do it once; what the rules refuse is shown beside what was typed."""
    try:
        with unit_of_work() as session:
            once_for_form(session, scope, form, lambda: act(session))
    except DomainError as error:
        form.refuse(error)
        return _page(form, found), 422 if isinstance(error, Invalid) else 409
    return None


def _page(form: Form, found: "NoticeKind | None") -> str:
    return render_template(
        "management/kind.html",
        form=form,
        kind=found,
        most=HOLD_MOST,
        standard=found is not None and has_standard(found.code),
        **choices(),
    )


@bp.get("/lottery")
@allow(Permission.SET_HOLDOUT)
def lottery() -> ResponseReturnValue:
    """For which kinds the lot decides that nobody calls, and what that means."""
    return _lottery_page(Form(labels=labels()))


@bp.post("/lottery")
@allow(Permission.SET_HOLDOUT)
def set_lottery() -> ResponseReturnValue:
    """Set the share for one kind, as it was seen."""
    form = typed(labels())
    data: dict[str, Any] | None = check(HoldoutSchema(), form)
    seen = None
    if data is not None:
        version = {"version": str(form.values.get(f"version-{data['kind']}", ""))}
        seen = check(VersionSchema(), form, version)  # type: ignore[arg-type]
    if data is None or seen is None:
        return _lottery_page(form), 422
    try:
        with unit_of_work() as session:

            def act() -> dict[str, Any]:
                set_holdout(session, data["kind"], data["percent"], version=seen["version"],
                            actor=viewer().actor, now=now())  # fmt: skip
                return {}

            once_for_form(session, f"lottery {viewer().actor}", form, act)
    except DomainError as error:
        form.refuse(error)
        return _lottery_page(form), 422 if isinstance(error, Invalid) else 409
    return redirect(url_for("management.lottery"), 303)


def _lottery_page(form: Form) -> str:
    with reading() as session:
        found = drawable(all_kinds(session))
    return render_template(
        "management/kind_lottery.html", form=form, kinds=found, rows=lottery_rows(found),
        most=HOLDOUT_MOST,
    )  # fmt: skip
