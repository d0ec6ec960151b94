"""Handing mails to the mail server: one connection for a batch, and an answer for each mail."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from notifications.wording import one_line

TIMEOUT_SECONDS = 15.0
PORTS = {"smtp": 25, "smtps": 465}
CLOSING = 421
LOCAL = ("localhost", "127.0.0.1", "::1")


class SmtpUrlError(ValueError):
    """Raised for an `SMTP_URL` that is none."""


class UnreachableError(OSError):
    """The mail server takes no mail at all right now; the message says why."""


@dataclass(frozen=True)
class Server:
    """Where the mail server is, from `smtp://user:password@host:port` or `smtps://…`; without one a port is guessed."""

    host: str
    port: int
    encrypted: bool
    user: str | None = None
    password: str = ""


def read_url(url: str) -> Server:
    """Read an `SMTP_URL`; raises SmtpUrlError."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise SmtpUrlError("SMTP_URL has a port that is no number") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise SmtpUrlError("SMTP_URL must be smtp://host:port or smtps://host:port, with user:password@ if need be")
    user = unquote(parts.username) if parts.username else None
    standard = PORTS[parts.scheme]
    return Server(parts.hostname, port or standard, parts.scheme == "smtps", user, unquote(parts.password or ""))


class Line:
    """A connection to the mail server, opened when it is needed and opened again when it was lost."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._hang_up(politely=True)

    def open(self) -> None:
        """Connect and sign in if that has not happened yet; raises UnreachableError."""
        if self._smtp is not None:
            return
        try:
            self._smtp = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise UnreachableError(
                f"the mail server {self._server.host}:{self._server.port}: {_said(error)}"
            ) from error

    def send(self, mail: EmailMessage) -> str | None:
        """Hand one mail over; None when the server has taken it, else what it said. A line that breaks is a refusal."""
        if self._smtp is None:
            raise UnreachableError("the line to the mail server is not open")
        try:
            self._smtp.send_message(mail)
        except smtplib.SMTPServerDisconnected as error:
            return self._broken(error)
        except smtplib.SMTPException as error:
            code, reply = _answer(error)
            if code == CLOSING:
                self._hang_up()
            return reply
        except OSError as error:
            return self._broken(error)
        return None

    def _broken(self, error: Exception) -> str:
        self._hang_up()
        return f"the line to the mail server broke: {_said(error)}"

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        smtp = _dial(server)
        try:
            _greet(smtp, server)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _hang_up(self, *, politely: bool = False) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        if politely:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
        smtp.close()


def _dial(server: Server) -> smtplib.SMTP:
    if not server.encrypted:
        return smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    context = _context(verified=True)  # who writes smtps:// asks for it
    return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)


def _greet(smtp: smtplib.SMTP, server: Server) -> None:
    """Say hello, encrypt where that is offered, sign in where a user is named.

    Without a password to protect, an unknown certificate is taken (RFC 7435): the alternative would be no encryption.
    """
    smtp.ehlo()
    if not server.encrypted and smtp.has_extn("starttls"):
        smtp.starttls(context=_context(verified=server.user is not None))
        smtp.ehlo()
    elif not server.encrypted and server.user is not None and server.host not in LOCAL:
        raise smtplib.SMTPException("offers no encryption, so the password is not sent; use smtps:// or another port")
    if server.user is not None:
        smtp.login(server.user, server.password)


def _context(*, verified: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _answer(error: smtplib.SMTPException) -> tuple[int | None, str]:
    """Give the code and words of a refusal; one that smtplib makes itself (no SMTPUTF8) has no code."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return code, f"{code} {_text(words)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code, f"{error.smtp_code} {_text(error.smtp_error)}"
    return None, _said(error)


def _text(words: bytes | str) -> str:
    return one_line(words.decode("utf-8", "replace") if isinstance(words, bytes) else words)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error)[1]
    return one_line(str(error)) or type(error).__name__
