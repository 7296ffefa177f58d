"""A browser in a story writes faster than any person; here it takes its time without sleeping."""

from datetime import timedelta

from itsdangerous import URLSafeSerializer
from playwright.sync_api import Page

from anbelo.core.clock import now
from anbelo.settings import Settings

SECRET = "story" * 10
"""The secret of the offices in which stories happen."""


def take_a_minute(page: Page) -> None:
    """The form on this page was opened a minute ago, as for somebody who thinks and types."""
    signer = URLSafeSerializer(Settings("postgresql://", "redis://", SECRET).derived("opened v1"))
    opened = signer.dumps(int((now() - timedelta(minutes=1)).timestamp()))
    page.locator("input[name=opened]").evaluate("(field, value) => field.value = value", opened)
