"""Every table of the house, gathered for migrations and tests."""

from anbelo.accounts import models as accounts
from anbelo.attachments import models as attachments
from anbelo.audit import models as audit
from anbelo.callbacks import models as callbacks
from anbelo.cases import models as cases
from anbelo.core import idempotency, throttle
from anbelo.core.db import Base
from anbelo.correspondence import models as correspondence
from anbelo.drafts import models as drafts
from anbelo.notices import models as notices
from anbelo.offices import models as offices
from anbelo.outbox import models as outbox

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "accounts",
    "attachments",
    "audit",
    "callbacks",
    "cases",
    "correspondence",
    "drafts",
    "idempotency",
    "notices",
    "offices",
    "outbox",
    "throttle",
]
