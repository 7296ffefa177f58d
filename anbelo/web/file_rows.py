"""Files of a case as staff see them."""

from typing import TYPE_CHECKING

from anbelo.attachments.rules import Scan
from anbelo.core.texts import N_
from anbelo.web.i18n import _
from anbelo.web.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from anbelo.attachments.models import Attachment

_SCANS: dict[Scan, str] = {
    Scan.WAITING: N_("wird geprüft"),
    Scan.NOT_SCANNED: N_("nicht auf Viren geprüft"),
    Scan.CLEAN: N_("kein Virus gefunden"),
    Scan.INFECTED: N_("Virus gefunden"),
}


def file_rows(files: "Sequence[Attachment]") -> list[dict[str, str]]:
    """Name, token (empty when there is nothing to load) and standing in words."""
    return [_row(found) for found in files]


def _row(found: "Attachment") -> dict[str, str]:
    loadable = found.copied_at is not None and found.scan is not Scan.INFECTED
    standing = say(found.refused, {}) if found.refused else _(_SCANS[found.scan])
    return {"name": found.name, "token": found.token if loadable else "", "standing": standing}
