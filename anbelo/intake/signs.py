"""How a form came to us: when it was opened, and whether somebody filled in what no person sees."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import request
from itsdangerous import BadSignature, URLSafeSerializer

from anbelo.cases.screening import Signs
from anbelo.core import price
from anbelo.core.clock import now
from anbelo.intake.door import bp
from anbelo.web.house import house

if TYPE_CHECKING:
    from anbelo.drafts.models import Draft

OPENED = "opened"
DECOY = "homepage"
"""No form of ours asks for it; programs that fill in everything do not know that."""


@bp.app_template_global()
def opened() -> str:
    """When this form was opened, signed; one that is shown again keeps its first moment."""
    if opened_at() is not None:
        return request.form[OPENED]
    return str(_signer().dumps(int(now().timestamp())))


def opened_at() -> datetime | None:
    """When the form that was sent had been opened; None when we never gave it out."""
    try:
        return datetime.fromtimestamp(_signer().loads(request.form.get(OPENED, "")), UTC)
    except (BadSignature, TypeError, ValueError):
        return None


def decoy_filled() -> bool:
    """Whether the field was filled in that no person sees."""
    return bool(request.form.get(DECOY, "").strip())


def signs_of_form(sent: int) -> Signs:
    """The signs of a form on one page; `sent`: contacts of its network within the hour before."""
    return _signs(opened_at(), sent, decoy=decoy_filled(), kept=False)


def signs_of_draft(draft: "Draft", sent: int) -> Signs:
    """The signs of a contact that was begun as a draft, perhaps kept for later."""
    return _signs(draft.started_at, sent, decoy=bool(draft.answers.get(DECOY)), kept=True)


def _signs(opened: datetime | None, sent: int, *, decoy: bool, kept: bool) -> Signs:
    network = price.network(request.remote_addr or "")
    inside = network is not None and price.inside(network)
    return Signs(opened, decoy=decoy, kept=kept, network=network, inside=inside, sent=sent)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(house().settings.derived("opened v1"))
