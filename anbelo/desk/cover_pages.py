"""Letters that go to the post without a talk, as the list shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from anbelo.web.i18n import _, moment
from anbelo.web.words import language_name

if TYPE_CHECKING:
    from anbelo.notices.models import Notice


@dataclass(frozen=True)
class PostRow:
    """A letter that goes to the post without a talk, with its sheet."""

    url: str
    title: str
    why: str
    facts: Sequence[str]
    cover: str


def post_row(notice: "Notice", why: str) -> PostRow:
    """A line of the list of letters to post."""
    return PostRow(
        url=url_for("desk.notice", reference=notice.external_ref),
        title=_("%(name)s: %(kind)s", name=notice.person_name, kind=_(notice.kind.label)),
        why=why,
        facts=(moment(notice.released_at), notice.external_ref, language_name(notice.language)),
        cover=url_for("desk.cover", reference=notice.external_ref),
    )
