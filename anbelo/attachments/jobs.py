"""What a worker does for files: ask the virus scanner, then make the copy people are given."""

import os
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from anbelo.attachments.cleaning import Unusable
from anbelo.attachments.models import Attachment, AttachmentContent
from anbelo.attachments.rules import Scan
from anbelo.attachments.workshop import viewing_copy_of
from anbelo.core.scanner import Scanner


def clean_attachment(session: Session, attachment_id: int, *, now: datetime) -> None:
    """Scan a file and make its viewing copy once; a file that is gone or settled stays as it is.

    Raises ScannerSilent when a configured scanner does not answer: the promise is tried again.
    """
    attachment = session.get(Attachment, attachment_id, with_for_update=True)
    if attachment is None or attachment.copied_at or attachment.refused:
        return
    if attachment.scan is Scan.INFECTED:
        return
    original = session.scalars(
        select(AttachmentContent.original).where(AttachmentContent.attachment_id == attachment_id)
    ).one()
    attachment.scan = _scan(original)
    if attachment.scan is not Scan.INFECTED:
        _copy(session, attachment, original, now=now)
    session.flush()


def _scan(original: bytes) -> Scan:
    scanner = Scanner.from_env(os.environ)
    if scanner is None:
        return Scan.NOT_SCANNED
    return Scan.INFECTED if scanner.is_infected(original) else Scan.CLEAN


def _copy(session: Session, attachment: Attachment, original: bytes, *, now: datetime) -> None:
    try:
        kind, copy = viewing_copy_of(attachment.kind, original)
    except Unusable as unusable:
        attachment.refused = unusable.code
        return
    content = session.get_one(AttachmentContent, attachment.id)
    content.copy, content.copy_kind = copy, kind
    attachment.copied_at = now
