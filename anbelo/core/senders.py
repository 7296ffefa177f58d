"""How messages leave the house: e-mail and text messages, each through a sender the house chooses.

Nothing configured means nothing is sent. A sender is given a key that stays the same when a message
is sent again after a crash: as message id or file name it shows that both are one.
"""

import json
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from functools import cache
from os import environ
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

WAIT_SECONDS = 10
LAST_DIGITS = 2


class Refused(Exception):
    """The receiver's side will never take this message; trying again is useless."""


@dataclass(frozen=True, repr=False)
class Message:
    """What goes out: to whom, what, and a key that is the same for every try."""

    key: str
    to: str
    subject: str
    text: str


class Sender(Protocol):
    """Sends a message or raises: Refused for good, OSError or SMTPException for now."""

    def send(self, message: Message) -> None:
        """Hand the message on."""


@dataclass(frozen=True)
class Spool:
    """Writes each message as a JSON file into a folder, for the house's own gateway to take."""

    folder: Path

    def send(self, message: Message) -> None:
        """Write the file whole or not at all."""
        content = {"key": message.key, "to": message.to, "subject": message.subject,
                   "text": message.text}  # fmt: skip
        half = self.folder / f".{message.key}.half"
        half.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        half.replace(self.folder / f"{message.key}.json")


@dataclass(frozen=True, repr=False)
class Smtp:
    """Hands e-mails to a mail server; encrypted whenever the server can, always with a password."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""

    def send(self, message: Message) -> None:
        """Hand it over; Refused when the server will never take this address."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, message.to, message.subject
        mail["Date"] = formatdate()
        mail["Message-ID"] = f"<{message.key}@{self.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        try:
            with smtplib.SMTP(self.host, self.port, timeout=WAIT_SECONDS) as server:
                self._enter(server)
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            if all(code >= 500 for code, _ in error.recipients.values()):  # noqa: PLR2004 - for good
                raise Refused from None
            raise

    def _enter(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        if server.has_extn("starttls") or self.user:
            server.starttls(context=ssl.create_default_context())
        if self.user:
            server.login(self.user, self.password)


@dataclass(frozen=True, repr=False)
class PostOffice:
    """The senders of this house, None where nothing is configured, and the number people see."""

    email: Sender | None = None
    sms: Sender | None = None
    caller_number: str = ""

    @property
    def number_end(self) -> str:
        """The last two digits of the number we call from; empty when it is not known."""
        return "".join(c for c in self.caller_number if c.isdigit())[-LAST_DIGITS:]

    @classmethod
    def from_env(cls, settings: Mapping[str, str]) -> "PostOffice":
        """Read ANBELO_EMAIL, ANBELO_SMS and ANBELO_CALLER_NUMBER.

        Raises ValueError with one sentence for each that cannot work.
        """
        senders: dict[str, Sender | None] = {}
        problems = []
        for name in ("ANBELO_EMAIL", "ANBELO_SMS"):
            try:
                senders[name] = _sender(settings.get(name, "").strip(), mail=name == "ANBELO_EMAIL")
            except ValueError as error:
                problems.append(f"{name} {error}")
        if problems:
            raise ValueError("\n".join(problems))
        number = settings.get("ANBELO_CALLER_NUMBER", "")
        return cls(senders["ANBELO_EMAIL"], senders["ANBELO_SMS"], number)


@cache
def post_office() -> PostOffice:
    """The senders of this process, as its environment says."""
    return PostOffice.from_env(environ)


def _sender(address: str, *, mail: bool) -> Sender | None:
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme == "spool":
        folder = Path(parts.path)
        if not folder.is_dir():
            raise ValueError("must name a folder that exists (spool:/folder).")
        return Spool(folder)
    if parts.scheme == "smtp" and mail:
        return _smtp(parts)
    ways = "smtp://user:password@host:587?from=name@office or spool:/folder"
    raise ValueError(f"must be {ways if mail else 'spool:/folder'}.")


def _smtp(parts: SplitResult) -> Smtp:
    sender = (parse_qs(parts.query).get("from") or [""])[0]
    if not parts.hostname or "@" not in parseaddr(sender)[1]:
        raise ValueError("must name a host and the sender (smtp://host:25?from=name@office).")
    return Smtp(parts.hostname, parts.port or 25, sender, unquote(parts.username or ""),
                unquote(parts.password or ""))  # fmt: skip
