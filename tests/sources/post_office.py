"""A folder of the tests' IMAP server: mails are delivered to it, and the mailbox source is pointed at it."""

import imaplib
import itertools
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sources.mailbox.reading_on import Caps
from sources.mailbox.settings import MailboxSettings
from sources.mailbox.source import MailboxSource
from tests.servers.imap import CERTIFICATE, PASSWORD, USER
from tests.sources.mails import ACME, NOVEMBER
from workflow.invoices.source import Account, Fetched, Position

_NUMBERS = itertools.count(1)


def trusting() -> ssl.SSLContext:
    """Trust the test server's certificate."""
    return ssl.create_default_context(cafile=CERTIFICATE)


@dataclass
class PostOffice:
    """One folder of its own, and how to read it."""

    client: imaplib.IMAP4
    settings: MailboxSettings
    days: Iterator[int] = field(default_factory=lambda: itertools.cycle(range(2, 29)))

    def deliver(self, *mails: bytes, day: str | None = None) -> None:
        """Put mails in the folder, as having come one day after the other from the 2nd of November 2026."""
        for mail in mails:
            came = f'"{day or f"{next(self.days):02}-Nov-2026"} 10:00:00 +0000"'
            status, _ = self.client.append(self.settings.folder, "", came, mail)
            assert status == "OK"

    def source(self, caps: Caps | None = None, **other: Any) -> MailboxSource:
        """Make the source; `other` settings than those that fit."""
        return MailboxSource(replace(self.settings, **other), caps=caps or Caps(), tls=trusting, seconds=10)

    def fetch(
        self, position: Position | None = None, account: Account = ACME, caps: Caps | None = None, **other: Any
    ) -> Fetched:
        """Ask for November's invoices."""
        return self.source(caps, **other).invoices(account, NOVEMBER, position)

    def flags(self) -> list[bytes]:
        """Give the flags of every mail as the server has them."""
        self.client.select(self.settings.folder, readonly=True)
        _, found = self.client.fetch("1:*", "(UID FLAGS RFC822.SIZE)")
        return [item for item in found if isinstance(item, bytes)]

    def renumber(self) -> None:
        """Make the folder anew, with another UIDVALIDITY and nothing in it."""
        self.client.delete(self.settings.folder)
        self.client.create(self.settings.folder)


@contextmanager
def post_office(port: int) -> Iterator[PostOffice]:
    """Yield an empty folder of the server at a port of 127.0.0.1."""
    folder = f"bills-{next(_NUMBERS)}"
    settings = MailboxSettings("127.0.0.1", USER, PASSWORD, "INBOX_PASSWORD", port, "none", folder, True)
    with imaplib.IMAP4("127.0.0.1", port, 10) as client:
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or each delivery waits 40 ms
        client.login(USER, PASSWORD)
        client.create(folder)
        yield PostOffice(client, settings)


def numbers(fetched: Fetched) -> list[str]:
    """Give the numbers of the invoices that were read."""
    return [one.document.number for one in fetched.received]


def names(fetched: Fetched) -> list[str]:
    """Give the names of what was set aside."""
    return [one.name for one in fetched.set_aside]
