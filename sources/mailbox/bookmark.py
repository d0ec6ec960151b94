"""How far a folder has been read, kept as JSON between two fetches of the same period."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sources.mailbox.folder import Folder
from sources.mailbox.settings import MailboxSettings
from workflow.invoices.source import Account, Position


class _Saved(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    host: str
    user: str
    folder: str
    uidvalidity: int
    senders: str
    uid: int = Field(ge=0)
    stuck_at: int = 0
    tries: int = 0


@dataclass(frozen=True)
class Bookmark:
    """The last mail that was wholly taken, and the one that fetches have ended at since, with how many did."""

    uid: int = 0
    stuck_at: int = 0
    tries: int = 0

    def passed(self, uid: int) -> "Bookmark":
        """Give the bookmark after a mail that was taken."""
        return Bookmark(uid) if uid > self.uid else self

    def stuck(self, uid: int) -> "Bookmark":
        """Give the bookmark after a fetch that ended at a mail."""
        return replace(self, stuck_at=uid, tries=self.tries_at(uid) + 1)

    def tries_at(self, uid: int) -> int:
        """Tell how many fetches have ended at a mail."""
        return self.tries if uid == self.stuck_at else 0


def wanted_of(account: Account) -> str:
    """Say what invoices are read by: with other senders, what was a stranger's mail may be one now."""
    return repr((sorted(account.senders), sorted(account.elsewhere), account.takes_the_rest))


class Place:
    """Where bookmarks belong: a folder as it is numbered now, read for what is wanted of it.

    Where something else is wanted, it is read from the beginning.
    """

    def __init__(self, settings: MailboxSettings, wanted: str, folder: Folder) -> None:
        """Take the opened folder."""
        self._facts: dict[str, Any] = {
            "host": settings.host,
            "user": settings.user,
            "folder": settings.folder,
            "uidvalidity": folder.uid_validity,
            "senders": hashlib.sha256(wanted.encode()).hexdigest()[:16],
        }

    def bookmark(self, position: Position | None) -> Bookmark | None:
        """Give the saved bookmark, or null when it belongs elsewhere or is none."""
        try:
            saved = _Saved.model_validate(position)
        except ValidationError:
            return None
        if any(getattr(saved, name) != fact for name, fact in self._facts.items()):
            return None
        return Bookmark(saved.uid, saved.stuck_at, saved.tries)

    def position(self, bookmark: Bookmark) -> Position | None:
        """Save a bookmark; null where the server's numbers mean nothing the next time."""
        if self._facts["uidvalidity"] is None:
            return None
        return {**self._facts, "uid": bookmark.uid, "stuck_at": bookmark.stuck_at, "tries": bookmark.tries}
