"""The entrance of a shared device: every visit begins here, and nothing of the last one is left."""

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from anbelo.cases.claimants import leave
from anbelo.core.texts import SOURCE, offered
from anbelo.drafts.service import forget
from anbelo.intake.cookies import CLAIMANT, DRAFT, KIOSK
from anbelo.intake.door import bp
from anbelo.intake.kiosk import new_visit, signed, this_visit
from anbelo.offices.queries import site_by_code, sites
from anbelo.web.access import public
from anbelo.web.house import reading, unit_of_work


@bp.get("/kiosk")
@public
def kiosk_sites() -> ResponseReturnValue:
    """Where this device stands: chosen once, when it is set up. Here the mode ends, too."""
    with reading() as session:
        places = [(site.code, site.name) for site in sites(session)]
    return render_template("intake/kiosk_sites.html", places=places, visit=this_visit())


@bp.get("/kiosk/<site>")
@public
def kiosk(site: str) -> ResponseReturnValue:
    """The languages as large doors; what the person before left on this device is gone."""
    with reading() as session:
        found = site_by_code(session, site)
    if found is None:
        abort(404)
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and not this_visit():
        # A link from elsewhere must not turn somebody's own phone into a device for all.
        return redirect(url_for("intake.start", lang=SOURCE, site=site))
    page = render_template("intake/kiosk.html", languages=offered(), place=found.name, site=site)
    answer = make_response(page)
    if this_visit():
        _wipe(answer)
    KIOSK.remember(answer, signed(new_visit(site)))
    return answer


@bp.post("/kiosk")
@public
def leave_kiosk() -> ResponseReturnValue:
    """This device is somebody's own again."""
    answer = make_response(redirect(url_for("intake.kiosk_sites"), 303))
    if this_visit():
        _wipe(answer)
        KIOSK.forget(answer)
    return answer


def _wipe(answer: Response) -> None:
    """Throw away what was begun and shown here: on the server, in the cookies, in the browser."""
    with unit_of_work() as session:
        forget(session, DRAFT.token())
        leave(session, CLAIMANT.token())
    DRAFT.forget(answer)
    CLAIMANT.forget(answer)
