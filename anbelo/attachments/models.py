"""Files people sent: what lists need apart from the bytes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from anbelo.attachments.rules import FileKind, Scan
from anbelo.cases.models import Case
from anbelo.core.db import Base
from anbelo.correspondence.models import Message
from anbelo.drafts.models import Draft


class Attachment(Base):
    """One file of a draft or of a case; `message_id` when it came with a message.

    `token` stands in addresses instead of a running number. `name`, `kind`, `size` (bytes) and
    `sha256` tell of the original. `copied_at` (UTC): when the copy for viewing was made; `refused`:
    the code why there will be none.
    """

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(
        ForeignKey(Draft.id, ondelete="CASCADE"), index=True
    )
    case_id: Mapped[int | None] = mapped_column(ForeignKey(Case.id), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey(Message.id))
    token: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[FileKind]
    size: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    scan: Mapped[Scan] = mapped_column(default=Scan.WAITING)
    copied_at: Mapped[datetime | None]
    refused: Mapped[str | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("draft_id IS NOT NULL OR case_id IS NOT NULL", name="owner"),
        # What came within a day is added up with every file that comes.
        Index("ix_attachment_created", "created_at", postgresql_include=["size"]),
    )


class AttachmentContent(Base):
    """The bytes, apart from the list: the original as it came, the copy that people are given."""

    __tablename__ = "attachment_content"

    attachment_id: Mapped[int] = mapped_column(
        ForeignKey(Attachment.id, ondelete="CASCADE"), primary_key=True
    )
    original: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    copy: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    copy_kind: Mapped[FileKind | None]
