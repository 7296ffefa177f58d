"""The cookies of this door: opaque, for this host, gone when the browser is closed."""

from dataclasses import dataclass
from typing import Literal

from flask import Response, request

from anbelo.web.house import house


@dataclass(frozen=True)
class Cookie:
    """A cookie that holds a token and nothing about anybody."""

    base: str
    samesite: Literal["Strict", "Lax"]

    @property
    def name(self) -> str:
        """Its name; with TLS it is bound to this host by it."""
        return f"__Host-{self.base}" if house().settings.https else self.base

    def token(self) -> str:
        """What the browser shows; empty when it has none."""
        return request.cookies.get(self.name, "")

    def remember(self, answer: Response, fresh: str) -> None:
        """Give the browser its token; it forgets it when it is closed."""
        answer.set_cookie(
            self.name,
            fresh,
            secure=house().settings.https,
            httponly=True,
            samesite=self.samesite,
            path="/",
        )

    def forget(self, answer: Response) -> None:
        """Take the token away from the browser and whatever it kept of the pages."""
        answer.delete_cookie(
            self.name,
            path="/",
            secure=house().settings.https,
            httponly=True,
            samesite=self.samesite,
        )
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'


CLAIMANT = Cookie("anbelo-code", "Strict")
"""Set once a receipt code was checked."""
DRAFT = Cookie("anbelo-draft", "Lax")
"""Set with the first answer somebody gives; Lax, so that a link from elsewhere finds the draft."""
KIOSK = Cookie("anbelo-kiosk", "Lax")
"""Set on a shared device: its site and the number of this visit, signed."""
