"""Reading a folder on from where the last fetch stopped, mail by mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sources.http import FetchError
from sources.mailbox.bookmark import Bookmark, Place, wanted_of
from sources.mailbox.claim import Claim, claim_of
from sources.mailbox.folder import Folder, Summary
from sources.mailbox.haul import Haul
from sources.mailbox.head import Head, read_head
from sources.mailbox.refusals import given_up
from sources.mailbox.settings import MailboxSettings
from sources.mailbox.sorting import is_left_alone, sort_mail, unread
from sources.transport import Budget, SpentError
from workflow.invoices.source import Account, Completeness, Position, SetAside, Span

MEGABYTE = 1024 * 1024
AT_ONCE = 50
"""Mails whose headers are asked for in one go; singly, where the last fetch has got stuck among so many."""
TRIES = 4
"""Fetches that may end at the same mail: the next one sets it aside by its headers, the one after that without."""


@dataclass(frozen=True)
class Caps:
    """What one fetch takes at most; sizes in bytes."""

    mails: int = 200
    heads: int = 5_000
    mail: int = 30 * MEGABYTE
    strangers_mail: int = 5 * MEGABYTE
    fetch: int = 100 * MEGABYTE


class EnoughError(FetchError):
    """Raised when a fetch has taken as much as one may; the next one goes on."""

    def __init__(self, settings: MailboxSettings) -> None:
        """Say that there is more."""
        problem = f"The mailbox {settings.user} holds more than one fetch takes; the next one goes on."
        super().__init__(Completeness.INCOMPLETE, problem)


class ReadingOn:
    """One fetch; `haul` and `position` are good also when it has broken off."""

    def __init__(
        self, settings: MailboxSettings, account: Account, position: Position | None, budget: Budget, caps: Caps
    ) -> None:
        """Take where the last fetch stopped, and read nothing yet."""
        self.haul = Haul()
        self.position = position
        self._settings = settings
        self._account = account
        self._budget = budget
        self._caps = caps
        self._mark = Bookmark()
        self._mails = self._bytes = 0

    def read(self, folder: Folder, span: Span) -> None:
        """Look at every mail that has come until now; raises FetchError where it cannot go on."""
        place = Place(self._settings, wanted_of(self._account), folder)
        saved = place.bookmark(self.position)
        # The server's zone is not known, so the day before the first counts too.
        uids = folder.above(saved.uid) if saved else folder.since(span.starts_on - timedelta(days=1))
        self._mark = saved or Bookmark(uids[0] - 1 if uids else 0)
        try:
            self._read(folder, uids)
        finally:
            self.position = place.position(self._mark) if self._mark.uid or self._mark.tries else None

    def _read(self, folder: Folder, uids: Sequence[int]) -> None:
        singly = AT_ONCE if self._mark.tries else 0
        now = uids[: self._caps.heads]
        for uid in now[:singly]:
            self._take(folder, [uid])
        for start in range(singly, len(now), AT_ONCE):
            self._take(folder, now[start : start + AT_ONCE])
        if len(uids) > len(now):
            raise EnoughError(self._settings)
        self._mark = self._mark.passed(folder.uid_next - 1 if folder.uid_next else 0)

    def _take(self, folder: Folder, uids: Sequence[int]) -> None:
        uid = uids[0]
        if self._mark.tries_at(uid) > TRIES:
            self.haul.put_aside(self._unseen(uid))
            self._mark = self._mark.passed(uid)
            return
        try:
            summaries = folder.summaries(uids)
            for uid in uids:  # left at the one where it breaks off
                self._take_one(folder, uid, summaries.get(uid))
                self._mark = self._mark.passed(uid)
        except EnoughError:
            raise
        except FetchError:
            self._mark = self._mark.stuck(uid)
            raise

    def _take_one(self, folder: Folder, uid: int, summary: Summary | None) -> None:
        if summary is None:
            return
        head = read_head(summary.head)
        if is_left_alone(head, self._account):
            return
        most = self._most(head)
        if self._mark.tries_at(uid) >= TRIES:
            why = f"this mail could not be fetched in {TRIES} tries."
        elif summary.size <= most and self._fetched(folder, uid, head, min(summary.size, most)):
            return
        else:
            why = f"this mail is larger than {most // MEGABYTE} MB, so it was not read."
        self.haul.add(unread(head, summary.head, self._account, why))

    def _most(self, head: Head) -> int:
        is_strangers = claim_of(head, self._account) == Claim.NOBODYS
        return self._caps.strangers_mail if is_strangers else self._caps.mail

    def _fetched(self, folder: Folder, uid: int, head: Head, size: int) -> bool:
        """Fetch a mail and sort it; false when it is larger than the server had said and than may be."""
        if self._mails >= self._caps.mails or (self._bytes and self._bytes + size > self._caps.fetch):
            raise EnoughError(self._settings)
        most = self._most(head)
        content = folder.whole(uid, most + 1)
        if content is None:
            return True
        self._mails += 1
        self._bytes += len(content)
        if len(content) > most:
            return False
        try:
            self.haul.add(sort_mail(head, content, self._account, self._budget))
        except SpentError as error:
            raise given_up(self._settings, error) from error
        return True

    def _unseen(self, uid: int) -> SetAside:
        place = f"mail {uid} of folder {self._settings.folder} in the mailbox {self._settings.user}"
        why = f"{place} could not be fetched in {TRIES + 1} tries; look at it there."
        return SetAside(f"mail-{uid}.eml", why, place.encode())
