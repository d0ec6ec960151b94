"""One folder of a mailbox, opened to be read only: nothing in it is marked, moved or deleted."""

import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpcore
from imap_tools import AND
from imap_tools.errors import MailboxFetchError, MailboxFolderSelectError, MailboxLoginError
from imap_tools.utils import check_command_status

from sources.http import CONNECT_SECONDS, broken
from sources.mailbox.client import GuardedClient, Mailbox, said
from sources.mailbox.refusals import refused_folder, refused_login, told
from sources.mailbox.settings import MailboxSettings
from sources.transport import Budget, GuardedBackend, Resolve, SpentError

Tls = Callable[[], ssl.SSLContext]
LARGEST_HEAD = 64 * 1024
_NO_UID = 2**32
_NUMBER = re.compile(rb"\d{1,10}")
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,12})\b")


@dataclass(frozen=True)
class Summary:
    """What is known of a mail before it is fetched: its size in bytes and the beginning of its headers."""

    size: int
    head: bytes


class Folder:
    """An opened folder; every method raises FetchError when the server cannot be read on."""

    def __init__(self, settings: MailboxSettings, mailbox: Mailbox) -> None:
        """Take a mailbox whose folder has just been opened."""
        self._settings = settings
        self._client = mailbox.client
        self.uid_validity = self._stated("UIDVALIDITY")
        """By another one, the numbers of the mails mean other mails; null where the server's mean nothing."""
        self.uid_next = self._stated("UIDNEXT")

    def since(self, day: date) -> list[int]:
        """List the mails that came on a day or later, by the server's own clock."""
        plain = date.fromordinal(day.toordinal())  # the library refuses pendulum's
        return self._search(str(AND(date_gte=plain)))

    def above(self, uid: int) -> list[int]:
        """List the mails that came after one."""
        return [found for found in self._search(str(AND(uid=f"{uid + 1}:*"))) if found > uid]

    def summaries(self, uids: Sequence[int]) -> dict[int, Summary]:
        """Look at several mails; one that is not in the answer has gone from the folder."""
        found = self._fetch(uids, f"RFC822.SIZE BODY.PEEK[HEADER]<0.{LARGEST_HEAD}>")
        return {uid: Summary(_number(_SIZE, facts) or 0, head) for uid, (facts, head) in found.items()}

    def whole(self, uid: int, most: int) -> bytes | None:
        """Fetch one mail, at most so many bytes of it; null when it has gone."""
        found = self._fetch([uid], f"BODY.PEEK[]<0.{most}>")
        return found[uid][1] if uid in found else None

    def _search(self, criteria: str) -> list[int]:
        with told(self._settings):
            answer = self._client.uid("SEARCH", criteria)
            check_command_status(answer, MailboxFetchError)
            numbers = {int(number) for part in answer[1] if part for number in part.split()}
        return sorted(uid for uid in numbers if 0 < uid < (self.uid_next or _NO_UID))

    def _fetch(self, uids: Sequence[int], parts: str) -> dict[int, tuple[bytes, bytes]]:
        """Give the facts and the bytes of each mail that the server has answered with."""
        with told(self._settings):
            answer = self._client.uid("FETCH", ",".join(map(str, uids)), f"(UID {parts})")
            check_command_status(answer, MailboxFetchError)
            answers = list(_answers(answer[1]))
        # Those with bytes last: a server may also tell, unasked, that somebody has just read one of these mails.
        answers.sort(key=lambda one: bool(one[1]))
        found = {_number(_UID, one[0]): one for one in answers}
        return {uid: found[uid] for uid in uids if uid in found}

    def _stated(self, what: str) -> int | None:
        with told(self._settings):
            stated = self._client.response(what)[1][-1]
            if stated is not None and not _NUMBER.fullmatch(stated):
                raise ValueError(f"{what} is no number")
            return None if stated is None else int(stated)


@contextmanager
def opened(settings: MailboxSettings, budget: Budget, tls: Tls, resolve: Resolve) -> Iterator[Folder]:
    """Connect, log in and open the folder; raises FetchError where that fails."""
    with told(settings):
        client = _connected(settings, budget, tls, resolve)
    try:
        yield _entered(settings, Mailbox(client))
    finally:
        _leave(client)


def _connected(settings: MailboxSettings, budget: Budget, tls: Tls, resolve: Resolve) -> GuardedClient:
    backend = GuardedBackend(budget, allow_private=settings.allow_private_addresses, resolve=resolve)
    stream = backend.connect_tcp(settings.host, settings.port, CONNECT_SECONDS)
    if settings.security == "tls":
        stream = stream.start_tls(tls(), settings.host)
    client = GuardedClient(stream, budget, settings.host)
    try:
        if settings.security == "starttls":
            client.secure(tls())
    except BaseException:
        client.shutdown()
        raise
    return client


def _entered(settings: MailboxSettings, mailbox: Mailbox) -> Folder:
    if not settings.password.isprintable() or not settings.user.isprintable():
        raise broken(f"{settings.password_env} or the user holds a line break or the like: correct it.")
    with told(settings):
        try:
            _log_in(settings, mailbox)
            mailbox.folder.set(settings.folder, readonly=True)
        except MailboxLoginError as error:
            raise refused_login(settings, said(error)) from error
        except MailboxFolderSelectError as error:
            raise refused_folder(settings, said(error)) from error
    return Folder(settings, mailbox)


def _log_in(settings: MailboxSettings, mailbox: Mailbox) -> None:
    """Log in with LOGIN, or with AUTHENTICATE where user or password are not ASCII."""
    client = mailbox.client
    try:
        if (settings.user + settings.password).isascii():
            mailbox.login(settings.user, settings.password, initial_folder=None)
        else:
            mailbox.login_utf8(settings.user, settings.password, initial_folder=None)
    except client.abort:
        raise
    except client.error as error:  # what AUTHENTICATE raises for a refusal, and LOGIN for BAD
        raise refused_login(settings, str(error)) from error


def _leave(client: GuardedClient) -> None:
    """Say good-bye without waiting for the answer, and close the connection whatever happens."""
    with suppress(SpentError, httpcore.NetworkError, httpcore.TimeoutException):
        client.send(b"BYE LOGOUT\r\n")
    client.shutdown()


def _answers(items: Sequence[Any]) -> Iterator[tuple[bytes, bytes]]:
    """Give the facts and the bytes of each answer to a FETCH; one ends where no more bytes follow."""
    facts: list[bytes] = []
    content = b""
    for item in items:
        if isinstance(item, tuple):
            facts.append(item[0])
            content = content or item[1]
        elif item is not None:
            yield b" ".join([*facts, item]), content
            facts, content = [], b""


def _number(pattern: re.Pattern[bytes], facts: bytes) -> int | None:
    found = pattern.search(facts)
    return int(found.group(1)) if found else None
