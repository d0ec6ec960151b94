"""Invoices from a folder: one folder per workspace key, files read in place."""

import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from sources.reading import LARGEST, media_type, read_invoice
from workflow.invoices.source import (
    Account,
    Completeness,
    Evidence,
    Fetched,
    Position,
    Received,
    SetAside,
    Span,
    UnreadableInvoice,
)


class FolderSource:
    """Reads every file in `path / workspace key`; never raises for what lies there or is missing."""

    def __init__(self, path: Path) -> None:
        """Take the folder that holds one folder per workspace key."""
        self._path = path

    def invoices(self, account: Account, span: Span, position: Position | None = None) -> Fetched:  # noqa: ARG002  # files say themselves what they cover, and are read in place
        """Return what lies in the workspace's folder, in the order of the names; hidden files are left alone.

        What could not be read before and has not changed is not tried again.
        """
        folder = self._path / account.key
        try:
            if problem := self._why_broken(folder, account.key):
                return Fetched(Completeness.BROKEN, problem=problem)
            names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
        except OSError as error:
            problem = f"The folder {folder} cannot be opened: {error.strerror}; check its permissions."
            return Fetched(Completeness.BROKEN, problem=problem)
        return _read_all(folder, names, account.set_aside)

    def evidence(self, account: Account, span: Span, position: Position | None = None) -> Evidence:  # noqa: ARG002  # files know of no usage
        """Return nothing, completely: usage is seen at the vendor."""
        return Evidence(Completeness.COMPLETE)

    def _why_broken(self, folder: Path, key: str) -> str | None:
        if not self._path.is_dir():
            return f"The folder {self._path} is missing; make it, or correct `path` of the source in the setup file."
        if key in {"", ".", ".."} or any(sign in key for sign in "/\\\0"):
            return f"The workspace key {key!r} cannot name a folder; use letters, digits and hyphens."
        if not folder.is_dir():
            return f"The folder {folder} is missing; make it, and put the invoices of workspace {key} there."
        if folder.resolve() != self._path.resolve() / key:
            return f"The folder {folder} is a link that leads elsewhere; make it a folder of its own."
        return None


class _NotReadable(Exception):
    """A file that could not be opened or read, now; the next fetch tries again."""


@dataclass
class _Harvest:
    received: list[Received] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    not_readable: list[str] = field(default_factory=list)
    known: frozenset[str] = frozenset()

    def add(self, folder: Path, name: str) -> None:
        """Read one file, or set it aside, or note that it could not be read."""
        shown = _printable(name)
        content: bytes | None = None
        try:
            read = _content(folder, name)
            if read is None:
                return
            content = read
            if hashlib.sha256(content).hexdigest() in self.known:
                return
            document = read_invoice(shown, content)
        except _NotReadable as error:
            self.not_readable.append(f"{shown} ({error})")
        except UnreadableInvoice as error:
            # What was not read has no bytes to be told apart by; the sentence names the file.
            self.set_aside.append(SetAside(shown, str(error), str(error).encode() if content is None else content))
        else:
            self.received.append(Received(document, content, media_type(document), shown))


def _printable(name: str) -> str:
    """Return a file's name as text that can be stored, even when its bytes are no UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace")


def _read_all(folder: Path, names: list[str], known: frozenset[str]) -> Fetched:
    harvest = _Harvest(known=known)
    for name in names:
        harvest.add(folder, name)
    problem = None
    if harvest.not_readable:
        problem = f"In {folder}, these could not be read: {', '.join(harvest.not_readable)}; check their permissions."
    state = Completeness.INCOMPLETE if problem else Completeness.COMPLETE
    return Fetched(state, tuple(harvest.received), tuple(harvest.set_aside), problem)


def _content(folder: Path, name: str) -> bytes | None:
    """Return a file's bytes, or null for what is no regular file (a folder, a pipe).

    Raises UnreadableInvoice for a link that leads out of the folder and for a file that is too large,
    _NotReadable when the file vanished or may not be opened.
    """
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            where = f"{_printable(name)}: this"
            raise UnreadableInvoice(f"{where} is a link that leads out of the folder; put the file itself there.")
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        # Not through a link, and not waiting for a writer: what was checked may have been exchanged since.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, RuntimeError) as error:
        raise _NotReadable(getattr(error, "strerror", None) or "a link that leads in a circle") from None
    if len(content) > LARGEST:
        raise UnreadableInvoice(f"{_printable(name)}: the file is larger than {LARGEST >> 20} MB, as no invoice is.")
    return content
