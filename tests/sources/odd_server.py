"""An IMAP server that misbehaves where a test says so, and keeps to the protocol everywhere else."""

import re
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from sources.mailbox.reading_on import Caps
from sources.mailbox.settings import MailboxSettings, Security
from sources.mailbox.source import MailboxSource

Answer = Iterable[bytes]
"""What is sent, piece by piece, with TAG for the command's tag."""
HANG_UP = b"(hangs up)"
Odd = Answer | Callable[["OddServer", list[int]], Answer]


@dataclass
class OddServer:
    """What is in the folder, and the answers that are not as they should be, by LOGIN, EXAMINE, SEARCH, HEADS, BODY."""

    mails: Mapping[int, bytes] = field(default_factory=dict)
    odd: Mapping[str, Odd] = field(default_factory=dict)
    greeting: bytes = b"* OK ready\r\n"
    capabilities: bytes = b"IMAP4rev1"
    port: int = 0
    heard: list[str] = field(default_factory=list)

    def source(self, seconds: float = 5, security: Security = "none", caps: Caps | None = None) -> MailboxSource:
        """Make the source that reads this folder."""
        settings = MailboxSettings("127.0.0.1", "me", "s3cret", "INBOX_PASSWORD", self.port, security, "INBOX", True)
        return MailboxSource(settings, seconds=seconds, caps=caps or Caps())

    def heads(self, uids: list[int]) -> Answer:
        """Answer with the headers of these mails, as it should be."""
        for uid in uids:
            if uid in self.mails:
                head = self.mails[uid].partition(b"\n\n")[0]
                size = len(self.mails[uid])
                yield b"* %d FETCH (UID %d RFC822.SIZE %d BODY[HEADER]<0> {%d}\r\n" % (uid, uid, size, len(head))
                yield head + b")\r\n"
        yield b"TAG OK done\r\n"

    def body(self, uids: list[int]) -> Answer:
        """Answer with a whole mail, as it should be."""
        (uid,) = uids
        yield b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n" % (uid, uid, len(self.mails[uid])) + self.mails[uid] + b")\r\n"
        yield b"TAG OK done\r\n"

    def search(self, _uids: list[int]) -> Answer:
        """Answer with the numbers of all mails, as it should be."""
        yield b"* SEARCH " + b" ".join(b"%d" % uid for uid in self.mails) + b"\r\nTAG OK done\r\n"

    def examine(self, _uids: list[int]) -> Answer:
        """Answer that the folder is open, as it should be."""
        upto = max(self.mails, default=0) + 1
        yield b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT %d] x\r\nTAG OK [READ-ONLY] done\r\n" % upto

    def answer(self, line: str) -> Answer:
        """Answer a command."""
        self.heard.append(line)
        kind = next(kind for kind, mark in KINDS.items() if mark in line)
        uids = [int(uid) for uid in re.findall(r"\d+", line.partition(" FETCH ")[2].partition("(")[0])]
        odd = self.odd.get(kind)
        if odd is not None:
            return odd(self, uids) if callable(odd) else odd
        plain: Mapping[str, Callable[[list[int]], Answer]] = {
            "HEADS": self.heads,
            "BODY": self.body,
            "SEARCH": self.search,
            "EXAMINE": self.examine,
        }
        return plain[kind](uids) if kind in plain else [b"* CAPABILITY " + self.capabilities + b"\r\nTAG OK done\r\n"]


KINDS = {
    "HEADS": "BODY.PEEK[HEADER]",
    "BODY": "BODY.PEEK[]",
    "SEARCH": " SEARCH ",
    "EXAMINE": " EXAMINE ",
    "LOGIN": " LOGIN ",
    "STARTTLS": " STARTTLS",
    "OTHER": "",
}


@contextmanager
def serving(server: OddServer) -> Iterator[OddServer]:
    """Serve on a free port, one connection after the other."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.port = listener.getsockname()[1]
        thread = threading.Thread(target=_serve, args=(server, listener), daemon=True)
        thread.start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def _serve(server: OddServer, listener: socket.socket) -> None:
    with suppress(OSError):  # the listener is closed when the test is over
        while True:
            connection, _ = listener.accept()
            with suppress(OSError), connection:  # the client has had enough
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                _converse(server, connection)


def _converse(server: OddServer, connection: socket.socket) -> None:
    connection.sendall(server.greeting)
    with connection.makefile("rb") as lines:
        for line in lines:
            for piece in server.answer(line.decode().strip()):
                if piece == HANG_UP:
                    return
                connection.sendall(piece.replace(b"TAG", line.split(b" ")[0]))
