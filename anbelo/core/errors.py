"""What can go wrong, as codes; the web room owns the words."""


class DomainError(Exception):
    """Something a person asked for cannot be done; nothing of it was stored.

    `code` names the reason, `field` the input it is about, `facts` what the sentence needs.
    Facts never hold personal data: they reach pages and logs.
    """

    def __init__(self, code: str, *, field: str | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts


class Invalid(DomainError):
    """The input is not acceptable; the person can correct it (HTTP 422)."""


class Missing(DomainError):
    """There is no such thing, or this person may not know of it: one answer for both (HTTP 404)."""


class Refused(DomainError):
    """A rule forbids it in the present state (HTTP 409)."""


class Denied(DomainError):
    """This role may not do it (HTTP 403)."""


class TooMany(DomainError):
    """Too many tries; `facts["seconds"]` says how long to wait (HTTP 429)."""
