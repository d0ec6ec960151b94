"""Handing mails to the mail server: one connection for many, and an answer for each mail."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from notifications.refusals import Refusal, Step, refusal
from notifications.wording import one_line

TIMEOUT_SECONDS = 15.0
MAIL_SECONDS = 45.0
"""How long one mail may take; less than the lease of a notice, or somebody else would send it meanwhile."""
PORTS = {"smtp": 25, "smtps": 465}
LOCAL = ("localhost", "127.0.0.1", "::1")
VERIFY = {"": True, "verify=yes": True, "verify=no": False}


class SmtpUrlError(ValueError):
    """Raised for an `SMTP_URL` that is none."""


class UnreachableError(OSError):
    """The mail server takes no mail at all right now; the message says why."""


@dataclass(frozen=True)
class Server:
    """Where the mail server is, from `smtp://user:password@host:port` or `smtps://…`; without one a port is guessed.

    `verified`: its certificate must be one that this machine trusts for the host; on the loopback address any will do.
    """

    host: str
    port: int
    encrypted: bool
    user: str | None = None
    password: str = ""
    verified: bool = True

    @property
    def is_local(self) -> bool:
        """Tell whether nobody can stand between us and the server."""
        return self.host in LOCAL


def read_url(url: str) -> Server:
    """Read an `SMTP_URL`; raises SmtpUrlError."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise SmtpUrlError("SMTP_URL has a port that is no number") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise SmtpUrlError("SMTP_URL must be smtp://host:port or smtps://host:port, with user:password@ if need be")
    if parts.query not in VERIFY:
        raise SmtpUrlError(f"SMTP_URL ends in ?{parts.query}; known is ?verify=no, which takes any certificate")
    user = unquote(parts.username) if parts.username else None
    its_port, encrypted = port or PORTS[parts.scheme], parts.scheme == "smtps"
    return Server(parts.hostname, its_port, encrypted, user, unquote(parts.password or ""), VERIFY[parts.query])


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

    def send(self, mail: EmailMessage) -> Refusal | None:
        """Hand one mail over; None when the server has taken it, else what it said. A line that breaks is a refusal."""
        if self._smtp is None:
            raise UnreachableError("the line to the mail server is not open")
        try:
            octets = mail.as_bytes()
        except Exception as error:  # noqa: BLE001  # whatever the library falls over in one mail is not the others' trouble
            return Refusal(f"the mail could not be written: {type(error).__name__}: {error}")
        try:
            with _in_time(self._smtp):
                refused = _hand_over(self._smtp, mail, octets)
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            return Refusal(f"the line to the mail server broke: {_said(error)}")
        if refused is not None:
            self._begin_afresh(self._smtp)
        return refused

    def _begin_afresh(self, smtp: smtplib.SMTP) -> None:
        """End the transaction that was refused; whoever refused with 421 has hung up."""
        try:
            smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._hang_up()

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        smtp = _dial(server)
        try:
            with _in_time(smtp):
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


class _Smtp(smtplib.SMTP):
    """A connection whose greeting is bound in time like everything after it; the library takes it while connecting."""

    def connect(self, host: str = "localhost", port: int = 0, source_address: Any = None) -> tuple[int, bytes]:
        """Connect and take the greeting."""
        with _in_time(self):
            return super().connect(host, port, source_address)


class _Encrypted(_Smtp, smtplib.SMTP_SSL):
    """The same under TLS from the first byte."""


@contextmanager
def _in_time(smtp: smtplib.SMTP) -> Iterator[None]:
    """Break the line when this takes too long: who answers piece by piece is never late for the socket."""
    timer = threading.Timer(MAIL_SECONDS, _break, [smtp])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _break(smtp: smtplib.SMTP) -> None:
    if smtp.sock is not None:
        with suppress(OSError):  # not its own method: TLS would put its state away, which another thread reads
            socket.socket.shutdown(smtp.sock, socket.SHUT_RDWR)


def _hand_over(smtp: smtplib.SMTP, mail: EmailMessage, octets: bytes) -> Refusal | None:
    """Go through one transaction step by step, for what a refusal means depends on what was refused."""
    sender, reader = (mail[name].addresses[0].addr_spec for name in ("From", "To"))
    size = [f"size={len(octets)}"] if smtp.has_extn("size") else []
    back, report = (["RET=HDRS"], _report_on(reader)) if smtp.has_extn("dsn") else ([], [])
    steps: tuple[tuple[Step, Callable[[], tuple[int, bytes]]], ...] = (
        (Step.SENDER, lambda: smtp.mail(sender, [*size, *back])),
        (Step.READER, lambda: smtp.rcpt(reader, report)),
        (Step.MAIL, lambda: smtp.data(octets)),
    )
    for step, say in steps:
        try:
            code, words = say()
        except smtplib.SMTPDataError as error:  # to the word DATA, before anything of the mail was sent
            return refusal(Step.INTENT, error.smtp_code, _text(error.smtp_error))
        if not 200 <= code < 300:  # noqa: PLR2004  # RFC 5321: 2xx is yes
            return refusal(step, code, _text(words))
    return None


def _report_on(reader: str) -> list[str]:
    """Ask to hear of a failure, and under the address that we write to, wherever it leads (RFC 3461, 4.1 and 4.2)."""
    spelled = "".join(sign if "!" <= sign <= "~" and sign not in "+=" else f"+{ord(sign):02X}" for sign in reader)
    return ["NOTIFY=FAILURE", f"ORCPT=rfc822;{spelled}"]


def _dial(server: Server) -> smtplib.SMTP:
    if not server.encrypted:
        return _Smtp(server.host, server.port, timeout=TIMEOUT_SECONDS)
    return _Encrypted(server.host, server.port, timeout=TIMEOUT_SECONDS, context=_context(server))


def _greet(smtp: smtplib.SMTP, server: Server) -> None:
    """Say hello, encrypt where that is offered, sign in where a user is named."""
    smtp.ehlo_or_helo_if_needed()
    if not server.encrypted and smtp.has_extn("starttls"):
        smtp.starttls(context=_context(server))
        smtp.ehlo_or_helo_if_needed()
    elif not server.encrypted and server.user is not None and not server.is_local:
        raise smtplib.SMTPException("offers no encryption, so the password is not sent; use smtps:// or another port")
    if server.user is not None:
        smtp.login(server.user, server.password)


def _context(server: Server) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if server.is_local or not server.verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _text(words: bytes | str) -> str:
    return one_line(words.decode("utf-8", "replace") if isinstance(words, bytes) else words)


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message}); see ?verify=no of SMTP_URL"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return one_line(str(error)) or type(error).__name__
