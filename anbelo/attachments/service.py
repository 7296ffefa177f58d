"""Files of a draft and of a case."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from anbelo.attachments.models import Attachment, AttachmentContent
from anbelo.attachments.room import INSIDE, Sender, take_room
from anbelo.attachments.rules import (
    MIMETYPES,
    Scan,
    check_case,
    check_file,
    check_together,
    named_as,
    safe_name,
)
from anbelo.audit.service import record
from anbelo.cases.models import Case
from anbelo.core.errors import Missing, Refused
from anbelo.drafts.models import Draft
from anbelo.outbox.rules import Topic
from anbelo.outbox.service import promise

TOKEN_BYTES = 16
CLAIMANT = "claimant"


def add(
    session: Session,
    *,
    name: str,
    content: bytes,
    now: datetime,
    draft_id: int | None = None,
    case_id: int | None = None,
    message_id: int | None = None,
    sender: Sender = INSIDE,
) -> Attachment:
    """Keep a file with a draft or a case; the limits count what is sent together.

    Together are the files of a draft, or those of one message (of the first contact without one).
    The same content again in the same draft or case adds nothing: the file that is there comes
    back. Raises Invalid as rules.check_file, check_together, check_case and check_day do, Missing
    "no_such_case".
    """
    kind = check_file(name, content)
    _lock_owner(session, draft_id, case_id)
    digest = hashlib.sha256(content).digest()
    there = of_case(session, case_id) if case_id is not None else of_draft(session, draft_id)
    if known := next((a for a in there if a.sha256 == digest), None):
        return known
    check_together([*(a.size for a in there if a.message_id == message_id), len(content)])
    check_case([*(a.size for a in there), len(content)])
    take_room(session, name, len(content), sender=sender, now=now)
    attachment = Attachment(
        draft_id=None if case_id is not None else draft_id, case_id=case_id, message_id=message_id,
        token=secrets.token_urlsafe(TOKEN_BYTES), name=safe_name(name), kind=kind,
        size=len(content), sha256=digest, scan=Scan.WAITING, created_at=now,
    )  # fmt: skip
    session.add(attachment)
    session.flush()
    session.add(AttachmentContent(attachment_id=attachment.id, original=content))
    session.flush()
    if case_id is not None:
        _arrived(session, attachment, case_id, now=now)
    return attachment


def of_draft(session: Session, draft_id: int | None) -> Sequence[Attachment]:
    """The files of a draft in the order they came; no bytes are read."""
    found = select(Attachment).where(Attachment.draft_id == draft_id).order_by(Attachment.id)
    return session.scalars(found).all()


def of_case(session: Session, case_id: int) -> Sequence[Attachment]:
    """The files of a case in the order they came; no bytes are read."""
    found = select(Attachment).where(Attachment.case_id == case_id).order_by(Attachment.id)
    return session.scalars(found).all()


def remove(session: Session, draft_id: int, token: str) -> None:
    """Throw a file of a draft away; one that is gone already is fine."""
    session.execute(
        delete(Attachment).where(Attachment.draft_id == draft_id, Attachment.token == token)
    )


def hand_over(session: Session, draft_id: int, case_id: int, *, now: datetime) -> int:
    """Give the files of a sent draft to its case and promise their copies; says how many."""
    _lock_owner(session, draft_id, None)
    files = of_draft(session, draft_id)
    for attachment in files:
        attachment.draft_id, attachment.case_id = None, case_id
        _arrived(session, attachment, case_id, now=now)
    session.flush()
    return len(files)


def viewing_copy(
    session: Session, case_id: int, token: str, *, actor: str, now: datetime
) -> tuple[str, str, bytes]:
    """Name, media type and bytes of the harmless copy; that it was read goes into the trail.

    The caller has checked that `actor` may see the case and must send it as a download.
    Raises Missing "no_such_file", Refused "file_not_ready", "file_infected" or the code why no copy
    could be made (see cleaning.clean).
    """
    found = session.scalars(
        select(Attachment).where(Attachment.case_id == case_id, Attachment.token == token)
    ).one_or_none()
    if found is None:
        raise Missing("no_such_file")
    if found.scan is Scan.INFECTED:
        raise Refused("file_infected")
    if found.refused:
        raise Refused(found.refused)
    content = session.get(
        AttachmentContent, found.id, options=[undefer(AttachmentContent.copy)],
        populate_existing=True,
    )  # fmt: skip
    if content is None or content.copy is None or content.copy_kind is None:
        raise Refused("file_not_ready")
    record(session, actor=actor, action="file_read", subject=f"case:{case_id}", now=now,
           attachment=found.id)  # fmt: skip
    return named_as(found.name, content.copy_kind), MIMETYPES[content.copy_kind], content.copy


def _arrived(session: Session, attachment: Attachment, case_id: int, *, now: datetime) -> None:
    """What follows when a file belongs to a case: its copy is promised, the trail tells of it."""
    promise(session, Topic.CLEAN_ATTACHMENT, attachment.id, now=now)
    record(session, actor=CLAIMANT, action="file_added", subject=f"case:{case_id}", now=now,
           attachment=attachment.id, kind=attachment.kind.value)  # fmt: skip


def _lock_owner(session: Session, draft_id: int | None, case_id: int | None) -> None:
    """Two uploads at the same moment count one after the other."""
    if case_id is not None:
        owner = select(Case.id).where(Case.id == case_id)
    else:
        owner = select(Draft.id).where(Draft.id == draft_id)
    if session.scalar(owner.with_for_update()) is None:
        raise Missing("no_such_case")
