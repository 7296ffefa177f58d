"""Changing what the house says about itself."""

from datetime import datetime

from sqlalchemy.orm import Session

from anbelo.audit.service import record
from anbelo.core.db import AlreadyTaken, first_come
from anbelo.core.errors import Missing, Refused
from anbelo.offices.models import HouseText
from anbelo.offices.queries import house_text, site_by_code
from anbelo.offices.rules import Purpose


def set_text(
    session: Session,
    purpose: Purpose,
    language: str,
    site: str | None,
    text: str,
    *,
    seen: int,
    actor: str,
    now: datetime,
) -> None:
    """Store a text of the house as somebody saw it in version `seen` (0: there was none).

    An empty text takes it away. The trail says that it was changed, the words stand on the page.
    Raises Refused "text_changed_meanwhile" when somebody else was faster, Missing "no_such_site".
    """
    found = house_text(session, purpose, language, site, lock=True)
    if (found.version if found else 0) != seen:
        raise Refused("text_changed_meanwhile")
    if (found.text if found else "") == text:
        return
    if found is None:
        _add(session, purpose, language, site, text, now=now)
    elif text:
        found.text, found.changed_at = text, now
    else:
        session.delete(found)
    record(session, actor=actor, action="house_text_changed", subject=f"house_text:{purpose}",
           now=now, language=language, site=site, empty=not text)  # fmt: skip


def _add(
    session: Session, purpose: Purpose, language: str, site: str | None, text: str, *, now: datetime
) -> None:
    place = site_by_code(session, site) if site else None
    if site and place is None:
        raise Missing("no_such_site")
    fresh = HouseText(purpose=purpose, language=language, site_id=place.id if place else None,
                      text=text, changed_at=now)  # fmt: skip
    try:
        with first_come(session):
            session.add(fresh)
    except AlreadyTaken:
        raise Refused("text_changed_meanwhile") from None
