"""IMAP over a guarded connection: within one budget of time and bytes, to checked addresses only."""

import imaplib
import ssl

import httpcore
from imap_tools import BaseMailBox
from imap_tools.errors import UnexpectedCommandStatusError

from sources.transport import Budget, SpentError

LARGEST_LITERAL = 32 * 1024 * 1024
LONGEST_LINE = 2 * 1024 * 1024
"""Bytes: the numbers of some 200,000 mails, which come on one line."""
MOST_LINES = 50_000
_AT_ONCE = 256 * 1024


class WrongServerError(Exception):
    """Raised for a server that is none for mails, or that keeps TLS away; the message says which."""


class GuardedClient(imaplib.IMAP4):
    """The standard library's IMAP over a stream that is connected already; its own sockets are never used."""

    def __init__(self, stream: httpcore.NetworkStream, budget: Budget, host: str) -> None:
        """Take the greeting and the server's capabilities."""
        self._stream = stream
        self._budget = budget
        self._unread = bytearray()
        self._lines = 0
        super().__init__(host)

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:  # noqa: ARG002
        """Connect to nothing: the stream is there."""
        self.host, self.port = host, port

    def read(self, size: int) -> bytes:
        """Read so many bytes; raises SpentError, httpcore's errors, IMAP4.abort at the end of the stream."""
        if size > LARGEST_LITERAL:
            raise SpentError(f"it wanted to send {size:,} bytes in one piece")
        while len(self._unread) < size:
            self._receive()
        return self._taken(size)

    def readline(self) -> bytes:
        """Read one line; raises as `read` does."""
        searched = 0
        while (end := self._unread.find(b"\n", searched)) < 0:
            searched = len(self._unread)
            if searched > LONGEST_LINE:
                raise SpentError(f"it sent a line of more than {LONGEST_LINE:,} bytes")
            self._receive()
        self._lines += 1
        if self._lines == 1 and not self._unread.startswith(b"* "):
            raise WrongServerError("it does not greet as a mail server does")
        if self._lines > MOST_LINES:
            raise SpentError(f"it sent more than {MOST_LINES:,} lines")
        return self._taken(end + 1)

    def send(self, data: bytes) -> None:  # type: ignore[override]  # imaplib itself sends nothing but bytes
        """Send bytes; raises SpentError, httpcore's errors."""
        self._stream.write(bytes(data))

    def shutdown(self) -> None:
        """Close the connection."""
        self._stream.close()

    def secure(self, context: ssl.SSLContext) -> None:
        """Go on under TLS; raises WrongServerError where the server does not."""
        if self.state != "NONAUTH" or "STARTTLS" not in self.capabilities:
            raise WrongServerError("it does not offer STARTTLS")
        status, _ = self.xatom("STARTTLS")
        if status != "OK":
            raise WrongServerError("it refused STARTTLS")
        if self._unread:
            # What was sent before the handshake may be anybody's, and would be read as if it came under TLS.
            raise WrongServerError("it went on without TLS after it had agreed to it")
        self._stream = self._stream.start_tls(context, self.host)
        self.untagged_responses = {}
        self.capability()

    def _receive(self) -> None:
        chunk = self._stream.read(_AT_ONCE)
        if not chunk:
            raise self.abort("it closed the connection")
        self._budget.take(len(chunk))
        self._unread += chunk

    def _taken(self, size: int) -> bytes:
        with memoryview(self._unread) as view:
            taken = bytes(view[:size])
        del self._unread[:size]
        return taken


class Mailbox(BaseMailBox):
    """imap-tools' mailbox over a client that is connected already."""

    def __init__(self, client: GuardedClient) -> None:
        """Take over a connected client."""
        self._connected = client
        super().__init__()

    def _get_mailbox_client(self) -> GuardedClient:
        return self._connected


def said(error: UnexpectedCommandStatusError) -> str:
    """Give the words with which a server refused a command."""
    parts = error.command_result[1] or [b""]
    return parts[-1].decode("utf-8", "replace") if isinstance(parts[-1], bytes) else str(parts[-1])
