"""Looking through a folder for mails of ours that came back, on from where the last look stopped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sources.http import FetchError
from sources.mailbox.bookmark import Bookmark, Place
from sources.mailbox.folder import Folder
from sources.mailbox.head import read_head
from sources.mailbox.reading_on import AT_ONCE, TRIES
from sources.mailbox.returned import read_report
from sources.mailbox.settings import MailboxSettings
from workflow.invoices.source import Position
from workflow.notices.returning import Returned

WANTED = "returns"
MOST_HEADS = 5_000
MOST_REPORTS = 200
"""In one look; the next one goes on."""
_BEGINNING = 256 * 1024
"""Bytes of a report: what became of the mail stands before the mail itself, whose head is all that is wanted of it."""


@dataclass(frozen=True)
class Returns:
    """What a look has found, and where the next one goes on; `problem` says what to do where it broke off."""

    found: tuple[Returned, ...] = ()
    position: Position | None = None
    problem: str | None = None


class Look:
    """One look; `found` and `position` are good also when it has broken off."""

    def __init__(self, settings: MailboxSettings, position: Position | None) -> None:
        """Take where the last look stopped, and read nothing yet."""
        self.found: list[Returned] = []
        self.position = position
        self._settings = settings
        self._mark = Bookmark()
        self._reports = 0

    def read(self, folder: Folder, since: date) -> None:
        """Look at every mail that has come until now; raises FetchError where it cannot go on."""
        place = Place(self._settings, WANTED, folder)
        saved = place.bookmark(self.position)
        uids = folder.above(saved.uid) if saved else folder.since(since)
        self._mark = saved or Bookmark(uids[0] - 1 if uids else 0)
        try:
            for some in _portions(uids[:MOST_HEADS], self._mark):
                if self._reports < MOST_REPORTS:
                    self._take(folder, some)
        finally:
            self.position = place.position(self._mark) if self._mark.uid or self._mark.tries else None

    def _take(self, folder: Folder, uids: Sequence[int]) -> None:
        uid = uids[0]
        if self._mark.tries_at(uid) > TRIES:  # whatever it is, it must not hold up the others
            self._mark = self._mark.passed(uid)
            return
        try:
            summaries = folder.summaries(uids)
            for uid in uids:  # left at the one where it breaks off
                if uid in summaries and read_head(summaries[uid].head).is_delivery_report:
                    self._reports += 1
                    self.found += read_report(folder.whole(uid, _BEGINNING) or b"")
                self._mark = self._mark.passed(uid)
        except FetchError:
            self._mark = self._mark.stuck(uid)
            raise


def _portions(uids: Sequence[int], mark: Bookmark) -> Iterator[Sequence[int]]:
    """Cut what is looked at together; singly, where the last look has got stuck among so many."""
    singly = AT_ONCE if mark.tries else 0
    yield from ([uid] for uid in uids[:singly])
    yield from (uids[start : start + AT_ONCE] for start in range(singly, len(uids), AT_ONCE))
