"""How messages leave the house: e-mail and text messages, each through a sender the house chooses.

Nothing configured means nothing is sent. A sender is given a key that stays the same when a message
is sent again after a crash: as message id or file name it shows that both are one.
"""

import json
import math
import os
import smtplib
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

WAIT_SECONDS = 5
REST_SECONDS = 60
# From here on a mail server's answer means: never.
FOR_GOOD = 500
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
        with half.open("w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        half.replace(self.folder / f"{message.key}.json")


@dataclass(frozen=True, repr=False)
class Smtp:
    """Hands e-mails to a mail server; encrypted whenever the server can, always with a password."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    encrypted: bool = False

    def send(self, message: Message) -> None:
        """Hand it over; Refused when the server will never take this address."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, message.to, message.subject
        mail["Date"] = formatdate()
        mail["Message-ID"] = f"<{message.key}@{self.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        try:
            with self._server() as server:
                self._enter(server)
                server.send_message(mail)
        except smtplib.SMTPNotSupportedError:
            raise Refused from None  # an address in letters this server cannot write
        except smtplib.SMTPRecipientsRefused as error:
            if all(code >= FOR_GOOD for code, _ in error.recipients.values()):
                raise Refused from None
            raise
        except smtplib.SMTPDataError as error:
            if error.smtp_code >= FOR_GOOD:
                raise Refused from None
            raise

    def _server(self) -> smtplib.SMTP:
        if self.encrypted:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=WAIT_SECONDS,
                                    context=ssl.create_default_context())  # fmt: skip
        return smtplib.SMTP(self.host, self.port, timeout=WAIT_SECONDS)

    def _enter(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        if not self.encrypted and (server.has_extn("starttls") or self.user):
            server.starttls(context=ssl.create_default_context())
        if self.user:
            server.login(self.user, self.password)


class Patient:
    """Lets a sender that failed rest for a minute, so that no other job waits for it meanwhile."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._rests_until = -math.inf

    def send(self, message: Message) -> None:
        """Send, or raise OSError at once while it rests."""
        if time.monotonic() < self._rests_until:
            raise OSError("the sender rests")
        try:
            self._sender.send(message)
        except (OSError, smtplib.SMTPException):
            self._rests_until = time.monotonic() + REST_SECONDS
            raise


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
    return PostOffice.from_env(os.environ)


def _sender(address: str, *, mail: bool) -> Sender | None:
    if not address:
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:  # its own words could hold the password
        raise ValueError("cannot be read: write special characters as %XX.") from None
    if parts.scheme == "spool":
        folder = Path(parts.path)
        if not folder.is_dir():
            raise ValueError("must name a folder that exists (spool:/folder).")
        return Spool(folder)
    if parts.scheme in {"smtp", "smtps"} and mail:
        return Patient(_smtp(parts, port))
    ways = "smtp://user:password@host:587?from=name@office or spool:/folder"
    raise ValueError(f"must be {ways if mail else 'spool:/folder'}.")


def _smtp(parts: SplitResult, port: int | None) -> Smtp:
    sender = (parse_qs(parts.query).get("from") or [""])[0]
    if not parts.hostname or "@" not in parseaddr(sender)[1]:
        raise ValueError("must name a host and the sender (smtp://host:25?from=name@office).")
    encrypted = parts.scheme == "smtps"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Smtp(
        parts.hostname, port or (465 if encrypted else 25), sender, user, password, encrypted
    )
